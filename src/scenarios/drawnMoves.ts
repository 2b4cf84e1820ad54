import { kernels } from "../kernels/load.ts";
import { choleskyFactor } from "../numerics/cholesky.ts";
import { failed, type Outcome, success } from "../numerics/outcome.ts";
import type { QuantileTable } from "../numerics/quantileTable.ts";
import { mixingTable } from "../statistics/quantileTables.ts";
import { type DrawnMovesLaw, lawFault } from "./drawnMovesLaw.ts";
import { drawnUniforms, type ScenarioRange } from "./drawnUniforms.ts";

/** Moves by the number of their scenario. */
export interface DrawnMoves {
  readonly factors: number;
  /**
   * @returns shape [F×S], factor by factor, in the unit of the volatilities
   * @throws InvariantError when the range is not inside [0, 2^32)
   */
  draw(range: ScenarioRange): Float64Array;
}

/**
 * Moves of a multivariate Student t, or of a grouped one: normal numbers with a correlation, multiplied in each group by
 * √(ν/χ²). One uniform number drives the mixing of all groups, so that a bad day is bad everywhere, each group with a
 * tail of its own; standard deviations are those of the law whatever its ν.
 *
 * Between groups the correlation of the moves is a little below that of the normal numbers.
 *
 * @returns `invalid` with the path of what is wrong; a correlation that is not positive definite names its row
 * @cost    F³/6, and about 20 ms a group for the mixing law; a draw F + 1 inversions and F²/2 multiplications a scenario
 * @source  S. Demarta & A. J. McNeil, The t copula and related copulas, International Statistical Review 73 (2005);
 *          grouped: S. Daul, E. De Giorgi, F. Lindskog & A. J. McNeil, The grouped t-copula with an application to
 *          credit risk, Risk 16 (2003)
 */
export function drawnMoves(law: DrawnMovesLaw): Outcome<DrawnMoves> {
  const fault = lawFault(law);
  if (fault !== undefined) return failed({ code: "invalid", ...fault });
  const { correlation, volatilities, degreesOfFreedom, groups, seed, points } = law;
  const factors = volatilities.length;
  const factor = choleskyFactor(correlation, factors);
  if (!factor.ok) return failed({ ...factor.failure, path: factor.failure.path.replace("matrix", "correlation") });

  const lower = factor.value.map((entry, at) => {
    const row = Math.floor(at / factors);
    const nu = degreesOfFreedom[groups[row] ?? 0];
    // ν/(ν − 2) is the variance of Student's t.
    return entry * volatilities[row]! * (nu === undefined ? 1 : Math.sqrt((nu - 2) / nu));
  });
  const isMixed = degreesOfFreedom.length > 0;
  const dependent = kernels().correlatedDraws({
    factors,
    lower,
    groups: isMixed ? Int32Array.from(groups) : undefined,
  });
  const tables = degreesOfFreedom.map(mixingTable);
  // What drives the mixing first, then what drives every factor.
  const uniformsOf = drawnUniforms({ points, seed, dimensions: factors + 1 });
  return success({
    factors,
    draw(range) {
      const { count } = range;
      const uniforms = uniformsOf(range);
      const normals = uniforms.subarray(count);
      kernels().normalQuantiles(normals, normals);
      const out = new Float64Array(normals.length);
      dependent.draw(normals, mixingColumns(tables, uniforms.subarray(0, count)), out);
      return out;
    },
  });
}

/** [G×S] */
function mixingColumns(tables: readonly QuantileTable[], uniforms: Float64Array): Float64Array {
  const out = new Float64Array(tables.length * uniforms.length);
  tables.forEach((table, group) => {
    const column = out.subarray(group * uniforms.length, (group + 1) * uniforms.length);
    kernels().tabulatedQuantiles(table, uniforms, column);
  });
  return out;
}
