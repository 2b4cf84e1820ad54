import { assert } from "./assert.ts";

/** More than this many players would take over a million evaluations. */
export const playersMost = 16;

/**
 * What each player adds to a value, averaged over all orders in which they could arrive. Exact: the values are whole
 * numbers, so are the shares, and they sum to the value of all less the value of none to the last unit. Where the average
 * is no whole number the units left over go to the largest remainders, ties to the earlier player.
 *
 * @param coalitionValue value of a coalition; bit k of the mask says whether player k is in it
 * @cost   2^players evaluations
 * @source L. Shapley, A value for n-person games, Contributions to the Theory of Games II (1953)
 */
export function shapleyShares(players: number, coalitionValue: (mask: number) => bigint): bigint[] {
  assert(Number.isInteger(players) && players >= 0 && players <= playersMost, `at most ${playersMost} players`);
  const values = Array.from({ length: 2 ** players }, (_, mask) => coalitionValue(mask));
  const orders = factorial(players);
  const numerators = Array.from({ length: players }, (_, player) => {
    let sum = 0n;
    for (let mask = 0; mask < values.length; mask++) {
      if (mask & (1 << player)) continue;
      const before = countOf(mask);
      sum += factorial(before) * factorial(players - before - 1) * (values[mask | (1 << player)]! - values[mask]!);
    }
    return sum;
  });
  const floors = numerators.map((numerator) => floorOf(numerator, orders));
  const total = values.at(-1)! - values[0]!;
  const left = Number(total - floors.reduce((sum, share) => sum + share, 0n));
  const byRemainder = numerators
    .map((numerator, player) => ({ player, remainder: numerator - floors[player]! * orders }))
    .sort((a, b) => (a.remainder === b.remainder ? a.player - b.player : a.remainder > b.remainder ? -1 : 1));
  for (const { player } of byRemainder.slice(0, left)) floors[player]! += 1n;
  return floors;
}

const factorial = (count: number): bigint => (count <= 1 ? 1n : BigInt(count) * factorial(count - 1));

const countOf = (mask: number): number => (mask === 0 ? 0 : (mask & 1) + countOf(mask >>> 1));

/** Towards minus infinity, also below 0. */
const floorOf = (numerator: bigint, denominator: bigint): bigint => {
  const quotient = numerator / denominator;
  return numerator % denominator < 0n ? quotient - 1n : quotient;
};
