/** Prices of no return: hand-worked, against the closed forms of venues, and as a property of any book. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bind } from "../../src/margin/bind.ts";
import { inverseLiquidationPrice, linearLiquidationPrice } from "../../src/margin/liquidationFormulas.ts";
import { bankruptcyPrice, liquidationDistances, liquidationPrice } from "../../src/margin/liquidationPrice.ts";
import { fixedRatio } from "../../src/margin/models/fixedRatio.ts";
import { checkParameters } from "../../src/margin/parameters.ts";
import { rulebookOf } from "../../src/margin/rulebook.ts";
import type { MarketSnapshot } from "../../src/market/marketSnapshot.ts";
import { currencyId, factorsOf } from "../../src/market/riskFactor.ts";
import {
  accountOf,
  assessedBy,
  boundBy,
  entered,
  inverse,
  linear,
  marketOf,
} from "../../tools/conformance/marginCase.ts";
import { unwrapped } from "./market.ts";

const btc = linear("BTC/USDT:USDT", "BTC", "USDT");
const eth = linear("ETH/USDT:USDT", "ETH", "USDT");
const coin = inverse("BTC-PERPETUAL", "BTC");
const brackets = [
  { floor: 0, cap: 50_000, maintenanceRate: 0.004, leverageMax: 125 },
  { floor: 50_000, cap: 250_000, maintenanceRate: 0.01, leverageMax: 50 },
  { floor: 250_000, maintenanceRate: 0.05, leverageMax: 10 },
];
const marks = { [btc.id]: 50_000, [eth.id]: 2_000, [coin.id]: 50_000 };
const market = marketOf({ instruments: [btc, eth, coin], marks, currencies: { BTC: 50_000, ETH: 2_000 } });
const usdm = boundBy("binance-usdm", { brackets: { [btc.id]: brackets, [eth.id]: brackets } }, market);
const inCoins = brackets.map(({ floor, cap, ...rest }) => {
  return { floor: floor / 50_000, ...(cap === undefined ? {} : { cap: cap / 50_000 }), ...rest };
});
const coinm = boundBy("binance-coinm", { brackets: { [coin.id]: inCoins } }, market);
const ofBtc = { instrumentId: btc.id, groupId: "group" };
const ofCoin = { instrumentId: coin.id, groupId: "group" };

/** The market with everything of bitcoin at another price. */
function at(price: number): MarketSnapshot {
  const levels = new Map(market.levels);
  for (const row of market.instruments) {
    if (row.id === "BTC") levels.set(currencyId("BTC"), price);
    for (const factor of factorsOf(row)) {
      if (factor.kind === "mark" && factor.underlying === "BTC") levels.set(factor.id, price);
    }
  }
  return { ...market, levels };
}

describe("by hand", () => {
  test("a long of 1 BTC at 50,000 with 5,000 behind it is liquidated at 45,180.72 in the first bracket", () => {
    // 5,000 + (p − 50,000) = 0.004·p, so p = 45,000 / 0.996; its notional lies below the first edge.
    const prices = unwrapped(liquidationPrice(accountOf([entered(btc, 1, 50_000)], { USDT: 5_000 }), usdm, ofBtc));
    expect(prices.below).toBeCloseTo(45_000 / 0.996, 8);
    expect(prices.above).toBeNull();
  });

  test("a short of 1 BTC climbs into the second bracket on the way: 55,000 + 300 over 1.01", () => {
    // 5,000 − (p − 50,000) = 0.01·p − 300, 300 being 50,000 · (0.01 − 0.004).
    const prices = unwrapped(liquidationPrice(accountOf([entered(btc, -1, 50_000)], { USDT: 5_000 }), usdm, ofBtc));
    expect(prices.above).toBeCloseTo(55_300 / 1.01, 8);
    expect(prices.below).toBeNull();
  });

  test("nothing is left of the long at 45,000, of the short at 55,000", () => {
    const long = bankruptcyPrice(accountOf([entered(btc, 1, 50_000)], { USDT: 5_000 }), usdm, ofBtc);
    expect(unwrapped(long)).toEqual({ below: 45_000, above: null });
    const short = bankruptcyPrice(accountOf([entered(btc, -1, 50_000)], { USDT: 5_000 }), usdm, ofBtc);
    expect(unwrapped(short).above).toBeCloseTo(55_000, 8);
  });

  test("a long that is paid in full has no price of no return, and a hedged book has none", () => {
    const paid = liquidationPrice(accountOf([entered(btc, 1, 50_000)], { USDT: 50_001 }), usdm, ofBtc);
    expect(unwrapped(paid)).toEqual({ below: null, above: null });
    const hedged = accountOf(
      [
        { ...entered(btc, 0.5, 50_000), side: "long" },
        { ...entered(btc, -0.5, 50_000), side: "short" },
      ],
      {
        USDT: 1_000_000_000,
      },
    );
    expect(unwrapped(liquidationPrice(hedged, usdm, ofBtc)).below).toBeNull();
  });

  test("a coin short whose coins outweigh it is never liquidated", () => {
    const account = accountOf([entered(coin, -50_000, 50_000)], { BTC: 1.01 });
    expect(unwrapped(liquidationPrice(account, coinm, ofCoin))).toEqual({ below: null, above: null });
  });

  test("a group in deficit is told where it recovers", () => {
    const account = accountOf([entered(btc, 1, 50_000)], { USDT: 100 });
    // Above 50,000 the second bracket holds: 100 + (p − 50,000) = 0.01·p − 300.
    expect(unwrapped(liquidationPrice(account, usdm, ofBtc)).above).toBeCloseTo(49_600 / 0.99, 8);
  });

  test("a fee of closing is part of the maintenance: OKX at 1 % and 0.06 %", () => {
    const given = {
      brackets: { [btc.id]: [{ floor: 0, maintenanceRate: 0.01, leverageMax: 50 }] },
      closeFeeRate: 0.0006,
    };
    const okx = boundBy("okx-tiers", given, market);
    const { below } = unwrapped(liquidationPrice(accountOf([entered(btc, 1, 50_000)], { USDT: 5_000 }), okx, ofBtc));
    expect(below).toBeCloseTo(45_000 / (1 - 0.0106), 8);
  });
});

