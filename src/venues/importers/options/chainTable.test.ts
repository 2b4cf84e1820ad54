import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { OptionChain, OptionQuote } from "../../../market/optionChain.ts";
import type { Failure } from "../../../numerics/outcome.ts";
import { importOptionChain, importOptionChains } from "../../optionImporters.ts";

const history = process.env["PLIMSOLL_HISTORY"] ?? join(import.meta.dirname, "../../../../../shared/data");
const header =
  "ts_ms,venue,underlying,instrument,expiry_ms,strike,type,underlying_price,index_price,mark_price,mark_iv,bid,ask,bid_iv,ask_iv,open_interest,volume,delta,gamma,theta,vega";
const seen = Date.UTC(2024, 0, 8, 11, 19);
const expiry = Date.UTC(2024, 0, 26, 8);
const timed = "deribit_ETH_chain_20240108T1119Z.csv";
const untimed = "deribit_ETH_chain_20240108.csv";

/** A row of the call at 2050; cells by column. */
function row(cells: Record<string, string | number> = {}): string {
  const plain: Record<string, string | number> = {
    ts_ms: seen,
    venue: "deribit",
    underlying: "ETH",
    instrument: "ETH-26JAN24-2050-C",
    expiry_ms: expiry,
    strike: 2050,
    type: "C",
  };
  return header
    .split(",")
    .map((name) => cells[name] ?? plain[name] ?? "")
    .join(",");
}
const put = { instrument: "ETH-26JAN24-2050-P", type: "P" };

const read = (rows: readonly string[], name = timed) =>
  importOptionChain({ name, text: [header, ...rows, ""].join("\n"), sha256: "00" });

function loaded(rows: readonly string[], name?: string): OptionChain {
  const outcome = read(rows, name);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
  return outcome.value;
}

function refused(rows: readonly string[], name?: string): Failure {
  const outcome = read(rows, name);
  if (outcome.ok) throw new Error("was not refused");
  return outcome.failure;
}

/** Line and message of every fault listed. */
const faults = (...rows: string[]): string[] =>
  refused(rows).faults?.map(({ path, message }) => `${path.split(":")[1]} ${message}`) ?? [];

