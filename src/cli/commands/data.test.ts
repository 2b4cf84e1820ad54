import { existsSync, readdirSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { exitCodes } from "../exitCodes.ts";
import { checkData, describeData } from "./data.ts";

const hour = 3_600_000;
const start = Date.UTC(2021, 0, 1);
/** Bars of the hours 0, 3 and 4; nobody traded in the last hour but one. */
const bars = [
  "ts_ms,open,high,low,close,volume",
  `${start},1,2,1,2,5`,
  `${start + 3 * hour},2,2,2,2,0`,
  `${start + 4 * hour},2,2,1,1,5`,
].join("\n");

let folder = "";
let said = { out: "", err: "" };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "plimsoll-data-"));
});
afterAll(() => rm(folder, { recursive: true }));

beforeEach(() => {
  said = { out: "", err: "" };
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    said.out += text;
    return true;
  });
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    said.err += text;
    return true;
  });
});
afterEach(() => vi.restoreAllMocks());

async function written(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

const widest = (text: string): number => Math.max(...text.split("\n").map((line) => line.length));

describe("a history file", () => {
  test("shows market, interval, rows, days, gaps with their bars, and bars without volume", async () => {
    const code = await checkData([await written("binance_BTCUSDT_1h.csv", bars)], {});
    expect([code, said.err]).toEqual([exitCodes.ok, ""]);
    expect(said.out.trimEnd().split("\n").slice(2)).toEqual([
      expect.stringMatching(/^ *binance_BTCUSDT_1h.csv +3 +2021-01-01 +2021-01-01 +1\/2 +1$/),
      expect.stringMatching(/^ *BTC\/USDT 1h$/),
    ]);
  });

  test("as JSON lists every gap with its reason, and the hash of the file", async () => {
    await checkData([await written("binance_BTCUSDT_1h.csv", bars)], { json: true });
    const { ok, files } = JSON.parse(said.out);
    expect(ok).toBe(true);
    expect(files).toEqual([
      {
        file: "binance_BTCUSDT_1h.csv",
        kind: "history",
        format: "normalised",
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        rows: 3,
        from: "2021-01-01T01:00:00.000Z",
        to: "2021-01-01T05:00:00.000Z",
        notes: [],
        market: "BTC/USDT",
        venue: "binance",
        priceKind: "trade",
        interval: "1h",
        gapCount: 1,
        missingBars: 2,
        zeroVolumeBars: 1,
        gaps: [
          { from: "2021-01-01T02:00:00.000Z", bars: 2, reason: "absent" },
          { from: "2021-01-01T04:00:00.000Z", bars: 1, reason: "zero-volume" },
        ],
      },
    ]);
  });

  test("fits 80 columns however long its name, with its notes below", async () => {
    const long = await written("unknownvenue-with-a-long-name_BTC-PERP_1h_202201.csv", bars);
    const funding = await written("binanceusdm_BTCUSDT_funding.csv", `ts_ms,funding_rate\n${start},0.0001\n`);
    expect(await checkData([long, funding], {})).toBe(exitCodes.ok);
    expect(widest(said.out)).toBeLessThanOrEqual(80);
    expect(said.out).toMatch(/unknownvenu.*…/);
    expect(said.out.replace(/\s+/g, " ")).toContain("the name BTC-PERP states no quote; read as BTC/USD:USD");
    expect(said.out).toContain("BTC/USDT:USDT funding");
  });
});

test("a price file is checked as one, whatever its name", async () => {
  const path = await written(
    "today.csv",
    "time,instrument,price\n2024-06-29T00:00Z,BTC-PERPETUAL,61000\n2024-06-27T00:00Z,BTC-PERPETUAL,60000\n",
  );
  expect(await checkData([path], { json: true })).toBe(exitCodes.ok);
  expect(JSON.parse(said.out).files).toMatchObject([
    { kind: "prices", format: "prices-csv", rows: 2, from: "2024-06-27T00:00:00.000Z", to: "2024-06-29T00:00:00.000Z" },
  ]);
  const bad = await written("bad.csv", "time,instrument,price\n2024-06-29T00:00Z,BTC-PERPETUAL,-1\n");
  expect(await checkData([bad], {})).toBe(exitCodes.badData);
  expect(said.err).toContain("bad.csv:2");
});

describe("an account file", () => {
  const header = "account,instrument,quantity,entryPrice";

  test("that needs no market is checked whole", async () => {
    const path = await written("book.csv", `${header}\na,USDT,100 USDT,\na,BTC/USDT:USDT,1 BTC,60000\n`);
    expect(await checkData([path], { json: true })).toBe(exitCodes.ok);
    expect(JSON.parse(said.out).files).toMatchObject([
      { kind: "accounts", format: "positions-csv", rows: 2, notes: [] },
    ]);
  });

  test("that needs a price says what was not checked, and passes", async () => {
    const rows = ["a,BTC/USDT:USDT,100 USDT,60000", "a,BTC/USDT:USDT,1 BTC,"];
    const path = await written("book.csv", [header, ...rows].join("\n"));
    expect(await checkData([path], { json: true })).toBe(exitCodes.ok);
    expect(JSON.parse(said.out).files[0].notes).toEqual([
      "book.csv:2: not checked without a market: 100 USDT of BTC/USDT:USDT needs a mark price to become contracts",
      "book.csv:3: not checked without a market: BTC/USDT:USDT has no entryPrice and the market has no price for it",
    ]);
  });

  test("with a fault of its own is refused for that fault alone", async () => {
    const rows = ["a,BTC/USDT:USDT,100 USDT,60000", "a,BTC/USDT:USDT,1,60000"];
    const path = await written("book.csv", [header, ...rows].join("\n"));
    expect(await checkData([path], { json: true })).toBe(exitCodes.badData);
    const [failure] = JSON.parse(said.out).failures;
    expect(failure.faults.map((fault: { path: string }) => fault.path)).toEqual(["book.csv:3"]);
  });

  test("in JSON is recognised too", async () => {
    const group = {
      id: "cross",
      marginMode: "cross",
      positions: [{ instrument: "BTC-PERPETUAL", quantity: "10 contracts" }],
      balances: [{ currency: "BTC", amount: "1" }],
    };
    const path = await written("book.json", JSON.stringify({ accounts: [{ id: "desk", groups: [group] }] }));
    expect(await checkData([path], {})).toBe(exitCodes.ok);
    expect(said.out).toContain("1 account, 2 instruments");
    expect(said.out).toContain("/accounts/0/groups/0/positions/0/entryPrice: not checked");
  });
});

test("a file of no known layout names them all in 80 columns, and the sound files are still shown", async () => {
  const good = await written("binance_BTCUSDT_1h.csv", bars);
  expect(await checkData([await written("other.csv", "time;price\n1;2\n"), good], {})).toBe(exitCodes.badData);
  expect(said.out).toContain("binance_BTCUSDT_1h.csv");
  expect(said.err).toContain("wrong vendor or unknown layout");
  for (const id of ["normalised", "prices-csv", "positions-csv"]) expect(said.err).toContain(id);
  expect(widest(said.err)).toBeLessThanOrEqual(80);
});

test("the description of inputs breaks its prose at 80 columns", () => {
  expect(describeData({})).toBe(exitCodes.ok);
  const broken = said.out.split("\n").filter((line) => line.length > 80 && line.trim().includes(" "));
  expect(broken).toEqual([]);
});

describe("a venue's own answer", () => {
  const position = {
    instrument_name: "BTC-PERPETUAL",
    direction: "buy",
    size: 100,
    average_price: 60_000,
    floating_profit_loss: 0,
    total_profit_loss: 0,
  };

  test("about an account is checked as one, and says which part of it is missing", async () => {
    const path = await written("deribit.json", JSON.stringify({ result: [position] }));
    expect(await checkData([path], { json: true })).toBe(exitCodes.ok);
    expect(JSON.parse(said.out).files).toMatchObject([
      { kind: "accounts", format: "deribit-account", rows: 1, notes: [expect.stringContaining("positions alone")] },
    ]);
  });

  test("with the terms of its contracts beside it is an account, not a list of contracts", async () => {
    const held = { instId: "BTC-USDT-SWAP", posSide: "net", pos: "1", mgnMode: "cross", avgPx: "60000", ccy: "USDT" };
    const terms = { instId: "BTC-USDT-SWAP", ctVal: "0.01", ctMult: "1", ctValCcy: "BTC", optType: "" };
    const content = { positions: { data: [held] }, instruments: { data: [terms] } };
    const path = await written("okx.json", JSON.stringify(content));
    expect(await checkData([path], { json: true })).toBe(exitCodes.ok);
    expect(JSON.parse(said.out).files).toMatchObject([{ kind: "accounts", format: "okx-account", rows: 1 }]);
  });

  test("with futures alone where options could stand is read as prices", async () => {
    const summary = {
      instrument_name: "BTC-PERPETUAL",
      creation_timestamp: start,
      bid_price: 29_000,
      mark_price: 29_001,
      estimated_delivery_price: 29_000,
    };
    const path = await written("summary.json", JSON.stringify({ result: [summary] }));
    expect(await checkData([path], { json: true })).toBe(exitCodes.ok);
    expect(JSON.parse(said.out).files).toMatchObject([{ kind: "prices", format: "deribit-summary-prices", rows: 2 }]);
  });

  test("that is a refusal shows the venue's words", async () => {
    const path = await written("error.json", JSON.stringify({ retCode: 10_001, retMsg: "bad symbol", result: {} }));
    expect(await checkData([path], {})).toBe(exitCodes.badData);
    expect(said.err.replace(/\s+/g, " ")).toContain('the venue refused the request, and sent no data: "bad symbol"');
  });
});

test("every layout without a recorded sample says so in its description", () => {
  describeData({ json: true });
  const inputs: { id: string; units: string }[] = JSON.parse(said.out).inputs;
  const unsampled = inputs.filter(({ units }) => units.includes("no recorded sample")).map(({ id }) => id);
  expect(unsampled.sort()).toEqual([
    "binance-account",
    "binance-premium-index",
    "binance-spot-tickers",
    "bybit-option-tickers",
    "bybit-ticker-prices",
    "deribit-account",
    "deribit-book-summary",
    "deribit-summary-prices",
    "deribit-ticker",
    "hyperliquid-account",
    "hyperliquid-prices",
  ]);
});

const recordings = process.env["PLIMSOLL_HISTORY"] ?? join(import.meta.dirname, "../../../../shared/data");
const folders = ["fixtures", "raw"].map((one) => join(recordings, one));

describe.skipIf(!folders.every(existsSync))("every recorded file (skipped without PLIMSOLL_HISTORY)", () => {
  const files = folders.flatMap((one) =>
    !existsSync(one)
      ? []
      : readdirSync(one, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => join(entry.parentPath, entry.name)),
  );

  test("loads, or is refused for a reason that is its own: measured, kind by kind", async () => {
    await checkData(files, { json: true });
    const { files: loaded, failures } = JSON.parse(said.out) as {
      files: { kind: string; rows: number }[];
      failures: { code: string; path: string; message: string; faults?: unknown[] }[];
    };
    const countOf = (kind: string): number => loaded.filter((one) => one.kind === kind).length;
    expect(loaded.length + failures.length).toBe(files.length);
    expect({
      history: countOf("history"),
      accounts: countOf("accounts"),
      options: countOf("options"),
      prices: countOf("prices"),
      refused: failures.length,
    }).toEqual({ history: 4, accounts: 18, options: 17, prices: 6, refused: 159 });
    expect(loaded.every(({ rows }) => rows > 0)).toBe(true);
    const unknown = failures.filter(({ message }) => message.includes("unknown layout"));
    // Three values that belong to no venue's answer.
    expect(unknown.map(({ path }) => path)).toEqual(["common_optional_string_to_u64.json:1"]);
    const reasons = failures.filter(({ code, faults }) => code !== "unsupported" && faults === undefined);
    for (const { message } of reasons) expect(message).toMatch(/^0 options among \d+ instruments$|without the time/);
  }, 60_000);
});
