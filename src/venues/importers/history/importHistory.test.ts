import { describe, expect, test } from "vitest";
import type { Failure } from "../../../numerics/outcome.ts";
import type { HistoryImport } from "./historyImporter.ts";
import { importHistory } from "./importHistory.ts";

const hour = 3_600_000;
const start = Date.UTC(2021, 0, 1);
const header = "ts_ms,open,high,low,close,volume";

/** A file of hourly bars; the cells after the time of each row. */
const bars = (...rows: string[]): string =>
  [header, ...rows.map((cells, k) => `${start + k * hour},${cells}`)].join("\n");

const read = (text: string, name = "binance_BTCUSDT_1h.csv") => importHistory({ name, text, sha256: "00" });

function loaded(text: string, name?: string): HistoryImport {
  const outcome = read(text, name);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
  return outcome.value;
}

function refused(text: string, name?: string): Failure {
  const outcome = read(text, name);
  if (outcome.ok) throw new Error("was not refused");
  return outcome.failure;
}

/** Line and message of every fault listed. */
const faults = (text: string, name?: string): string[] =>
  refused(text, name).faults?.map((fault) => `${fault.path.split(":")[1]} ${fault.message}`) ?? [];

describe("normalised bars", () => {
  test("stand at their close, with gaps and empty bars missing", () => {
    const text = [
      header,
      `${start},1,2,1,2,5`,
      `${start + 3 * hour},2,2,1,1,5`,
      `${start + 4 * hour},1,1,1,1,0`,
      `${start + 5 * hour},1,1,1,1,0`,
      `${start + 6 * hour},1,3,1,3,4e-05`,
      "",
    ].join("\r\n");
    const { series, report } = loaded(`\uFEFF${text}`, "binance_BTCUSDT_1h_2021.csv.gz");
    expect(series).toEqual({
      market: "BTC/USDT",
      venue: "binance",
      kind: "trade",
      stepMs: hour,
      startMs: start + hour,
      values: Float64Array.from([2, 0, 0, 1, 0, 0, 3]),
      present: Uint8Array.from([1, 0, 0, 1, 0, 0, 1]),
      gaps: [
        { fromMs: start + 2 * hour, bars: 2, reason: "absent" },
        { fromMs: start + 5 * hour, bars: 2, reason: "zero-volume" },
      ],
      ranges: {
        opens: Float64Array.from([1, 0, 0, 2, 0, 0, 1]),
        highs: Float64Array.from([2, 0, 0, 2, 0, 0, 3]),
        lows: Float64Array.from([1, 0, 0, 1, 0, 0, 1]),
      },
      volumes: Float64Array.from([5, 0, 0, 5, 0, 0, 0.00004]),
      source: { file: "binance_BTCUSDT_1h_2021.csv.gz", sha256: "00", format: "normalised" },
    });
    expect(report).toMatchObject({ rows: 5, gaps: 1, missingBars: 2, zeroVolumeBars: 2 });
    expect(report).toMatchObject({ firstMs: start + hour, lastMs: start + 7 * hour });
  });

  test.each([
    ["binance_BTCUSDT_1h.csv.gz", "BTC/USDT", "trade"],
    ["binanceusdm_BTCUSDT-PERP_1h.csv.gz", "BTC/USDT:USDT", "trade"],
    ["binanceusdm_AVAXUSDT-PERP_1m_202302.csv.gz", "AVAX/USDT:USDT", "trade"],
    ["binanceusdm_BTCUSDT_mark_8h.csv.gz", "BTC/USDT:USDT", "mark"],
    ["bitstamp-coinbase_BTCUSD_1d.csv.gz", "BTC/USD", "trade"],
    ["binance_BNBBUSD_1d.csv.gz", "BNB/BUSD", "trade"],
    ["coinbase_BNBUSD_1d.csv.gz", "BNB/USD", "trade"],
    ["unknownvenue_BTC-PERP_1m_202201.csv.gz", "BTC/USD:USD", "trade"],
  ])("%s is %s, %s", (name, market, kind) => {
    expect(loaded(`${header}\n${start},1,1,1,1,1`, name).series).toMatchObject({ market, kind });
  });

  test.each(["prices.csv", "binance_BTCXYZ_1h.csv", "binance_BTCUSDT_7h.csv", "binance_BTCUSDT_1w.csv"])(
    "%s names no known market and interval",
    (name) => expect(refused(bars("1,1,1,1,1"), name).message).toContain("does not say market and interval"),
  );

  test.each([
    ["wrong column count", ["1,2,1,2"], '2 column count is "1609459200000,1,2,1,2": 5 columns, must be 6'],
    ["an empty cell", ["1,2,1,,5"], '2 column close is "": must be a finite decimal number'],
    ["NaN", ["1,2,1,NaN,5"], '2 column close is "NaN": must be a finite decimal number'],
    ["Infinity", ["1,2,1,2,Infinity"], '2 column volume is "Infinity": must be a finite decimal number'],
    ["an overflow", ["1,2,1,2,1e999"], '2 column volume is "1e999": must be a finite decimal number'],
    ["hexadecimal", ["1,2,1,0x2,5"], '2 column close is "0x2": must be a finite decimal number'],
    ["a blank", ["1,2,1, 2,5"], '2 column close is " 2": must be a finite decimal number'],
    ["a negative price", ["1,2,-1,2,5"], '2 column low is "-1": a price must be above 0'],
    ["a zero price", ["1,2,0,2,5"], '2 column low is "0": a price must be above 0'],
    ["high below low", ["1,1,2,1,5"], '2 column high is "1": must not be below low 2'],
    ["open outside", ["3,2,1,2,5"], '2 column open is "3": must lie within low 1 … high 2'],
    ["close outside", ["1,2,1,3,5"], '2 column close is "3": must lie within low 1 … high 2'],
    ["negative volume", ["1,2,1,2,-5"], '2 column volume is "-5": must not be below 0'],
  ])("%s is one fault with line, column, value and rule", (_what, rows, fault) => {
    expect(faults(bars(...rows))).toEqual([fault]);
  });

  test.each([
    ["duplicate", 0, `3 column ts_ms is "${start}": duplicate timestamp, already on line 2`],
    ["backwards", -hour, `3 column ts_ms is "${start - hour}": time out of order, rows must be oldest first`],
    ["off the grid", 1, `3 column ts_ms is "${start + 1}": must be a multiple of the 3600000 ms interval`],
    ["in microseconds", start * 999, "must be milliseconds UTC between 2009 and 2100"],
  ])("a time that is %s is one fault", (_what, offset, fault) => {
    const found = faults(`${header}\n${start},1,1,1,1,1\n${start + offset},1,1,1,1,1`);
    expect(found.length).toBe(1);
    expect(found[0]).toContain(fault);
  });

  test("all faults are counted and the first hundred listed", () => {
    const failure = refused(bars(...Array.from({ length: 250 }, () => "1,2,1,NaN,5")));
    expect(failure.message).toBe("250 faults in 250 rows, the first 100 listed");
    expect(failure.faults?.length).toBe(100);
  });

  test("a header alone holds no data", () => {
    expect(refused(header)).toMatchObject({ code: "missing-data", message: "0 data rows, must be at least 1" });
  });

  test("a far time asks for no huge grid", () => {
    const text = `${header}\n${start},1,1,1,1,1\n${start + 20e6 * 60_000},1,1,1,1,1`;
    expect(refused(text, "binance_BTCUSDT_1m.csv").message).toContain("at most 10000000");
  });

  describe("scale jumps", () => {
    const steps = (...closes: number[]): string =>
      bars(...closes.map((price) => `${price},${price},${price},${price},1`));

    test.each([10, 0.1, 100, 1000, 1e-8, 9.8])("a factor of %d is refused", (factor) => {
      expect(faults(steps(40_000, 40_000 * factor))[0]).toContain("scale jump");
    });

    test("a change of unit shows at the open though the day moves on", () => {
      const found = faults(bars("40000,40000,40000,40000,1", "400000,460000,400000,460000,1"));
      expect(found).toEqual([expect.stringContaining('column open is "400000": scale jump')]);
    });

    test.each([4.92411, 0.13333, 0.14799, 3.83429, 2, 8])("a real move by %d is kept", (factor) => {
      expect(loaded(steps(1, factor)).report.rows).toBe(2);
    });

    test("the bar before an outage is what counts, empty bars are passed over", () => {
      const found = faults(bars("5,5,5,5,1", "7,7,7,7,0", "50,50,50,50,1"));
      expect(found).toEqual([expect.stringMatching(/^4 .*previous close 5$/)]);
    });
  });

  test("a mark without volume is observed", () => {
    const { series, report } = loaded(`${header}\n${start},1,1,1,1,0`, "binanceusdm_BTCUSDT_mark_8h.csv");
    expect([series?.present[0], report.zeroVolumeBars]).toEqual([1, 0]);
  });
});

