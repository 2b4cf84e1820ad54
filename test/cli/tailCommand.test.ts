/** How heavy a coin's tail is, through the command that a user types. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { RandomStream } from "../../src/statistics/randomStream.ts";
import { plimsoll } from "./plimsoll.ts";

const folder = mkdtempSync(join(tmpdir(), "plimsoll-tail-"));
afterAll(() => rmSync(folder, { recursive: true }));

const dayMs = 86_400_000;

/** Writes daily closes whose log returns are given. */
function writePrices(coin: string, returns: readonly number[]): void {
  let close = 1000;
  const closes = [close, ...returns.map((one) => (close *= Math.exp(one)))];
  const lines = closes.map((price, k) => {
    const text = price.toPrecision(12);
    return `${Date.UTC(2018, 0, 1) + k * dayMs},${text},${text},${text},${text},1`;
  });
  writeFileSync(join(folder, `binance_${coin}USDT_1d.csv`), `ts_ms,open,high,low,close,volume\n${lines.join("\n")}\n`);
}

const random = new RandomStream({ seed: 8, stream: 1 });
const shape = 0.3;
/** Rises of 2 %, and every other day a fall of at least 1 % whose tail is a power with the shape above. */
const heavy = Array.from({ length: 4000 }, (_, k) =>
  k % 2 === 0 ? 0.02 : -0.01 - (0.01 / shape) * (random.nextUniform() ** -shape - 1),
);
writePrices("HVY", heavy);
writePrices("PEG", new Array(400).fill(0));
writePrices("NEW", heavy.slice(0, 20));

const tail = (coin: string, ...words: string[]) => plimsoll("tail", "--history", folder, "--coin", coin, ...words);

describe("plimsoll tail", () => {
  it("finds the shape that the falls were drawn with, and an interval that holds it", async () => {
    const { code, stdout } = await tail("HVY", "--json");
    expect(code).toBe(0);
    const { fits, returns, source } = JSON.parse(stdout);
    expect(returns).toBe(4000);
    expect(source.sha256).toMatch(/^[0-9a-f]{64}$/);
    const [low, high] = fits[0].fit.shapeInterval;
    expect(low).toBeLessThan(shape);
    expect(high).toBeGreaterThan(shape);
    for (const { share, fit, index } of fits) {
      expect(fit.exceedances).toBe(Math.round(4000 * (1 - share)));
      expect(index.hill).toBeGreaterThan(0);
    }
  }, 60_000);

  it("prints fits over thresholds, the tail beside history, and what follows of mean and variance", async () => {
    const { code, stdout } = await tail("HVY");
    expect(code).toBe(0);
    for (const words of [
      "HVY/USDT of binance, falls of one 1d bar",
      "ES 99 %",
      "history: VaR 99 %",
      "the law has a mean",
    ]) {
      expect(stdout).toContain(words);
    }
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(90);
  }, 60_000);

  it("refuses with the reason what has no tail: a peg that never moved, twenty observations", async () => {
    const peg = await tail("PEG");
    expect(peg.code).toBe(0);
    expect(peg.stdout).toContain("No threshold has a fit");
    expect(peg.stdout).toContain("0 losses exceed 0, a fit needs 20");
    const fresh = await tail("NEW");
    expect(fresh.code).toBe(4);
    expect(fresh.stderr).toContain("20 returns between 2018-01-02 and 2018-01-22, a tail needs 250");
  }, 60_000);

  it("names a side that is none and a coin without a file", async () => {
    const side = await tail("HVY", "--side", "down");
    expect(side.code).toBe(2);
    expect(side.stderr).toContain("write fall or rise");
    const coin = await tail("LUNA");
    expect(coin.code).toBe(4);
    expect(coin.stderr).toContain("coins LUNA");
  }, 60_000);
});
