/** What every law's Greeks must be, whatever the law: slopes of its own value, and free of arbitrage. */
import { describe, expect, it } from "vitest";
import { hasVectors, readVectorFiles, vectorsFolder } from "../../tools/conformance/vectors.ts";
import type { OptionValues } from "./formulas/black76.ts";
import type { Move, OptionTerms, Valuation, Valued } from "./valuations/valuation.ts";
import { valuations } from "./valuations.ts";

const laws = valuations.map((law) => [law.id, law] as const);
const rate = 0.03;

/** Years, rate and a spot that the forward is 5 % a year above. */
const optionOf = (optionType: "call" | "put", forward: number, strike: number, years: number): OptionTerms => ({
  optionType,
  forward,
  strike,
  years,
  rate,
  spot: forward * Math.exp(-0.05 * years),
});

/** Four-point central difference: its own error is the fourth power of the step. */
const slopeOf = (of: (shift: number) => number, step: number): number =>
  (8 * (of(step) - of(-step)) - (of(2 * step) - of(-2 * step))) / (12 * step);

type Greek = Exclude<keyof OptionValues, "value">;

/** Every Greek from differences of the value, the second ones from differences of a first. */
function differences(law: Valuation, at: Valued): Record<Greek, number> {
  const { option, volatility } = at;
  const deviation = volatility * Math.sqrt(option.years);
  const along = (key: keyof Move, of: keyof OptionValues, step: number): number => {
    const shifted = (shift: number): number => {
      const move = key === "price" ? { price: 1 + shift } : { [key]: shift };
      const then = law.moved(at, move);
      return of === "value" ? law.value(then.option, then.volatility) : law.values(then.option, then.volatility)[of];
    };
    return slopeOf(shifted, step);
  };
  const steps = {
    price: Math.min(1e-3, 0.004 * deviation),
    volatility: 2e-3 * volatility,
    years: 2e-3 * option.years,
    rate: Math.min(1e-2, (0.008 * deviation) / option.years),
  };
  const price = law.priceOf(option);
  const byStrike = (shift: number): number => law.value({ ...option, strike: option.strike * (1 + shift) }, volatility);
  return {
    delta: along("price", "value", steps.price) / price,
    gamma: along("price", "delta", steps.price) / price,
    vega: along("volatility", "value", steps.volatility),
    theta: along("years", "value", steps.years),
    rho: along("rate", "value", steps.rate),
    vanna: along("volatility", "delta", steps.volatility),
    volga: along("volatility", "vega", steps.volatility),
    charm: along("years", "delta", steps.years),
    dualDelta: slopeOf(byStrike, steps.price) / option.strike,
  };
}

/** How large each Greek can be: what an error is compared with. */
function sizes({ option, volatility }: Valued): Record<Greek, number> {
  const { years } = option;
  const most = Math.max(option.forward, option.strike);
  const [root, deviation] = [Math.sqrt(years), volatility * Math.sqrt(years)];
  return {
    delta: 1,
    gamma: 1 / (option.forward * deviation),
    vega: most * root,
    theta: (most * deviation) / years,
    rho: years * most,
    vanna: 1 / volatility,
    volga: (most * root) / volatility,
    charm: 1 / years,
    dualDelta: 1,
  };
}

/**
 * Of `sizes`. The largest miss over the grid is 5e-9, in rho, and for Black-Scholes 1.1e-7 in charm at a deviation of
 * 2 %, where a carry of 5 % a year takes the forward through the money within one step of time.
 */
const tolerance = 2e-7;

function expectSlopes(law: Valuation, at: Valued): void {
  const [values, expected, size] = [law.values(at.option, at.volatility), differences(law, at), sizes(at)];
  expect(values.value).toBeCloseTo(law.value(at.option, at.volatility), 6);
  for (const key of Object.keys(expected) as Greek[]) {
    const miss = Math.abs(values[key] - expected[key]) / size[key];
    expect(miss, `${key} of ${law.id} at ${JSON.stringify(at)}: ${values[key]}, ${expected[key]}`).toBeLessThan(
      tolerance,
    );
  }
}

