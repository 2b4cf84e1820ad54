/** Checks the code against the reference vectors. Exit code 3 on a miss. */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { pagesWithCounts } from "./counts.ts";
import { calculationFamilies } from "./families.ts";
import { runConformance } from "./run.ts";
import { reportLines, reportPage } from "./text.ts";
import { hasVectors, readVectorFiles, vectorsFolder } from "./vectors.ts";

const exitCodeMissed = 3;

const { values } = parseArgs({ options: { json: { type: "boolean" }, write: { type: "string" } } });
const folder = vectorsFolder();
if (!hasVectors(folder)) {
  const message = `no vectors in ${folder} (set PLIMSOLL_VECTORS): nothing was checked`;
  console.log(values.json === true ? JSON.stringify({ schemaVersion: 1, folder, files: [], message }) : message);
} else {
  const report = runConformance(folder, readVectorFiles(folder), calculationFamilies);
  if (values.write !== undefined) {
    writeFileSync(values.write, reportPage(report));
    for (const { file, counted } of pagesWithCounts(report)) writeFileSync(file, counted);
  }
  console.log(values.json === true ? JSON.stringify(report, null, 2) : reportLines(report).join("\n"));
  if (report.missed > 0) process.exitCode = exitCodeMissed;
}
