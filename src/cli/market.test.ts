import { describe, expect, test } from "vitest";
import { dayMs, instrument, seriesOf } from "../../test/contracts/market.ts";
import type { Quote } from "../market/quotes.ts";
import { forwardId, markId, volatilityId } from "../market/riskFactor.ts";
import type { Failure } from "../numerics/outcome.ts";
import { black76Value } from "../pricing/formulas/black76.ts";
import type { ChainLevels } from "./chainMarket.ts";
import { type MarketData, marketAt } from "./market.ts";

const timestamp = Date.UTC(2024, 0, 6);
const expiresAt = Date.UTC(2024, 5, 28, 8);
const option = "BTC-28JUN24-110-C";
const forward = forwardId("BTC", "USD", expiresAt);

const chainOf = (changes: Partial<ChainLevels> = {}): ChainLevels => ({
  underlying: "BTC",
  quoteCurrency: "USD",
  timestamp,
  levels: new Map([
    ["currency:BTC", 100],
    [forward, 104],
    [volatilityId(option), 0.6],
  ]),
  source: { file: "chain.csv", sha256: "00", format: "invented" },
  surface: () => {
    throw new Error("nobody asked for a surface");
  },
  ...changes,
});
const priceOf = (name: string, price: number, timeMs = timestamp): Quote => ({
  timeMs,
  instrument: instrument(name),
  price,
});
const quotesOf = (...quotes: Quote[]): Pick<MarketData, "quotes"> => ({
  quotes: { quotes, source: { file: "prices.csv", sha256: "00", format: "prices-csv" } },
});
const marketOf = (data: Partial<MarketData>, names: readonly string[], asOf?: number) =>
  marketAt({ series: [], ...data }, names.map(instrument), asOf);
const levelsOf = (data: Partial<MarketData>, names: readonly string[], asOf?: number): ReadonlyMap<string, number> => {
  const market = marketOf(data, names, asOf);
  if (!market.ok) throw new Error(JSON.stringify(market.failure));
  return market.value.levels;
};
const refusedOf = (data: Partial<MarketData>, names: readonly string[], asOf?: number): Failure => {
  const market = marketOf(data, names, asOf);
  if (market.ok) throw new Error("a market");
  return market.failure;
};

describe("a chain beside a price file of another time", () => {
  test("its forwards move with the coin, from its index to the coin's price, and the market says so", () => {
    const market = marketOf({ chains: [chainOf()], ...quotesOf(priceOf("BTC", 101)) }, [option, "BTC"]);
    expect(market.ok && market.value.levels.get(forward)).toBeCloseTo(104 * 1.01, 12);
    expect(market.ok && market.value.levelSources?.get(forward)).toContain("moved with its coin from 100 to 101");
  });

  test("of one price stay where they are", () => {
    expect(levelsOf({ chains: [chainOf()], ...quotesOf(priceOf("BTC", 100)) }, [option, "BTC"]).get(forward)).toBe(104);
  });

  test("a coin 2 % away is of another market and is refused", () => {
    const failure = refusedOf({ chains: [chainOf()], ...quotesOf(priceOf("BTC", 103)) }, [option, "BTC"]);
    expect(failure).toMatchObject({ code: "conflict", path: "--market" });
  });
});

test("a perpetual with closes of its own moves with the coin from its last close to the chain's index", () => {
  const series = [
    seriesOf("BTC/USD", [97, 98, 99, 98, 96]),
    seriesOf("BTC/USDT:USDT", [97.1, 98.1, 99.1, 98.1, 96.48]),
  ];
  const levels = levelsOf({ series, chains: [chainOf()], maxAgeMs: 2 * dayMs }, ["BTC", "BTC/USDT:USDT"]);
  expect(levels.get("currency:BTC")).toBe(100);
  // Half a per cent above the coin at the close, and so above the index.
  expect(levels.get(markId("BTC/USDT:USDT"))).toBeCloseTo(100.5, 12);
});

test("two chains that state one level are a conflict that names both", () => {
  const other = chainOf({ timestamp: timestamp - 1, source: { file: "older.csv", sha256: "00", format: "invented" } });
  const failure = refusedOf({ chains: [chainOf(), other] }, [option, "BTC"]);
  expect(failure.message).toBe("chain.csv and older.csv both state currency:BTC");
});

test("an option that had ended is refused as that, not as one that the chain lacks", () => {
  const failure = refusedOf({ chains: [chainOf()] }, ["BTC-29DEC23-100-C", "BTC"]);
  expect(failure.message).toBe("BTC-29DEC23-100-C had expired");
});

describe("an option priced by a row of the price file", () => {
  const years = (expiresAt - timestamp) / (365 * dayMs);
  const premium = black76Value({ optionType: "call", forward: 104, strike: 110, years, volatility: 0.45, rate: 0 });

  test("has the volatility that its premium holds, at the forward of the chain", () => {
    const quotes = quotesOf(priceOf("BTC", 100), priceOf(option, premium / 104));
    const levels = levelsOf({ chains: [chainOf()], ...quotes }, [option, "BTC"]);
    expect(levels.get(volatilityId(option))).toBeCloseTo(0.45, 9);
  });

  test("or at the dated future of its expiry, without a chain", () => {
    const quotes = quotesOf(priceOf("BTC", 100), priceOf("BTC-28JUN24", 104), priceOf(option, premium / 104));
    const levels = levelsOf(quotes, [option, "BTC"]);
    expect(levels.get(volatilityId(option))).toBeCloseTo(0.45, 9);
    expect(levels.get(forward)).toBe(104);
  });

  test("on a dated future, at that future's price", () => {
    const [future, onFuture] = ["BTC/USD:USD-240927", "BTC/USD:USD-240927/240628-110-C"];
    const quotes = quotesOf(priceOf("BTC", 100), priceOf(future, 104), priceOf(onFuture, premium));
    expect(levelsOf(quotes, [onFuture, "BTC"]).get(volatilityId(onFuture))).toBeCloseTo(0.45, 9);
  });

  test("without any forward, or at a price that no volatility gives, is refused by name with the reason", () => {
    const without = refusedOf(quotesOf(priceOf("BTC", 100), priceOf(option, 0.01)), [option, "BTC"]);
    expect(without.faults?.[0]?.message).toContain("nothing gives its forward");
    const dear = refusedOf({ chains: [chainOf()], ...quotesOf(priceOf("BTC", 100), priceOf(option, 3)) }, [
      option,
      "BTC",
    ]);
    expect(dear.faults?.[0]?.message).toContain("at-or-above-bound");
  });
});
