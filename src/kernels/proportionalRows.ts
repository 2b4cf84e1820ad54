import type { UnitPnlRows } from "./accountTails.ts";

/** Rows of which every other is a multiple, as near as float32 can tell. */
export interface ProportionalRows {
  /** shape [B], rows of the book that stand for themselves. */
  readonly bases: Int32Array;
  /** shape [I], index among the bases; −1 where a row is 0 in every scenario. */
  readonly baseOf: Int32Array;
  /** shape [I], how many of its base a row is. */
  readonly multiples: Float64Array;
  /** shape [I], how far a row lies from so many of its base in any scenario. */
  readonly deviations: Float64Array;
  /** shape [I], max|x| of a row; NaN where a value is. */
  readonly sizes: Float64Array;
}

/** How far from a multiple a row may lie, as a share of its size: what rounding to float32 costs anyhow. */
const tolerance = 2 ** -24;

/**
 * Which rows are multiples of others: the perpetual and the futures of one underlying, whose basis does not move, are one
 * row, and what an account holds of them is netted before anything is summed.
 *
 * @cost I × S, for every row also some scenarios of each base whose largest value is in the same scenario
 */
export function proportionalRows({ values, instruments, scenarios }: UnitPnlRows): ProportionalRows {
  const bases: number[] = [];
  const peaks = new Map<number, number[]>();
  const baseOf = new Int32Array(instruments).fill(-1);
  const multiples = new Float64Array(instruments).fill(1);
  const deviations = new Float64Array(instruments);
  const sizes = new Float64Array(instruments);
  for (let i = 0; i < instruments; i++) {
    const row = values.subarray(i * scenarios, (i + 1) * scenarios);
    const peak = peakOf(row);
    const size = Math.abs(row[peak]!);
    sizes[i] = size;
    if (size === 0) continue;
    const known = peaks.get(peak) ?? [];
    const found = known.find((base) => {
      const deviation = deviationFrom(row, size, values.subarray(bases[base]! * scenarios), peak);
      if (deviation !== undefined) deviations[i] = deviation;
      return deviation !== undefined;
    });
    baseOf[i] = found ?? bases.length;
    if (found !== undefined) multiples[i] = row[peak]! / values[bases[found]! * scenarios + peak]!;
    if (found !== undefined) continue;
    peaks.set(peak, [...known, bases.length]);
    bases.push(i);
  }
  return { bases: Int32Array.from(bases), baseOf, multiples, deviations, sizes };
}

/** The scenario with the largest value, whichever its sign; the first NaN. */
function peakOf(row: Float64Array): number {
  let peak = 0;
  for (let s = 0; s < row.length; s++) {
    if (Number.isNaN(row[s]!)) return s;
    if (Math.abs(row[s]!) > Math.abs(row[peak]!)) peak = s;
  }
  return peak;
}

/** @returns undefined where the row is no multiple */
function deviationFrom(row: Float64Array, size: number, base: Float64Array, peak: number): number | undefined {
  const multiple = row[peak]! / base[peak]!;
  const allowed = tolerance * size;
  let largest = 0;
  for (let s = 0; s < row.length; s++) {
    const deviation = Math.abs(row[s]! - multiple * base[s]!);
    if (!(deviation <= allowed)) return undefined;
    if (deviation > largest) largest = deviation;
  }
  return largest;
}
