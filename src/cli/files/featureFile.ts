import { basename } from "node:path";
import type { ObservedSeries } from "../../calibration/forecasts/index.ts";
import { failed, type Outcome, success } from "../../numerics/outcome.ts";
import { CsvReader, firstLine } from "../../venues/importers/history/csvReader.ts";
import { readInputFile } from "./readFile.ts";

/** Names of a column that is taken when none is asked for. */
const usual = ["close", "value"];

/**
 * Reads a series of any kind: a CSV whose first column is `ts_ms`.
 *
 * @param text `FILE` or `FILE:COLUMN`; without a column `close`, `value`, or the only other one. Of a file of several
 *             symbols, one after another in a column `symbol`, `FILE:SYMBOL` reads the last column of one
 */
export async function readFeature(text: string): Promise<Outcome<ObservedSeries>> {
  const [, path = text, asked] = /^(.+?)(?::([A-Za-z_][\w.]*))?$/.exec(text) ?? [];
  const file = await readInputFile(path);
  if (!file.ok) return file;
  const names = firstLine(file.value.text).split(",");
  const others = names.slice(1);
  const symbolAt = names.indexOf("symbol");
  const isSymbol = symbolAt > 0 && asked !== undefined && !others.includes(asked);
  const column = isSymbol
    ? names.at(-1)!
    : (asked ?? (others.length === 1 ? others[0]! : others.find((name) => usual.includes(name))));
  if (names[0] !== "ts_ms" || column === undefined || !others.includes(column)) {
    const message = `columns are ${names.join(", ")}`;
    const hint = "the first must be ts_ms; write FILE:COLUMN to choose another";
    return failed({ code: "invalid", path, message, hint });
  }
  const csv = new CsvReader(file.value.name, file.value.text, 1);
  const at = csv.column(column);
  const [times, values]: [number[], number[]] = [[], []];
  for (const row of csv.read()) {
    if (isSymbol && csv.cell(row, symbolAt) !== asked) continue;
    const [time, value] = [csv.number(row, 0), csv.number(row, at)];
    if (times.length > 0 && time <= times.at(-1)!) csv.blame(row, "ts_ms", time, "must be later than the row before");
    times.push(time);
    values.push(value);
  }
  const failure = csv.failure();
  if (failure !== null) return failed(failure);
  if (times.length === 0)
    return failed({ code: "missing-data", path, message: isSymbol ? `no row of ${asked}` : "no row" });
  const name = `${basename(path).replace(/\.csv(\.gz)?$/, "")}${others.length > 1 ? ` ${isSymbol ? asked : column}` : ""}`;
  return success({ name, timesMs: Float64Array.from(times), values: Float64Array.from(values) });
}
