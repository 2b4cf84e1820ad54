import { kernels } from "../kernels/load.ts";
import { choleskyFactor } from "../numerics/cholesky.ts";
import { failed, type Outcome, success } from "../numerics/outcome.ts";
import { fitTCopula, kendallMatrix } from "../statistics/fitTCopula.ts";
import { normalQuantile } from "../statistics/normal.ts";
import { mixingTable, studentTDegreesMax } from "../statistics/quantileTables.ts";
import { seriesFault } from "../statistics/seriesFault.ts";
import { studentTCdf } from "../statistics/studentT.ts";

/** How errors of one step hang together: a t copula whose ν is fitted or given, or a normal one. */
export type Dependence =
  | { readonly copula: "fitted-t" }
  | { readonly copula: "t"; readonly degreesOfFreedom: number }
  | { readonly copula: "gaussian" };

/** A dependence with its numbers. */
export interface ErrorDependence {
  /** D */
  readonly series: number;
  /** [D×D] Cholesky factor of the correlation. */
  readonly factor: Float64Array;
  /** ν of the copula; absent for a normal one, and for a single series. */
  readonly degreesOfFreedom?: number;
}

/**
 * The dependence of standardised errors: correlations by Kendall's, so that no tail decides them.
 *
 * @param errors [D][n]; one series has no dependence, whatever is asked
 * @returns      `invalid` for a ν out of range, or the failure of the fit
 * @cost         as `fitTCopula` for a fitted ν, else D²·n·log n
 */
export function errorDependence(errors: readonly Float64Array[], dependence: Dependence): Outcome<ErrorDependence> {
  const series = errors.length;
  if (series === 1) return success({ series, factor: Float64Array.of(1) });
  if (dependence.copula === "t") {
    const nu = dependence.degreesOfFreedom;
    if (!(nu >= 1 && nu <= studentTDegreesMax)) {
      const message = `the copula's ν must lie in [1, ${studentTDegreesMax}]; have ${nu}`;
      return failed({ code: "invalid", path: "copulaDegrees", message });
    }
  }
  const fault = seriesFault(errors);
  if (fault !== undefined) return fault;
  const fit = fitOf(errors, dependence);
  if (!fit.ok) return failed({ ...fit.failure, path: "copula" });
  const { correlation, ...rest } = fit.value;
  const factor = choleskyFactor(correlation, series);
  return factor.ok ? success({ series, factor: factor.value, ...rest }) : failed({ ...factor.failure, path: "copula" });
}

interface FittedCopula {
  readonly correlation: Float64Array;
  readonly degreesOfFreedom?: number;
}

function fitOf(errors: readonly Float64Array[], dependence: Dependence): Outcome<FittedCopula> {
  if (dependence.copula === "fitted-t") {
    const fit = fitTCopula(errors);
    if (!fit.ok) return fit;
    const { correlation, degreesOfFreedom } = fit.value;
    return success({ correlation, degreesOfFreedom });
  }
  const matrix = kendallMatrix(errors);
  if (!matrix.ok) return matrix;
  const { correlation } = matrix.value;
  return success(
    dependence.copula === "t" ? { correlation, degreesOfFreedom: dependence.degreesOfFreedom } : { correlation },
  );
}

/** Uniform numbers that one step of one scenario needs. */
export const dimensionsOf = ({ series, degreesOfFreedom }: ErrorDependence): number =>
  series + (degreesOfFreedom === undefined ? 0 : 1);

/**
 * Standard normal numbers with the dependence: each margin exactly normal, so that any law's draw can be made of it.
 *
 * @returns [D×S] from uniforms of shape [dimensions × S], dimension by dimension, the mixing first where there is one
 * @cost    for a t copula a distribution function and a quantile a number, about 1 µs; 20 ms once
 */
export function dependentNormals(dependence: ErrorDependence): (uniforms: Float64Array) => Float64Array {
  const { series, factor: lower, degreesOfFreedom: nu } = dependence;
  const isMixed = nu !== undefined;
  const groups = isMixed ? new Int32Array(series) : undefined;
  const plan = kernels().correlatedDraws({ factors: series, lower, groups });
  const table = isMixed ? mixingTable(nu) : undefined;
  return (uniforms) => {
    const count = uniforms.length / dimensionsOf(dependence);
    const mixing = new Float64Array(isMixed ? count : 0);
    if (table !== undefined) kernels().tabulatedQuantiles(table, uniforms.subarray(0, count), mixing);
    const normals = uniforms.slice(mixing.length);
    kernels().normalQuantiles(normals, normals);
    const out = new Float64Array(series * count);
    plan.draw(normals, mixing, out);
    if (nu !== undefined) for (let k = 0; k < out.length; k++) out[k] = normalScore(out[k]!, nu);
    return out;
  };
}

/** The normal number at the level of a number of Student's t; by the lower tail, where a level keeps its digits. */
function normalScore(t: number, nu: number): number {
  const score = normalQuantile(Math.max(studentTCdf(-Math.abs(t), nu), leastLevel));
  return t < 0 ? score : -score;
}

/** A level below it has no normal number; the sampler of a law ends long before. */
const leastLevel = 1e-300;
