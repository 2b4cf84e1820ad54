/** `npm run bench [-- --json] [-- --scene ID]`: ours beside named peers in one run, into bench/results.json. */
import { readFileSync, writeFileSync } from "node:fs";
import { machine } from "./machine.ts";
import { paired, type Timing } from "./paired.ts";
import type { Scene } from "./scene.ts";
import { normals } from "./scenes/normals.ts";
import { revaluation } from "./scenes/revaluation.ts";

const scenes: readonly Scene[] = [revaluation, normals];
const rounds = 7;

const wanted = process.argv.includes("--scene") ? process.argv[process.argv.indexOf("--scene") + 1] : undefined;
const asJson = process.argv.includes("--json");

const results = scenes.filter(({ id }) => wanted === undefined || id === wanted).map(resultOf);
const report = { machine: machine(), rounds, scenes: results };
if (asJson) console.log(JSON.stringify(report, null, 2));
else console.log(results.map(text).join("\n\n"));
if (wanted === undefined) {
  writeFileSync(new URL("./results.json", import.meta.url), `${JSON.stringify(report, null, 2)}\n`);
  writePage();
}

function resultOf({ id, title, unit, work, own, peers, accuracy }: Scene) {
  const present = peers.flatMap((peer) => ("contender" in peer ? [peer.contender] : []));
  const absent = peers.flatMap((peer) => ("absent" in peer ? [peer.absent] : []));
  const against = present[0] ?? own.at(-1)!;
  if (process.stderr.isTTY) process.stderr.write(`${title} …\n`);
  const timings = paired([...own, ...present], against, rounds);
  const rows = timings.map((one: Timing) => ({ name: one.name, time: one.seconds / work, ratio: one.ratio }));
  return { id, title, unit, against: against.name, rows, absent, accuracy: accuracy() };
}

function text({ title, unit, against, rows, absent, accuracy }: ReturnType<typeof resultOf>): string {
  const lines = rows.map(
    ({ name, time, ratio }) => `  ${name.padEnd(34)} ${time.toFixed(1).padStart(8)}  ${ratio.toFixed(2)}x`,
  );
  return [
    title,
    `  ${"".padEnd(34)} ${unit}, speed against ${against}`,
    ...lines,
    `  ${accuracy}`,
    ...absent.map((one) => `  absent: ${one}`),
  ].join("\n");
}

/** Fills the table of docs/guide/performance.md. */
function writePage(): void {
  const page = new URL("../docs/guide/performance.md", import.meta.url);
  const tables = results.map(({ title, unit, against, rows, absent, accuracy }) =>
    [
      `**${title}**`,
      "",
      `| | speed against ${against} | ${unit} |`,
      "|---|---|---|",
      ...rows.map(({ name, time, ratio }) => `| ${name} | ${ratio.toFixed(2)} | ${time.toFixed(1)} |`),
      "",
      `${[accuracy, ...absent.map((one) => `absent: ${one}`)].join("; ")}.`,
    ].join("\n"),
  );
  const { processor, node } = machine();
  const filled = `<!-- bench:begin -->\n${processor}, Node ${node}; medians of ${rounds} paired rounds, CPU time of one core.\n\n${tables.join("\n\n")}\n<!-- bench:end -->`;
  const before = readFileSync(page, "utf8");
  writeFileSync(
    page,
    before.replace(/<!-- bench:begin -->[\s\S]*<!-- bench:end -->/, () => filled),
  );
}
