/**
 * Tools against procyclicality, as changes of a path of requirements: what a venue's margin would have been with them.
 * Source: EMIR RTS 153/2013, Article 28(1)(a) to (c).
 */
import { assert } from "../numerics/assert.ts";

/**
 * A buffer that is built in calm times and used up when requirements rise: min((1 + b) M, max(M, (1 + b) median to date)).
 *
 * @param requirements shape [T], ≥ 0, oldest first
 * @param share        b > 0, 0.25 in the rule
 * @returns            shape [T]; never below M and never above (1 + b) M; nothing looks ahead
 * @cost               O(T²) in the worst case, by insertion
 */
export function bufferedRequirements(requirements: Float64Array, share: number): Float64Array {
  assert(share > 0 && Number.isFinite(share), `share must be above 0; have ${share}`);
  assertRequirements(requirements);
  const ascending: number[] = [];
  return requirements.map((requirement) => {
    insert(ascending, requirement);
    const half = ascending.length >> 1;
    const median = ascending.length % 2 === 1 ? ascending[half]! : 0.5 * (ascending[half - 1]! + ascending[half]!);
    return Math.min((1 + share) * requirement, Math.max(requirement, (1 + share) * median));
  });
}

/**
 * A requirement of which a share is what a time of stress asks for: (1 − w) M + w M_stress.
 *
 * @param requirements shape [T], ≥ 0
 * @param stressed     the requirement under stress, ≥ 0, same unit
 * @param weight       w in [0, 1], 0.25 in the rule
 * @returns            shape [T]
 */
export function stressWeightedRequirements(
  requirements: Float64Array,
  { stressed, weight }: { readonly stressed: number; readonly weight: number },
): Float64Array {
  assert(weight >= 0 && weight <= 1, `weight must lie in [0, 1]; have ${weight}`);
  assert(stressed >= 0 && Number.isFinite(stressed), `stressed must be finite and not negative; have ${stressed}`);
  assertRequirements(requirements);
  return requirements.map((requirement) => (1 - weight) * requirement + weight * stressed);
}

/**
 * A requirement that is never below the one by a long history, ten years in the rule.
 *
 * @param requirements shape [T], ≥ 0
 * @param floors       shape [T], what the long history known at each time asks for, same unit
 * @returns            shape [T]
 */
export function flooredRequirements(requirements: Float64Array, floors: Float64Array): Float64Array {
  assert(
    floors.length === requirements.length,
    `as many floors as requirements (${requirements.length}) are needed; have ${floors.length}`,
  );
  assertRequirements(requirements);
  assertRequirements(floors);
  return requirements.map((requirement, t) => Math.max(requirement, floors[t]!));
}

function insert(ascending: number[], value: number): void {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  ascending.splice(low, 0, value);
}

function assertRequirements(values: Float64Array): void {
  for (const value of values)
    if (!(value >= 0 && Number.isFinite(value))) assert(false, `a requirement must be finite and ≥ 0; have ${value}`);
}
