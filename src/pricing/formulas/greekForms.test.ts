import { describe, expect, it } from "vitest";
import { type Black76Inputs, black76, black76Value } from "./black76.ts";
import { coinSettled } from "./coinSettled.ts";
import { cashGreeks, coinGreeks } from "./greekForms.ts";

const option: Black76Inputs = {
  optionType: "call",
  forward: 60_000,
  strike: 65_000,
  years: 0.25,
  volatility: 0.6,
  rate: 0,
};
const coins = (change: Partial<Black76Inputs>): number => {
  const then = { ...option, ...change };
  return black76Value(then) / then.forward;
};
const { forward, volatility, years } = option;

describe("coin Greeks are slopes of the value in coins", () => {
  const got = coinGreeks(black76(option), forward);
  /** F·∂/∂F of the coin value, by differences. */
  const coinDelta = (change: Partial<Black76Inputs>): number =>
    (forward * (coins({ ...change, forward: forward + 1 }) - coins({ ...change, forward: forward - 1 }))) / 2;

  it("delta, vega, theta, volga", () => {
    expect(got.value).toBe(coins({}));
    expect(got.delta).toBeCloseTo(coinDelta({}), 8);
    const step = 1e-4;
    const [up, down] = [coins({ volatility: volatility + step }), coins({ volatility: volatility - step })];
    expect(got.vega).toBeCloseTo((up - down) / (2 * step), 8);
    expect(got.volga).toBeCloseTo((up - 2 * coins({}) + down) / step ** 2, 5);
    expect(got.theta).toBeCloseTo((coins({ years: years - step }) - coins({ years: years + step })) / (2 * step), 6);
  });

  it("vanna and charm are those of the coin delta", () => {
    const step = 1e-3;
    const slope = (key: "volatility" | "years"): number =>
      (coinDelta({ [key]: option[key] + step }) - coinDelta({ [key]: option[key] - step })) / (2 * step);
    expect(got.vanna).toBeCloseTo(slope("volatility"), 5);
    expect(got.charm).toBeCloseTo(-slope("years"), 4);
  });

  it("delta and gamma are the premium-adjusted ones that the venue's contract states", () => {
    const venue = coinSettled(option);
    expect(got.delta).toBe(venue.premiumAdjustedDelta);
    expect(got.gamma).toBeCloseTo(venue.premiumAdjustedGamma, 15);
    expect(got.vega).toBe(venue.vega);
  });
});

it("cash Greeks are slopes to the logarithm of the price: 1 % up gains delta/100 + gamma/20,000", () => {
  const { delta, gamma } = cashGreeks(black76(option), forward);
  const gained = black76Value({ ...option, forward: 1.001 * forward }) - black76Value(option);
  expect(gained).toBeCloseTo(0.001 * delta + 0.5e-6 * gamma, 3);
});
