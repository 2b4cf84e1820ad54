import { describe, expect, it } from "vitest";
import { instrument } from "../../test/contracts/market.ts";
import type { LinearOption } from "../instruments/kinds/linearOption.ts";
import type { Instrument } from "../instruments/kinds.ts";
import { InvariantError } from "../numerics/assert.ts";
import { contractLadder, ladderGreeks } from "./contractLadder.ts";
import { contractGreeks } from "./greeks.ts";
import { pricingModelOf } from "./models.ts";

const prices = Float64Array.of(30_000, 54_000, 60_000, 60_600, 66_000, 120_000);
const now = 2; // where in `prices` the price is
const levels = [60_000, 0.6, 0.05];
const linear = instrument("BTC/USDT:USDT-240628-65000-C");
const quarterHour = 900_000 / (365 * 86_400_000);

const cases: readonly [name: string, row: Instrument, years: number][] = [
  ["a linear option, discounted", linear, 0.25],
  ["a put", instrument("BTC/USDT:USDT-240628-65000-P"), 0.25],
  ["a coin-settled option", instrument("BTC-28JUN24-65000-C"), 0.25],
  ["an option in its settlement average", { ...(linear as LinearOption), settlementWindowMs: 1_800_000 }, quarterHour],
  ["an option at its expiry", linear, 0],
  ["a call struck at nothing", { ...(linear as LinearOption), strike: "0" }, 0.25],
  ["an inverse perpetual", instrument("BTC-PERPETUAL"), 0],
  ["a linear perpetual", instrument("BTC/USDT:USDT"), 0],
];

describe("every rung of a ladder has the Greeks that the contract has alone at that price", () => {
  it.each(cases)("%s", (_, row, years) => {
    const ladder = contractLadder(row, levels, years, prices);
    prices.forEach((price, s) => {
      const alone = contractGreeks(row, [price, ...levels.slice(1)], years);
      for (const name of ladderGreeks) {
        const miss = Math.abs(ladder[name][s]! - alone[name]);
        expect(miss, `${name} at ${price}`).toBeLessThanOrEqual(1e-11 * Math.abs(alone[name]) + 1e-14);
      }
    });
  });
});

describe("the gain is what the contract is worth there less what it is worth now", () => {
  it.each(cases)("%s", (_, row, years) => {
    const { gains } = contractLadder(row, levels, years, prices);
    const model = pricingModelOf(row);
    const isInCoin = row.settlementCurrency === "BTC";
    // An inverse perpetual of a dollar gains 1/60,000 − 1/price coins, which are worth the price.
    const worth = (price: number): number =>
      row.kind === "inverse-perpetual"
        ? (price / 60_000 - 1) * Number(row.contractSize)
        : model.value(row, [price, ...levels.slice(1)], years) * (isInCoin ? price : 1);
    prices.forEach((price, s) => {
      expect(gains[s]!).toBeCloseTo(worth(price) - worth(60_000), 8);
    });
    expect(gains[now]).toBe(0);
  });
});

it("a ladder asked again after its prices were filled anew is that of the new prices", () => {
  const refilled = prices.slice();
  contractLadder(linear, levels, 0.25, refilled);
  refilled.set(prices.map((price) => 1.1 * price));
  expect(contractLadder(linear, levels, 0.25, refilled)).toEqual(
    contractLadder(
      linear,
      levels,
      0.25,
      prices.map((price) => 1.1 * price),
    ),
  );
  refilled[2] = -1;
  expect(() => contractLadder(linear, levels, 0.25, refilled)).toThrow(InvariantError);
});