describe("every Greek of every law is the slope of that law's value", () => {
  it.each(laws)("%s, across the money, from a day to two years", (_, law) => {
    for (const optionType of ["call", "put"] as const)
      for (const strike of [50, 90, 100, 115, 180])
        for (const [years, volatility] of [
          [1 / 365, 1],
          [0.25, 0.6],
          [0.25, 0.15],
          [2, 0.8],
        ] as const)
          expectSlopes(law, { option: optionOf(optionType, 100, strike, years), volatility });
  });

  const folder = vectorsFolder();
  it.skipIf(!hasVectors(folder)).each(laws)("%s, on the grid of the Black-76 vectors", (_, law) => {
    const vectors = readVectorFiles(folder).find(({ name }) => name === "stats-black76")!.vectors;
    let count = 0;
    for (const { inputs } of vectors) {
      const [forward, strike] = [Number(inputs["F"]), Number(inputs["K"])];
      const [years, volatility] = [Number(inputs["T"]), Number(inputs["sigma"])];
      const deviation = volatility * Math.sqrt(years);
      // Puts by the parity of every Greek below; and within rounding of its bound there is nothing to difference.
      if (inputs["type"] === "put") continue;
      if (!(strike > 0) || Math.abs(Math.log(forward / strike)) > 6 * deviation) continue;
      if (deviation < 1e-3 || deviation > 4 || years > 20) continue;
      count += 1;
      expectSlopes(law, { option: optionOf("call", forward, strike, years), volatility });
    }
    expect(count).toBeGreaterThan(95);
  });
});

describe("no arbitrage", () => {
  it.each(laws)("%s: a call less a put is a discounted forward contract, in value and in every Greek", (_, law) => {
    for (const strike of [60, 100, 150]) {
      for (const volatility of [0.2, 0.7]) {
        const years = 0.4;
        const call = law.values(optionOf("call", 100, strike, years), volatility);
        const put = law.values(optionOf("put", 100, strike, years), volatility);
        const discount = Math.exp(-rate * years);
        const spot = law.priceOf(optionOf("call", 100, strike, years)) !== 100;
        // To the forward, F e^(−rT) − K e^(−rT); to a spot whose forward is 5 % a year above, S e^(0.02T) − K e^(−rT).
        const held = spot ? Math.exp((0.05 - rate) * years) : discount;
        const paid = strike * discount;
        const expected: OptionValues = {
          value: discount * (100 - strike),
          delta: held,
          gamma: 0,
          vega: 0,
          theta: spot ? -0.02 * 100 * Math.exp(-0.05 * years) * held - rate * paid : rate * discount * (100 - strike),
          rho: spot ? years * paid : -years * discount * (100 - strike),
          vanna: 0,
          volga: 0,
          charm: spot ? -0.02 * held : rate * discount,
          dualDelta: -discount,
        };
        for (const key of Object.keys(expected) as (keyof OptionValues)[])
          expect(call[key] - put[key], key).toBeCloseTo(expected[key], 9);
      }
    }
  });

  it.each(laws)("%s: ten times every price is worth ten times as much", (_, law) => {
    const small = law.values(optionOf("put", 100, 85, 0.3), 0.5);
    const large = law.values(optionOf("put", 1000, 850, 0.3), 0.5);
    const tenfold = ["value", "vega", "theta", "rho", "volga"] as const;
    for (const key of tenfold) expect(large[key] / (10 * small[key]), key).toBeCloseTo(1, 11);
    for (const key of ["delta", "vanna", "charm", "dualDelta"] as const)
      expect(large[key] / small[key], key).toBeCloseTo(1, 11);
    expect((10 * large.gamma) / small.gamma).toBeCloseTo(1, 11);
  });

  it.each(laws)("%s: a rate at a given forward only discounts", (_, law) => {
    const option = optionOf("call", 100, 110, 0.5);
    const undiscounted = law.value({ ...option, rate: 0 }, 0.6);
    expect(law.value({ ...option, rate: 0.2 }, 0.6)).toBeCloseTo(Math.exp(-0.1) * undiscounted, 12);
  });
});

it("the jumps' share of variance is capped below 23.6 %, where vega changes and the value does not", () => {
  const merton = valuations.find(({ id }) => id === "merton")!;
  const option = optionOf("call", 100, 110, 0.5);
  const kink = Math.sqrt((4 * 0.0125) / 0.9);
  const [below, above] = [kink * (1 - 1e-9), kink * (1 + 1e-9)].map((one) => merton.values(option, one));
  expect(below!.value).toBeCloseTo(above!.value, 6);
  expect(Math.abs(below!.vega / above!.vega - 1)).toBeGreaterThan(0.01);
});

it("Black-Scholes and Black-76 agree on a value and differ by whose price moves", () => {
  const [black76, blackScholes] = ["black76", "black-scholes"].map((id) => valuations.find((law) => law.id === id)!);
  const option = optionOf("call", 100, 110, 0.5);
  const [ofForward, ofSpot] = [black76!.values(option, 0.6), blackScholes!.values(option, 0.6)];
  expect(ofSpot.value).toBe(ofForward.value);
  // Cash delta is the same either way: a spot 1 % higher is a forward 1 % higher.
  expect(ofSpot.delta * option.spot!).toBeCloseTo(ofForward.delta * option.forward, 9);
  expect(ofForward.rho).toBeLessThan(0); // the forward is given: a rate only discounts
  expect(ofSpot.rho).toBeGreaterThan(0); // the forward follows: a call gains
});
