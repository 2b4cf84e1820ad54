/** The records of a file, one after another; every fault of every record in one failure. */
import { parseDecimal, toNumber } from "../../../instruments/decimal.ts";
import { FaultList, failed, type Outcome, success } from "../../../numerics/outcome.ts";
import { CsvReader } from "../history/csvReader.ts";
import type { Fields } from "./fields.ts";

const shownMax = 40;

/** Reads the rows of a comma-separated file with one header line; a row that gives nothing is left out. */
export function readCsvRecords<T>(
  text: string,
  file: string,
  readOne: (fields: Fields) => T | undefined,
): Outcome<T[]> {
  const reader = new CsvReader(file, text, 1);
  const columns = new Map<string, number>(); // looked up once per name, not once per cell
  const columnOf = (name: string): number => {
    const column = columns.get(name) ?? reader.column(name);
    columns.set(name, column);
    return column;
  };
  const found: T[] = [];
  for (const row of reader.read()) {
    const cell = (name: string): string => reader.cell(row, columnOf(name));
    const one = readOne({
      path: `${file}:${row.line}`,
      text: cell,
      number: (name) => {
        if (cell(name) === "") return undefined;
        const value = reader.number(row, columnOf(name));
        return Number.isNaN(value) ? undefined : value;
      },
      blame: (name, rule) => reader.blame(row, name, cell(name), rule),
    });
    if (one !== undefined) found.push(one);
  }
  const failure = reader.failure();
  return failure === null ? success(found) : failed(failure);
}

/** Whether a text looks like JSON that names all of these members. */
export const isJsonWith = (text: string, ...members: readonly string[]): boolean =>
  /^\s*[[{]/.test(text) && members.every((member) => text.includes(`"${member}"`));

/**
 * Reads the objects of a JSON answer; an object that gives nothing is left out.
 *
 * @param places where the objects may stand, `result.list`; the first place that is there counts, "" is the top
 */
export function readJsonRecords<T>(
  text: string,
  file: string,
  places: readonly string[],
  readOne: (fields: Fields, top: Fields) => T | undefined,
): Outcome<T[]> {
  let content: unknown;
  try {
    content = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    return failed({ code: "parsing", path: file, message: error instanceof Error ? error.message : "not JSON" });
  }
  const place = places.find((one) => typeof at(content, one) === "object" && at(content, one) !== null);
  if (place === undefined) {
    return failed({ code: "missing-data", path: file, message: `holds no ${places.join(" or ")}` });
  }
  const faults = new FaultList();
  const top = jsonFields(content, file, faults);
  const records = at(content, place);
  const base = place === "" ? file : `${file}/${place.replaceAll(".", "/")}`;
  const list: readonly (readonly [string, unknown])[] = Array.isArray(records)
    ? records.map((record, k) => [`${base}/${k}`, record] as const)
    : [[base, records]];
  const found: T[] = [];
  for (const [path, record] of list) {
    if (typeof record !== "object" || record === null) {
      faults.add({ code: "parsing", path, message: `is ${shown(record)}: must be an object` });
      continue;
    }
    const one = readOne(jsonFields(record, path, faults), top);
    if (one !== undefined) found.push(one);
  }
  return faults.count > 0 ? failed(faults.toFailure(file, `${list.length} records`)) : success(found);
}

/** The member at a dotted path, own members alone; "" is the value itself. */
function at(value: unknown, path: string): unknown {
  let current = value;
  for (const name of path === "" ? [] : path.split(".")) {
    if (typeof current !== "object" || current === null || !Object.hasOwn(current, name)) return undefined;
    current = (current as Record<string, unknown>)[name];
  }
  return current;
}

/** A JSON number, or one written as a decimal text; else NaN. */
function numberOf(raw: unknown): number {
  if (typeof raw === "number") return raw;
  const parsed = typeof raw === "string" ? parseDecimal(raw) : undefined;
  return parsed?.ok === true ? toNumber(parsed.value) : Number.NaN;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > shownMax ? `${text.slice(0, shownMax)}…` : text;
}

/** One JSON object, read by dotted member names. */
export function jsonFields(record: unknown, path: string, faults: FaultList): Fields {
  const textOf = (value: unknown): string =>
    typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";
  const blame = (name: string, rule: string): void => {
    faults.add({
      code: "parsing",
      path: `${path}/${name.replaceAll(".", "/")}`,
      message: `is ${shown(at(record, name))}: ${rule}`,
    });
  };
  return {
    path,
    text: (name) => textOf(at(record, name)),
    number: (name) => {
      const raw = at(record, name);
      if (raw === undefined || raw === null || raw === "") return undefined;
      const value = numberOf(raw);
      if (Number.isFinite(value)) return value;
      blame(name, "must be a finite decimal number");
      return undefined;
    },
    blame,
  };
}
