import { describe, expect, it } from "vitest";
import { instrument } from "../../test/contracts/market.ts";
import type { LinearOption } from "../instruments/kinds/linearOption.ts";
import type { Instrument } from "../instruments/kinds.ts";
import { contractGreeks } from "./greeks.ts";
import { pricingModelOf } from "./models.ts";

const linear = instrument("BTC/USDT:USDT-240628-65000-C");
const coin = instrument("BTC-28JUN24-65000-C");
const modelValue = (row: Instrument, levels: readonly number[], years: number): number =>
  pricingModelOf(row).value(row, levels, years);
const levels = [60_000, 0.6, 0.05];

/** Central difference of a contract's value in the quote currency, `coins` times the price where the coin settles. */
function slope(row: Instrument, at: 0 | 1 | 2 | "years", step: number, years: number): number {
  const inQuote = (shift: number): number => {
    const moved = levels.map((level, k) => (k === at ? level + shift : level));
    const value = modelValue(row, moved, at === "years" ? years + shift : years);
    return row.settlementCurrency === "BTC" ? value * moved[0]! : value;
  };
  return (inQuote(step) - inQuote(-step)) / (2 * step);
}

describe("Greeks of one contract are slopes of what margins value it at", () => {
  const half = 1_800_000; // half an hour
  const averaged: LinearOption = { ...(linear as LinearOption), settlementWindowMs: half };
  const quarterHour = half / 2 / (365 * 86_400_000);
  const cases: readonly [name: string, row: Instrument, years: number][] = [
    ["a linear option, discounted", linear, 0.25],
    ["a coin-settled option, discounted at the coin's rate", coin, 0.25],
    ["an option within its settlement average", { ...averaged, strike: "60010" }, quarterHour],
  ];
  it.each(cases)("%s", (name, row, years) => {
    const got = contractGreeks(row, levels, years);
    const scale = 60_000 * 0.6 * Math.sqrt(years); // dollars that a deviation is worth
    // Inside its average a contract's forward moves by the part of the underlying's move that is still open.
    const open = name.includes("average") ? 0.5 : 1;
    expect(got.delta).toBeCloseTo(open * slope(row, 0, 1e-4 * scale, years), 6);
    const priceStep = 1e-4 * scale;
    const ofPrice = (shift: number): number =>
      contractGreeks(row, [price + open * shift, ...levels.slice(1)], years).delta;
    const [price] = levels as [number];
    expect(got.gamma * scale).toBeCloseTo(((ofPrice(priceStep) - ofPrice(-priceStep)) / (2 * priceStep)) * scale, 5);
    expect(got.vega / scale).toBeCloseTo(slope(row, 1, 1e-4, years) / scale, 6);
    expect(got.rho / scale).toBeCloseTo(slope(row, 2, 1e-4, years) / scale, 6);
    expect((got.theta * years) / scale).toBeCloseTo((-slope(row, "years", 1e-4 * years, years) * years) / scale, 6);
    const ofDelta = (change: readonly number[], then: number): number => contractGreeks(row, change, then).delta;
    const [, volatility, rate] = levels as [number, number, number];
    const vanna =
      (ofDelta([price, volatility + 1e-4, rate], years) - ofDelta([price, volatility - 1e-4, rate], years)) / 2e-4;
    expect(got.vanna).toBeCloseTo(vanna, 5);
    const step = 1e-4 * years;
    expect(got.charm * years).toBeCloseTo(
      (-(ofDelta(levels, years + step) - ofDelta(levels, years - step)) / (2 * step)) * years,
      5,
    );
    const ofVega = (shift: number): number => contractGreeks(row, [price, volatility + shift, rate], years).vega;
    expect(got.volga / scale).toBeCloseTo((ofVega(1e-4) - ofVega(-1e-4)) / 2e-4 / scale, 5);
  });

  it("a premium-adjusted delta is there where the coin settles, and is the slope in coins", () => {
    expect(contractGreeks(linear, levels, 0.25).premiumAdjustedDelta).toBeUndefined();
    const up = modelValue(coin, [60_006, 0.6, 0.05], 0.25);
    const down = modelValue(coin, [59_994, 0.6, 0.05], 0.25);
    expect(contractGreeks(coin, levels, 0.25).premiumAdjustedDelta).toBeCloseTo((60_000 * (up - down)) / 12, 6);
  });

  it("a perpetual has a delta and nothing else; cash has none", () => {
    const perpetual = contractGreeks(instrument("BTC-PERPETUAL"), [60_000, 0], 0);
    expect(perpetual).toMatchObject({ gamma: 0, vega: 0, theta: 0, rho: 0, vanna: 0, volga: 0, charm: 0 });
    expect(perpetual.delta * 60_000).toBeCloseTo(
      Number((instrument("BTC-PERPETUAL") as { contractSize: string }).contractSize),
      9,
    );
    expect(contractGreeks(instrument("BTC"), [], 0).delta).toBe(0);
  });
});
