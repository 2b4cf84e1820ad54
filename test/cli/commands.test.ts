import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { plimsoll, plimsollWith } from "./plimsoll.ts";

const day = 86_400_000;
const start = Date.UTC(2022, 0, 1);

const header = "ts_ms,open,high,low,close,volume\n";
/** Prices that swing ±2 % a day around a level: plain enough to check by hand. */
const bars = (level: number, count: number): string[] =>
  Array.from({ length: count }, (_, k) => {
    const close = (level * (1 + 0.02 * Math.sin(k))).toFixed(2);
    return `${start + k * day},${close},${close},${close},${close},1`;
  });

const folder = mkdtempSync(join(tmpdir(), "plimsoll-cli-"));
const history = join(folder, "history");
const book = join(folder, "book.csv");
const prices = join(folder, "prices.csv");

beforeAll(() => {
  mkdirSync(history);
  writeFileSync(join(history, "test_BTCUSDT_1d.csv.gz"), gzipSync(header + bars(50_000, 500).join("\n")));
  writeFileSync(join(history, "test_ETHUSDT_1d.csv.gz"), gzipSync(header + bars(3_000, 500).join("\n")));
  writeFileSync(book, "account,instrument,quantity,entryPrice\na,USDT,100000 USDT,\na,BTC/USDT:USDT,1 BTC,\n");
  writeFileSync(
    prices,
    "time,instrument,price\n2024-06-27T00:00Z,BTC/USDT:USDT,60000\n2024-06-29T00:00Z,BTC/USDT:USDT,61000\n",
  );
});

