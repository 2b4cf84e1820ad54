import { describe, expect, it } from "vitest";
import { type Complex, complex, complexExp, minus, plus, scaled, times } from "../../numerics/complex.ts";
import { black76 } from "./black76.ts";
import { merton, mertonValue } from "./merton.ts";

const jumps = { volatility: 0.4, intensity: 3, jumpMean: -0.08, jumpDeviation: 0.1 };
const option = { optionType: "call", forward: 100, strike: 105, years: 0.5, rate: 0.04 } as const;

/** Density of ln(S/F) on a grid, the characteristic function of the compound process inverted by the trapezium rule. */
function density(years: number): (x: number) => number {
  const excess = Math.exp(jumps.jumpMean + jumps.jumpDeviation ** 2 / 2) - 1;
  const step = 0.02;
  const values = Array.from({ length: 2_500 }, (_, k): Complex => {
    const u = complex(k * step);
    const iu = complex(0, u.re);
    const diffusion = scaled(plus(iu, times(u, u)), -0.5 * jumps.volatility ** 2 * years);
    const jump = complexExp(plus(scaled(iu, jumps.jumpMean), complex(-0.5 * (u.re * jumps.jumpDeviation) ** 2)));
    const poisson = scaled(minus(jump, complex(1)), jumps.intensity * years);
    return complexExp(plus(diffusion, minus(poisson, scaled(iu, jumps.intensity * excess * years))));
  });
  return (x) => {
    let sum = 0.5;
    for (let k = 1; k < values.length; k++)
      sum += values[k]!.re * Math.cos(k * step * x) + values[k]!.im * Math.sin(k * step * x);
    return (sum * step) / Math.PI;
  };
}

describe("Merton", () => {
  it("is the payoff integrated over the density of its own characteristic function, delta and gamma too", () => {
    const of = density(option.years);
    const [start, end, intervals] = [Math.log(option.strike / option.forward), 4, 2_000];
    const step = (end - start) / intervals;
    let [value, delta] = [0, 0];
    for (let k = 0; k <= intervals; k++) {
      const x = start + k * step;
      const weight = ((k === 0 || k === intervals ? 1 : k % 2 === 1 ? 4 : 2) * step * of(x)) / 3;
      value += weight * (option.forward * Math.exp(x) - option.strike);
      delta += weight * Math.exp(x);
    }
    const discount = Math.exp(-0.02);
    const got = merton(option, jumps);
    expect(got.value).toBeCloseTo(discount * value, 9);
    expect(got.delta).toBeCloseTo(discount * delta, 10);
    // ∂²/∂F² of ∫(F e^x − K)p dx is K p(ln K/F)/F².
    expect(got.gamma).toBeCloseTo((discount * option.strike * of(start)) / option.forward ** 2, 11);
  });

  it("without jumps has every Greek of Black-76", () => {
    const flat = black76({ ...option, volatility: 0.4 });
    const got = merton(option, { ...jumps, intensity: 0 });
    for (const key of Object.keys(flat) as (keyof typeof flat)[]) expect(got[key], key).toBeCloseTo(flat[key], 12);
  });

  it("with jumps of no size has every Greek of Black-76, however many there are", () => {
    const flat = black76({ ...option, volatility: 0.4 });
    const got = merton(option, { volatility: 0.4, intensity: 20, jumpMean: 0, jumpDeviation: 0 });
    for (const key of Object.keys(flat) as (keyof typeof flat)[]) expect(got[key] / flat[key], key).toBeCloseTo(1, 12);
  });

  it("many small jumps are a diffusion: their variance adds", () => {
    const small = { volatility: 0.3, intensity: 150, jumpMean: 0, jumpDeviation: 0.02 };
    const whole = Math.sqrt(0.09 + 150 * 0.0004);
    const got = mertonValue(option, small) / black76({ ...option, volatility: whole }).value;
    expect(Math.abs(got - 1)).toBeLessThan(2e-3);
  });

  it("refuses more than a hundred expected jumps and a diffusion of zero", () => {
    expect(() => mertonValue({ ...option, years: 40 }, jumps)).toThrow("more than 100 jumps");
    expect(() => mertonValue(option, { ...jumps, volatility: 0 })).toThrow("out of range");
  });
});
