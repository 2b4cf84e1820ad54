import { describe, expect, test } from "vitest";
import { InvariantError } from "../numerics/assert.ts";
import { studentTCdf, studentTPdf, studentTQuantile } from "../statistics/studentT.ts";
import { type DrawnMoves, drawnMoves } from "./drawnMoves.ts";
import type { DrawnMovesLaw } from "./drawnMovesLaw.ts";

const correlation = Float64Array.of(1, 0.7, -0.3, 0.7, 1, 0.1, -0.3, 0.1, 1);
const law: DrawnMovesLaw = {
  correlation,
  volatilities: Float64Array.of(0.02, 0.05, 0.5),
  degreesOfFreedom: [9],
  groups: [0, 0, 0],
  seed: 11,
  points: "philox",
};
const movesOf = (changed: Partial<DrawnMovesLaw> = {}): DrawnMoves => {
  const moves = drawnMoves({ ...law, ...changed });
  if (!moves.ok) throw new Error(`${moves.failure.path}: ${moves.failure.message}`);
  return moves.value;
};
const columnsOf = (moves: DrawnMoves, count: number, first = 0): readonly Float64Array[] => {
  const out = moves.draw({ first, count });
  return Array.from({ length: moves.factors }, (_, k) => out.subarray(k * count, (k + 1) * count));
};
const mean = (values: Float64Array): number => values.reduce((sum, one) => sum + one, 0) / values.length;
/** Mean over scenarios of a product of moves, in units of their volatilities, and its standard error. */
const momentOf = (factors: readonly Float64Array[], scales: readonly number[]) => {
  const products = factors[0]!.map((_, s) => factors.reduce((all, column, k) => (all * column[s]!) / scales[k]!, 1));
  const center = mean(products);
  return { center, error: Math.sqrt(mean(products.map((one) => (one - center) ** 2)) / products.length) };
};

