/** Tuning and haircuts, through the commands that a user types. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { exp } from "../../src/numerics/exponential.ts";
import { RandomStream } from "../../src/statistics/randomStream.ts";
import { plimsoll } from "./plimsoll.ts";

const folder = mkdtempSync(join(tmpdir(), "plimsoll-tune-"));
afterAll(() => rmSync(folder, { recursive: true }));

const dayMs = 86_400_000;

function writePrices(file: string, returns: readonly number[]): void {
  let close = 1000;
  const closes = [close, ...returns.map((one) => (close *= exp(one)))];
  const lines = closes.map((price, k) => {
    const text = price.toPrecision(12);
    return `${Date.UTC(2018, 0, 1) + k * dayMs},${text},${text},${text},${text},50`;
  });
  writeFileSync(join(folder, file), `ts_ms,open,high,low,close,volume\n${lines.join("\n")}\n`);
}

const random = new RandomStream({ seed: 8, stream: 1 });
const common = Array.from({ length: 1000 }, () => 0.03 * random.nextNormal());
writePrices("binance_BTCUSDT_1d.csv", common);
writePrices(
  "binance_ALTUSDT_1d.csv",
  common.map((one) => one + 0.02 * random.nextNormal()),
);
writePrices(
  "coinbase_BTCUSD_1d.csv",
  common.map((one, k) => one + (k === 500 ? -0.05 : 0)),
);
writePrices("binance_NEWUSDT_1d.csv", common.slice(0, 100));

const tune = (...words: string[]) =>
  plimsoll("tune", "--history", folder, "--venue", "binance", "--model", "fixed-ratio", ...words);

describe("plimsoll tune", () => {
  it("fits a ratio to a coverage, with intervals and the outcomes before and after", async () => {
    const { code, stdout } = await tune("--parameter", "initialRatio", "--target", "0.99", "--json");
    expect(code).toBe(0);
    const { fit, before, after, proposal } = JSON.parse(stdout);
    expect(proposal).toMatchObject({ parameter: "initialRatio", from: 0.1, to: fit.value });
    for (const effect of proposal.effects) expect(effect.after / effect.before).toBeLessThan(1);
    expect(fit.binding.horizons).toBe(1000);
    expect(fit.binding.breachesAllowed).toBe(10);
    expect(Math.max(...after.map((one: { coverage: { breaches: number } }) => one.coverage.breaches))).toBe(10);
    expect(fit.binding.interval.lower).toBeLessThan(fit.value);
    expect(fit.binding.interval.upper).toBeGreaterThan(fit.value);
    expect(before).toHaveLength(2);
  }, 60_000);

  it("fits to the accounts of a file, and writes a proposal that says what each would owe", async () => {
    const book = join(folder, "book.csv");
    writeFileSync(
      book,
      "account,instrument,quantity\na,BTC-PERPETUAL,10 BTC\na,USDT,100 USDT\nb,BTC-PERPETUAL,-20 BTC\n",
    );
    const out = join(folder, "proposal");
    const words = ["--parameter", "initialRatio", "--target", "0.99", "--portfolio", book, "--coins", "BTC"];
    const { code, stdout, stderr } = await tune(...words, "--out", out);
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(stdout).toContain("proposal.json");
    const { effects, from, to, evidence } = JSON.parse(readFileSync(join(out, "proposal.json"), "utf8"));
    expect(effects.map((one: { accountId: string }) => one.accountId)).toEqual(["a", "b"]);
    expect(from).toBe(0.1);
    expect(to).toBeLessThan(0.1);
    expect(evidence[0].lower).toBeLessThan(to);
  }, 60_000);

  it("says how many horizons a target needs, and which number was meant", async () => {
    const short = await tune("--parameter", "initialRatio", "--target", "0.999");
    expect(short.code).toBe(4);
    expect(short.stderr).toContain("1000 horizons are too few to tell a coverage of 0.999; 3688 are needed");
    const name = await tune("--parameter", "initialRatoi");
    expect(name.code).toBe(2);
    expect(name.stderr).toContain("did you mean initialRatio?");
  }, 60_000);
});

describe("plimsoll tune over several values", () => {
  it("draws a frontier as one page, and proposes the cheapest allowed point", async () => {
    const out = join(folder, "out");
    const words = ["--parameter", "initialRatio", "--target", "0.99", "--bounds", "0.03:0.2", "--frontier", "4"];
    const { code, stdout } = await tune(...words, "--out", out);
    expect(code).toBe(0);
    for (const text of ["5 points", "proposed", "current", "frontier.html"]) expect(stdout).toContain(text);
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(110);
    const page = readFileSync(join(out, "frontier.html"), "utf8");
    expect(page).toContain("<svg");
    expect(page).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/);
  }, 60_000);

  it("tables how much each parameter matters", async () => {
    const words = ["--parameter", "initialRatio,stablecoinHaircut", "--bounds", "0.05:0.1,0.005:0.01"];
    const { code, stdout } = await tune(...words, "--sensitivity", "2", "--json");
    expect(code).toBe(0);
    const [own, other] = JSON.parse(stdout).sensitivities;
    expect(own.marginElasticity).toBeGreaterThan(other.marginElasticity);
    expect(own.margin.total.value).toBeGreaterThan(other.margin.total.value);
  }, 60_000);
});

describe("plimsoll recalibrate", () => {
  const recalibrate = (...words: string[]) =>
    plimsoll("recalibrate", "--history", folder, "--venue", "binance", "--model", "fixed-ratio", ...words);
  const words = ["--parameter", "initialRatio", "--target", "0.98", "--window", "400d", "--every", "200d"];

  it("tables proposals, decisions and what came after them, and draws both on one page", async () => {
    const policy = join(folder, "policy.yaml");
    writeFileSync(policy, "lower: 0.02\nupper: 0.3\nstepShareMax: 0.1\ndailyShareMax: 0.1\ndelayDays: 7\n");
    const out = join(folder, "recalibration");
    const { code, stdout } = await recalibrate(...words, "--policy", policy, "--out", out);
    expect(code).toBe(0);
    for (const text of ["asked for", "left alone", "in force", "Drift alarm on long", "cut to 0.1 of 0.1"]) {
      expect(stdout).toContain(text);
    }
    const page = readFileSync(join(out, "recalibration.html"), "utf8");
    expect(page).toContain("<svg");
    expect(page).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/);
    const { stdout: text } = await recalibrate(...words, "--json");
    const { steps, books } = JSON.parse(text);
    expect(steps[0].decision.reasons).toEqual(["accepted in full: no policy is given"]);
    expect(books[0].adjusted.coverage.observations).toBe(books[0].kept.coverage.observations);
  }, 120_000);

  it.each([
    ["lower: 0.3\nupper: 0.1\nstepShareMax: 0.1\ndailyShareMax: 0.1\ndelayDays: 7\n", "it must not be above upper"],
    ["stepShareMax: 2\n", "stepShareMax is 2"],
    ["stepSharMax: 0.1\n", "did you mean stepShareMax?"],
    ["- 1\n", "a policy is a map"],
  ])("refuses the policy %j", async (text, message) => {
    const policy = join(folder, "bad.yaml");
    writeFileSync(policy, text);
    const { code, stderr } = await recalibrate(...words, "--policy", policy);
    expect(code).toBe(4);
    expect(stderr).toContain(message);
  });

  it("refuses a window that is no number of horizons", async () => {
    const { code, stderr } = await recalibrate(...words, "--window", "90m");
    expect(code).toBe(2);
    expect(stderr).toContain("no whole number of horizons");
  });
});

describe("plimsoll proxy", () => {
  const proxy = (...words: string[]) =>
    plimsoll("proxy", "--history", folder, "--venue", "binance", "--product", "ALT", "--proxy", "BTC", ...words);

  it("carries a value over by the upper end of the ratio of volatilities and the stated conservatism", async () => {
    const { code, stdout } = await proxy("--value", "0.1", "--conservatism", "1.5", "--json");
    expect(code).toBe(0);
    const { value, ratio, ratioInterval, correlation } = JSON.parse(stdout);
    // ALT is BTC with 3 % and 2 % of its own: √13/3 and 3/√13.
    expect(ratio).toBeCloseTo(1.2019, 1);
    expect(correlation).toBeCloseTo(0.832, 1);
    expect(value).toBeCloseTo(0.1 * 1.5 * ratioInterval.upper, 12);
  });

  it.each([
    [["--value", "0"], 2, "must be above 0"],
    [["--value", "0.1", "--conservatism", "0.9"], 2, "must be at least 1"],
    [["--value", "0.1", "--proxy", "ALT"], 2, "is the product itself"],
    [["--value", "0.1", "--product", "GONE"], 4, "GONE"],
  ])("refuses %j", async (words, expected, message) => {
    const { code, stderr } = await proxy(...words);
    expect(code).toBe(expected);
    expect(stderr).toContain(message);
  });
});

const haircut = (...words: string[]) => plimsoll("haircut", "--history", folder, "--venue", "binance", ...words);

describe("plimsoll haircut", () => {
  it("tables coins and a stablecoin that lost its peg for a day, in 100 columns", async () => {
    const { code, stdout } = await haircut("--coins", "BTC,ALT,USDT,NEW", "--size", "1000");
    expect(code).toBe(3);
    for (const words of ["both fall", "ALT", "Refused: NEW", "100 horizons are common to both"]) {
      expect(stdout).toContain(words);
    }
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
  }, 60_000);

  it("names a coin that is none", async () => {
    const { code, stderr } = await haircut("--coins", "b t c");
    expect(code).toBe(2);
    expect(stderr).toContain("is not a currency code");
  }, 60_000);
});

const history = join(process.env["PLIMSOLL_HISTORY"] ?? join(import.meta.dirname, "../../../shared/data"), "ohlcv");

describe.skipIf(!existsSync(history))("on recorded prices (skipped without PLIMSOLL_HISTORY)", () => {
  it("the haircut of bitcoin is below that of four smaller coins, and a dollar coin's is under 1 %", async () => {
    const words = ["--coins", "BTC,ETH,BNB,XRP,SOL,USDT", "--size", "10000000", "--json"];
    const { code, stdout } = await plimsoll("haircut", "--history", history, "--venue", "binance", ...words);
    expect(code).toBe(0);
    const { haircuts } = JSON.parse(stdout) as { haircuts: { coin: string; haircut: { value: number } }[] };
    const of = (coin: string) => haircuts.find((one) => one.coin === coin)!.haircut.value;
    for (const coin of ["ETH", "BNB", "XRP", "SOL"]) expect(of(coin)).toBeGreaterThan(of("BTC"));
    expect(of("BTC")).toBeGreaterThan(0.1);
    expect(of("USDT")).toBeLessThan(0.01);
  }, 60_000);
});