describe("the chain table", () => {
  test("percent becomes decimal, the venue's forward and times are kept, quotes are sorted", () => {
    const cells = { underlying_price: 2241.64, index_price: 2222.19, mark_price: 0.114419, mark_iv: 52.5, bid: 0.114 };
    const rows = [row({ ...put, ts_ms: seen + 3 }), row({ ...cells, ask: 0.115, bid_iv: 50, ask_iv: 55, volume: 2 })];
    const chain = loaded(rows);
    expect(chain).toMatchObject({
      venue: "deribit",
      underlying: "ETH",
      quoteCurrency: "USD",
      settlementCurrency: "ETH",
      timestamp: seen + 3,
      index: 2222.19,
      source: { file: timed, sha256: "00", format: "timed-chain-table" },
    });
    const instrument = chain.quotes[0]!.instrument;
    expect(instrument).toMatchObject({ id: "ETH-26JAN24-2050-C", kind: "inverse-option", expiresAt: expiry });
    expect(chain.quotes[0]).toEqual({
      instrument,
      bid: 0.114,
      ask: 0.115,
      mark: 0.114419,
      bidVolatility: 0.5,
      markVolatility: 0.525,
      askVolatility: 0.55,
      forward: 2241.64,
      volume: 2,
      timeMs: seen,
    });
    expect(chain.quotes[1]).toEqual({ instrument: chain.quotes[1]!.instrument, timeMs: seen + 3 });
    expect(chain.notes).toEqual(["1 quote: no forward (ETH-26JAN24-2050-P)"]);
  });

  test("a bid, ask, volatility or forward of 0 is none; a mark, volume or open interest of 0 is 0", () => {
    const zeros = { bid: 0, ask: "0.0", bid_iv: 0, mark_iv: 0, ask_iv: 0, underlying_price: 0, index_price: 0 };
    const chain = loaded([row({ ...zeros, mark_price: 0, volume: 0, open_interest: 0 })]);
    const { instrument, ...quote } = chain.quotes[0]!;
    expect(quote).toEqual({ mark: 0, volume: 0, openInterest: 0, timeMs: seen });
    expect(chain.index).toBeUndefined();
    expect(chain.notes).toContain(`1 quote: mark 0, kept as shown (${instrument.id})`);
  });

  test("without a time of day in the name the time is an estimate and the forwards are computed", () => {
    const chain = loaded([row({ underlying_price: 2241 })], untimed);
    expect(chain.timestamp).toBe(seen);
    expect(chain.quotes[0]).toEqual({ instrument: chain.quotes[0]!.instrument, forward: 2241 });
    expect(chain.notes).toEqual([
      expect.stringMatching(/^snapshot time estimated: .* about 3 hours either way$/),
      expect.stringMatching(/^forwards computed: .* put-call-parity/),
    ]);
  });

  test("crossed and locked quotes are kept and named", () => {
    const { quotes, notes } = loaded([
      row({ bid: 0.2, ask: 0.1, underlying_price: 1 }),
      row({ ...put, bid: 0.1, ask: 0.1, underlying_price: 1 }),
    ]);
    expect(quotes.length).toBe(2);
    expect(notes).toEqual([
      "1 quote: bid above ask, kept as shown (ETH-26JAN24-2050-C)",
      "1 quote: bid equal to ask, kept as shown (ETH-26JAN24-2050-P)",
    ]);
  });

  test("an expired option is left out by name, and a chain of none but them is refused", () => {
    const old = { instrument: "ETH-5JAN24-2050-C", expiry_ms: Date.UTC(2024, 0, 5, 8) };
    const { quotes, notes } = loaded([row(old), row({ underlying_price: 1 })]);
    expect(quotes.map(({ instrument }) => instrument.id)).toEqual(["ETH-26JAN24-2050-C"]);
    expect(notes).toEqual(["1 quote: left out, expired at the snapshot (ETH-5JAN24-2050-C)"]);
    expect(refused([row(old)]).message).toContain("all 1 options had expired at the last quote, 2024-01-08T11:19");
  });

  test("index prices that differ between rows give their lower median", () => {
    const chain = loaded([row({ index_price: 3 }), row({ ...put, index_price: 1 })]);
    expect(chain.index).toBe(1);
    expect(chain.notes[0]).toBe("the rows state index prices from 1 to 3; the chain's is their lower median, 1");
  });

  test.each([
    ["a negative bid", { bid: -0.1 }, '2 column bid is "-0.1": must not be below 0'],
    ["a negative mark", { mark_price: -1 }, '2 column mark_price is "-1": must not be below 0'],
    ["NaN", { ask: "NaN" }, '2 column ask is "NaN": must be a finite decimal number'],
    ["an overflow", { mark_iv: "1e999" }, '2 column mark_iv is "1e999": must be a finite decimal number'],
    ["no time", { ts_ms: "" }, '2 column ts_ms is "": must be milliseconds UTC between 2009 and 2100'],
    [
      "seconds",
      { ts_ms: 1704712781 },
      '2 column ts_ms is "1704712781": must be milliseconds UTC between 2009 and 2100',
    ],
    ["no venue", { venue: "" }, '2 column venue is "": must name the venue'],
    ["another strike", { strike: 205 }, `2 column strike is "205": the instrument's name says 2050`],
    ["another type", { type: "P" }, `2 column type is "P": the instrument's name says C`],
    ["another underlying", { underlying: "BTC" }, `2 column underlying is "BTC": the instrument's name says ETH`],
    [
      "another expiry",
      { expiry_ms: expiry - 8 * 3_600_000 },
      `2 column expiry_ms is "${expiry - 8 * 3_600_000}": that is 2024-01-26T00:00:00.000Z, the instrument's name says 2024-01-26T08:00:00.000Z`,
    ],
    [
      "no option",
      { instrument: "ETH-26JAN24", strike: "", type: "" },
      '2 column instrument is "ETH-26JAN24": of kind inverse-future, must be an option',
    ],
    [
      "no day of the calendar",
      { instrument: "ETH-31JUN24-2050-C" },
      '2 column instrument is "ETH-31JUN24-2050-C": must name an option like BTC-27JUN25-70000-C',
    ],
  ])("%s is one fault with line, column, value and rule", (_what, cells, fault) => {
    expect(faults(row(cells))).toEqual([fault]);
  });

  test("all faults are listed, those of one row too", () => {
    expect(faults(row({ bid: -1, ask: "x" }), row({ ...put, bid: "1,1" })).length).toBe(3);
  });

  test("one option quoted twice is a conflict that names both lines", () => {
    const failure = refused([row(), row()]);
    expect(failure.faults).toEqual([
      {
        code: "conflict",
        path: `${timed}:3`,
        message: `deribit ETH-26JAN24-2050-C is quoted twice, first at ${timed}:2`,
      },
    ]);
  });

  test("a header alone holds no data", () => {
    expect(refused([])).toMatchObject({ code: "missing-data" });
  });

  test("two underlyings are two chains, and one of them is taken by name", () => {
    const btc = { underlying: "BTC", instrument: "BTC-26JAN24-2050-C" };
    const file = { name: timed, text: [header, row(), row(btc)].join("\n"), sha256: "00" };
    const all = importOptionChains(file);
    expect(all.ok && all.value.map(({ underlying }) => underlying)).toEqual(["ETH", "BTC"]);
    expect(importOptionChain(file)).toMatchObject({ ok: false, failure: { code: "unsupported" } });
    for (const market of ["BTC", "BTC/USD:BTC"]) {
      expect(importOptionChain(file, market)).toMatchObject({ ok: true, value: { underlying: "BTC" } });
    }
    expect(importOptionChain(file, "SOL")).toMatchObject({ ok: false, failure: { code: "missing-data" } });
  });

  test("an unknown layout is refused with its opening and the known ones", () => {
    const outcome = importOptionChain({ name: "x.csv", text: "a,b\n1,2", sha256: "00" });
    expect(outcome).toMatchObject({
      ok: false,
      failure: { code: "unsupported", message: 'no option chain that Plimsoll knows: it begins with "a,b 1,2"' },
    });
  });
});

