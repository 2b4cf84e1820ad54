/** The chance of a barrier, through the command that a user types. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { plimsoll } from "./plimsoll.ts";
import { hourlyBars, hourlyReturns } from "./simulatedHours.ts";

const folder = mkdtempSync(join(tmpdir(), "plimsoll-barrier-"));
afterAll(() => rmSync(folder, { recursive: true }));
mkdirSync(join(folder, "prices"));
writeFileSync(join(folder, "prices", "binance_AAAUSDT_1h.csv"), hourlyBars(hourlyReturns(24 * 400, 5)));

const barrier = (...words: string[]) =>
  plimsoll("barrier", "--history", join(folder, "prices"), "--coin", "AAA", ...words);

describe("plimsoll barrier", () => {
  it("tells the chance with its interval, and what plain Monte Carlo would have said", async () => {
    const words = ["--move=-0.3", "--horizon", "20d", "--law", "normal", "--paths", "200", "--seed", "3"];
    const [one, text] = await Promise.all([barrier(...words, "--json"), barrier(...words)]);
    expect(one.code).toBe(0);
    const { splitting, plain, distances, stepsMax, law } = JSON.parse(one.stdout);
    expect(stepsMax).toBe(20);
    expect(law).toMatchObject({ model: "garch", law: "normal", observations: expect.any(Number) });
    expect(splitting.interval.lower).toBeLessThan(splitting.probability);
    expect(splitting.probability).toBeLessThan(splitting.interval.upper);
    expect(distances).toHaveLength(splitting.shares.length);
    expect(plain.paths * stepsMax).toBeGreaterThanOrEqual(splitting.steps);
    expect(text.stdout).toContain(`probability ${splitting.probability.toExponential(2)}`);
    expect(text.stdout).toContain("Plain Monte Carlo at the same cost");
  }, 60_000);

  it("exits with 3 where the draws do not bear a number", async () => {
    const { code, stdout } = await barrier("--move=-0.9", "--horizon", "3d", "--paths", "100");
    expect(code).toBe(3);
    expect(stdout).toContain("Refused");
  }, 30_000);

  it.each([
    [["--move=-1"], '"-1" must lie in (-1, 9] and not be 0'],
    [["--move=-0.5", "--horizon", "36h"], '"36h" must be 2 to 1000 steps of 1d'],
    [["--move=-0.5", "--law", "cauchy"], '"cauchy" is none'],
    [["--move=-0.5", "--paths", "7"], '"7" must be a whole number in [100, 100000]'],
  ])("refuses %j as usage", async (words, message) => {
    const { code, stderr } = await barrier(...words);
    expect(code).toBe(2);
    expect(stderr.replace(/\s+/g, " ")).toContain(message);
  });
});
