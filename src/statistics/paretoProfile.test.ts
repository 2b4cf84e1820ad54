import { describe, expect, it } from "vitest";
import { coveredInBand } from "../../test/contracts/coverage.ts";
import { unwrapped } from "../../test/contracts/market.ts";
import { paretoTail } from "./generalisedPareto.ts";
import { paretoShapeProfile } from "./paretoProfile.ts";
import { RandomStream } from "./randomStream.ts";

/** Excesses of a generalised Pareto law of scale 0.02 beyond 0.05. */
function simulated(stream: number, count: number, shape: number): Float64Array {
  const random = new RandomStream({ seed: 41, stream });
  return Float64Array.from({ length: count }, () => {
    const u = random.nextUniform();
    return 0.05 + (0.02 * Math.expm1(-shape * Math.log(u))) / shape;
  });
}

describe("the profile likelihood of a tail's shape", () => {
  it.each([0.3, -0.2])(
    "at %s holds it as often as it says, over 500 tails of 150 exceedances",
    (shape) => {
      let covered = 0;
      for (let stream = 0; stream < 500; stream++) {
        const losses = simulated(stream, 150, shape);
        const tail = paretoTail(losses, 0.05);
        // A tail whose likelihood has no top is refused, and has no interval to be wrong.
        if (!tail.ok) continue;
        const { lower, upper } = paretoShapeProfile(losses, tail.value, 0.95).interval;
        if (lower <= shape && shape <= upper) covered += 1;
      }
      expect(covered).toSatisfy(coveredInBand);
    },
    120_000,
  );

  it("is 0 at the fit, rises to both sides, and is further from it upwards", () => {
    const losses = simulated(0, 100, 0.3);
    const tail = unwrapped(paretoTail(losses, 0.05));
    const { points, interval } = paretoShapeProfile(losses, tail, 0.95);
    const nearest = points.reduce((best, one) =>
      Math.abs(one.shape - tail.shape) < Math.abs(best.shape - tail.shape) ? one : best,
    );
    expect(nearest.fall).toBeLessThan(0.05);
    expect(points[0]!.fall).toBeGreaterThan(3.8);
    expect(points.at(-1)!.fall).toBeGreaterThan(3.8);
    expect(interval.upper - tail.shape).toBeGreaterThan(tail.shape - interval.lower);
  });

  it("does not depend on the unit of the losses", () => {
    const losses = simulated(1, 100, 0.3);
    const scaled = losses.map((loss) => 1e6 * loss);
    const [one, other] = [
      paretoShapeProfile(losses, unwrapped(paretoTail(losses, 0.05)), 0.95),
      paretoShapeProfile(scaled, unwrapped(paretoTail(scaled, 5e4)), 0.95),
    ];
    expect(other.interval.lower).toBeCloseTo(one.interval.lower, 6);
    expect(other.interval.upper).toBeCloseTo(one.interval.upper, 6);
  });
});
