/**
 * `npm run bench [-- --json] [-- --scene ID [--record]]`: ours beside named peers in one run, into bench/results.json.
 * One scene alone is shown, and with `--record` put beside the numbers that are there.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { machine } from "./machine.ts";
import { limitsText, machineLimits } from "./machineLimits.ts";
import { paired } from "./paired.ts";
import type { Scene } from "./scene.ts";
import { accountTails } from "./scenes/accountTails.ts";
import { drawScenes } from "./scenes/draws.ts";
import { garchT } from "./scenes/garchT.ts";
import { greeksRows } from "./scenes/greeksRows.ts";
import { growth, growthPlot } from "./scenes/growth.ts";
import { importanceSampling } from "./scenes/importanceSampling.ts";
import { normals } from "./scenes/normals.ts";
import { differingBits, preTradeScenes } from "./scenes/preTrade.ts";
import { revaluation } from "./scenes/revaluation.ts";
import { rollingBacktest } from "./scenes/rollingBacktest.ts";
import { venueRulebook } from "./scenes/venueRulebook.ts";
import { wholeBook } from "./scenes/wholeBook.ts";
import { wholeBookThreads } from "./scenes/wholeBookThreads.ts";
import { latencyTable, type SceneTable, type TableScene, tableMarkdown, tableText } from "./tables.ts";

const scenes: readonly Scene[] = [
  revaluation,
  greeksRows,
  normals,
  ...drawScenes,
  accountTails,
  venueRulebook,
  rollingBacktest,
  garchT,
];
const tableScenes: readonly TableScene[] = [wholeBook, wholeBookThreads, importanceSampling, growth];
const rounds = 7;

const wanted = process.argv.includes("--scene") ? process.argv[process.argv.indexOf("--scene") + 1] : undefined;
const isRecorded = wanted === undefined || process.argv.includes("--record");
const asJson = process.argv.includes("--json");
const isWanted = ({ id }: { readonly id: string }): boolean => wanted === undefined || id === wanted;

const limits = await machineLimits();
const results: SceneTable[] = [
  ...(await inTurn(scenes.filter(isWanted), throughputTable)),
  ...preTradeScenes.filter(isWanted).map((scene) =>
    latencyTable(
      scene.id,
      scene.title,
      measured(scene.title, () => scene.measure()),
    ),
  ),
  ...[{ id: "pre-trade-bits" }].filter(isWanted).map(bitsTable),
  ...(await inTurn(tableScenes.filter(isWanted), async ({ id, title, measure }) => {
    return { id, title, ...(await measured(title, measure)) };
  })),
];
const report = { machine: { ...machine(), limits }, rounds, scenes: results };
console.log(asJson ? JSON.stringify(report, null, 2) : [limitsText(limits), ...results.map(tableText)].join("\n\n"));
if (isRecorded) record();

function measured<T>(title: string, run: () => T): T {
  if (process.stderr.isTTY) process.stderr.write(`${title} …\n`);
  return run();
}

async function inTurn<T, U>(list: readonly T[], run: (one: T) => Promise<U>): Promise<U[]> {
  const done: U[] = [];
  for (const one of list) done.push(await run(one));
  return done;
}

async function throughputTable(scene: Scene): Promise<SceneTable> {
  const { id, title, unit, work } = scene;
  const obstacle = await scene.prepare?.();
  if (obstacle !== undefined) return { id, title, heads: [], rows: [], notes: [obstacle] };
  const { own, peers } = scene;
  const present = peers.flatMap((peer) => ("contender" in peer ? [peer.contender] : []));
  const absent = peers.flatMap((peer) => ("absent" in peer ? [`absent: ${peer.absent}`] : []));
  const against = present[0] ?? own.at(-1)!;
  const timings = measured(title, () => paired([...own, ...present], against, rounds));
  return {
    id,
    title,
    heads: [`speed against ${against.name}`, unit],
    rows: timings.map(({ name, seconds, ratio }) => ({ name, numbers: [ratio, seconds / work] })),
    notes: [scene.accuracy(), ...absent],
  };
}

function bitsTable({ id }: { readonly id: string }): SceneTable {
  const title = "Certified against the float64 reference";
  const { checks, different } = measured(title, differingBits);
  return {
    id,
    title,
    heads: [],
    rows: [],
    notes: [`${different} of ${checks.toLocaleString("en")} answers differ in any bit`],
  };
}

/** Fills bench/results.json, and the tables and the plot of the guide. */
function record(): void {
  const path = new URL("./results.json", import.meta.url);
  const kept: SceneTable[] = wanted === undefined ? [] : JSON.parse(readFileSync(path, "utf8")).scenes;
  const scenes = kept.map((one) => results.find(({ id }) => id === one.id) ?? one);
  scenes.push(...results.filter(({ id }) => !kept.some((one) => one.id === id)));
  writeFileSync(path, `${JSON.stringify({ ...report, scenes }, null, 2)}\n`);
  writePage(scenes);
  const grown = results.find(({ id }) => id === growth.id);
  if (grown !== undefined) writeFileSync(new URL("../docs/guide/growth.svg", import.meta.url), growthPlot(grown));
}

function writePage(scenes: readonly SceneTable[]): void {
  const page = new URL("../docs/guide/performance.md", import.meta.url);
  const { processor, node } = machine();
  const how = `${processor}, Node ${node}; medians of ${rounds} paired rounds, CPU time of one core; latencies by the clock on the wall.`;
  const filled = `<!-- bench:begin -->\n${how}\n\n${limitsText(limits)}\n\n${scenes.map(tableMarkdown).join("\n\n")}\n<!-- bench:end -->`;
  const before = readFileSync(page, "utf8");
  writeFileSync(
    page,
    before.replace(/<!-- bench:begin -->[\s\S]*<!-- bench:end -->/, () => filled),
  );
}
