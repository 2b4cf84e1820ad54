import { describe, expect, it } from "vitest";
import { coveredInBand } from "../../test/contracts/coverage.ts";
import { unwrapped } from "../../test/contracts/market.ts";
import { paretoTail, paretoValueAtRisk } from "./generalisedPareto.ts";
import { paretoRiskIntervals } from "./paretoRiskIntervals.ts";
import { RandomStream } from "./randomStream.ts";

const [threshold, scale, beyond] = [0.05, 0.02, 0.025];

/** Losses of which one in forty lies beyond the threshold, by a generalised Pareto law. */
function simulated(stream: number, count: number, shape: number): Float64Array {
  const random = new RandomStream({ seed: 81, stream });
  return Float64Array.from({ length: count }, () => {
    const place = random.nextUniform();
    if (place > beyond) return threshold * (1 - place);
    return threshold + (scale * Math.expm1(-shape * Math.log(random.nextUniform()))) / shape;
  });
}

describe("intervals beyond a threshold", () => {
  it.each([-0.2, 0.2])(
    "at a shape of %s hold both risks as often as they say, over 500 samples of some 500 exceedances",
    (shape) => {
      const risk = threshold + (scale * Math.expm1(shape * Math.log(beyond / 0.001))) / shape;
      const shortfall = (risk + scale - shape * threshold) / (1 - shape);
      let [risks, shortfalls] = [0, 0];
      for (let stream = 0; stream < 500; stream++) {
        const tail = unwrapped(paretoTail(simulated(stream, 20_000, shape), threshold));
        const { valueAtRisk, expectedShortfall } = paretoRiskIntervals(tail, 0.999, 0.95);
        if (valueAtRisk!.lower <= risk && risk <= valueAtRisk!.upper) risks += 1;
        if (expectedShortfall!.lower <= shortfall && shortfall <= expectedShortfall!.upper) shortfalls += 1;
      }
      expect(risks).toSatisfy(coveredInBand);
      expect(shortfalls).toSatisfy(coveredInBand);
    },
  );

  it("enclose the value, widen with the level, and scale with the unit of the losses", () => {
    const losses = simulated(0, 20_000, 0.2);
    const tail = unwrapped(paretoTail(losses, threshold));
    const near = paretoRiskIntervals(tail, 0.99, 0.95).valueAtRisk!;
    const far = paretoRiskIntervals(tail, 0.9999, 0.95).valueAtRisk!;
    const value = paretoValueAtRisk(tail, 0.99);
    expect(near.lower).toBeLessThan(value);
    expect(near.upper).toBeGreaterThan(value);
    expect(far.upper / far.lower).toBeGreaterThan(near.upper / near.lower);
    const cents = unwrapped(
      paretoTail(
        losses.map((loss) => 100 * loss),
        100 * threshold,
      ),
    );
    expect(paretoRiskIntervals(cents, 0.99, 0.95).valueAtRisk!.upper / 100).toBeCloseTo(near.upper, 6);
  });

  it("have no shortfall where a law near the fit has no mean, and nothing without errors", () => {
    const tail = { ...unwrapped(paretoTail(simulated(0, 20_000, 0.2), threshold)), shape: 0.999999 };
    expect(paretoRiskIntervals(tail, 0.999, 0.95).expectedShortfall).toBeNull();
    expect(paretoRiskIntervals({ ...tail, standardErrors: null }, 0.999, 0.95).valueAtRisk).toBeNull();
  });
});
