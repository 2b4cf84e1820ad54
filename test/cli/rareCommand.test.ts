/** Losses far out in the tail, through the command that a user types. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { RandomStream } from "../../src/statistics/randomStream.ts";
import { studentTQuantile, studentTSurvival } from "../../src/statistics/studentT.ts";
import { plimsoll } from "./plimsoll.ts";

const folder = mkdtempSync(join(tmpdir(), "plimsoll-rare-"));
afterAll(() => rmSync(folder, { recursive: true }));

const dayMs = 86_400_000;
const days = 600;
const random = new RandomStream({ seed: 8, stream: 1 });
/** Small enough that a loss is linear in the log return to a thousandth. */
const returns = Array.from({ length: days }, () => 0.0001 * random.nextNormal());

function writePrices(coin: string, of: readonly number[]): void {
  let close = 1000;
  const closes = [close, ...of.map((one) => (close *= Math.exp(one)))];
  const lines = closes.map((price, k) => {
    const text = price.toPrecision(12);
    return `${Date.UTC(2022, 0, 1) + k * dayMs},${text},${text},${text},${text},1`;
  });
  writeFileSync(join(folder, `binance_${coin}USDT_1d.csv`), `ts_ms,open,high,low,close,volume\n${lines.join("\n")}\n`);
}

writePrices("AAA", returns);
const last = 1000 * Math.exp(returns.reduce((total, one) => total + one, 0));
const deviation = Math.sqrt(returns.slice(-500).reduce((total, one) => total + one * one, 0) / 500);
/** Loss of one standard deviation of 1,000 coins, when the law has 4 degrees of freedom and this variance. */
const unit = 1000 * last * deviation * Math.sqrt(0.5);
const book = join(folder, "book.csv");
writeFileSync(book, `account,instrument,quantity,entryPrice\ndesk,USDT,9000 USDT,\ndesk,AAA/USDT:USDT,1000 AAA,\n`);

const rare = (...words: string[]) => plimsoll("rare", "--portfolio", book, "--history", folder, ...words);

describe("plimsoll rare", () => {
  it("finds value at risk and shortfall of one coin, which are those of Student's t, and the same again by the seed", async () => {
    const words = ["--level", "0.9999", "--draws", "10000", "--json", "--seed", "3"];
    const [one, other] = await Promise.all([rare(...words), rare(...words)]);
    expect(one.code).toBe(0);
    expect(one.stdout).toBe(other.stdout);
    const { results, law, degrees } = JSON.parse(one.stdout);
    expect(degrees).toBe(4);
    expect(law.markets).toEqual(["AAA/USDT"]);
    expect(law.spans).toBe(500);
    const [{ valueAtRisk, event, meanOne, split, plain, varianceReduction }] = results;
    const truth = -unit * studentTQuantile(1e-4, 4);
    const { lower, upper } = valueAtRisk.value.interval;
    // Twice the interval, for one seed may be unlucky.
    const centre = valueAtRisk.value.estimate;
    expect(Math.abs(centre - truth)).toBeLessThan(upper - lower);
    expect(event.diagnostics.eventEffectiveCount).toBeGreaterThan(1000);
    expect(event.diagnostics.eventShape).toBeLessThan(0.7);
    expect(Math.abs(meanOne.z)).toBeLessThan(4);
    expect(Math.abs(split.z)).toBeLessThan(4);
    expect(plain.draws).toBeGreaterThan(10_000);
    expect(varianceReduction).toBeGreaterThan(500);
  }, 60_000);

  it("prints the probability of a loss with its interval, the diagnostics, and the law behind it", async () => {
    const loss = 15 * unit;
    const { code, stdout } = await rare("--loss", loss.toFixed(6), "--draws", "4000");
    expect(code).toBe(0);
    const [, printed] = /probability +(\S+e-\d)/.exec(stdout)!;
    expect(Math.abs(Number(printed) / studentTSurvival(15, 4) - 1)).toBeLessThan(0.1);
    for (const words of [
      "desk/cross",
      "shape k of its weights",
      "two proposals agree: z",
      "plain Monte Carlo",
      "Student's t of 4 degrees of",
      "sample covariance (equal weights, mean 0) of 500 returns",
    ]) {
      expect(stdout.replaceAll(/\s+/g, " ")).toContain(words);
    }
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  }, 60_000);

  it("refuses a proposal with thinner tails than the law, with the reason and exit code 3", async () => {
    const { code, stdout } = await rare(
      "--loss",
      (15 * unit).toFixed(6),
      "--proposal",
      "mean-shift",
      "--draws",
      "4000",
    );
    expect(code).toBe(3);
    expect(stdout).toContain("refused");
    expect(stdout.replaceAll(/\s+/g, " ")).toContain("use a defensive mixture");
  }, 60_000);

  it("names what it cannot read, and history that is too short", async () => {
    const cases = [
      [["--loss", "5", "--level", "0.99"], "both are given"],
      [["--draws", "1234"], "a multiple of 100"],
      [["--proposal", "best"], "write mean-shift"],
    ] as const;
    const ran = await Promise.all(cases.map(([words]) => rare(...words)));
    ran.forEach(({ code, stderr }, k) => {
      expect(code).toBe(2);
      expect(stderr).toContain(cases[k]![1]);
    });
    const short = await rare("--as-of", "2022-03-01");
    expect(short.code).toBe(4);
    expect(short.stderr).toContain("whole scenarios in 500 days");
  }, 60_000);
});
