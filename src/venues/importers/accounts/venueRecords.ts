/** The records of a venue's answers about an account, read by member; what cannot be read becomes a fault. */
import { type Decimal, decimalOf, parseDecimal, toNumber } from "../../../instruments/decimal.ts";
import { type FailureCode, FaultList, failed, type Outcome, success } from "../../../numerics/outcome.ts";
import { isRecord, type Json } from "./ccxtVenues.ts";

const shownMax = 40;

/** One object of an answer and what stands around it. */
export class VenueRecord {
  readonly raw: Json;
  /** JSON path. */
  readonly path: string;
  /** The whole answer that holds the record: time and category often stand there. */
  readonly answer: unknown;
  private readonly faults: FaultList;

  constructor(raw: Json, path: string, answer: unknown, faults: FaultList) {
    this.raw = raw;
    this.path = path;
    this.answer = answer;
    this.faults = faults;
  }

  /** Empty where the venue says nothing: absent, null or "". */
  text(name: string): string {
    const value = memberAt(this.raw, name);
    return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";
  }

  /** A number that must be there. A text is kept digit by digit; a JSON number is its shortest decimal. */
  decimal(name: string): Decimal | undefined {
    return this.text(name) === "" ? this.blame(name, "must be a number") : this.optional(name);
  }

  /** A number that may be missing or empty. */
  optional(name: string): Decimal | undefined {
    if (this.text(name) === "") return undefined;
    const value = memberAt(this.raw, name);
    if (typeof value === "number" && Number.isFinite(value)) return decimalOf(value, 18);
    const parsed = typeof value === "string" ? parseDecimal(value) : undefined;
    const isHeld = parsed?.ok === true && Number.isFinite(toNumber(parsed.value));
    return isHeld ? parsed.value : this.blame(name, "must be a decimal number");
  }

  /** A number that must be there and above 0. */
  positive(name: string): Decimal | undefined {
    const value = this.decimal(name);
    return value === undefined || value.units > 0n ? value : this.blame(name, "must be above 0");
  }

  /** JSON path of a member. */
  at(name: string): string {
    return `${this.path}/${name.replaceAll(".", "/")}`;
  }

  /** The objects of a list that must be there. */
  list(name: string): readonly VenueRecord[] {
    const rows = memberAt(this.raw, name);
    if (!Array.isArray(rows)) this.blame(name, "must be a list");
    return (Array.isArray(rows) ? rows : []).flatMap((raw: unknown, k) => {
      if (isRecord(raw)) return [new VenueRecord(raw, this.at(`${name}.${k}`), this.answer, this.faults)];
      this.blame(`${name}.${k}`, "must be an object");
      return [];
    });
  }

  /** Lists a fault of one member: its value and the rule it broke. */
  blame(name: string, rule: string, more: { readonly code?: FailureCode; readonly hint?: string } = {}): undefined {
    const text = JSON.stringify(memberAt(this.raw, name)) ?? "missing";
    const shown = text.length > shownMax ? `${text.slice(0, shownMax)}…` : text;
    const { code = "parsing", hint } = more;
    this.faults.add({
      code,
      path: this.at(name),
      message: `is ${shown}: ${rule}`,
      ...(hint === undefined ? {} : { hint }),
    });
    return undefined;
  }

  /** The value of an outcome; its failure becomes a fault. */
  taken<T>(outcome: Outcome<T>): T | undefined {
    if (outcome.ok) return outcome.value;
    this.faults.add(outcome.failure);
    return undefined;
  }
}

/** The member at a dotted path, own members alone; "" is the value itself. */
export function memberAt(value: unknown, path: string): unknown {
  let current = value;
  for (const name of path === "" ? [] : path.split(".")) {
    if (typeof current !== "object" || current === null || !Object.hasOwn(current, name)) return undefined;
    current = (current as Readonly<Record<string, unknown>>)[name];
  }
  return current;
}

/** Where a venue's answers hold the records of one part of an account. */
export interface PartShape {
  /** Dotted paths of the list or of a single record, the most particular first; "" is the answer itself. */
  readonly places: readonly string[];
  /** Members that mark a record of this part; one of them is enough. */
  readonly marks: readonly string[];
}

