/**
 * `wholeBookRun.ts FOLDER ROUNDS`: whole runs over one book in a process of their own, so that the peak of memory is
 * theirs. Prints the medians of CPU seconds and the peak; the shortfalls go to a file.
 */
import { readFileSync } from "node:fs";
import { accountTails } from "../src/risk/accountTails.ts";
import { cpuSeconds, median } from "./paired.ts";
import { revalue, syntheticContracts } from "./syntheticBook.ts";
import { confidenceLevel, readWholeBook, writeColumn } from "./wholeBookFiles.ts";

const [folder = "", rounds = "1"] = process.argv.slice(2);
const { instruments, market, accounts } = readWholeBook(folder);
const contracts = syntheticContracts(instruments);

function run() {
  const values = new Float64Array(instruments * market.scenarios);
  const revaluation = cpuSeconds(() => revalue(market, contracts, values));
  let batches: ReturnType<typeof accountTails> | undefined;
  const planning = cpuSeconds(() => {
    batches = accountTails(values, market.scenarios);
  });
  let found = new Float64Array(0);
  const shortfalls = cpuSeconds(() => {
    found = batches!.tailsOf(accounts, confidenceLevel).expectedShortfalls as typeof found;
  });
  writeColumn(folder, "ours.f64", found);
  return { revaluation, planning, shortfalls };
}

/** Of this process alone: what the operating system counts for a child begins with its parent's. */
function peakGiB(): number {
  const [, kibibytes] = /VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
  return Number(kibibytes) / 2 ** 20;
}

const runs = Array.from({ length: Number(rounds) }, run);
const [revaluation, planning, shortfalls] = (["revaluation", "planning", "shortfalls"] as const).map((part) =>
  median(runs.map((one) => one[part])),
);
console.log(JSON.stringify({ revaluation, planning, shortfalls, peakGiB: peakGiB() }));
