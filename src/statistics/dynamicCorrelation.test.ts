import { describe, expect, test } from "vitest";
import { binomialCdf, binomialSurvivalAtLeast } from "./binomial.ts";
import { type DynamicCorrelationFit, dynamicCorrelation, fitDynamicCorrelation } from "./dynamicCorrelation.ts";
import { RandomStream } from "./randomStream.ts";

interface Truth {
  readonly news: number;
  readonly memory: number;
  readonly target: number;
}

/** Two series of the law itself. */
function drawn(stream: number, count: number, { news, memory, target }: Truth): Float64Array[] {
  const random = new RandomStream({ seed: 51, stream });
  const [one, other] = [new Float64Array(count), new Float64Array(count)];
  let [oneSquare, both, otherSquare] = [1, target, 1];
  for (let t = 0; t < count; t++) {
    const rho = both / Math.sqrt(oneSquare * otherSquare);
    const a = random.nextNormal();
    const b = rho * a + Math.sqrt(1 - rho * rho) * random.nextNormal();
    [one[t], other[t]] = [a, b];
    const rest = 1 - news - memory;
    oneSquare = rest + news * a * a + memory * oneSquare;
    otherSquare = rest + news * b * b + memory * otherSquare;
    both = rest * target + news * a * b + memory * both;
  }
  return [one, other];
}

function fitted(series: readonly Float64Array[]): DynamicCorrelationFit {
  const fit = fitDynamicCorrelation(series);
  if (!fit.ok) throw new Error(fit.failure.message);
  return fit.value;
}

describe("dynamic correlation", () => {
  test("without news stays where it is", () => {
    const series = drawn(1, 300, { news: 0, memory: 0, target: 0.5 });
    const { correlations, next } = dynamicCorrelation(series, { news: 0, memory: 0 });
    expect(new Set(correlations.filter((_, at) => at % 4 === 1)).size).toBe(1);
    expect(next[1]).toBe(correlations[1]);
  });

  test("of a step is worked by hand: the next matrix is the mixture of target, news and memory", () => {
    const series = [Float64Array.of(1, -1), Float64Array.of(1, 1)];
    // Products have mean [1 0; 0 1]; after (1, 1) Q is [1 .1; .1 1], after (−1, 1) it is [1 −.02; −.02 1].
    const { correlations, next } = dynamicCorrelation(series, { news: 0.1, memory: 0.8 });
    expect(correlations[1]).toBe(0);
    expect(correlations[5]).toBeCloseTo(0.1, 15);
    expect(next[1]).toBeCloseTo(-0.02, 15);
  });

  test("has the likelihood of normals given each matrix", () => {
    const series = drawn(3, 150, { news: 0.05, memory: 0.9, target: 0.4 });
    const { logLikelihood, correlations } = dynamicCorrelation(series, { news: 0.05, memory: 0.9 });
    let total = 0;
    for (let t = 0; t < 150; t++) {
      const [rho, a, b] = [correlations[4 * t + 1]!, series[0]![t]!, series[1]![t]!];
      const rest = 1 - rho * rho;
      total -= 0.5 * (Math.log(rest) + (a * a - 2 * rho * a * b + b * b) / rest - a * a - b * b);
    }
    expect(logLikelihood).toBeCloseTo(total, 10);
  });

  // The error of a is too small at 0.05: 91 % of its intervals cover, as its docstring says.
  test.each([
    { news: 0.05, memory: 0.9, target: 0.5, share: 0.912 },
    { news: 0.1, memory: 0.8, target: 0.3, share: 0.95 },
  ])("of $news and $memory is recovered, and its intervals cover as often as said", ({ share, ...truth }) => {
    const replications = 500;
    const [covered, total] = [
      [0, 0],
      [0, 0],
    ];
    let bounds = 0;
    for (let k = 0; k < replications; k++) {
      const { news, memory, standardErrors } = fitted(drawn(k, 1000, truth));
      if (standardErrors === null) {
        bounds += 1;
        continue;
      }
      total[0]! += news;
      total[1]! += memory;
      if (Math.abs(news - truth.news) <= 1.959963984540054 * standardErrors.news) covered[0]! += 1;
      if (Math.abs(memory - truth.memory) <= 1.959963984540054 * standardErrors.memory) covered[1]! += 1;
    }
    expect(bounds).toBeLessThan(5);
    expect(Math.abs(total[0]! / replications - truth.news)).toBeLessThan(0.005);
    expect(Math.abs(total[1]! / replications - truth.memory)).toBeLessThan(0.03);
    for (const [count, probability] of [[covered[0]!, share] as const, [covered[1]!, 0.95] as const]) {
      expect(binomialCdf(count, { trials: replications, probability })).toBeGreaterThan(0.005);
      expect(binomialSurvivalAtLeast(count, { trials: replications, probability })).toBeGreaterThan(0.005);
    }
  });

  test("that is constant is fitted at a bound, which is named, or gains next to nothing", () => {
    let bounds = 0;
    for (let k = 0; k < 40; k++) {
      const { bound, standardErrors, gain } = fitted(drawn(k, 500, { news: 0, memory: 0, target: 0.5 }));
      expect(gain).toBeGreaterThanOrEqual(-1e-9);
      expect(gain).toBeLessThan(8);
      if (bound === "news") {
        bounds += 1;
        expect(standardErrors).toBeNull();
      }
    }
    expect(bounds).toBeGreaterThan(0);
  });

  test("is refused of short series, of one, and of series that determine each other", () => {
    const [one] = drawn(1, 500, { news: 0, memory: 0, target: 0 });
    const message = (series: readonly Float64Array[]) => {
      const fit = fitDynamicCorrelation(series);
      return fit.ok ? "" : fit.failure.message;
    };
    expect(message([one!])).toContain("1 series of 500 observations");
    expect(message([one!.slice(0, 50), one!.slice(50, 100)])).toContain("of 50 observations");
    expect(message([one!, one!])).toContain("not positive definite");
    expect(() => dynamicCorrelation([one!, one!.map((value) => -value * value)], { news: 0.5, memory: 0.5 })).toThrow(
      "below 1",
    );
  });
});
