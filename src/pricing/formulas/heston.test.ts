import { describe, expect, it } from "vitest";
import { type Complex, complex, complexExp, minus, over, plus, scaled, times } from "../../numerics/complex.ts";
import { black76 } from "./black76.ts";
import { still } from "./followed.ts";
import { type HestonParameters, heston, hestonValue } from "./heston.ts";

const parameters: HestonParameters = {
  variance: 0.25,
  meanVariance: 0.36,
  reversion: 1.5,
  volOfVariance: 0.8,
  correlation: -0.5,
};

/** E[e^(iu ln(S/F))] from Heston's ordinary differential equations, stepped by Runge and Kutta: no formula, no branch. */
function stepped(u: Complex, years: number, given: HestonParameters): Complex {
  const { variance, meanVariance, reversion, volOfVariance, correlation } = given;
  const iu = complex(-u.im, u.re);
  const pull = scaled(plus(iu, times(u, u)), -0.5);
  const drag = minus(complex(reversion), scaled(iu, correlation * volOfVariance));
  const slope = (d: Complex): Complex =>
    plus(minus(scaled(times(d, d), 0.5 * volOfVariance ** 2), times(drag, d)), pull);
  const steps = 4_000;
  const h = years / steps;
  let [d, area] = [complex(0), complex(0)];
  for (let step = 0; step < steps; step++) {
    const k1 = slope(d);
    const middle = plus(d, scaled(k1, h / 2));
    const k2 = slope(middle);
    const again = plus(d, scaled(k2, h / 2));
    const k3 = slope(again);
    const end = plus(d, scaled(k3, h));
    const k4 = slope(end);
    area = plus(area, scaled(plus(plus(d, end), scaled(plus(middle, again), 2)), h / 6));
    d = plus(d, scaled(plus(plus(k1, k4), scaled(plus(k2, k3), 2)), h / 6));
  }
  return complexExp(plus(scaled(area, reversion * meanVariance), scaled(d, variance)));
}

describe("Heston", () => {
  it("has the delta that Gil-Pelaez gives with a characteristic function stepped through its equations", () => {
    const option = { optionType: "call", forward: 100, strike: 110, years: 0.75 } as const;
    const moneyness = Math.log(option.forward / option.strike);
    let [first, second] = [0, 0];
    const [step, count] = [0.1, 450];
    for (let k = 0; k < count; k++) {
      const u = (k + 0.5) * step; // the midpoint rule stays off the pole at 0
      const turn = complexExp(complex(0, u * moneyness));
      const part = (value: Complex): number => over(times(turn, value), complex(0, u)).re * step;
      first += part(stepped(complex(u, -1), option.years, parameters));
      second += part(stepped(complex(u), option.years, parameters));
    }
    const [inShare, inMoney] = [0.5 + first / Math.PI, 0.5 + second / Math.PI];
    const got = heston(option, parameters);
    expect(got.delta).toBeCloseTo(inShare, 7);
    expect(got.dualDelta).toBeCloseTo(-inMoney, 7);
    expect(got.value).toBeCloseTo(100 * inShare - 110 * inMoney, 5);
  }, 60_000);

  it("goes to Black-76 in every Greek as the square of the vol of variance, without losing digits on the way", () => {
    const option = { optionType: "put", forward: 100, strike: 90, years: 0.25, rate: 0.05 } as const;
    const flat = black76({ ...option, volatility: 0.6 });
    const variance = { value: 0.36, slope: 1.2, bend: 2 };
    const missOf = (nu: number): number => {
      const path = { variance, meanVariance: variance, volOfVariance: still(nu), reversion: 1, correlation: 0 };
      const still_ = { variance: 0.36, meanVariance: 0.36, reversion: 1, volOfVariance: nu, correlation: 0 };
      const got = heston(option, still_, path);
      return Math.max(...(Object.keys(flat) as (keyof typeof flat)[]).map((key) => Math.abs(got[key] / flat[key] - 1)));
    };
    expect(missOf(1e-2) / missOf(1e-3)).toBeCloseTo(100, 0);
    expect(missOf(1e-6)).toBeLessThan(1e-11);
    expect(missOf(1e-9)).toBeLessThan(1e-12);
  });

  it("a minute before expiry at 1 % is Black-76: variance has no time to move, and the integral reaches that far", () => {
    const years = 1 / 525_600;
    const [variance, option] = [1e-4, { optionType: "call", forward: 100, strike: 99.998, years } as const];
    const flat = black76({ ...option, volatility: 0.01, rate: 0 });
    const got = heston(option, {
      variance,
      meanVariance: variance,
      reversion: 2,
      volOfVariance: 0.02,
      correlation: -0.3,
    });
    for (const key of ["value", "delta", "gamma", "vega", "theta"] as const)
      expect(Math.abs(got[key] / flat[key] - 1), key).toBeLessThan(3e-3);
  });

  it("discounts by its rate and by nothing else", () => {
    const option = { optionType: "call", forward: 100, strike: 95, years: 2 } as const;
    const discounted = hestonValue({ ...option, rate: 0.1 }, parameters);
    expect(discounted).toBeCloseTo(Math.exp(-0.2) * hestonValue(option, parameters), 12);
  });

  it("with vol of variance at six times what Feller's condition allows keeps its branch for ten years", () => {
    const wild = { variance: 0.04, meanVariance: 0.04, reversion: 0.5, volOfVariance: 1.2, correlation: -0.7 };
    const values = Array.from({ length: 40 }, (_, k) =>
      hestonValue({ optionType: "call", forward: 100, strike: 100, years: (k + 1) / 4 }, wild),
    );
    values.slice(1).forEach((value, k) => {
      expect(value).toBeGreaterThan(values[k]!); // undiscounted calls rise with time: a wrong branch jumps
    });
  });
});