describe("where venues differ", () => {
  const one = [{ floor: 0, maintenanceRate: 0.01, leverageMax: 10 }];

  test("coins behind a long fall with it: 40,400 where dollars last until 37,878.79", () => {
    const inCoin = boundBy("binance-coinm", { brackets: { [coin.id]: one } }, market);
    const coins = liquidationPrice(accountOf([entered(coin, 1_000_000, 50_000)], { BTC: 5 }), inCoin, ofCoin);
    expect(unwrapped(coins).below).toBeCloseTo(40_400, 6);
    const inDollars = boundBy("binance-usdm", { brackets: { [btc.id]: one } }, market);
    const dollars = liquidationPrice(accountOf([entered(btc, 20, 50_000)], { USDT: 250_000 }), inDollars, ofBtc);
    expect(unwrapped(dollars).below).toBeCloseTo(750_000 / 19.8, 6);
  });

  test("maintenance at entry lasts until 54,500 where maintenance at mark ends at 54,455.45", () => {
    const short = accountOf([entered(btc, -1, 50_000)], { USDT: 5_000 });
    const given = { brackets: { [btc.id]: one } };
    const atEntry = boundBy("bybit-isolated", { ...given, deductions: "none" }, market);
    expect(unwrapped(liquidationPrice(short, atEntry, ofBtc)).above).toBeCloseTo(54_500, 6);
    const atMark = boundBy("binance-usdm", given, market);
    expect(unwrapped(liquidationPrice(short, atMark, ofBtc)).above).toBeCloseTo(55_000 / 1.01, 6);
  });

  test("Hyperliquid's shipped brackets: 200 million of BTC owe 3.125 million", () => {
    const perpetual = linear("BTC/USDC:USDC", "BTC", "USDC");
    const there = marketOf({ instruments: [perpetual], marks: { [perpetual.id]: 50_000 } });
    const { requirement } = assessedBy(
      accountOf([entered(perpetual, 4_000, 50_000)], {}),
      boundBy("hyperliquid", {}, there),
    );
    expect(requirement.maintenance).toBeCloseTo(3_125_000, 6);
  });
});

describe("as venues print it", () => {
  const rate = 0.01;
  const flat = [{ floor: 0, maintenanceRate: rate, leverageMax: 10 }];
  const sides = fc.constantFrom("long", "short") as fc.Arbitrary<"long" | "short">;

  test("the search over assessments agrees with the closed form of a lone linear position", () => {
    const bound = boundBy("binance-usdm", { brackets: { [btc.id]: flat } }, market);
    fc.assert(
      fc.property(
        sides,
        fc.integer({ min: 1, max: 400 }),
        fc.integer({ min: 600, max: 40_000 }),
        (side, tenths, cents) => {
          const [size, walletBalance] = [tenths / 10, (cents * tenths) / 10];
          const account = accountOf([entered(btc, side === "long" ? size : -size, 50_000)], { USDT: walletBalance });
          const { below, above } = unwrapped(liquidationPrice(account, bound, ofBtc));
          const terms = {
            side,
            size,
            walletBalance,
            entryPrice: 50_000,
            maintenanceRate: rate,
            closeFeeRate: 0,
            deduction: 0,
          };
          const [got, expected] = [side === "long" ? below : above, linearLiquidationPrice(terms)!];
          expect(Math.abs(got! - expected)).toBeLessThanOrEqual(1e-9 * expected);
        },
      ),
      { numRuns: 40 },
    );
  });

  test("and of a lone inverse one", () => {
    const bound = boundBy("binance-coinm", { brackets: { [coin.id]: flat } }, market);
    fc.assert(
      fc.property(
        sides,
        fc.integer({ min: 10, max: 500 }),
        fc.integer({ min: 20, max: 900 }),
        (side, thousands, permille) => {
          const notional = thousands * 1_000;
          const walletBalance = Number(((notional / 50_000) * (permille / 1_000)).toFixed(6));
          const account = accountOf([entered(coin, side === "long" ? notional : -notional, 50_000)], {
            BTC: walletBalance,
          });
          const { below, above } = unwrapped(liquidationPrice(account, bound, ofCoin));
          const terms = {
            side,
            notional,
            walletBalance,
            entryPrice: 50_000,
            maintenanceRate: rate,
            closeFeeRate: 0,
            deduction: 0,
          };
          const [got, expected] = [side === "long" ? below : above, inverseLiquidationPrice(terms)!];
          expect(Math.abs(got! - expected)).toBeLessThanOrEqual(1e-9 * expected);
        },
      ),
      { numRuns: 40 },
    );
  });
});

