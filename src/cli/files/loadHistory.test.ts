import { existsSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadHistory } from "./loadHistory.ts";

const header = "ts_ms,open,high,low,close,volume\n";
const good = `${header}1609459200000,1,2,1,2,5\n1609462800000,2,2,1,1,5\n`;

describe("a folder", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "plimsoll-load-"));
    await writeFile(join(folder, "binance_ETHUSDT_1h.csv.gz"), gzipSync(good));
    await writeFile(join(folder, "binance_BTCUSDT_1h.csv"), good);
    await writeFile(join(folder, "notes.txt"), "not history");
    await mkdir(join(folder, "deeper"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test("loads its CSV files in order of name", async () => {
    const loaded = await loadHistory(folder);
    expect(loaded.ok && loaded.value.map((one) => one.series?.market)).toEqual(["BTC/USDT", "ETH/USDT"]);
  });

  test("of which a filter reads some", async () => {
    const loaded = await loadHistory(folder, (name) => name.includes("ETH"));
    expect(loaded.ok && loaded.value.map((one) => one.series?.market)).toEqual(["ETH/USDT"]);
  });

  test("says what it holds when the filter excludes all of it, and what the filter asked for", async () => {
    const none = await loadHistory(folder, () => false);
    expect(!none.ok && none.failure).toEqual({
      code: "missing-data",
      path: folder,
      message: "none of the folder's 2 history files is what is asked for",
      hint: "it holds binance_BTCUSDT_1h.csv, binance_ETHUSDT_1h.csv.gz",
    });
    const described = await loadHistory(folder, { matches: () => false, description: "a daily bar file of SOL" });
    expect(!described.ok && described.failure.message).toBe(
      "none of the folder's 2 history files is a daily bar file of SOL",
    );
    const chosen = await loadHistory(folder, { matches: (name) => name.includes("BTC"), description: "BTC" });
    expect(chosen.ok && chosen.value.length).toBe(1);
  });

  test("names ten of its files and counts the others", async () => {
    const many = await mkdtemp(join(folder, "many-"));
    for (let k = 10; k < 22; k += 1) await writeFile(join(many, `v_BTCUSDT_1h_${k}.csv`), good);
    const none = await loadHistory(many, () => false);
    expect(!none.ok && none.failure.hint).toMatch(/v_BTCUSDT_1h_19\.csv and 2 more$/);
  });

  test("without a history file says what it holds instead", async () => {
    const messageOf = async (path: string) => {
      const loaded = await loadHistory(path);
      return loaded.ok ? "" : loaded.failure.message;
    };
    const bare = await mkdtemp(join(folder, "bare-"));
    expect(await messageOf(bare)).toBe("the folder is empty, must hold at least 1 history file");
    await writeFile(join(bare, "bars.zip"), "PK");
    await mkdir(join(bare, "ohlcv"));
    expect(await messageOf(bare)).toBe(
      "the folder holds 1 other file and 1 subfolder but no history file, must hold at least 1",
    );
    expect(await messageOf(join(bare, "bars.zip"))).toBe(
      "bars.zip is no history file (.csv, .csv.gz) and no folder of them",
    );
    expect(await messageOf(join(bare, "none"))).toContain("no such file or folder");
  });

  test("lists the failures of all its files", async () => {
    const bad = join(folder, "deeper");
    await writeFile(join(bad, "a_BTCUSDT_1h.csv"), `${header}1609459200000,NaN,2,1,2,5\n`);
    await writeFile(join(bad, "b_BTCUSDT_1h.csv"), "");
    await writeFile(join(bad, "c_BTCUSDT_1h.csv"), good);
    await mkdir(join(bad, "d_BTCUSDT_1h.csv"));
    const loaded = await loadHistory(bad);
    expect(!loaded.ok && loaded.failure.faults?.map((fault) => fault.message)).toEqual([
      "1 fault in 1 rows",
      "the file is empty",
      "a folder, must be a file",
    ]);
  });

  test("one file loads by its own path, or fails as itself", async () => {
    const loaded = await loadHistory(join(folder, "binance_BTCUSDT_1h.csv"));
    expect(loaded.ok && loaded.value.length).toBe(1);
    const missing = await loadHistory(join(folder, "none.csv"));
    expect(!missing.ok && missing.failure.message).toContain("no such file or folder");
  });
});

const history = process.env["PLIMSOLL_HISTORY"] ?? resolve(import.meta.dirname, "../../../../shared/data");

