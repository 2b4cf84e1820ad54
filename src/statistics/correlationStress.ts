import { assert } from "../numerics/assert.ts";

/** Where correlations go when they break. */
export interface CorrelationStress {
  /** 0: everything on its own, no hedge holds. 1: everything together, no diversification. */
  readonly towards: 0 | 1;
  /** The share of the way, in [0, 1]. */
  readonly share: number;
  /** Shape [F], each 1 or −1: towards 1, a pair of unlike sign goes to −1, as the sides of a mixed book would hurt. */
  readonly signs?: readonly (1 | -1)[];
  /** Shape [F], a number each: towards 1 inside a group, and towards 0 between groups. */
  readonly groups?: readonly number[];
}

/**
 * A correlation matrix part of the way to complete dependence or independence: (1 − share)·R + share·T.
 *
 * T is the identity, or s sᵀ with the signs s (all ones unless said), taken group by group. Each is a correlation matrix
 * of its own, so their mean is one: xᵀ(…)x is the mean of two numbers that are not negative. No repair is needed.
 *
 * @param correlation shape [F×F], symmetric, 1 on its diagonal
 * @returns           shape [F×F]; positive semi-definite where `correlation` is
 * @throws InvariantError when a shape or a number is out of range
 * @source            as central counterparties stress offsets: a correlation break-down add-on
 */
export function stressedCorrelation(
  correlation: Float64Array,
  { towards, share, signs, groups }: CorrelationStress,
): Float64Array {
  const size = Math.round(Math.sqrt(correlation.length));
  assert(size * size === correlation.length, `a matrix must be square; have ${correlation.length} entries`);
  assert(share >= 0 && share <= 1, `share must lie in [0, 1]; have ${share}`);
  assert(signs === undefined || signs.length === size, `there must be ${size} signs; have ${signs?.length}`);
  assert(groups === undefined || groups.length === size, `there must be ${size} groups; have ${groups?.length}`);
  return correlation.map((entry, at) => {
    const [row, column] = [Math.floor(at / size), at % size];
    if (row === column) return 1;
    const isTogether = towards === 1 && (groups === undefined || groups[row] === groups[column]);
    const end = isTogether ? (signs === undefined ? 1 : signs[row]! * signs[column]!) : 0;
    return (1 - share) * entry + share * end;
  });
}
