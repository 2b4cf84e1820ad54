import type { SeriesSource } from "../market/timeSeries.ts";
import { failed, type Outcome, success } from "../numerics/outcome.ts";
import { type StatedScenario, type StatedShock, shockKinds } from "../scenarios/statedShocks.ts";
import { CsvReader, firstLine } from "../venues/importers/history/csvReader.ts";

const header = "scenario,weight,what,underlying,size";
const example = `write it: ${header}, like crash,1,price,BTC,-0.3; rows of one name are one scenario`;

/**
 * Reads a table of stated scenarios, one shock a row, every bad row reported.
 *
 * @returns scenarios in the order of their first row; their weight is that of the first row too
 */
export function readShockTable(text: string, { file }: Pick<SeriesSource, "file">): Outcome<StatedScenario[]> {
  if (firstLine(text) !== header) {
    const message = `the first line is "${firstLine(text).slice(0, 80)}", must be ${header}`;
    return failed({ code: "unsupported", path: `${file}:1`, message, hint: example });
  }
  const csv = new CsvReader(file, text, 1);
  const scenarios = new Map<string, { weight: number; shocks: StatedShock[] }>();
  for (const row of csv.read()) {
    const [label, what, underlying] = [csv.cell(row, 0), csv.cell(row, 2), csv.cell(row, 3)];
    const [weight, size] = [csv.number(row, 1), csv.number(row, 4)];
    const kind = shockKinds.find((one) => one === what);
    if (kind === undefined) csv.blame(row, "what", what, `must be one of ${shockKinds.join(", ")}`);
    const own = scenarios.get(label) ?? { weight, shocks: [] };
    if (own.weight !== weight)
      csv.blame(row, "weight", weight, `must be ${own.weight}, as in the first row of ${label}`);
    if (kind !== undefined) own.shocks.push({ what: kind, underlying, size });
    scenarios.set(label, own);
  }
  const failure = csv.failure();
  if (failure !== null) return failed(failure);
  return success([...scenarios].map(([label, { weight, shocks }]) => ({ label, weight, shocks })));
}