describe.skipIf(!existsSync(join(history, "options")))("recorded chains (skipped without PLIMSOLL_HISTORY)", () => {
  const recorded = (name: string): OptionChain => {
    const text = gunzipSync(readFileSync(join(history, "options", name))).toString();
    const outcome = importOptionChain({ name, text, sha256: "00" });
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
    return outcome.value;
  };
  const isTwoSided = ({ bid, ask }: OptionQuote): boolean => bid !== undefined && ask !== undefined;
  const expiriesOf = (chain: OptionChain): number => new Set(chain.quotes.map((one) => one.instrument.expiresAt)).size;
  const quoteOf = (chain: OptionChain, id: string) => {
    const { instrument: _, ...quote } = chain.quotes.find(({ instrument }) => instrument.id === id)!;
    return quote;
  };

  test("BTC of 24 May 2024: 578 marks on 11 expiries, 571 with a forward, none with a bid or ask", () => {
    const chain = recorded("deribit_BTC_chain_20240524.csv.gz");
    expect([chain.quotes.length, expiriesOf(chain), chain.quotes.filter(isTwoSided).length]).toEqual([578, 11, 0]);
    expect(chain.quotes.filter(({ forward }) => forward !== undefined).length).toBe(571);
    expect(chain.timestamp).toBe(Date.UTC(2024, 4, 24, 19, 28));
    expect(chain.quotes.every((one) => one.bid === undefined && one.timeMs === undefined)).toBe(true);
    expect(chain.notes.length).toBe(5);
    expect(quoteOf(chain, "BTC-26JUL24-45000-P")).toEqual({ mark: 0.0025, markVolatility: 0.6236, forward: 72558.58 });
    expect(quoteOf(chain, "BTC-28MAR25-200000-P")).toEqual({ mark: 1.6376, markVolatility: 0.7601, forward: 77067.99 });
    expect(quoteOf(chain, "BTC-27MAY24-70000-C").forward).toBeUndefined();
  });

  test("ETH of 8 January 2024: 684 quotes on 11 expiries, 408 two-sided, no volatility stated", () => {
    const chain = recorded("deribit_ETH_chain_20240108T1119Z.csv.gz");
    expect([chain.quotes.length, expiriesOf(chain), chain.quotes.filter(isTwoSided).length]).toEqual([684, 11, 408]);
    expect([chain.index, chain.timestamp]).toEqual([2222.19, 1_704_712_781_429]);
    expect(chain.quotes.some((one) => one.markVolatility !== undefined || one.bid === 0 || one.ask === 0)).toBe(false);
    expect(chain.notes).toEqual(["1 quote: mark 0, kept as shown (ETH-9JAN24-2900-C)"]);
    expect(quoteOf(chain, "ETH-27DEC24-8500-C")).toEqual({
      bid: 0.033,
      ask: 0.0365,
      mark: 0.034738,
      forward: 2458.12,
      openInterest: 160,
      volume: 0,
      timeMs: 1_704_712_781_420,
    });
    expect(quoteOf(chain, "ETH-9JAN24-1900-P")).toEqual({
      ask: 0.0005,
      mark: 0.000098,
      forward: 2223.1257250511408,
      openInterest: 594,
      volume: 342,
      timeMs: 1_704_712_781_422,
    });
  });
});