describe.each(["philox", "sobol"] as const)("moves from %s points", (points) => {
  const count = 2 ** 17;

  test("recover volatilities and correlations within four standard errors of independent draws", () => {
    const columns = columnsOf(movesOf({ points }), count);
    for (let row = 0; row < 3; row++) {
      for (let column = 0; column <= row; column++) {
        const scales = [law.volatilities[row]!, law.volatilities[column]!];
        const { center, error } = momentOf([columns[row]!, columns[column]!], scales);
        expect(Math.abs(center - correlation[3 * row + column]!)).toBeLessThan(4 * error);
      }
    }
    columns.forEach((one, k) => {
      expect(Math.abs(mean(one))).toBeLessThan((4 * law.volatilities[k]!) / Math.sqrt(count));
    });
  });

  test("recover the kurtosis of their law, 3 + 6/(ν − 4)", () => {
    const columns = columnsOf(movesOf({ points, degreesOfFreedom: [13] }), count);
    columns.forEach((column, k) => {
      const { center, error } = momentOf([column, column, column, column], new Array(4).fill(law.volatilities[k]!));
      expect(Math.abs(center - (3 + 6 / 9))).toBeLessThan(4 * error);
      expect(error).toBeLessThan(0.2);
    });
  });

  test("have Student's quantiles in every tail", () => {
    const nu = 4;
    const [, column] = columnsOf(movesOf({ points, degreesOfFreedom: [nu] }), count);
    const scale = law.volatilities[1]! * Math.sqrt((nu - 2) / nu);
    for (const p of [0.0005, 0.01, 0.3, 0.9, 0.999]) {
      const bound = scale * studentTQuantile(p, nu);
      const share = mean(column!.map((one) => (one <= bound ? 1 : 0)));
      expect(Math.abs(share - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / count));
    }
  });

  test("fall together as the law says, far more often than normal moves of the same correlation", () => {
    const [nu, level, rho] = [3, 2 ** -9, 0.7];
    const jointShare = (degreesOfFreedom: readonly number[]): number => {
      const [one, other] = columnsOf(movesOf({ points, degreesOfFreedom }), count);
      const [boundOne, boundOther] = [one!, other!].map((column) => column.toSorted()[Math.floor(level * count)]!) as [
        number,
        number,
      ];
      return mean(one!.map((move, s) => (move < boundOne && other![s]! < boundOther ? 1 : 0))) / level;
    };
    const [fat, thin] = [jointShare([nu]), jointShare([])];
    const truth = jointTail({ nu, rho, level });
    const error = Math.sqrt((truth * (1 - truth)) / (level * count));
    expect(Math.abs(fat - truth)).toBeLessThan(4 * error);
    // The limit 2T(−√((ν + 1)(1 − ρ)/(1 + ρ))), ν + 1 degrees of freedom, is near at this level; a normal law's is 0.
    const limit = 2 * studentTCdf(-Math.sqrt(((nu + 1) * (1 - rho)) / (1 + rho)), nu + 1);
    expect(Math.abs(truth - limit)).toBeLessThan(0.03);
    expect(thin).toBeLessThan(truth - 6 * error);
  });

  test("do not depend on how their range is split, nor on where it begins", () => {
    const moves = movesOf({ points });
    const whole = columnsOf(moves, 1000);
    for (const [first, length] of [
      [0, 1],
      [1, 2],
      [333, 400],
      [999, 1],
    ] as const) {
      columnsOf(moves, length, first).forEach((column, k) => {
        expect(column).toEqual(whole[k]!.subarray(first, first + length));
      });
    }
  });

  test("are of another day under another seed", () => {
    expect(movesOf({ points, seed: 12 }).draw({ first: 0, count: 8 })).not.toEqual(
      movesOf({ points }).draw({ first: 0, count: 8 }),
    );
  });

  test("in groups have a tail each, and are extreme together", () => {
    const grouped = movesOf({ points, degreesOfFreedom: [3, 30], groups: [0, 0, 1] });
    const [first, , last] = columnsOf(grouped, count);
    const share = (column: Float64Array, volatility: number): number =>
      mean(column.map((one) => (Math.abs(one) > 5 * volatility ? 1 : 0)));
    const beyond = (nu: number): number => 2 * studentTCdf(-5 / Math.sqrt((nu - 2) / nu), nu);
    for (const [column, volatility, nu] of [
      [first!, 0.02, 3],
      [last!, 0.5, 30],
    ] as const) {
      const truth = beyond(nu);
      expect(Math.abs(share(column, volatility) - truth)).toBeLessThan(4 * Math.sqrt(truth / count) + 1e-9);
    }
    // One mixing for both: sizes go together although the correlation of the moves is small.
    const sizes = momentOf([first!.map(Math.abs), last!.map(Math.abs)], [0.02, 0.5]);
    const apart = mean(first!.map(Math.abs)) * mean(last!.map(Math.abs));
    expect(sizes.center - apart / 0.01).toBeGreaterThan(8 * sizes.error);
  });
});

test("scrambled points know a tail better than independent draws of the same number", () => {
  /** Variance over seeds of the share of days on which two coins fall by more than 5 % together. */
  const spreadOf = (points: DrawnMovesLaw["points"]): number => {
    const shares = Float64Array.from({ length: 40 }, (_, seed) => {
      const [one, other] = columnsOf(movesOf({ points, seed, degreesOfFreedom: [4] }), 2048);
      return mean(one!.map((move, s) => (move + other![s]! < -0.05 ? 1 : 0)));
    });
    const center = mean(shares);
    return mean(shares.map((share) => (share - center) ** 2));
  };
  expect(spreadOf("sobol")).toBeLessThan(spreadOf("philox") / 4);
});

