import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { archetypes } from "../../backtest/archetype.ts";
import { fixedRatio } from "../../margin/models/fixedRatio.ts";
import { rulebookOf } from "../../margin/rulebook.ts";
import { sampleMarket } from "../../simulation/sampleMarket.ts";
import { exitCodes } from "../exitCodes.ts";
import { terminalFor } from "../terminal.ts";
import { runAndWrite } from "./backtestRun.ts";

const folder = mkdtempSync(join(tmpdir(), "plimsoll-resume-"));
afterAll(() => rmSync(folder, { recursive: true }));

const parameters = { initialRatio: 0.1, maintenanceRatio: 0.05, collateralHaircut: 0.1, stablecoinHaircut: 0.01 };
const plan = {
  ...sampleMarket({ seed: 1, days: 700, startMs: Date.UTC(2020, 0, 1) }),
  stepMs: 86_400_000,
  coins: ["BTC", "ETH"],
  rulebooks: [rulebookOf(fixedRatio, parameters, "USD")],
  books: archetypes.slice(0, 2).map((archetype) => ({ kind: "archetype", archetype }) as const),
  mporHours: 24,
  everyHours: 24,
  fromMs: 0,
  toMs: 8.64e15,
  seasoningDays: 400,
};
const question = {
  title: "t",
  dataLabel: "synthetic",
  confidence: 0.99,
  mporHours: 24,
  everyHours: 24,
  reproduce: "r",
};
const run = (out: string) => {
  const options = { out, quiet: true, json: true };
  return runAndWrite(plan, question, options, { ...terminalFor(options), out: () => {} });
};

/** Presses Ctrl-C as soon as the run listens for it. */
async function interruptOnce(before: number): Promise<void> {
  while (process.listenerCount("SIGINT") === before) await new Promise((resolve) => setImmediate(resolve));
  (process.listeners("SIGINT").at(-1) as () => void)();
}

it("goes on after an interruption and ends with the bytes of a run that was left alone", async () => {
  const [whole, parted] = [join(folder, "whole"), join(folder, "parted")];
  const alone = await run(whole);
  const before = process.listenerCount("SIGINT");
  const [stopped] = await Promise.all([run(parted), interruptOnce(before)]);
  expect(stopped).toBe(exitCodes.interrupted);
  expect(readdirSync(parted)).toEqual(["checkpoint.json"]);
  const saved = JSON.parse(readFileSync(join(parted, "checkpoint.json"), "utf8"));
  const seen = saved.states[0][1].columns.times.length;
  expect(seen).toBeGreaterThan(0);
  expect(seen).toBeLessThan(699);
  expect(await run(parted)).toBe(alone);
  expect(readdirSync(parted).sort()).toEqual(["observations.csv.gz", "report.html", "result.json"]);
  for (const name of readdirSync(whole)) {
    expect(readFileSync(join(parted, name)).equals(readFileSync(join(whole, name)))).toBe(true);
  }
});

it("does not take up a checkpoint of the same command over a changed book", async () => {
  const out = join(folder, "changed");
  const before = process.listenerCount("SIGINT");
  await Promise.all([run(out), interruptOnce(before)]);
  const other = join(folder, "other");
  const changed = { ...plan, coins: ["ETH", "BTC"] };
  const options = { out, quiet: true, json: true };
  const quiet = { ...terminalFor(options), out: () => {} };
  await runAndWrite(changed, question, options, quiet);
  await runAndWrite(changed, question, { ...options, out: other }, quiet);
  const [resumed, fresh] = [out, other].map((dir) => readFileSync(join(dir, "observations.csv.gz")));
  expect(resumed!.equals(fresh!)).toBe(true);
});

it("does not take up a checkpoint of another question or a damaged one", async () => {
  const out = join(folder, "stale");
  await run(out);
  const fresh = readFileSync(join(out, "observations.csv.gz"));
  for (const text of ['{"key":"another","states":[["fixed-ratio|x|long",{}]]}', "{"]) {
    writeFileSync(join(out, "checkpoint.json"), text);
    await run(out);
    expect(readFileSync(join(out, "observations.csv.gz")).equals(fresh)).toBe(true);
  }
});
