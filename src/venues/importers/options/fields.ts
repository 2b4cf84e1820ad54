import { decimal, toNumber } from "../../../instruments/decimal.ts";

/** One record of a file, a CSV row or a JSON object, read by name; what cannot be read becomes a fault. */
export interface Fields {
  /** `file:line` or a JSON path. */
  readonly path: string;
  /** Empty where the source says nothing. */
  readonly text: (name: string) => string;
  /** Absent where the source says nothing, and after a fault has been listed. */
  readonly number: (name: string) => number | undefined;
  /** Lists a fault of one field: path, field, its value, and the rule it broke. */
  readonly blame: (name: string, rule: string) => void;
}

/** A number that must not be below 0. */
export function amountIn(fields: Fields, name: string): number | undefined {
  const value = fields.number(name);
  if (value === undefined || value >= 0) return value;
  fields.blame(name, "must not be below 0");
  return undefined;
}

/** A number that venues write as 0 when there is none: a bid, an ask, a forward, a volatility. Absent when 0. */
export function positiveIn(fields: Fields, name: string): number | undefined {
  const value = amountIn(fields, name);
  return value === 0 ? undefined : value;
}

/** A number that must be there and above 0. */
export function neededIn(fields: Fields, name: string): number | undefined {
  const value = fields.number(name);
  if (value !== undefined && value > 0) return value;
  if (value !== undefined || fields.text(name) === "") fields.blame(name, "must be a number above 0");
  return undefined;
}

/** A volatility that the source writes in percent, as a decimal: 55.91 is 0.5591 to the last digit. */
export function percentIn(fields: Fields, name: string): number | undefined {
  const percent = positiveIn(fields, name);
  if (percent === undefined) return undefined;
  const { units, scale } = decimal(String(percent));
  return toNumber({ units, scale: scale + 2 });
}

const timeMsMin = Date.UTC(2009, 0, 1);
const timeMsMax = Date.UTC(2100, 0, 1);
const isKnownTime = (timeMs: number): boolean => timeMs >= timeMsMin && timeMs < timeMsMax;

/** A time that must be there, milliseconds UTC. */
export const timeIn = (fields: Fields, name: string): number | undefined => scaledTimeIn(fields, name, 1);

/** A time that must be there and that the source writes in microseconds; the part below a millisecond is dropped. */
export const microsecondsIn = (fields: Fields, name: string): number | undefined => scaledTimeIn(fields, name, 1000);

function scaledTimeIn(fields: Fields, name: string, unitsPerMs: 1 | 1000): number | undefined {
  const value = fields.number(name);
  if (value === undefined && fields.text(name) !== "") return undefined;
  const timeMs = value === undefined ? Number.NaN : Math.floor(value / unitsPerMs);
  if (isKnownTime(timeMs)) return timeMs;
  fields.blame(name, `must be ${unitsPerMs === 1 ? "milliseconds" : "microseconds"} UTC between 2009 and 2100`);
  return undefined;
}

const isoForm = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,6})?Z?$/;

/** A time that must be there, `2024-05-22T21:46:38.512Z`; without a zone it is UTC. */
export function isoTimeIn(fields: Fields, name: string): number | undefined {
  const text = fields.text(name);
  const timeMs = isoForm.test(text) ? Date.parse(`${text.replace(" ", "T").replace(/Z$/, "")}Z`) : Number.NaN;
  if (isKnownTime(timeMs)) return timeMs;
  fields.blame(name, "must be a time like 2024-05-22T21:46:38.512Z between 2009 and 2100");
  return undefined;
}

/** Lists a fault where the source's own statement, if it makes one, differs from what the instrument's name says. */
export function checkStated(fields: Fields, name: string, expected: number | string): void {
  const text = fields.text(name);
  if (text === "") return;
  const agrees =
    typeof expected === "string" ? text.toLowerCase() === expected.toLowerCase() : Number(text) === expected;
  if (!agrees) fields.blame(name, `the instrument's name says ${expected}`);
}

/** Lists a fault where the source's own expiry, if it states one, is not the instrument's; `statedMs` in milliseconds. */
export function checkExpiry(fields: Fields, name: string, expiresAt: number, statedMs: number | undefined): void {
  if (statedMs === undefined || statedMs === expiresAt) return;
  const [expected, stated] = [expiresAt, statedMs].map((timeMs) => new Date(timeMs).toISOString());
  fields.blame(name, `that is ${stated}, the instrument's name says ${expected}`);
}

/** A member that is there only when its value is. */
export const given = <K extends string, T>(name: K, value: T | undefined): { readonly [P in K]?: T } =>
  value === undefined ? {} : ({ [name]: value } as { readonly [P in K]?: T });
