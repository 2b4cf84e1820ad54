/** Parameters from history, and forecasts compared, through the commands that a user types. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { plimsoll } from "./plimsoll.ts";
import { hourlyBars, hourlyReturns, hourlyTruth } from "./simulatedHours.ts";
import { writeSources } from "./simulatedSources.ts";

const folder = mkdtempSync(join(tmpdir(), "plimsoll-calibrate-"));
afterAll(() => rmSync(folder, { recursive: true }));
const prices = join(folder, "prices");
mkdirSync(prices);

const write = (coin: string, text: string): void => writeFileSync(join(prices, `binance_${coin}USDT_1h.csv`), text);
const returns = hourlyReturns(24 * 420, 5);
write("AAA", hourlyBars(returns));
write("BBB", hourlyBars(hourlyReturns(24 * 300, 6)));
write("FLAT", hourlyBars(new Array(3000).fill(0)));
write("NEW", hourlyBars(returns.slice(0, 20)));
write("JUMP", hourlyBars(returns.slice(0, 3000).map((value, k) => (k === 1500 ? -3 : value))));
// Three weeks are missing.
const [head, ...rows] = hourlyBars(returns.slice(0, 5000)).trim().split("\n");
write("HOLE", `${[head, ...rows.slice(0, 2000), ...rows.slice(2504)].join("\n")}\n`);

const calibrate = (coins: string, out: string, ...words: string[]) =>
  plimsoll("calibrate", "--history", prices, "--coins", coins, "--out", join(folder, out), ...words);
const parametersIn = (out: string) => JSON.parse(readFileSync(join(folder, out, "parameters.json"), "utf8"));

interface Estimator {
  id: string;
  report: { estimates: { name: string; value: number; interval: { lower: number; upper: number } | null }[] } | null;
  refused: { code: string; message: string } | null;
}

describe("plimsoll calibrate", () => {
  it("finds what the returns were drawn from, says where it comes from, and the same in one program or two", async () => {
    const one = await calibrate("AAA,BBB", "one", "--workers", "1");
    expect(one.stderr).toBe("");
    expect(one.code).toBe(0);
    const two = await calibrate("AAA,BBB", "two", "--workers", "2", "--json");
    expect(two.code).toBe(0);
    expect(readFileSync(join(folder, "two", "parameters.json"))).toEqual(
      readFileSync(join(folder, "one", "parameters.json")),
    );

    const { coins, parametersHash } = parametersIn("one");
    expect(parametersHash).toMatch(/^[0-9a-f]{16}$/);
    expect(coins[0].source.sha256).toMatch(/^[0-9a-f]{64}$/);
    const estimators = coins[0].estimators as Estimator[];
    const variance = estimators.find(({ id }) => id === "conditional-variance")!.report!.estimates;
    for (const [name, truth] of Object.entries(hourlyTruth)) {
      const { value, interval } = variance.find((estimate) => estimate.name === name)!;
      // Three errors either way: one coin is one draw.
      const error = (interval!.upper - interval!.lower) / 2 / 1.96;
      expect(Math.abs(value - truth), name).toBeLessThan(3 * error);
    }
    expect(estimators.every(({ report }) => report !== null)).toBe(true);
    for (const word of ["AAA", "BBB", "persistence", "day 99.5 %", "Parameters:"]) expect(one.stdout).toContain(word);
    expect(readdirSync(join(folder, "one")).sort()).toEqual(
      ["calibration-AAA.html", "calibration-BBB.html", "coins", "parameters.json"].sort(),
    );
  }, 180_000);

  it("takes up what an earlier run has finished, and not what was asked otherwise", async () => {
    const made = statSync(join(folder, "one", "coins", "AAA.json")).mtimeMs;
    const again = await calibrate("AAA,BBB", "one");
    expect(again.stdout).toContain("2 of 2 coins were finished by an earlier run");
    expect(statSync(join(folder, "one", "coins", "AAA.json")).mtimeMs).toBe(made);
    const other = await calibrate("AAA", "one", "--seed", "2");
    expect(other.stdout).not.toContain("earlier run");
  }, 120_000);

  it("gives the reason for what cannot be estimated, beside what can, and never NaN", async () => {
    const { code, stdout } = await calibrate("FLAT,NEW,JUMP,HOLE,GONE", "bad", "--workers", "1");
    expect(code).toBe(0);
    const text = readFileSync(join(folder, "bad", "parameters.json"), "utf8");
    expect(text).not.toContain("NaN");
    // JSON writes NaN as null: no value may be one.
    const { coins, refused } = parametersIn("bad");
    for (const { estimators } of coins as { estimators: Estimator[] }[]) {
      for (const { report } of estimators) {
        for (const { name, value } of report?.estimates ?? []) expect(value, name).not.toBeNull();
      }
    }
    expect(refused[0].path).toContain("GONE");
    expect(stdout).toContain("FLAT conditional-variance: 2999 returns take 1 values");
    expect(stdout).toContain("NEW conditional-variance: 19 returns, a fit needs 100");
    expect(stdout).toContain("NEW price-range: no step");
    const hole = coins.find((coin: { question: { coin: string } }) => coin.question.coin === "HOLE");
    expect(hole.bars.missing).toBe(504);
  }, 120_000);

  it("refuses one coin of several alike in one program or two", async () => {
    // NEW has 20 hours, all over by then.
    for (const workers of ["1", "2"]) {
      const { code, stdout } = await calibrate(
        "AAA,BBB,NEW",
        `late${workers}`,
        "--workers",
        workers,
        "--from",
        "2022-06-01",
      );
      expect(code, workers).toBe(0);
      expect(stdout.replace(/\s+/g, " ")).toContain("Refused: NEW: --from: no step of NEW/USDT");
    }
    expect(parametersIn("late2")).toEqual(parametersIn("late1"));
  }, 120_000);

  it("reads a coin's chain, funding, open interest and orders beside its prices, and traces each to its bytes", async () => {
    const words = writeSources(folder, "AAA");
    const { code, stdout, stderr } = await calibrate("AAA,BBB", "sources", ...words);
    expect(stderr).toBe("");
    expect(code).toBe(0);
    const { coins } = parametersIn("sources");
    expect(coins[0].otherSources).toHaveLength(4);
    for (const { sha256 } of coins[0].otherSources) expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(coins[1].otherSources).toEqual([]);
    const estimateOf = (id: string, name: string): number =>
      (coins[0].estimators as Estimator[])
        .find((one) => one.id === id)!
        .report!.estimates.find((one) => one.name === name)!.value;
    expect(estimateOf("volatility-surface", "volatility30")).toBeCloseTo(0.6, 2);
    expect(estimateOf("funding", "persistence")).toBeCloseTo(0.7, 1);
    expect(estimateOf("open-interest", "dailyDeviation")).toBeCloseTo(0.03, 2);
    // Bid and ask a thousandth from the middle.
    expect(estimateOf("liquidity", "spread")).toBeCloseTo(20, 1);
    for (const id of ["volatility-surface", "funding", "open-interest", "liquidity"]) expect(stdout).toContain(id);
    const page = readFileSync(join(folder, "sources", "calibration-AAA.html"), "utf8");
    for (const title of ["Smile of 2022-02-25", "Fit less quote", "Move of a minute"]) expect(page).toContain(title);
  }, 180_000);

  it("names every file besides prices that is of no coin asked for, or of another kind", async () => {
    const words = writeSources(folder, "AAA");
    const { code, stderr } = await calibrate("BBB", "none", ...words, "--chain", words[7]!, "--orders", words[5]!);
    expect(code).toBe(4);
    for (const text of ["is of AAA", "holds no option chain", "holds open-interest, not orders"]) {
      expect(stderr.replace(/\s+/g, " ")).toContain(text);
    }
  });

  it("refuses a file of another coin's prices", async () => {
    const file = join(prices, "binance_BBBUSDT_1h.csv");
    const { code, stderr } = await plimsoll(
      "calibrate",
      "--history",
      file,
      "--coins",
      "AAA",
      "--out",
      join(folder, "other"),
    );
    expect(code).toBe(4);
    expect(stderr).toContain("holds prices of BBB/USDT, not of AAA");
  });

  it.each([
    [["--from", "nonsense"], '"nonsense" is not a time'],
    [["--interval", "7x"], '"7x" is not like 1h or 1d'],
    [["--workers", "0"], "0 must be a whole number in [1, 64]"],
    [["--coins", "b t c"], '"b t c" is no coin'],
  ])("refuses %j", async (words, message) => {
    const { code, stderr } = await calibrate("AAA", "no", ...words);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe("plimsoll condition", () => {
  const condition = (...words: string[]) => plimsoll("condition", "--history", prices, "--coin", "AAA", ...words);
  const feature = join(folder, "fear.csv");
  const days = Array.from(
    { length: 420 },
    (_, k) => `${Date.UTC(2022, 0, 1) + k * 86_400_000},${k % 40 < 10 ? 35 : 20}`,
  );
  writeFileSync(feature, `ts_ms,value\n${days.join("\n")}\n`);

  it("sets the days of a range beside the others and lists them as windows", async () => {
    const { code, stdout } = await condition("--feature", feature, "--above", "30", "--feature-lag", "0", "--json");
    expect(code).toBe(0);
    const { inside, outside, windows } = JSON.parse(stdout);
    expect(inside.steps / (inside.steps + outside.steps)).toBeCloseTo(0.25, 1);
    expect(windows[1]).toBe("2022-02-10..2022-02-20");
    const text = await condition("--feature", feature, "--above", "30");
    expect(text.stdout.replace(/\s+/g, " ")).toContain("told apart from 1");
  });

  it.each([
    [[], 2, "says where the feature has to lie"],
    [["--above", "x"], 2, "must be a number"],
    [["--above", "50"], 4, "each side needs 50"],
    [["--above", "30", "--step", "90m"], 2, "no whole number of bars"],
  ])("refuses %j", async (words, expected, message) => {
    const { code, stderr } = await condition("--feature", feature, ...words);
    expect(code).toBe(expected);
    expect(stderr).toContain(message);
  });
});

describe("plimsoll brackets", () => {
  const brackets = (coin: string, ...words: string[]) =>
    plimsoll("brackets", "--history", prices, "--coin", coin, "--target", "0.95", "--maintenance", "0.9", ...words);

  it("asks of a larger position for more, and of none for less than what its days lost", async () => {
    const { code, stdout } = await brackets("AAA", "--caps", "100,1000,10000", "--json");
    expect(code).toBe(0);
    const { brackets: rows, horizons } = JSON.parse(stdout);
    const days = Array.from({ length: horizons }, (_, d) => returns.slice(24 * d + 23, 24 * d + 47));
    const losses = days.map((hours) => 1 - Math.exp(hours.reduce((sum, value) => sum + value, 0)));
    for (const [k, row] of rows.entries()) {
      const beyond = losses.filter((loss) => Math.abs(loss) > row.initialRatio && loss > 0).length;
      expect(beyond / horizons).toBeLessThanOrEqual(0.05);
      expect(row.initialRatio).toBeGreaterThanOrEqual(row.maintenanceRate);
      if (k > 0) expect(row.initialRatio).toBeGreaterThanOrEqual(rows[k - 1].initialRatio);
    }
  });

  it("fits a scaling by open interest that asks for no less than a close-out costs", async () => {
    const words = ["--caps", "100,1000", "--open-interest-share", "0.2", "--json"];
    const { code, stdout } = await brackets("AAA", ...words);
    expect(code).toBe(0);
    const { openInterestScaling: scaling, brackets: rows } = JSON.parse(stdout);
    expect(scaling.baseRatio).toBe(rows[0].initialRatio);
    expect(scaling.cap).toBeGreaterThan(scaling.floor);
    for (const { asked, cost } of scaling.points) expect(asked).toBeGreaterThanOrEqual(cost - 1e-9);
  });

  it.each([
    [["--caps", "10", "--open-interest-share", "2"], 2, "must lie in (0, 1]"],
    [["--caps", "10", "--open-interest-share", "0.1", "--base", "0.001"], 4, "does not cover it"],
    [["--caps", "10", "--base", "0.2"], 2, "none is asked for"],
    [["--caps", "10,5"], 2, "must be amounts that rise"],
    [["--caps", "10", "--horizon", "90m"], 2, "no whole number of bars"],
    [["--caps", "10", "--target", "0.9999", "--maintenance", "0.9"], 4, "are needed"],
  ])("refuses %j", async (words, expected, message) => {
    const { code, stderr } = await brackets("AAA", ...words);
    expect(code).toBe(expected);
    expect(stderr).toContain(message);
  });
});

describe("plimsoll volatility", () => {
  const volatility = (coin: string, ...words: string[]) =>
    plimsoll("volatility", "--history", prices, "--coin", coin, ...words);

  it("compares the models out of sample and says what the scores allow", async () => {
    const words = ["--fit-steps", "300", "--refit-steps", "60", "--level", "0.95", "--out", join(folder, "vol")];
    const { code, stdout, stderr } = await volatility("AAA", ...words);
    expect(stderr).toBe("");
    expect(code).toBe(0);
    for (const words of [
      "garch/student-t",
      "har",
      "QLIKE",
      "Best of variance",
      "119 steps out of sample",
      "volatility.html",
    ]) {
      expect(stdout.replace(/\s+/g, " ")).toContain(words);
    }
    expect(readFileSync(join(folder, "vol", "volatility.html"), "utf8")).toContain("Out of sample");
  }, 120_000);

  it("takes a series of the user's own, says what it was worth, and refuses a file that is none", async () => {
    const [good, bad] = ["rates.csv", "twisted.csv"].map((name) => join(folder, name)) as [string, string];
    const days = Array.from(
      { length: 500 },
      (_, k) => `${Date.UTC(2021, 11, 1) + k * 86_400_000},${(4 + Math.sin(k)).toFixed(3)}`,
    );
    writeFileSync(good, `ts_ms,rate\n${days.join("\n")}\n`);
    writeFileSync(bad, `ts_ms,rate\n${[days[1], days[0], "1,x"].join("\n")}\n`);
    const words = ["--fit-steps", "300", "--refit-steps", "120", "--level", "0.95"];
    const { code, stdout } = await volatility("AAA", ...words, "--feature", good);
    expect(code).toBe(0);
    expect(stdout.replace(/\s+/g, " ")).toMatch(
      /Features (save|cost) quantile-regression .* The step to 20..-..-.. alone/,
    );
    const refused = await volatility("AAA", "--feature", bad);
    expect(refused.code).toBe(4);
    expect(refused.stderr).toContain("must be later than the row before");
    expect(refused.stderr).toContain('column rate is "x"');
  }, 60_000);

  it("says of a young coin how many steps it has", async () => {
    const { code, stderr } = await volatility("NEW");
    expect(code).toBe(4);
    expect(stderr).toContain("no step of NEW/USDT");
  });

  it.each([
    [["--step", "90m"], "no whole number of bars"],
    [["--level", "0.9999", "--fit-steps", "250"], "of 250 returns 0.025 lie beyond a quantile of 0.9999, at least 2.5"],
    [["--from", "2022-06-01", "--to", "2022-03-01"], "2022-06-01 is not before --to 2022-03-01"],
    [["--feature", "rates.csv", "--feature-age-max", "long"], '"long" is not like 8h or 10d'],
  ])("refuses %j as usage", async (words, message) => {
    const { code, stderr } = await volatility("AAA", ...words);
    expect(code).toBe(2);
    expect(stderr.replace(/\s+/g, " ")).toContain(message);
  });
});
