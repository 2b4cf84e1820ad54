import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Black76Inputs, black76, black76LogValue, black76Value, type OptionValues } from "./black76.ts";
import { blackScholes } from "./blackScholes.ts";
import { coinSettled } from "./coinSettled.ts";

/** From a tenth to ten times the money, a minute to five years, 1 % to 1,000 %. */
const inputs = fc.record({
  optionType: fc.constantFrom("call" as const, "put" as const),
  forward: fc.double({ min: 100, max: 100_000, noNaN: true }),
  moneyness: fc.double({ min: -2.3, max: 2.3, noNaN: true }),
  years: fc.double({ min: 1 / 525_600, max: 5, noNaN: true }),
  volatility: fc.double({ min: 0.01, max: 10, noNaN: true }),
  rate: fc.double({ min: -0.1, max: 0.2, noNaN: true }),
});
const optionOf = ({
  moneyness,
  forward,
  ...rest
}: { moneyness: number; forward: number } & Omit<Black76Inputs, "forward" | "strike">): Black76Inputs => ({
  ...rest,
  forward,
  strike: forward * Math.exp(moneyness),
});

describe("no arbitrage, over the whole range", () => {
  it("a call less a put is the discounted forward less strike", () => {
    fc.assert(
      fc.property(inputs, (drawn) => {
        const option = optionOf(drawn);
        const [call, put] = (["call", "put"] as const).map((optionType) => black76Value({ ...option, optionType }));
        const parity = Math.exp(-option.rate * option.years) * (option.forward - option.strike);
        expect(Math.abs(call! - put! - parity)).toBeLessThan(1e-12 * Math.max(option.forward, option.strike));
      }),
    );
  });

  it("a value lies between its discounted intrinsic value and what it can pay", () => {
    fc.assert(
      fc.property(inputs, (drawn) => {
        const option = optionOf(drawn);
        const discount = Math.exp(-option.rate * option.years);
        const sign = option.optionType === "call" ? 1 : -1;
        const value = black76Value(option);
        const most = discount * (sign > 0 ? option.forward : option.strike);
        const slack = 1e-14 * most;
        expect(value).toBeGreaterThanOrEqual(discount * Math.max(0, sign * (option.forward - option.strike)) - slack);
        expect(value).toBeLessThanOrEqual(most + slack);
      }),
    );
  });

  it("twice the forward and twice the strike are worth twice as much", () => {
    fc.assert(
      fc.property(inputs, (drawn) => {
        const option = optionOf(drawn);
        const doubled = { ...option, forward: 2 * option.forward, strike: 2 * option.strike };
        expect(black76Value(doubled)).toBe(2 * black76Value(option));
      }),
    );
  });
});

describe("derivatives agree with finite differences of the value", () => {
  type Key = "forward" | "strike" | "years" | "volatility" | "rate";
  const bumps: Readonly<Record<Key, number>> = {
    forward: 1e-2,
    strike: 1e-2,
    years: 1e-5,
    volatility: 1e-5,
    rate: 1e-5,
  };
  const central = (option: Black76Inputs, key: Key, of: (one: Black76Inputs) => number): number => {
    const bump = bumps[key];
    return (of({ ...option, [key]: option[key] + bump }) - of({ ...option, [key]: option[key] - bump })) / (2 * bump);
  };
  const greek = (name: keyof OptionValues) => (one: Black76Inputs) => black76(one)[name];
  const cases: readonly [name: keyof OptionValues, key: Key, of: (one: Black76Inputs) => number, sign: number][] = [
    ["delta", "forward", black76Value, 1],
    ["dualDelta", "strike", black76Value, 1],
    ["vega", "volatility", black76Value, 1],
    ["theta", "years", black76Value, -1],
    ["rho", "rate", black76Value, 1],
    ["gamma", "forward", greek("delta"), 1],
    ["vanna", "volatility", greek("delta"), 1],
    ["volga", "volatility", greek("vega"), 1],
    ["charm", "years", greek("delta"), -1],
  ];
  for (const [name, key, of, sign] of cases) {
    it(`${name} to ${key}`, () => {
      for (const optionType of ["call", "put"] as const) {
        for (const strike of [30_000, 55_000, 60_000, 66_000, 120_000]) {
          for (const volatility of [0.3, 0.8, 2]) {
            const option = { optionType, forward: 60_000, strike, years: 0.3, volatility, rate: 0.04 };
            const expected = sign * central(option, key, of);
            const size = Math.max(Math.abs(expected), Math.abs(sign * central({ ...option, strike: 60_000 }, key, of)));
            expect(Math.abs(black76(option)[name] - expected)).toBeLessThan(2e-6 * size);
          }
        }
      }
    });
  }

  it("the spot form by the chain rule: delta, gamma, rho, carry, theta and charm", () => {
    const option = {
      optionType: "put",
      spot: 100,
      strike: 95,
      years: 0.7,
      volatility: 0.6,
      rate: 0.05,
      carry: 0.02,
    } as const;
    const got = blackScholes(option);
    const slope = (key: "spot" | "rate" | "carry" | "years", of: "value" | "delta", bump = 1e-5) =>
      (blackScholes({ ...option, [key]: option[key] + bump })[of] -
        blackScholes({ ...option, [key]: option[key] - bump })[of]) /
      (2 * bump);
    expect(got.delta).toBeCloseTo(slope("spot", "value"), 7);
    expect(got.gamma).toBeCloseTo(slope("spot", "delta"), 7);
    expect(got.rho).toBeCloseTo(slope("rate", "value"), 5);
    expect(got.rhoCarry).toBeCloseTo(slope("carry", "value"), 5);
    expect(got.theta).toBeCloseTo(-slope("years", "value"), 5);
    expect(got.charm).toBeCloseTo(-slope("years", "delta"), 5);
  });
});

