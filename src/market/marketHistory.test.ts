import { describe, expect, test } from "vitest";
import { resolveInstrument } from "../instruments/names.ts";
import { marketHistory } from "./marketHistory.ts";
import { lastCompleteBar, snapshotAt } from "./marketSnapshot.ts";
import type { TimeSeries } from "./timeSeries.ts";

const hourMs = 3_600_000;
const startMs = Date.UTC(2024, 0, 1);

/** Hourly closes from `fromBar`; a 0 is a bar that was not observed. */
const series = (market: string, closes: readonly number[], fromBar = 0): TimeSeries => ({
  market,
  venue: "invented",
  kind: "trade",
  stepMs: hourMs,
  startMs: startMs + fromBar * hourMs,
  values: Float64Array.from(closes),
  present: Uint8Array.from(closes, (close) => (close > 0 ? 1 : 0)),
  gaps: [],
  source: { file: "a.csv", sha256: "00", format: "invented" },
});

function instrument(name: string) {
  const outcome = resolveInstrument(name);
  if (!outcome.ok) throw new Error(outcome.failure.message);
  return outcome.value;
}

function historyOf(all: readonly TimeSeries[], ...names: string[]) {
  const outcome = marketHistory(all, names.map(instrument), hourMs);
  if (!outcome.ok) throw new Error(outcome.failure.message);
  return outcome.value;
}

describe("what stands in for a missing series is said", () => {
  test("a perpetual without its own series moves as spot, and says so", () => {
    const { columns } = historyOf([series("BTC/USDT", [100, 101])], "BTC/USDT:USDT");
    const column = columns.get("mark:BTC/USDT:USDT");
    expect(column?.market).toBe("BTC/USDT");
    expect(column?.assumption).toBe("moves as spot BTC/USDT, basis 0, assumed");
  });

  test("with its own series it assumes nothing", () => {
    const both = [series("BTC/USDT", [100, 101]), series("BTC/USDT:USDT", [100.5, 101.5])];
    const column = historyOf(both, "BTC/USDT:USDT").columns.get("mark:BTC/USDT:USDT");
    expect([column?.market, column?.assumption]).toEqual(["BTC/USDT:USDT", undefined]);
  });

  test("the quote's own spot market goes before another", () => {
    const both = [series("BTC/USDT", [100]), series("BTC/USDC", [99])];
    expect(historyOf(both, "BTC/USDC:USDC").columns.get("mark:BTC/USDC:USDC")?.market).toBe("BTC/USDC");
  });

  test("tether is a dollar by assumption; a coin priced in tether is read as dollars by assumption", () => {
    const { fixed, columns } = historyOf([series("BTC/USDT", [100])], "BTC/USDT:USDT", "BTC-PERPETUAL");
    expect(fixed.get("currency:USDT")).toMatchObject({ level: 1, assumption: "USDT = 1 USD, assumed" });
    expect(columns.get("currency:BTC")?.assumption).toBe("BTC/USDT read as dollars");
  });

  test("tether with a series of its own moves by it, and takes the coins priced in it along", () => {
    const depeg = series("USDT/USD", [1, 0.95, 0.98], 1);
    const all = [series("BTC/USDT", [100, 101, 102, 103]), depeg];
    const { fixed, columns } = historyOf(all, "BTC/USDT:USDT", "BTC-PERPETUAL");
    expect(fixed.has("currency:USDT")).toBe(false);
    expect([...columns.get("currency:USDT")!.values]).toEqual([0, 1, 0.95, 0.98]);
    expect([...columns.get("currency:BTC")!.values]).toEqual([0, 101, 102 * 0.95, 103 * 0.98]);
    expect([...columns.get("currency:BTC")!.present]).toEqual([0, 1, 1, 1]);
    expect(columns.get("currency:BTC")?.assumption).toBeUndefined();
    // The perpetual is priced in tether, so a depeg is no move of it.
    expect([...columns.get("mark:BTC/USDT:USDT")!.values]).toEqual([100, 101, 102, 103]);
  });

  test("nothing stands in for a coin without any market", () => {
    const outcome = marketHistory([series("BTC/USDT", [100])], [instrument("ETH/USDT:USDT")], hourMs);
    if (outcome.ok) throw new Error("a price was invented");
    expect(outcome.failure).toMatchObject({
      code: "missing-data",
      path: "mark:ETH/USDT:USDT",
      hint: "it holds BTC/USDT",
    });
  });
});

describe("a gap is missing data", () => {
  const gappy = historyOf(
    [series("BTC/USDT", [100, 0, 102]), series("ETH/USDT", [10, 11], 1)],
    "BTC/USDT:USDT",
    "ETH/USDT:USDT",
  );

  test("a snapshot at the gap names the factor that was not observed", () => {
    const outcome = snapshotAt(gappy, 1);
    if (outcome.ok) throw new Error("a price was invented");
    expect(outcome.failure).toMatchObject({ code: "missing-data", path: "2024-01-01T01:00:00.000Z" });
    expect(outcome.failure.message).toBe("no observation of mark:BTC/USDT:USDT");
  });

  test("before a coin was listed there is no snapshot of it", () => {
    const outcome = snapshotAt(gappy, 0);
    expect(outcome.ok ? "" : outcome.failure.message).toBe("no observation of mark:ETH/USDT:USDT");
  });

  test("series that start apart share one grid of close times", () => {
    const outcome = snapshotAt(gappy, 2);
    if (!outcome.ok) throw new Error(outcome.failure.message);
    expect(outcome.value.timestamp).toBe(Date.UTC(2024, 0, 1, 2));
    expect(outcome.value.levels.get("mark:BTC/USDT:USDT")).toBe(102);
    expect(outcome.value.levels.get("mark:ETH/USDT:USDT")).toBe(11);
  });

  test("the last complete bar is at or before the time asked for, never after", () => {
    expect(lastCompleteBar(gappy, Date.UTC(2024, 0, 1, 9))).toBe(2);
    expect(lastCompleteBar(gappy, Date.UTC(2024, 0, 1, 2))).toBe(2);
    expect(lastCompleteBar(gappy, Date.UTC(2024, 0, 1, 2) - 1)).toBe(-1);
  });
});

test("rows are sorted by id and hold the numeraire and the cash that contracts settle in", () => {
  const { instruments } = historyOf([series("BTC/USDT", [100])], "BTC/USDT:USDT", "BTC-PERPETUAL");
  expect(instruments.map(({ id }) => id)).toEqual(["BTC", "BTC-PERPETUAL", "BTC/USDT:USDT", "USD", "USDT"]);
});
