import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InvariantError } from "./assert.ts";
import { shapleyShares } from "./shapley.ts";

/** Every order of the players, one by one: the definition. */
function orders(players: readonly number[]): number[][] {
  if (players.length === 0) return [[]];
  return players.flatMap((first) => orders(players.filter((one) => one !== first)).map((rest) => [first, ...rest]));
}

function byOrders(players: number, values: readonly number[]): number[] {
  const all = orders(Array.from({ length: players }, (_, k) => k));
  const sums = new Array<number>(players).fill(0);
  for (const order of all) {
    let mask = 0;
    for (const player of order) {
      sums[player]! += values[mask | (1 << player)]! - values[mask]!;
      mask |= 1 << player;
    }
  }
  return sums.map((sum) => sum / all.length);
}

const games = fc
  .integer({ min: 1, max: 5 })
  .chain((players) =>
    fc
      .array(fc.integer({ min: -1_000_000, max: 1_000_000 }), { minLength: 2 ** players, maxLength: 2 ** players })
      .map((values) => ({ players, values })),
  );

describe("Shapley shares", () => {
  test("sum to the value of all less the value of none, to the last unit", () => {
    fc.assert(
      fc.property(games, ({ players, values }) => {
        const shares = shapleyShares(players, (mask) => BigInt(values[mask]!));
        expect(Number(shares.reduce((sum, share) => sum + share, 0n))).toBe(values.at(-1)! - values[0]!);
      }),
    );
  });

  test("are the average over every order of arrival, within the unit that rounding takes", () => {
    fc.assert(
      fc.property(games, ({ players, values }) => {
        const shares = shapleyShares(players, (mask) => BigInt(values[mask]!));
        byOrders(players, values).forEach((share, player) => {
          expect(Math.abs(Number(shares[player]!) - share)).toBeLessThan(1 + 1e-9);
        });
      }),
    );
  });

  test("of one who changes nothing are 0", () => {
    const value = (mask: number): bigint => ((mask & 1) !== 0 ? 70n : 0n) + ((mask & 2) !== 0 ? 30n : 0n);
    expect(shapleyShares(3, value)).toEqual([70n, 30n, 0n]);
  });

  test("of a pair that gains only together are halves, an odd unit to the earlier", () => {
    expect(shapleyShares(2, (mask) => (mask === 3 ? 101n : 0n))).toEqual([51n, 50n]);
    expect(shapleyShares(2, (mask) => (mask === 3 ? -101n : 0n))).toEqual([-50n, -51n]);
  });

  test("of nobody are none; of too many are refused", () => {
    expect(shapleyShares(0, () => 5n)).toEqual([]);
    expect(() => shapleyShares(17, () => 0n)).toThrow(InvariantError);
  });
});
