import { describe, expect, it } from "vitest";
import { dayMs, instrument, unwrapped } from "../../test/contracts/market.ts";
import { type Quote, quotedSnapshot } from "./quotes.ts";

const noon = Date.UTC(2024, 5, 29, 12);
const quote = (name: string, price: number, timeMs = noon): Quote => ({ timeMs, instrument: instrument(name), price });
const quotes = (...all: readonly Quote[]) => ({
  quotes: all,
  source: { file: "prices.csv", sha256: "00", format: "prices-csv" },
});
const levels = (all: readonly Quote[], names: readonly string[], at = noon) =>
  Object.fromEntries(
    unwrapped(quotedSnapshot(quotes(...all), names.map(instrument), { timestamp: at, maxAgeMs: dayMs })).levels,
  );

describe("a snapshot from quotes", () => {
  it("takes marks in quote currency and currencies in dollars", () => {
    const seen = levels([quote("BTC-PERPETUAL", 60_955.5), quote("BTC", 60_950)], ["BTC-PERPETUAL"]);
    expect(seen).toEqual({
      "mark:BTC-PERPETUAL": 60_955.5,
      "funding:BTC-PERPETUAL": 0,
      "currency:BTC": 60_950,
      "currency:USD": 1,
    });
  });

  it("turns a pair into dollars with the price of its stablecoin", () => {
    // 60,000 USDT at 0.99 USD each.
    expect(levels([quote("BTC/USDT", 60_000), quote("USDT", 0.99)], ["BTC"])["currency:BTC"]).toBeCloseTo(59_400, 9);
  });

  it("takes the last quote at or before the time asked, whatever the order of the rows", () => {
    const rows = [quote("BTC", 3, noon + 2), quote("BTC", 2, noon + 1), quote("BTC", 1, noon)];
    expect(levels(rows, ["BTC"], noon + 1)["currency:BTC"]).toBe(2);
  });

  it("takes a stablecoin without a quote as one dollar, and says so", () => {
    const snapshot = unwrapped(
      quotedSnapshot(quotes(quote("BTC/USDT:USDT", 1)), [instrument("BTC/USDT:USDT")], {
        timestamp: noon,
        maxAgeMs: dayMs,
      }),
    );
    expect(snapshot.history.fixed.get("currency:USDT")?.assumption).toBe("USDT = 1 USD, assumed");
  });

  it("takes no quote older than the limit for a price of now", () => {
    const at = { timestamp: noon + dayMs + 1, maxAgeMs: dayMs };
    const answer = quotedSnapshot(quotes(quote("BTC", 60_000)), [instrument("BTC")], at);
    expect(answer.ok ? "" : answer.failure.message).toContain("no price of BTC in the 24 h before");
  });

  it("names every price it lacks, and infers none from another contract of the coin", () => {
    const asked = ["BTC-PERPETUAL", "ETH/USDT:USDT"].map(instrument);
    const answer = quotedSnapshot(quotes(quote("BTC/USDT:USDT", 60_000)), asked, { timestamp: noon, maxAgeMs: dayMs });
    expect(answer.ok ? "" : answer.failure.message).toContain("no price of BTC, BTC-PERPETUAL, ETH/USDT:USDT");
  });
});