describe("commands", () => {
  it("alone, says what it is and what to try next", async () => {
    const { code, stdout } = await plimsoll();
    expect(code).toBe(0);
    expect(stdout).toContain("plimsoll demo");
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it("charges 10 % of notional under the fixed ratio, and 1 % of a stablecoin outside the reporting currency", async () => {
    const { code, stdout } = await plimsoll(
      "margin",
      "--portfolio",
      book,
      "--history",
      history,
      "--model",
      "fixed-ratio",
      "--json",
    );
    expect(code).toBe(0);
    const [result] = JSON.parse(stdout).results;
    const price = Number((50_000 * (1 + 0.02 * Math.sin(499))).toFixed(2));
    expect(result.groups[0].initialRequirement).toBeCloseTo(0.1 * price + 0.01 * 100_000, 6);
    expect(result.parametersHash).toMatch(/^[0-9a-f]{16}$/);
    expect(result.snapshotId).toMatch(/^[0-9a-f]{16}$/);
  });

  it("rejects a trade that equity cannot cover, with the reason and exit code 3", async () => {
    const words = [
      "--portfolio",
      book,
      "--history",
      history,
      "--model",
      "fixed-ratio",
      "--add",
      "+100 BTC BTC/USDT:USDT",
    ];
    const { code, stdout } = await plimsoll("what-if", ...words);
    expect(code).toBe(3);
    expect(stdout).toContain("reject");
    expect(stdout).toContain("below the initial requirement");
  });

  it("margins on a price file alone with the models that need no past, and names those that could not answer", async () => {
    const { code, stdout } = await plimsoll("margin", "--portfolio", book, "--market", prices);
    expect(code).toBe(0);
    expect(stdout).toMatch(/a +fixed-ratio +100,000 +7,100/); // 10 % of 61,000 and 1 % of 100,000
    expect(stdout).toContain("not computed: historical-tail");
    const named = await plimsoll("margin", "--portfolio", book, "--market", prices, "--model", "historical-tail");
    expect(named.code).toBe(4);
    expect(named.stderr).toContain("--history DIR");
  });

  it("takes today's prices from a price file and the past from the history", async () => {
    const files = ["--portfolio", book, "--market", prices, "--history", history];
    const words = [...files, "--model", "historical-tail", "--max-age", "500d"];
    const { code, stdout } = await plimsoll("margin", ...words, "--explain", "--json");
    expect(code).toBe(0);
    const [group] = JSON.parse(stdout).results[0].groups;
    const btc = group.worstScenario.moves.find((one: { factor: string }) => one.factor === "mark:BTC/USDT:USDT");
    expect(btc.from).toBe(61_000);
    expect(group.components[0].samplingInterval.effectiveTailCount).toBeCloseTo(3.65, 9);
    expect(group.components[0].movements["currency:USDT"]).toContain("assumed");
  });

  it("explains every component with its sampling interval and the worst scenario with its moves, in 80 columns", async () => {
    const { stdout } = await plimsoll("margin", "--portfolio", book, "--history", history, "--explain");
    expect(stdout).toContain("95 % sampling interval");
    expect(stdout).toMatch(/worst scenario \d{4}-\d\d-\d\d.*: P&L -/);
    expect(stdout).toMatch(/mark:BTC\/USDT:USDT -\d/);
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it("writes a synthetic market and book that the other commands read and call synthetic", async () => {
    const out = join(folder, "sample");
    expect((await plimsoll("sample", "--out", out, "--days", "400")).code).toBe(0);
    const check = await plimsoll(
      "data",
      "check",
      ...readdirSync(out).flatMap((name) => (name.endsWith(".gz") ? [join(out, name)] : [])),
    );
    expect(check.code).toBe(0);
    const words = ["--history", out, "--funding", out, "--coins", "BTC,ETH,SOL", "--out", join(out, "run")];
    const { stdout } = await plimsoll("backtest", ...words);
    expect(stdout.split("\n")[0]).toContain("synthetic");
    expect(readFileSync(join(out, "run/report.html"), "utf8")).toContain("losses hold the funding of");
    const margin = await plimsoll("margin", "--portfolio", join(out, "book.csv"), "--history", out);
    expect(margin.stdout).toContain("SYNTHETIC market");
    const quoted = await plimsoll(
      "margin",
      "--portfolio",
      join(out, "book.csv"),
      "--market",
      join(out, "synthetic_prices.csv"),
    );
    expect(quoted.stdout).toContain("SYNTHETIC market");
  });

  it("writes the same report twice", async () => {
    const outs = [join(folder, "one"), join(folder, "two")];
    for (const out of outs) {
      const { code } = await plimsoll(
        "backtest",
        "--history",
        history,
        "--coins",
        "BTC,ETH",
        "--model",
        "fixed-ratio",
        "--out",
        out,
      );
      expect([0, 3]).toContain(code);
    }
    const [one, two] = outs.map((out) => readFileSync(join(out, "report.html"), "utf8").replaceAll(out, "OUT"));
    expect(one).toBe(two);
    expect(readdirSync(outs[0]!).sort()).toEqual(["observations.csv.gz", "report.html", "result.json"]);
  });
});

describe("a price too old for the time asked", () => {
  it("is refused by name, and allowed when its age is", async () => {
    const words = ["--portfolio", book, "--history", history, "--as-of", "2024-06-01", "--model", "fixed-ratio"];
    const refused = await plimsoll("margin", ...words);
    expect(refused.code).toBe(4);
    expect(refused.stderr).toContain("prices older than 24 h: BTC/USDT last 2023-05-16");
    expect((await plimsoll("margin", ...words, "--max-age", "500d")).code).toBe(0);
  });

  it("is refused without --as-of when another holding's prices go on", async () => {
    const dir = mkdtempSync(join(folder, "ended-"));
    writeFileSync(join(dir, "test_BTCUSDT_1d.csv.gz"), gzipSync(header + bars(50_000, 500).join("\n")));
    writeFileSync(join(dir, "test_ETHUSDT_1d.csv.gz"), gzipSync(header + bars(3_000, 300).join("\n")));
    const file = join(dir, "two.csv");
    writeFileSync(file, "account,instrument,quantity\na,BTC/USDT:USDT,1 BTC\na,ETH/USDT:USDT,1 ETH\n");
    const { code, stderr } = await plimsoll("margin", "--portfolio", file, "--history", dir);
    expect(code).toBe(4);
    expect(stderr).toContain("ETH/USDT last 2022-10-28");
    expect(stderr).not.toContain("BTC/USDT last");
  });

  it("is refused when two files of one market could answer", async () => {
    const dir = mkdtempSync(join(folder, "rivals-"));
    for (const venue of ["one", "two"]) {
      writeFileSync(join(dir, `${venue}_BTCUSDT_1d.csv.gz`), gzipSync(header + bars(50_000, 500).join("\n")));
    }
    const { code, stderr } = await plimsoll("margin", "--portfolio", book, "--history", dir);
    expect(code).toBe(4);
    expect(stderr).toContain("2 series of BTC/USDT: one_BTCUSDT_1d.csv.gz, two_BTCUSDT_1d.csv.gz");
  });
});

describe("what-if", () => {
  const two = join(folder, "two-groups.json");
  const group = (id: string, marginMode: string, amount: string) => ({
    id,
    marginMode,
    positions: [{ instrument: "BTC/USDT:USDT", quantity: "1 BTC", entryPrice: "50000" }],
    balances: [{ currency: "USDT", amount }],
  });
  beforeAll(() => {
    const groups = [group("iso", "isolated", "100"), group("cross", "cross", "100000")];
    writeFileSync(
      two,
      JSON.stringify({
        accounts: [
          { id: "a", groups },
          { id: "b", groups },
        ],
      }),
    );
  });
  const ask = (...words: string[]) =>
    plimsoll("what-if", "--portfolio", two, "--history", history, "--model", "fixed-ratio", ...words);

  it("needs to know which of several accounts trades", async () => {
    const { code, stderr } = await ask("--add", "+1 BTC BTC/USDT:USDT");
    expect(code).toBe(2);
    expect(stderr).toContain("choose one of a, b");
  });

  it("shows every group of the account, judges the one that trades, and says where its numbers come from", async () => {
    const { code, stdout } = await ask("--account", "b", "--add", "+1 BTC BTC/USDT:USDT");
    expect(code).toBe(0);
    expect(stdout).toMatch(/b\/iso .* 0 *$/m);
    expect(stdout).toMatch(/b\/cross .* accept$/m);
    expect(stdout).not.toContain("a/cross");
    expect(stdout).toContain("market snapshot");
    const isolated = await ask("--account", "b", "--group", "iso", "--add", "+1 BTC BTC/USDT:USDT");
    expect(isolated.code).toBe(3);
    expect(isolated.stdout).toMatch(/b\/iso .* reject$/m);
  });

  it("refuses a trade of nothing, and one without its unit", async () => {
    expect((await ask("--account", "b", "--add", "+0 BTC BTC/USDT:USDT")).code).toBe(2);
    const { code, stderr } = await ask("--account", "b", "--add", "+10 BTC-PERPETUAL");
    expect(code).toBe(2);
    expect(stderr).toContain("a quantity with its unit, then an instrument");
  });
});

describe("usage errors end with 2, say what to write and leave nothing", () => {
  const cases: readonly [what: string, words: readonly string[], says: string][] = [
    ["a coin left out of a list", ["backtest", "--coins", "BTC,,ETH"], "is not a currency code"],
    ["a coin named twice", ["backtest", "--coins", "BTC,BTC"], "BTC is named twice"],
    ["observations between the bars", ["backtest", "--every", "36h"], "36 h is no whole number of 24 h bars"],
    ["observations every 0 hours", ["backtest", "--every", "0h"], "0 h is no whole number"],
    ["a level of one half", ["backtest", "--confidence", "0.5"], "must lie in (0.5, 1)"],
    ["a seed that is no number", ["backtest", "--seed", "abc"], "whole number"],
    ["a day that does not exist", ["backtest", "--from", "2023-02-31T"], "is not a time"],
    ["an unknown option", ["backtest", "--bogus"], "unknown option"],
  ];
  for (const [what, words, says] of cases) {
    it(what, async () => {
      const out = join(folder, "never");
      const { code, stderr } = await plimsoll(...words, "--history", history, "--out", out);
      expect(code).toBe(2);
      expect(stderr).toContain(says);
      expect(existsSync(out)).toBe(false);
    });
  }

  it("a file in place of the output folder, before the work begins", async () => {
    const { code, stderr } = await plimsoll("backtest", "--history", history, "--out", book);
    expect(code).toBe(2);
    expect(stderr).not.toContain("    at ");
  });

  it("an unknown command, with the nearest one", async () => {
    const { code, stderr } = await plimsoll("margn");
    expect(code).toBe(2);
    expect(stderr).toContain("did you mean margin?");
  });

  it("a YAML alias to nothing", async () => {
    const file = join(folder, "alias.yaml");
    writeFileSync(file, "model: *nothing\n");
    const { code, stderr } = await plimsoll("margin", "--portfolio", book, "--history", history, "--model", file);
    expect(code).toBe(2);
    expect(stderr).toContain("alias.yaml");
  });
});

it("a model file that names neither a model nor a rulebook is told which key is missing, and where", async () => {
  const file = join(folder, "nameless.yaml");
  writeFileSync(file, "parameters:\n  confidenceLevel: 0.995\n");
  const words = ["--portfolio", book, "--history", history, "--model", file];
  const { code, stderr } = await plimsoll("margin", ...words);
  expect(code).toBe(2);
  expect(stderr).toContain("nameless.yaml/model: the key model is missing");
  expect(stderr).toContain("model: fixed-ratio");
});

it("doctor says which kernels run, and why where it is the reference", async () => {
  const { code, stdout } = await plimsoll("doctor");
  expect(code).toBe(0);
  expect(stdout).toMatch(/kernels +simd, [0-9a-f]{8} +ok/);
  const { stdout: asked } = await plimsollWith({ PLIMSOLL_KERNELS: "reference" }, "doctor");
  expect(asked).toMatch(/kernels +reference: PLIMSOLL_KERNELS asks for it +ok/);
});

it("a model file keeps its own level in a backtest, and the title keeps all digits of the level tested", async () => {
  const file = join(folder, "own.yaml");
  writeFileSync(file, "model: historical-tail\nid: own\nparameters:\n  confidenceLevel: 0.995\n");
  const out = join(folder, "own");
  const words = ["--history", history, "--coins", "BTC", "--model", file, "--confidence", "0.9975", "--out", out];
  const { stdout } = await plimsoll("backtest", ...words);
  expect(stdout.split("\n")[0]).toContain("99.75 %");
  expect(readFileSync(join(out, "report.html"), "utf8")).toContain("confidenceLevel 0.995");
});

describe("malformed input gives one report, no output and exit code 2 or 4", () => {
  const row = (k: number, text: string): string => `${start + k * day},${text}`;
  const good = bars(50_000, 20);
  const files: readonly [what: string, content: string | Buffer, says: string][] = [
    ["a truncated gzip", gzipSync(header + good.join("\n")).subarray(0, 120), "gzip"],
    ["an empty file", "", "empty"],
    ["high and low swapped", header + [...good, row(20, "50000,49000,51000,50000,1")].join("\n"), "high"],
    ["a NaN price", header + [...good, row(20, "50000,51000,49000,NaN,1")].join("\n"), "NaN"],
    ["a negative price", header + [...good, row(20, "-1,51000,-2,50000,1")].join("\n"), "-1"],
    ["duplicate timestamps", header + [...good, good[19]].join("\n"), "duplicate"],
    ["a scale jump", header + [...good, row(20, "50,50,50,50,1")].join("\n"), "scale"],
    ["another vendor's layout", "time;price\n1;2\n", "layout"],
  ];
  for (const [what, content, says] of files) {
    it(what, async () => {
      const dir = mkdtempSync(join(folder, "bad-"));
      writeFileSync(join(dir, "test_BTCUSDT_1d.csv.gz"), content);
      const out = join(dir, "out");
      const { code, stdout, stderr } = await plimsoll("backtest", "--history", dir, "--out", out);
      expect(code).toBe(4);
      expect(stdout).toBe("");
      expect(stderr.toLowerCase()).toContain(says.toLowerCase());
      expect(stderr).not.toContain("    at ");
      expect(existsSync(out)).toBe(false);
    });
  }

  it("rows dated after --as-of", async () => {
    const words = ["--portfolio", book, "--market", prices, "--as-of", "2024-06-27"];
    const { code, stdout, stderr } = await plimsoll("margin", ...words);
    expect(code).toBe(4);
    expect(stdout).toBe("");
    expect(stderr).toContain('prices.csv:3: column time is "2024-06-29T00:00Z": must not be later than --as-of');
  });

  it("a history in which nothing can be observed", async () => {
    const dir = mkdtempSync(join(folder, "short-"));
    writeFileSync(join(dir, "test_BTCUSDT_1d.csv.gz"), gzipSync(header + good.join("\n")));
    const out = join(dir, "out");
    const words = ["--history", dir, "--coins", "BTC", "--model", "historical-tail", "--out", out];
    const { code, stderr } = await plimsoll("backtest", ...words);
    expect(code).toBe(4);
    expect(stderr).toContain("no observation could be made");
    expect(existsSync(out)).toBe(false);
  });

  it("neither a price file nor a history", async () => {
    const { code, stderr } = await plimsoll("margin", "--portfolio", book);
    expect(code).toBe(2);
    expect(stderr).toContain("one of them is needed");
  });

  it("1 GiB of zeros", async () => {
    const dir = mkdtempSync(join(folder, "zeros-"));
    const file = join(dir, "test_BTCUSDT_1d.csv");
    writeFileSync(file, "");
    truncateSync(file, 2 ** 30);
    expect((await plimsoll("data", "check", file)).code).toBe(4);
  });

  it("a directory in place of a file", async () => {
    const { code, stderr } = await plimsoll("margin", "--portfolio", folder, "--history", history);
    expect(code).toBe(4);
    expect(stderr).toContain("folder");
  });

  it("an unknown instrument, with the nearest one", async () => {
    const file = join(folder, "typo.csv");
    writeFileSync(file, "account,instrument,quantity\na,BTC-PERPETUL,1 contracts\n");
    const { code, stderr } = await plimsoll("margin", "--portfolio", file, "--history", history);
    expect(code).toBe(4);
    expect(stderr).toContain("did you mean BTC-PERPETUAL?");
    expect(stderr).toContain("typo.csv:2");
  });

  const models: readonly [what: string, text: string, says: string][] = [
    [
      "an unknown YAML key",
      "model: historical-tail\nparameters:\n  confidenceLevl: 0.99\n",
      "did you mean confidenceLevel?",
    ],
    ["an out-of-bounds parameter", "model: historical-tail\nparameters:\n  confidenceLevel: 1.5\n", "(0, 1)"],
  ];
  for (const [what, text, says] of models) {
    it(what, async () => {
      const file = join(folder, "model.yaml");
      writeFileSync(file, text);
      const { code, stderr } = await plimsoll("margin", "--portfolio", book, "--history", history, "--model", file);
      expect(code).toBe(2);
      expect(stderr).toContain(says);
    });
  }

  it("a quantity without its unit", async () => {
    const file = join(folder, "unitless.csv");
    writeFileSync(file, "account,instrument,quantity\na,BTC/USDT:USDT,1\n");
    const { code, stderr } = await plimsoll("margin", "--portfolio", file, "--history", history);
    expect(code).toBe(4);
    expect(stderr).toContain("10 contracts");
  });
});