/** Rows, gaps, missing bars and zero-volume bars of each file, as its README counts them. */
function countsOf(readme: string): Map<string, readonly [number, number, number, number]> {
  const counts = new Map<string, readonly [number, number, number, number]>();
  for (const line of readme.split("\n")) {
    const [, file, rows, gaps, missing] =
      /^\| `([^`]+)` \|[^|]*\| (\d+) \|[^|]*\| (\d+) gaps\/(\d+) bars missing/.exec(line) ?? [];
    if (file === undefined) continue;
    const empty = /(\d+) zero-volume bars/.exec(line)?.[1] ?? "0";
    counts.set(file, [Number(rows), Number(gaps), Number(missing), Number(empty)]);
  }
  return counts;
}

describe.skipIf(!existsSync(join(history, "README.md")))("recorded history", () => {
  test("every file of bars loads with the gaps and empty bars that its README counts", async () => {
    const expected = countsOf(readFileSync(join(history, "README.md"), "utf8"));
    const loaded = await loadHistory(join(history, "ohlcv"));
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.failure).slice(0, 2000));
    const found = new Map(
      loaded.value.map(({ series, report }) => [
        series?.source.file,
        [report.rows, report.gaps, report.missingBars, report.zeroVolumeBars],
      ]),
    );
    for (const [file, counts] of found) expect([file, counts]).toEqual([file, expected.get(file ?? "")]);
    expect(found.size).toBeGreaterThan(50);
    expect(found.get("binance_BTCUSDT_1h.csv.gz")).toEqual([60108, 28, 128, 4]);
    expect(found.get("binance_ETHUSDT_1h.csv.gz")).toEqual([60108, 28, 128, 6]);
  }, 120_000);

  test("every mark is observed although its volume is 0", async () => {
    const loaded = await loadHistory(join(history, "mark"));
    expect(loaded.ok && loaded.value.length).toBe(2);
    for (const { series } of loaded.ok ? loaded.value : []) {
      expect(series).toMatchObject({ kind: "mark", stepMs: 28_800_000, gaps: [] });
      expect(series?.present.every((one) => one === 1)).toBe(true);
    }
  });

  test("every file of payments loads; the daily means are refused", async () => {
    const loaded = await loadHistory(join(history, "funding"), (name) => !name.includes("daily"));
    expect(loaded.ok && loaded.value.map((one) => one.report.gaps)).toEqual([0, 0, 0, 0, 0]);
    const daily = await loadHistory(join(history, "funding", "binanceusdm_BTCUSDT_funding_daily.csv.gz"));
    expect(!daily.ok && daily.failure.message).toContain("means over a day are not payments");
  });

  test("the raw Binance archive equals the normalised file of the same month", async () => {
    const raw = await loadHistory(join(history, "raw", "binance_um_AVAXUSDT-1m-2023-02.csv.gz"));
    const tidy = await loadHistory(join(history, "ohlcv", "binanceusdm_AVAXUSDT-PERP_1m_202302.csv.gz"));
    if (!raw.ok || !tidy.ok) throw new Error("did not load");
    const { source: _raw, ...series } = raw.value[0]!.series!;
    const { source: _tidy, ...same } = tidy.value[0]!.series!;
    expect(series).toEqual(same);
  });

  test("CoinMetrics days before the first price are left out", async () => {
    const loaded = await loadHistory(join(history, "raw"), (name) => name.startsWith("coinmetrics_btc"));
    const series = loaded.ok ? loaded.value[0]?.series : undefined;
    expect(series).toMatchObject({ market: "BTC/USD", kind: "index", startMs: Date.UTC(2013, 3, 29), gaps: [] });
  });

  test("the published CryptoDataDownload files are refused: duplicates in one, disorder in the other", async () => {
    const binance = await loadHistory(join(history, "raw", "cryptodatadownload_Binance_BTCUSDT_1h.csv.gz"));
    const first = binance.ok ? undefined : binance.failure.faults?.[0];
    expect(first?.path).toBe("cryptodatadownload_Binance_BTCUSDT_1h.csv.gz:3014");
    expect(first?.message).toContain("duplicate timestamp, already on line 3013");
    expect(!binance.ok && binance.failure.faults?.length).toBe(100);
    const coinbase = await loadHistory(join(history, "raw", "cryptodatadownload_Coinbase_BTCUSD_1h_2019.csv.gz"));
    expect(!coinbase.ok && coinbase.failure.faults?.map((fault) => fault.path.split(":")[1])).toEqual([
      "16900",
      "16902",
      "16904",
      "16906",
      "16908",
    ]);
  });
});