/** The records of each part that a file holds; a part is absent where the file says nothing of it. */
export type Parts<P extends string> = { readonly [K in P]?: readonly VenueRecord[] };

/**
 * The parts of an account file: one answer as the venue gave it, or an object with one member a part, each an answer or
 * a list of answers: `{ "positions": …, "balances": … }`.
 */
export function readParts<P extends string>(
  text: string,
  file: string,
  shapes: Readonly<Record<P, PartShape>>,
): Outcome<{ readonly parts: Parts<P>; readonly faults: FaultList }> {
  let content: unknown;
  try {
    content = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    return failed({ code: "parsing", path: file, message: error instanceof Error ? error.message : "not JSON" });
  }
  const faults = new FaultList();
  const names = Object.keys(shapes) as P[];
  const parts: { [K in P]?: VenueRecord[] } = {};
  if (isRecord(content) && isWrapper(content, names)) {
    for (const name of names) {
      if (!Object.hasOwn(content, name)) continue;
      const found = recordsIn(content[name], `${file}/${name}`, shapes[name], faults, "told");
      if (found !== undefined) parts[name] = found;
      else faults.add(strangePart(`${file}/${name}`, name, shapes[name]));
    }
  } else {
    for (const name of names) {
      const found = recordsIn(content, file, shapes[name], faults, "marked");
      if (found !== undefined) parts[name] = found;
    }
    if (Object.keys(parts).length === 0) {
      return failed({ code: "missing-data", path: file, message: `holds no ${names.join(" and no ")}` });
    }
  }
  return success({ parts, faults });
}

const isWrapper = (content: Json, names: readonly string[]): boolean =>
  Object.keys(content).length > 0 && Object.keys(content).every((one) => names.includes(one));

const strangePart = (path: string, name: string, { places, marks }: PartShape) => ({
  code: "parsing" as const,
  path,
  message: `holds no ${name} with ${marks.join(" or ")}`,
  hint: `put the venue's answer here, its list at ${places.map((one) => (one === "" ? "the top" : one)).join(" or ")}`,
});

/** @param trust `marked`: a list counts only where a record bears a mark; `told`: an empty list counts too */
function recordsIn(
  answer: unknown,
  path: string,
  shape: PartShape,
  faults: FaultList,
  trust: "marked" | "told",
): VenueRecord[] | undefined {
  for (const place of shape.places) {
    const list = memberAt(answer, place);
    const rows: readonly unknown[] = Array.isArray(list) ? list : [list];
    const isEmpty = Array.isArray(list) && rows.length === 0;
    const isMarked = rows.some((one) => isRecord(one) && shape.marks.some((mark) => memberAt(one, mark) !== undefined));
    if (!isMarked && !(isEmpty && trust === "told")) continue;
    const base = place === "" ? path : `${path}/${place.replaceAll(".", "/")}`;
    return rows.flatMap((raw, k) => {
      const own = Array.isArray(list) ? `${base}/${k}` : base;
      if (isRecord(raw)) return [new VenueRecord(raw, own, answer, faults)];
      faults.add({ code: "parsing", path: own, message: `is ${JSON.stringify(raw)}: must be an object` });
      return [];
    });
  }
  if (!Array.isArray(answer)) return undefined;
  const each = answer.map((one, k) => recordsIn(one, `${path}/${k}`, shape, faults, trust));
  const found = each.flatMap((one) => one ?? []);
  return each.every((one) => one !== undefined) && each.length > 0 ? found : undefined;
}

/** An answer may hold several accounts; of cash that is read from the first alone, a second is a fault. */
export function refuseSecond(records: readonly VenueRecord[] | undefined, places: readonly string[]): void {
  for (const answer of new Set(records?.map((one) => one.answer))) {
    const second = places.find((place) => memberAt(answer, place) !== undefined);
    const hint = "write one file an account";
    if (second !== undefined) records?.[0]?.blame("", `${second} is a second account`, { code: "unsupported", hint });
  }
}