test("a book is healthy on one side of its price and in deficit on the other", () => {
  const anyBook = fc.record({
    btc: fc.integer({ min: -80, max: 80 }),
    eth: fc.integer({ min: -80, max: 80 }),
    usdt: fc.integer({ min: 1_000, max: 400_000 }),
  });
  fc.assert(
    fc.property(anyBook, (book) => {
      const positions = [entered(btc, book.btc / 10, 50_000), entered(eth, book.eth, 2_000)];
      const account = accountOf(positions, { USDT: book.usdt });
      const healthyAt = (price: number) => {
        const { equity, requirement } = assessedBy(account, unwrapped(bind(usdm.rulebook, at(price))));
        return equity >= requirement.maintenance;
      };
      const { below, above } = unwrapped(liquidationPrice(account, usdm, ofBtc));
      for (const price of [below, above]) {
        if (price !== null) expect(healthyAt(price * (1 + 1e-9))).not.toBe(healthyAt(price * (1 - 1e-9)));
      }
    }),
    { numRuns: 60 },
  );
});

test("collateral that is the coin itself moves with it: a coin long under fixed ratios", () => {
  // 1 BTC held, 1 BTC long at 50,000: 2p − 50,000 less 5 % of p and 10 % of the coin's value is 0 at 50,000 / 1.85.
  const parameters = unwrapped(checkParameters(fixedRatio.parameters, {}, "fixed-ratio"));
  const own = unwrapped(bind(rulebookOf(fixedRatio, parameters, "USDT"), market));
  const { below } = unwrapped(liquidationPrice(accountOf([entered(btc, 1, 50_000)], { BTC: 1 }), own, ofBtc));
  expect(below).toBeCloseTo(50_000 / 1.85, 6);
});

describe("a book of two coins", () => {
  const flat = {
    brackets: {
      [btc.id]: [{ floor: 0, maintenanceRate: 0.01, leverageMax: 10 }],
      [eth.id]: [{ floor: 0, maintenanceRate: 0.01, leverageMax: 10 }],
    },
  };
  const bound = boundBy("binance-usdm", flat, market);
  const account = accountOf([entered(btc, 1, 50_000), entered(eth, 10, 2_000)], { USDT: 10_000 });

  test("is told for each coin how far it alone may move", () => {
    // Bitcoin: 10,000 + p − 50,000 = 0.01·(p + 20,000), p = 40,200 / 0.99. Ether: 10,000 + 10·(p − 2,000) = 0.01·(50,000 + 10·p).
    const distances = unwrapped(liquidationDistances(account, bound, "group"));
    expect(distances.map(({ coin, rise }) => [coin, rise])).toEqual([
      ["BTC", null],
      ["ETH", null],
      ["USDT", null],
    ]);
    expect(distances[0]!.fall).toBeCloseTo(40_200 / 0.99 / 50_000 - 1, 10);
    expect(distances[1]!.fall).toBeCloseTo(10_500 / 9.9 / 2_000 - 1, 10);
  });

  test("falls sooner along a path on which both fall", () => {
    // Both by the same share x: 10,000 + 70,000·x = 0.01 · 70,000 · (1 + x).
    const { below } = unwrapped(liquidationPrice(account, bound, { ...ofBtc, path: { ETH: 1 } }));
    expect(below! / 50_000 - 1).toBeCloseTo(-9_300 / 69_300, 10);
  });

  test("along a path where ether rises as bitcoin falls, ether's gain pays for a while", () => {
    const alone = unwrapped(liquidationPrice(account, bound, ofBtc)).below!;
    expect(unwrapped(liquidationPrice(account, bound, { ...ofBtc, path: { ETH: -0.5 } })).below).toBeLessThan(alone);
  });
});
