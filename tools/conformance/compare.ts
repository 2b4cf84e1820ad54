/** The rules of comparison of section 1 of the vectors' field guide. */
import { isRecord, type Vector } from "./vectors.ts";

/** What is allowed for one field: `|got − expected| ≤ max(absolute, relative · |expected|)`. */
export interface Allowance {
  readonly absolute: number;
  readonly relative: number;
}

/** One number that does not agree. */
export interface Difference {
  readonly field: string;
  readonly expected: unknown;
  readonly got: unknown;
  readonly allowed: Allowance;
}

export interface ComparisonRules {
  /** Fields of `expected` that no calculation of ours answers yet; named in the report. */
  readonly notCompared: readonly string[];
  /**
   * Absolute floors by field, for targets that are 0 or rounding noise: they apply only where the target itself is
   * below the floor, so that no small number passes by being small.
   */
  readonly floors: Readonly<Record<string, number>>;
  /** By field, or by the record that a field stands in, the name under which its tolerance is stated, where that is another. */
  readonly toleranceNames?: Readonly<Record<string, string>>;
  /** Whether an entry of one vector is beyond what ours answers, or is known to be wrong; `notCompared` names it too. */
  excludes?(field: string, vector: Vector): boolean;
  /** Absolute slack that the vectors' field guide states as a multiple of an input; 0 where it states none. */
  slackOf?(field: string, vector: Vector): number;
}

/** Everything in `vector.expected` that `got` does not meet. */
export function differencesOf(vector: Vector, got: unknown, rules: ComparisonRules): readonly Difference[] {
  const found: Difference[] = [];
  compareValue({ field: "", expected: vector.expected, got, vector, rules, found });
  return found;
}

interface Comparison {
  readonly field: string;
  readonly expected: unknown;
  readonly got: unknown;
  readonly vector: Vector;
  readonly rules: ComparisonRules;
  readonly found: Difference[];
}

function compareValue(comparison: Comparison): void {
  const { field, expected, got, vector, rules, found } = comparison;
  if (Array.isArray(expected)) {
    const values: readonly unknown[] = Array.isArray(got) || got instanceof Float64Array ? [...got] : [];
    if (values.length !== expected.length) {
      found.push({ field: `${field}.length`, expected: expected.length, got: values.length, allowed: exact });
      return;
    }
    expected.forEach((entry: unknown, index) => {
      const path = `${field}[${index}]`;
      if (rules.excludes?.(path, vector) === true) return;
      compareValue({ ...comparison, field: path, expected: entry, got: values[index] });
    });
    return;
  }
  if (isRecord(expected)) {
    for (const [key, entry] of Object.entries(expected)) {
      const path = field === "" ? key : `${field}.${key}`;
      if (rules.notCompared.includes(path) || rules.excludes?.(path, vector) === true) continue;
      compareValue({ ...comparison, field: path, expected: entry, got: isRecord(got) ? got[key] : undefined });
    }
    return;
  }
  const allowed = allowanceFor(field, expected, vector, rules);
  if (!agrees(expected, got, allowed)) found.push({ field, expected, got, allowed });
}

const exact: Allowance = { absolute: 0, relative: 0 };

function agrees(expected: unknown, got: unknown, { absolute, relative }: Allowance): boolean {
  if (typeof expected !== "number") return expected === got;
  if (typeof got !== "number" || !Number.isFinite(got)) return false;
  return Math.abs(got - expected) <= Math.max(absolute, relative * Math.abs(expected));
}

function allowanceFor(
  field: string,
  expected: unknown,
  vector: Vector,
  { floors, slackOf, toleranceNames }: ComparisonRules,
): Allowance {
  const { tolerance } = vector;
  if (tolerance["exact"] === true) return exact;
  const name = field.replace(/\[\d+\]/g, "").replace(/^.*\./, "");
  const record = field.includes(".") ? field.replace(/\..*$/, "") : "";
  const stated = toleranceNames?.[record] ?? toleranceNames?.[name] ?? name;
  const named = {
    relative: tolerance[`${name}_rel`] ?? tolerance[`${stated}_rel`],
    absolute: tolerance[`${name}_abs`] ?? tolerance[`${stated}_abs`],
  };
  const isNamed = named.relative !== undefined || named.absolute !== undefined;
  const relative = isNamed ? named.relative : tolerance["rel"];
  const absolute = isNamed ? named.absolute : tolerance["abs"];
  const floor = floors[name] ?? 0;
  const isNoise = typeof expected === "number" && Math.abs(expected) <= floor;
  return {
    relative: typeof relative === "number" ? relative : 0,
    absolute: Math.max(typeof absolute === "number" ? absolute : 0, isNoise ? floor : 0, slackOf?.(name, vector) ?? 0),
  };
}
