import { assert } from "../numerics/assert.ts";

/** How draws depend on each other. */
export interface DependencePlan {
  /** F */
  readonly factors: number;
  /** [F×F] row by row, 0 above the diagonal: the Cholesky factor of a correlation or covariance matrix. */
  readonly lower: Float64Array;
  /** [F] the mixing column that multiplies each factor; undefined for draws that nothing multiplies. */
  readonly groups: Int32Array | undefined;
}

/** Turns independent draws into dependent ones, again and again. */
export interface CorrelatedDraws {
  /**
   * Column f is mixing[group of f] · Σ lower[f, k]·normals[k], k from 0 to f.
   *
   * @param normals [F×S] factor by factor
   * @param mixing  [G×S] group by group; empty where the plan has no groups
   * @param out     [F×S] factor by factor; not `normals`
   * @throws InvariantError when the shapes do not fit the plan
   */
  draw(normals: Float64Array, mixing: Float64Array, out: Float64Array): void;
}

/**
 * Normal draws with the correlations of a Cholesky factor; under a mixing column √(ν/χ²) a multivariate Student t, and
 * under one for each group a grouped t. The reference of `wasm/correlatedDraws.ts`: summed from 0 in the order of the
 * factors, scenario by scenario, so that both give the same bits.
 *
 * @throws InvariantError when the shapes of the plan do not fit
 * @cost   F(F + 1)/2 multiplications a scenario
 */
export function correlatedDraws(plan: DependencePlan): CorrelatedDraws {
  checkPlan(plan);
  const { factors, lower, groups } = plan;
  return {
    draw(normals, mixing, out) {
      const scenarios = checkedScenarios(plan, normals, mixing, out);
      for (let factor = 0; factor < factors; factor++) {
        const column = out.subarray(factor * scenarios, (factor + 1) * scenarios).fill(0);
        for (let k = 0; k <= factor; k++) {
          const weight = lower[factor * factors + k]!;
          for (let s = 0; s < scenarios; s++) column[s]! += weight * normals[k * scenarios + s]!;
        }
        if (groups === undefined) continue;
        const start = groups[factor]! * scenarios;
        for (let s = 0; s < scenarios; s++) column[s]! *= mixing[start + s]!;
      }
    },
  };
}

/** @throws InvariantError when the shapes of the plan do not fit */
export function checkPlan({ factors, lower, groups }: DependencePlan): void {
  assert(Number.isInteger(factors) && factors > 0, `factors must be a positive integer; have ${factors}`);
  assert(lower.length === factors * factors, `${factors} factors need ${factors ** 2} entries, not ${lower.length}`);
  if (groups === undefined) return;
  assert(groups.length === factors, `${factors} factors need as many groups, not ${groups.length}`);
  assert(
    groups.every((group) => group >= 0),
    "a group must not be negative",
  );
}

/** S, once every shape is known to fit. */
export function checkedScenarios(
  { factors, groups }: DependencePlan,
  normals: Float64Array,
  mixing: Float64Array,
  out: Float64Array,
): number {
  const scenarios = out.length / factors;
  assert(Number.isInteger(scenarios), `${factors} columns cannot fill ${out.length} numbers`);
  assert(normals.length === out.length, `normals need the shape of the draws, ${out.length}; have ${normals.length}`);
  const columns = groups === undefined ? 0 : groups.reduce((most, group) => Math.max(most, group), 0) + 1;
  assert(
    mixing.length === columns * scenarios,
    `mixing needs ${columns} columns of ${scenarios}; have ${mixing.length} numbers`,
  );
  return scenarios;
}