test("one factor more leaves the independent draws of the others as they are", () => {
  const two = movesOf({
    correlation: Float64Array.of(1, 0.7, 0.7, 1),
    volatilities: Float64Array.of(0.02, 0.05),
    groups: [0, 0],
  });
  const three = columnsOf(movesOf(), 100);
  columnsOf(two, 100).forEach((column, k) => {
    expect(column).toEqual(three[k]);
  });
});

describe("a law that is none is refused, by its place", () => {
  test.each<[string, Partial<DrawnMovesLaw>, string]>([
    ["no factor", { volatilities: new Float64Array(0), correlation: new Float64Array(0), groups: [] }, "volatilities"],
    ["a negative volatility", { volatilities: Float64Array.of(1, -1, 1) }, "volatilities[1]"],
    ["a volatility that is NaN", { volatilities: Float64Array.of(1, 1, Number.NaN) }, "volatilities[2]"],
    ["two degrees of freedom, where no variance exists", { degreesOfFreedom: [2] }, "degreesOfFreedom[0]"],
    ["degrees of freedom that are NaN", { degreesOfFreedom: [5, Number.NaN] }, "degreesOfFreedom[1]"],
    ["a factor without a group", { groups: [0, 0] }, "groups"],
    ["a group without degrees of freedom", { groups: [0, 1, 0] }, "groups[1]"],
    ["a last group without a factor", { degreesOfFreedom: [4, 5], groups: [0, 0, 0] }, "degreesOfFreedom[1]"],
    [
      "a group in the middle without a factor",
      { degreesOfFreedom: [4, 5, 6], groups: [0, 2, 0] },
      "degreesOfFreedom[1]",
    ],
    ["points of a kind that there is not", { points: "halton" as "sobol" }, "points"],
    ["a correlation of another size", { correlation: new Float64Array(8) }, "correlation"],
    ["a diagonal that is not 1", { correlation: correlation.with(4, 0.9) }, "correlation[1][1]"],
    ["a correlation above 1", { correlation: correlation.with(3, 1.5).with(1, 1.5) }, "correlation[1][0]"],
    ["a correlation that is NaN", { correlation: correlation.with(6, Number.NaN) }, "correlation[2][0]"],
    ["a correlation that is not symmetric", { correlation: correlation.with(7, 0.2) }, "correlation[2][1]"],
    [
      "correlations that cannot go together",
      { correlation: Float64Array.of(1, 0.9, 0.9, 0.9, 1, -0.9, 0.9, -0.9, 1) },
      "correlation[2]",
    ],
    ["a seed that is no integer", { seed: 1.5 }, "seed"],
    [
      "more factors than there are dimensions",
      { points: "sobol", volatilities: new Float64Array(1000), correlation: new Float64Array(0), groups: [] },
      "volatilities",
    ],
  ])("%s", (_, changed, path) => {
    expect(drawnMoves({ ...law, ...changed })).toMatchObject({ ok: false, failure: { code: "invalid", path } });
  });

  test.each([
    [-1, 5],
    [0, 0],
    [0.5, 2],
    [2 ** 32, 1],
    [0, Number.NaN],
  ])("scenarios from %s, %s of them, are a broken promise", (first, count) => {
    expect(() => movesOf().draw({ first, count })).toThrow(InvariantError);
  });
});

/** P(both below their quantile at `level`) over `level`, for a bivariate t: the conditional law is a t of ν + 1. */
function jointTail({ nu, rho, level }: { readonly nu: number; readonly rho: number; readonly level: number }): number {
  const bound = studentTQuantile(level, nu);
  let sum = 0;
  // y = bound/u, u in (0, 1], by the midpoint rule.
  const steps = 20_000;
  for (let step = 0; step < steps; step++) {
    const u = (step + 0.5) / steps;
    const y = bound / u;
    const scale = Math.sqrt(((1 - rho * rho) * (nu + y * y)) / (nu + 1));
    sum += ((studentTPdf(y, nu) * -bound) / (u * u)) * studentTCdf((bound - rho * y) / scale, nu + 1);
  }
  return sum / steps / level;
}
