import { type Failure, failed } from "../../numerics/outcome.ts";
import { accountImporters } from "../../venues/accountImporters.ts";
import { historyImporters } from "../../venues/historyImporters.ts";
import { importHistory } from "../../venues/importers/history/importHistory.ts";
import { type ExitCode, exitCodes } from "../exitCodes.ts";
import { readInputFile } from "../files/readFile.ts";
import { dayText, failureText, table } from "../present.ts";
import { type CommonOptions, terminalFor } from "../terminal.ts";

/** Reads every file as its importer would and reports faults; writes nothing. */
export async function checkData(files: readonly string[], options: CommonOptions): Promise<ExitCode> {
  const terminal = terminalFor(options);
  const good: {
    file: string;
    format: string;
    market: string;
    rows: number;
    from: string;
    to: string;
    missingBars: number;
  }[] = [];
  const failures: Failure[] = [];
  for (const path of files) {
    const file = await readInputFile(path);
    const read = file.ok ? importHistory(file.value) : failed(file.failure);
    if (!read.ok) {
      failures.push(read.failure);
      continue;
    }
    const { series, funding, report } = read.value;
    const source = series?.source ?? funding?.source;
    good.push({
      file: source?.file ?? path,
      format: source?.format ?? "",
      market: series?.market ?? funding?.market ?? "",
      rows: report.rows,
      from: dayText(report.firstMs),
      to: dayText(report.lastMs),
      missingBars: report.missingBars,
    });
  }
  if (options.json)
    terminal.out(JSON.stringify({ schemaVersion: 1, ok: failures.length === 0, files: good, failures }, null, 2));
  else {
    const rows = good.map((one) => [
      one.market,
      String(one.rows),
      one.from,
      one.to,
      String(one.missingBars),
      one.format,
    ]);
    if (rows.length > 0) terminal.out(table(["market", "rows", "from", "to", "missing", "format"], rows));
    for (const failure of failures) process.stderr.write(`${failureText(failure)}\n`);
  }
  return failures.length === 0 ? exitCodes.ok : exitCodes.badData;
}

/** Every input type, its units, and the public call or download that makes one. */
export function describeData(options: CommonOptions): ExitCode {
  const terminal = terminalFor(options);
  const history = historyImporters.map(({ id, title, unitsNote, howToGet }) => ({
    kind: "history",
    id,
    title,
    units: unitsNote,
    howToGet,
  }));
  const accounts = accountImporters.map(({ id, title, unitNote, howToGet }) => ({
    kind: "accounts",
    id,
    title,
    units: unitNote,
    howToGet,
  }));
  const all = [...history, ...accounts];
  if (options.json) terminal.out(JSON.stringify({ schemaVersion: 1, inputs: all }, null, 2));
  else
    terminal.out(
      all
        .map((one) => `${one.title} (${one.kind}: ${one.id})\n  units: ${one.units}\n  get it: ${one.howToGet}`)
        .join("\n\n"),
    );
  return exitCodes.ok;
}
