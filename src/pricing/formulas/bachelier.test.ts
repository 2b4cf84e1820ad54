import { describe, expect, it } from "vitest";
import { bachelier, bachelierValue } from "./bachelier.ts";
import { black76Value } from "./black76.ts";

/** Simpson's rule. */
function integral(of: (x: number) => number, from: number, to: number, intervals = 4_000): number {
  const step = (to - from) / intervals;
  let sum = of(from) + of(to);
  for (let k = 1; k < intervals; k++) sum += (k % 2 === 1 ? 4 : 2) * of(from + k * step);
  return (sum * step) / 3;
}

describe("Bachelier", () => {
  it("is the payoff integrated over a normal density, and delta the share of it in the money", () => {
    for (const strike of [-20, 60, 100, 130]) {
      const option = { optionType: "call", forward: 100, strike, years: 0.5, rate: 0.04 } as const;
      const deviation = 45 * Math.sqrt(0.5);
      const density = (x: number): number =>
        Math.exp(-0.5 * ((x - 100) / deviation) ** 2) / (deviation * Math.sqrt(2 * Math.PI));
      const discount = Math.exp(-0.02);
      const high = 100 + 12 * deviation;
      const got = bachelier(option, 45);
      expect(got.value).toBeCloseTo(discount * integral((x) => (x - strike) * density(x), strike, high), 10);
      expect(got.delta).toBeCloseTo(discount * integral(density, strike, high), 11);
      expect(got.gamma).toBeCloseTo(discount * density(strike), 13);
    }
  });

  it("is above Black-76 at the money by σ²T/24 of its value, the first term of the expansion", () => {
    for (const volatility of [0.02, 0.05, 0.1]) {
      const option = { optionType: "call", forward: 100, strike: 100, years: 1 } as const;
      const normal = bachelierValue(option, 100 * volatility);
      const lognormal = black76Value({ ...option, volatility, rate: 0 });
      expect((1 - lognormal / normal) / (volatility ** 2 / 24)).toBeCloseTo(1, 2);
    }
  });

  it("far out of the money keeps its sign and its digits", () => {
    const far = { optionType: "call", forward: 100, strike: 400, years: 0.25 } as const;
    const got = bachelier(far, 40); // fifteen deviations
    // φ(15)/15² · s · (1 − 3/15² + 15/15⁴ …), the asymptotic series of the normal tail.
    const series = (1 - 3 / 225 + 15 / 225 ** 2 - 105 / 225 ** 3 + 945 / 225 ** 4) / 225;
    const expected = 20 * series * (Math.exp(-112.5) / Math.sqrt(2 * Math.PI));
    expect(got.value / expected).toBeCloseTo(1, 6);
  });

  it("at expiry and without volatility leaves the discounted intrinsic value", () => {
    const option = { optionType: "put", forward: 90, strike: 100, years: 0.5, rate: 0.1 } as const;
    expect(bachelier(option, 0)).toMatchObject({ delta: -Math.exp(-0.05), gamma: 0, vega: 0, volga: 0 });
    expect(bachelierValue({ ...option, years: 0 }, 40)).toBe(10);
    expect(() => bachelierValue({ ...option, years: -1 }, 40)).toThrow("below 0");
  });
});