describe("Binance klines", () => {
  const columns = "open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,";
  const row = (time: number, unit = 1): string => `${time * unit},1,2,1,2,7,${(time + 60_000) * unit - 1},9,1,3,4,0`;

  test("with a header, of the perpetual", () => {
    const text = `${columns}taker_buy_quote_volume,ignore\n${row(start)}`;
    const { series } = loaded(text, "binance_um_AVAXUSDT-1m-2021-01.csv");
    expect(series).toMatchObject({ market: "AVAX/USDT:USDT", venue: "binanceusdm", startMs: start + 60_000 });
  });

  test.each([1, 1000])("without a header, of spot, times × %d", (unit) => {
    const { series } = loaded(`${row(start, unit)}\n${row(start + 60_000, unit)}`, "AVAXUSDT-1m-2021-01.csv");
    expect(series).toMatchObject({ market: "AVAX/USDT", venue: "binance", startMs: start + 60_000 });
    expect(series?.values).toEqual(Float64Array.from([2, 2]));
  });

  test("a close time that does not fit the interval in the name is a fault", () => {
    expect(faults(row(start), "AVAXUSDT-5m-2021-01.csv")).toEqual([expect.stringContaining("column close_time")]);
  });
});

describe("CryptoDataDownload", () => {
  const address = "https://www.CryptoDataDownload.com\n";
  const columns = "unix,date,symbol,open,high,low,close,Volume BTC,Volume USDT,tradecount\n";
  const name = "cryptodatadownload_Binance_BTCUSDT_1h.csv";
  const newer = (time: string, date: string): string => `${time},${date},BTC/USDT,1,2,1,2,3,4,NULL\n`;

  test("newest first, in three styles of time", () => {
    const rows = [
      newer("1609466400000", "2021-01-01 02:00:00"),
      newer("1609462800.0", "2021-01-01 01-AM"),
      newer("1609459200", "2021-01-01 12-AM"),
      newer("1609455600.0", "2020-12-31 11-PM"),
    ];
    const { series } = loaded(address + columns + rows.join(""), name);
    expect(series).toMatchObject({ market: "BTC/USDT", venue: "binance", startMs: start, stepMs: hour, gaps: [] });
    expect(series?.values.length).toBe(4);
  });

  test("the older layout has no unix column and no address", () => {
    const text = "date,symbol,open,high,low,close,volume_btc,volume\n2021-01-01 12-PM,BTCUSD,1,2,1,2,3,4\n";
    const { series } = loaded(text, "cryptodatadownload_Coinbase_BTCUSD_1h_2019.csv");
    expect(series).toMatchObject({ market: "BTC/USD", venue: "coinbase", startMs: start + 13 * hour });
  });

  test("a duplicate, a wrong symbol and two times that disagree are faults", () => {
    const first = newer("1609459200", "2021-01-01 12-AM");
    const other = "1609452000,2020-12-31 10-PM,ETH/USDT,1,2,1,2,3,4,NULL\n";
    const found = faults(address + columns + first + first + newer("1609455600", "2021-01-01 12-AM") + other, name);
    expect(found).toEqual([
      '4 column unix is "1609459200000": duplicate timestamp, already on line 3',
      '5 column date is "2021-01-01 12-AM": must be the time that column unix names, 1609455600000',
      '6 column symbol is "ETH/USDT": must be BTCUSDT, as the file is named',
    ]);
  });

  test.each(["2021-02-30 01-AM", "2021-01-01 13-PM", "2021-01-01 24:00:00", "1 Jan 2021"])("%s is no time", (date) => {
    expect(faults(address + columns + newer("1609459200", date), name)[0]).toContain("column date");
  });

  test("a header without prices is refused", () => {
    expect(refused(`${address}unix,date,symbol\n`, name).message).toContain("open, high, low, close, volume");
  });
});

