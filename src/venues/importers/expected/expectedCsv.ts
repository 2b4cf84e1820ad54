/** What a venue says an account has and owes: `account,measure,value`, one number a row. */
import { failed, type Outcome, success } from "../../../numerics/outcome.ts";
import { CsvReader, firstLine } from "../history/csvReader.ts";

const header = "account,measure,value";

/** Equity, or a requirement, of a whole account. */
export type MarginMeasure = "equity" | "initial" | "maintenance";

const measures: readonly MarginMeasure[] = ["equity", "initial", "maintenance"];

/** One number of the venue's. */
export interface ExpectedMargin {
  readonly account: string;
  readonly measure: MarginMeasure;
  /** The currency that the venue counts in. */
  readonly value: number;
  /** `file:line` */
  readonly path?: string;
}

export const expectedCsv = {
  id: "expected-margin-csv",
  title: "A venue's own margin numbers",
  unitsNote: "equity, initial or maintenance of a whole account, in the currency that the venue's rulebook counts in",
  howToGet: `write it from the venue's account page: ${header}, like maker,initial,24596.12`,
  recognises: (text: string): boolean => firstLine(text) === header,
} as const;

/** Reads a venue's numbers, every bad row reported. */
export function importExpected(text: string, file: string): Outcome<ExpectedMargin[]> {
  if (!expectedCsv.recognises(text)) {
    const message = `the first line is "${firstLine(text).slice(0, 80)}", must be ${header}`;
    return failed({ code: "unsupported", path: `${file}:1`, message, hint: expectedCsv.howToGet });
  }
  const csv = new CsvReader(file, text, 1);
  const rows: ExpectedMargin[] = [];
  const lineOf = new Map<string, number>();
  for (const row of csv.read()) {
    const account = csv.cell(row, 0);
    const name = csv.cell(row, 1);
    const value = csv.number(row, 2);
    const measure = measures.find((one) => one === name);
    if (account === "") csv.blame(row, "account", account, "must not be empty");
    if (measure === undefined) csv.blame(row, "measure", name, `must be ${measures.join(", ")}`);
    const before = lineOf.get(`${account} ${name}`);
    if (before !== undefined) csv.blame(row, "measure", name, `already on line ${before}`);
    lineOf.set(`${account} ${name}`, row.line);
    if (measure !== undefined) rows.push({ account, measure, value, path: `${file}:${row.line}` });
  }
  const failure = csv.failure();
  return failure === null ? success(rows) : failed(failure);
}