describe("edges", () => {
  const option = {
    optionType: "call",
    forward: 60_000,
    strike: 50_000,
    years: 0.25,
    volatility: 0.5,
    rate: 0,
  } as const;

  it("no volatility or no time leaves the intrinsic value", () => {
    expect(black76Value({ ...option, volatility: 0 })).toBe(10_000);
    expect(black76Value({ ...option, years: 0 })).toBe(10_000);
    expect(black76({ ...option, years: 0 })).toMatchObject({ delta: 1, gamma: 0, vega: 0 });
  });

  it("a strike of 0 is the forward itself", () => {
    expect(black76({ ...option, strike: 0 })).toMatchObject({ value: 60_000, delta: 1, vega: 0 });
  });

  it("a put worth less than the smallest double still has a logarithm", () => {
    const far = { ...option, optionType: "put", strike: 3_000, years: 1 / 365, volatility: 0.1 } as const;
    expect(black76Value(far)).toBe(0);
    expect(black76LogValue(far)).toBeLessThan(-160_000);
  });

  it.each([
    ["forward", 0],
    ["forward", Number.NaN],
    ["strike", -1],
    ["years", -0.01],
    ["volatility", Number.POSITIVE_INFINITY],
    ["rate", Number.NaN],
  ])("%s of %d is refused", (key, value) => {
    expect(() => black76Value({ ...option, [key]: value })).toThrow(key);
  });
});

describe("coin-settled", () => {
  it("is the dollar value over the forward at every shocked rate", () => {
    fc.assert(
      fc.property(inputs, (drawn) => {
        const { rate: _, ...option } = optionOf(drawn);
        expect(coinSettled(option).value).toBe(black76Value({ ...option, rate: 0 }) / option.forward);
      }),
    );
  });

  it("gains fewer dollars from a rise than a dollar-settled one: its premium was paid in coins that rose too", () => {
    const at = (forward: number) =>
      coinSettled({ optionType: "call", forward, strike: 60_000, years: 0.25, volatility: 0.6 }).value;
    for (const forward of [40_000, 60_000, 90_000]) expect(at(forward)).toBeLessThan(1);
    // Dollars of a coin-margined long call and of a dollar-margined one after the same rise: the coins rose as well.
    const rise = (at(72_000) - at(60_000)) * 72_000;
    const dollars = at(72_000) * 72_000 - at(60_000) * 60_000;
    expect(rise).toBeLessThan(dollars);
  });

  it("its premium-adjusted delta is the slope of the coin value times the forward", () => {
    const option = { optionType: "call", forward: 60_000, strike: 65_000, years: 0.25, volatility: 0.6 } as const;
    const slope =
      (coinSettled({ ...option, forward: 60_001 }).value - coinSettled({ ...option, forward: 59_999 }).value) / 2;
    expect(coinSettled(option).premiumAdjustedDelta).toBeCloseTo(slope * 60_000, 8);
  });
});