describe("CoinMetrics", () => {
  const text = (...rows: string[]): string => ["date,txCount,price(USD)", ...rows].join("\n");
  const name = "coinmetrics_btc_2019-03.csv";

  test("days before the first price are absent; a price stands at the end of its day", () => {
    const { series, report } = loaded(text("2020-12-30,1,", "2020-12-31,2,5", "2021-01-01,3,6"), name);
    expect(series).toMatchObject({ market: "BTC/USD", kind: "index", startMs: start, gaps: [] });
    expect(series?.values).toEqual(Float64Array.from([5, 6]));
    expect(report.notes).toEqual(["1 leading days have no price yet and are left out"]);
  });

  test("a day without a price later on is a fault", () => {
    expect(faults(text("2020-12-31,2,5", "2021-01-01,3,"), name)).toEqual([expect.stringContaining("price(USD)")]);
  });

  test("a file without any price, or with a day that is none", () => {
    expect(refused(text("2020-12-31,2,"), name).code).toBe("missing-data");
    expect(faults(text("2021-02-30,2,5"), name)).toEqual([expect.stringContaining("column date")]);
  });
});

describe("funding", () => {
  const name = "binanceusdm_BTCUSDT_funding.csv";
  const eight = 8 * hour;

  test("payments keep their published times; a hole is counted", () => {
    const times = [start + 6, start + eight, start + 2 * eight + 3, start + 4 * eight];
    const { funding, report } = loaded(["ts_ms,funding_rate", ...times.map((t) => `${t},-1e-05`)].join("\n"), name);
    expect(funding).toMatchObject({ market: "BTC/USDT:USDT", venue: "binanceusdm" });
    expect(funding?.times).toEqual(Float64Array.from(times));
    expect(funding?.rates[0]).toBe(-1e-5);
    expect(report).toMatchObject({ rows: 4, gaps: 1, missingBars: 1, notes: ["one payment every 8 h"] });
  });

  test("duplicates and numbers that are none are faults", () => {
    const found = faults(`ts_ms,funding_rate\n${start},0\n${start},0\n${start + eight},\n`, name);
    expect(found.map((fault) => fault.slice(0, 20))).toEqual(['3 column ts_ms is "1', "4 column funding_rat"]);
  });

  test("daily means are not payments", () => {
    const failure = refused("ts_ms,funding_mean,funding_abs_mean\n1,0,0", "binanceusdm_BTCUSDT_funding_daily.csv");
    expect(failure).toMatchObject({ code: "unsupported", message: expect.stringContaining("not payments") });
  });
});

test("another vendor's file is refused with the layouts that are known", () => {
  const failure = refused("time;price\n1;2", "binance_BTCUSDT_1h.csv");
  expect(failure.message).toContain("wrong vendor or unknown layout");
  for (const id of ["normalised", "binance-klines", "cryptodatadownload", "coinmetrics", "funding"]) {
    expect(failure.hint).toContain(id);
  }
});
