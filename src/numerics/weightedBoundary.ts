/** Where the worst weight of some outcomes ends. */
export interface WeightedBoundary {
  readonly boundary: number;
  /** Weight of the outcomes below it, and of those at it. */
  readonly below: number;
  readonly at: number;
}

/**
 * The first outcome, from the least up, at which the weight of all up to it reaches `mass`. A mass that falls short by
 * rounding alone still counts as reached. Outcomes above the boundary, there or not, change no bit.
 *
 * @param outcomes shape [≥ count], gains +, without NaN
 * @param weights  shape [≥ count], ≥ 0
 * @param mass     > 0; the greatest outcome is the answer where all weights together are less
 * @cost           count·log count, one copy
 */
export function weightedBoundary(
  outcomes: Float64Array,
  weights: Float64Array,
  mass: number,
  count = outcomes.length,
): WeightedBoundary {
  const reached = mass * (1 - 256 * Number.EPSILON);
  const ascending = outcomes.slice(0, count).sort();
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    const { below, at } = weightAround(outcomes, weights, count, ascending[middle]!);
    if (below + at >= reached) high = middle;
    else low = middle + 1;
  }
  const boundary = ascending[low]!;
  return { boundary, ...weightAround(outcomes, weights, count, boundary) };
}

/** Weight of the outcomes below `limit` and of those at it; the first one with rounding errors carried along. */
function weightAround(
  outcomes: Float64Array,
  weights: Float64Array,
  count: number,
  limit: number,
): { readonly below: number; readonly at: number } {
  let below = 0;
  let carried = 0;
  let at = 0;
  for (let i = 0; i < count; i += 1) {
    const outcome = outcomes[i]!;
    if (outcome > limit) continue;
    const weight = weights[i]!;
    if (outcome === limit) {
      at += weight;
      continue;
    }
    const next = below + weight;
    carried += below >= weight ? below - next + weight : weight - next + below;
    below = next;
  }
  return { below: below + carried, at };
}
