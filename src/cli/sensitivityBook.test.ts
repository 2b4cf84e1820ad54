import { describe, expect, it } from "vitest";
import { accountOf, dayMs, instrument, sourced, unwrapped } from "../../test/contracts/market.ts";
import { decimal } from "../instruments/decimal.ts";
import { quotedSnapshot } from "../market/quotes.ts";
import { forwardId, markId, volatilityId } from "../market/riskFactor.ts";
import { black76Value } from "../pricing/formulas/black76.ts";
import type { Move } from "../pricing/valuations/valuation.ts";
import { valuations } from "../pricing/valuations.ts";
import { bookGreeks, bookValue, type LawBook, lawBook } from "./sensitivityBook.ts";
import { bumps } from "./sensitivityBumps.ts";

const expiresAt = Date.UTC(2024, 5, 28, 8);
const timestamp = expiresAt - 73 * dayMs; // a fifth of a year
const [coinOption, dollarOption] = ["BTC-28JUN24-65000-C", "BTC/USDT:USDT-240628-55000-P"];
const names = [coinOption, dollarOption, "BTC-PERPETUAL", "BTC", "USDT", "USD"];

const quoted = unwrapped(
  quotedSnapshot(
    {
      quotes: [],
      levels: sourced([
        [forwardId("BTC", "USD", expiresAt), 61_000],
        [forwardId("BTC", "USDT", expiresAt), 61_100],
        [volatilityId(instrument(coinOption).id), 0.5],
        [volatilityId(instrument(dollarOption).id), 0.6],
        [markId("BTC-PERPETUAL"), 60_050],
        ["currency:BTC", 60_000],
      ]),
      source: { file: "chain.csv", sha256: "00", format: "invented" },
    },
    names.map(instrument),
    { timestamp, maxAgeMs: dayMs },
  ),
);
/** A stablecoin off its dollar. */
const snapshot = { ...quoted, levels: new Map([...quoted.levels, ["currency:USDT", 0.999]]) };
const held = (name: string, quantity: string, cost = "0") => ({
  instrumentId: instrument(name).id,
  quantity: decimal(quantity),
  cost: decimal(cost),
});
const account = accountOf([held(coinOption, "-3"), held(dollarOption, "2"), held("BTC-PERPETUAL", "6000", "-1")], {
  BTC: "2",
  USDT: "1000",
});
const book: LawBook = unwrapped(lawBook(account, snapshot, "USD"));
const [black76] = valuations;

/** The same book worked by hand: the coins of the call at the coin's price of 60,000, 60,000 dollars of perpetuals entered at 60,000. */
function byHand({ price = 1, volatility = 0, years = 0, rate = 0 }: Move): number {
  const then = { years: 0.2 - years, rate };
  const call = black76Value({
    optionType: "call",
    forward: 61_000 * price,
    strike: 65_000,
    volatility: 0.5 + volatility,
    ...then,
  });
  const put = black76Value({
    optionType: "put",
    forward: 61_100 * price,
    strike: 55_000,
    volatility: 0.6 + volatility,
    ...then,
  });
  const perpetual = 60_000 * (1 / 60_000 - 1 / (60_050 * price)) * 60_000 * price;
  return (-3 * call * 60_000) / 61_000 + 2 * put * 0.999 + perpetual + 2 * 60_000 * price + 1000 * 0.999;
}

describe("a book under other laws", () => {
  it("has under Black-76 the value worked by hand, for every input moved", () => {
    for (const { move } of bumps) expect(bookValue(book, black76!, move)).toBeCloseTo(byHand(move), 6);
  });

  it.each(valuations.map((law) => [law.id, law] as const))(
    "%s: every Greek says what its bump does, to first and second order",
    (_, law) => {
      const values = (move: Move): number => bookValue(book, law, move);
      for (const at of bumps.map(({ move }) => move)) {
        const got = bookGreeks(book, law, at);
        expect(got.value).toBeCloseTo(values(at), 6);
        const price = at.price ?? 1;
        const moved = (factor: number): number => values({ ...at, price: price * factor });
        const near = 1e-3;
        const slope = (moved(1 + near) - moved(1 - near)) / (2 * near);
        expect(0.01 * slope).toBeCloseTo(got.delta, 2);
        const bend = (moved(1 + near) - 2 * moved(1) + moved(1 - near)) / near ** 2;
        expect(1e-4 * bend).toBeCloseTo(got.gamma, 2);
      }
      const own = bookGreeks(book, law, {});
      const [up, down] = [values({ volatility: 1e-4 }), values({ volatility: -1e-4 })];
      expect((0.01 * (up - down)) / 2e-4).toBeCloseTo(own.vega, 2);
      const [soon, rate] = [values({ years: 1e-6 }), values({ rate: 1e-6 })];
      expect((soon - own.value) / 1e-6 / 365).toBeCloseTo(own.theta, 1);
      expect((0.01 * (rate - own.value)) / 1e-6).toBeCloseTo(own.rho, 1);
      const greeks = (move: Move) => bookGreeks(book, law, move);
      const [wide, narrow] = [greeks({ volatility: 1e-4 }), greeks({ volatility: -1e-4 })];
      expect((0.01 * (wide.delta - narrow.delta)) / 2e-4).toBeCloseTo(own.vanna, 3);
      expect((0.01 * (wide.vega - narrow.vega)) / 2e-4).toBeCloseTo(own.volga, 3);
      expect((greeks({ years: 1e-6 }).delta - own.delta) / 1e-6 / 365).toBeCloseTo(own.charm, 2);
    },
  );

  it("moves perpetuals and coins alike under every law: without options the laws agree to the bit", () => {
    const plain = unwrapped(lawBook(accountOf([held("BTC-PERPETUAL", "6000", "-1")], { BTC: "2" }), snapshot, "USD"));
    for (const { move } of bumps) {
      const values = valuations.map((law) => bookValue(plain, law, move));
      expect(new Set(values).size).toBe(1);
    }
    const { delta, gamma, vega } = bookGreeks(plain, black76!, {});
    expect(delta).toBeCloseTo(0.01 * (60_000 + 2 * 60_000), 6); // exactly linear in dollars, though not in coins
    expect(gamma).toBeCloseTo(0, 6);
    expect(vega).toBe(0);
  });

  it("names what it does not value", () => {
    const inCoin = lawBook(account, snapshot, "BTC");
    expect(!inCoin.ok && inCoin.failure.message).toContain("BTC would move with the prices");
    const free = { ...instrument(coinOption), strike: "0" } as (typeof snapshot.instruments)[number];
    const rows = snapshot.instruments.map((row) => (row.id === free.id ? free : row));
    const refused = lawBook(account, { ...snapshot, instruments: rows }, "USD");
    expect(!refused.ok && [refused.failure.code, refused.failure.path]).toEqual([
      "unsupported",
      `account ${account.id}, ${free.id}`,
    ]);
  });
});
