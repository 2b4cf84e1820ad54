import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Complex, complex, complexExp, minus, plus, scaled, times } from "../../numerics/complex.ts";
import { valuations } from "../valuations.ts";
import { bachelierValue } from "./bachelier.ts";
import { black76Value } from "./black76.ts";
import { fourierValue } from "./fourier.ts";
import { hestonValue } from "./heston.ts";
import { mertonValue } from "./merton.ts";

const option = (strike: number, years: number) => ({ optionType: "call", forward: 100, strike, years }) as const;

describe("Heston", () => {
  const published = {
    variance: 0.0175,
    meanVariance: 0.0398,
    reversion: 1.5768,
    volOfVariance: 0.5751,
    correlation: -0.5711,
  };

  it("gives the published values of Fang and Oosterlee (2008), one and ten years, to the digits they carry", () => {
    expect(hestonValue(option(100, 1), published)).toBeCloseTo(5.78515545, 7);
    expect(hestonValue(option(100, 10), published)).toBeCloseTo(22.318945791, 8);
  });

  it("becomes Black-76 when variance stands still", () => {
    const still = { variance: 0.36, meanVariance: 0.36, reversion: 1, volOfVariance: 1e-3, correlation: 0 };
    for (const strike of [50, 100, 200]) {
      const flat = black76Value({ ...option(strike, 0.25), volatility: 0.6, rate: 0 });
      expect(hestonValue(option(strike, 0.25), still)).toBeCloseTo(flat, 5);
    }
  });

  it("refuses a correlation of one and a variance of zero", () => {
    expect(() => hestonValue(option(100, 1), { ...published, correlation: -1 })).toThrow("out of range");
    expect(() => hestonValue(option(100, 1), { ...published, variance: 0 })).toThrow("out of range");
  });
});

describe("Merton", () => {
  const jumps = { volatility: 0.5, intensity: 3, jumpMean: -0.08, jumpDeviation: 0.1 };

  it("agrees with the Fourier integral of its own law, an independent formula", () => {
    const drift = Math.exp(jumps.jumpMean + jumps.jumpDeviation ** 2 / 2) - 1;
    for (const years of [0.1, 0.25, 3]) {
      const characteristic = (u: Complex): Complex => {
        const iu = complex(-u.im, u.re);
        const square = times(u, u);
        const diffusion = scaled(plus(iu, square), -0.5 * jumps.volatility ** 2 * years);
        const jump = complexExp(plus(scaled(iu, jumps.jumpMean), scaled(square, -0.5 * jumps.jumpDeviation ** 2)));
        const poisson = scaled(minus(jump, complex(1)), jumps.intensity * years);
        return complexExp(plus(diffusion, minus(poisson, scaled(iu, jumps.intensity * drift * years))));
      };
      for (const strike of [50, 90, 100, 200]) {
        const inverted = fourierValue(option(strike, years), characteristic, 2);
        expect(mertonValue(option(strike, years), jumps)).toBeCloseTo(inverted, 9);
      }
    }
  });

  it("without jumps is Black-76", () => {
    const flat = black76Value({ ...option(110, 0.5), volatility: 0.5, rate: 0 });
    expect(mertonValue(option(110, 0.5), { ...jumps, intensity: 0 })).toBe(flat);
  });
});

it("Bachelier at the money is σ√(T/2π), and lets a price below 0 count", () => {
  expect(bachelierValue(option(100, 0.25), 40)).toBeCloseTo(40 * Math.sqrt(0.25 / (2 * Math.PI)), 12);
  const put = bachelierValue({ optionType: "put", forward: 1, strike: 0.1, years: 1 }, 5);
  expect(put).toBeGreaterThan(0.1); // more than its strike, which a lognormal put can never be worth
});

describe("every law", () => {
  it.each(valuations.map((one) => [one.id, one] as const))(
    "%s keeps put-call parity, bounds and the order of strikes",
    (_, law) => {
      const drawn = fc.record({
        moneyness: fc.double({ min: -0.8, max: 0.8, noNaN: true }),
        years: fc.double({ min: 0.02, max: 2, noNaN: true }),
        volatility: fc.double({ min: 0.2, max: 1.5, noNaN: true }),
      });
      fc.assert(
        fc.property(drawn, ({ moneyness, years, volatility }) => {
          const strike = 100 * Math.exp(moneyness);
          const call = law.value(option(strike, years), volatility);
          const put = law.value({ ...option(strike, years), optionType: "put" }, volatility);
          expect(call - put).toBeCloseTo(100 - strike, 6);
          expect(call).toBeGreaterThanOrEqual(Math.max(0, 100 - strike) - 1e-6);
          expect(law.value(option(strike * 1.01, years), volatility)).toBeLessThanOrEqual(call + 1e-7);
        }),
        { numRuns: 60 },
      );
    },
  );
});
