import { powerOfTwo } from "./floatBits.ts";

/**
 * The quantiles of one law as polynomials, for its inversion many times over.
 *
 * A probability p ≤ ½, counted from the nearer end of (0, 1), lies in one of 52 octaves [2^e, 2^(e+1)), e from −53 to
 * −2, and there in one of 16 equal pieces; each has a polynomial in x from −1 to 1 along the piece.
 */
export interface QuantileTable {
  /** Mirrored at 0: only the lower half is held, and what is held is the quantile over (p − ½). */
  readonly isSymmetric: boolean;
  /** [halves × 52 × 16 × 9] highest power first; the lower half of the law, then the upper one. */
  readonly coefficients: Float64Array;
}

export const tableOctaves = 52;
export const tablePieces = 16;
export const tableTerms = 9;
/** Coefficients of half a law. */
export const tableHalf = tableOctaves * tablePieces * tableTerms;
/** The octave of the least probability, 2^-53. */
export const tableLeastExponent = -53;

/** What a table is made from. */
export interface QuantileSeries {
  readonly isSymmetric: boolean;
  /**
   * Taylor coefficients of the quantile in s, at the probability at·(1 + s) of the lower tail, or of the upper one.
   *
   * @param at  in (0, ½]; ½ only for a law that is symmetric
   * @param out shape [terms], written
   */
  expand(at: number, side: "lower" | "upper", out: Float64Array): void;
}

/** Of the Taylor series: at a third of its radius, or at half of it where only every other term is there. */
const seriesTerms = 64;

/**
 * Interpolates at Chebyshev nodes what a Taylor series gives at each: one expansion an octave.
 *
 * @returns within 3e-15 relative of the quantile that the series were expanded from, where no singularity is nearer
 *          than the end of the law
 * @cost    52 expansions a half, 832 polynomials of 9 terms
 */
export function quantileTable({ isSymmetric, expand }: QuantileSeries): QuantileTable {
  const halves = isSymmetric ? (["lower"] as const) : (["lower", "upper"] as const);
  const coefficients = new Float64Array(halves.length * tableHalf);
  const series = new Float64Array(seriesTerms);
  halves.forEach((side, half) => {
    for (let octave = 0; octave < tableOctaves; octave++) {
      const least = powerOfTwo(tableLeastExponent + octave);
      // Around ½ a symmetric law is odd: its series loses its constant and so can be divided by p − ½.
      const isMiddle = isSymmetric && octave === tableOctaves - 1;
      const at = isMiddle ? 0.5 : 1.5 * least;
      expand(at, side, series);
      for (let piece = 0; piece < tablePieces; piece++) {
        const start = half * tableHalf + (octave * tablePieces + piece) * tableTerms;
        const values = nodes.map((node) => {
          const p = least * (1 + (piece + 0.5 + 0.5 * node) / tablePieces);
          const value = polynomial(isMiddle ? series.subarray(1) : series, p / at - 1);
          if (isMiddle) return 2 * value;
          return isSymmetric ? value / (p - 0.5) : value;
        });
        interpolate(values, coefficients.subarray(start, start + tableTerms));
      }
    }
  });
  return { isSymmetric, coefficients };
}

/** cos((2i + 1)π/18), zeros of the ninth Chebyshev polynomial. */
const nodes = [
  0.984807753012208, 0.8660254037844387, 0.6427876096865394, 0.3420201433256687, 0, -0.3420201433256687,
  -0.6427876096865394, -0.8660254037844387, -0.984807753012208,
];

/** Σ coefficients[k]·xᵏ */
function polynomial(coefficients: Float64Array, x: number): number {
  let sum = 0;
  for (let k = coefficients.length - 1; k >= 0; k--) sum = sum * x + coefficients[k]!;
  return sum;
}

/** The polynomial through `values` at `nodes`. @param out shape [9], highest power first, written */
function interpolate(values: readonly number[], out: Float64Array): void {
  out.fill(0);
  let before = new Float64Array(tableTerms); // Tₖ₋₁ by powers, lowest first
  let current = new Float64Array(tableTerms);
  current[0] = 1;
  // Tₖ at every node.
  let valuesBefore = nodes;
  let valuesCurrent = nodes.map(() => 1);
  for (let k = 0; k < tableTerms; k++) {
    const product = values.reduce((sum, value, i) => sum + value * valuesCurrent[i]!, 0);
    const weight = ((k === 0 ? 1 : 2) * product) / tableTerms;
    for (let power = 0; power < tableTerms; power++) out[tableTerms - 1 - power]! += weight * current[power]!;
    const next = new Float64Array(tableTerms);
    for (let power = 0; power < tableTerms; power++) {
      const doubled = k === 0 ? 1 : 2;
      next[power] = (power === 0 ? 0 : doubled * current[power - 1]!) - (k === 0 ? 0 : before[power]!);
    }
    const valuesNext = nodes.map((node, i) => (k === 0 ? node : 2 * node * valuesCurrent[i]! - valuesBefore[i]!));
    [before, current] = [current, next];
    [valuesBefore, valuesCurrent] = [valuesCurrent, valuesNext];
  }
}
