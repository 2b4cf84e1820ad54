import { describe, expect, it } from "vitest";
import { accountOf, historyOf, position, seriesOf } from "../../test/contracts/market.ts";
import { fundingByInstrument, fundingPaid } from "./funding.ts";

const start = Date.UTC(2024, 0, 1);
/** Closes of 100, 200 and 400 at the start of three days. */
const history = historyOf([seriesOf("BTC/USDT", [100, 200, 400])], ["BTC/USDT:USDT", "BTC-PERPETUAL"]);
const hours = (...times: readonly number[]) => Float64Array.from(times, (hour) => start + hour * 3_600_000);
const series = (market: string, times: Float64Array, rates: readonly number[]) => ({
  market,
  venue: "invented",
  times,
  rates: Float64Array.from(rates),
  source: { file: "f.csv", sha256: "00", format: "funding" },
});
const linear = fundingByInstrument([series("BTC/USDT:USDT", hours(0, 8, 16, 24, 32), [0.01, 0.02, -0.04, 0.08, 0.16])]);
const paidBy = (quantity: string, from: number, to: number) =>
  fundingPaid(accountOf([position("BTC/USDT:USDT", quantity, "100")]), history, { from, to }, linear, "USDT");

describe("funding over the margin period of risk", () => {
  it("is rate times notional at the last close, after the first bar and up to the last", () => {
    // 2 coins. 08:00 and 16:00 at 100: 200 × 0.02 − 200 × 0.04 = −4; 24:00 at 200: 400 × 0.08 = 32.
    expect(paidBy("2", 0, 1)).toBeCloseTo(28, 12);
    // Then only 32:00, at 200: 400 × 0.16.
    expect(paidBy("2", 1, 2)).toBeCloseTo(64, 12);
  });

  it("is received by the short what the long pays", () => {
    expect(paidBy("-2", 0, 2)).toBe(-paidBy("2", 0, 2));
  });

  it("is paid in coins on an inverse contract: its dollars, whatever the price", () => {
    const inverse = fundingByInstrument([series("BTC/USD:BTC", hours(8, 30), [0.01, 0.01])]);
    const account = accountOf([position("BTC-PERPETUAL", "10", "100")]);
    // 10 contracts of 10 USD: 1 dollar a settlement.
    expect(fundingPaid(account, history, { from: 0, to: 2 }, inverse, "USD")).toBeCloseTo(2, 12);
  });

  it("is nothing where no series is known, or where the price is missing", () => {
    expect(
      fundingPaid(accountOf([position("BTC-PERPETUAL", "10", "100")]), history, { from: 0, to: 2 }, linear, "USD"),
    ).toBe(0);
    const gap = historyOf([seriesOf("BTC/USDT", [100, 0, 400])], ["BTC/USDT:USDT"]);
    const account = accountOf([position("BTC/USDT:USDT", "2", "100")]);
    expect(fundingPaid(account, gap, { from: 1, to: 2 }, linear, "USDT")).toBe(0);
  });
});
