import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exp } from "../numerics/exponential.ts";
import { log } from "../numerics/logarithm.ts";
import { logMoneyness } from "../pricing/formulas/black76.ts";
import { type Black76Columns, type Black76RowTerms, black76Row } from "./black76Row.ts";
import { simdKernels } from "./simd.ts";

const bytes = readFileSync(new URL("./kernels.wasm", import.meta.url));
const simd = simdKernels(bytes)!;

const columnsOf = (
  reference: number,
  forwards: readonly number[],
  volatilities: readonly number[],
): Black76Columns => ({
  forwards: Float64Array.from(forwards),
  logRatios: Float64Array.from(forwards, (forward) => log(forward / reference)),
  volatilities: Float64Array.from(volatilities),
  inverses: Float64Array.from(volatilities, (volatility) => 1 / volatility),
});
const both = (terms: Black76RowTerms, columns: Black76Columns): [Float64Array, Float64Array] => {
  const [reference, vectors] = [0, 1].map(() => new Float64Array(columns.forwards.length)) as [
    Float64Array,
    Float64Array,
  ];
  black76Row(terms, columns, reference);
  simd.black76Row(terms, columns, vectors);
  return [reference, vectors];
};

const optionType = fc.constantFrom("call" as const, "put" as const);
/** A minute to five years, 1 % to 300 %, a twentieth to twenty times the strike. */
const inDomain = fc.record({
  optionType,
  logMoneyness: fc.double({ min: -3, max: 3, noNaN: true }),
  logYears: fc.double({ min: log(1 / 525_600), max: log(5), noNaN: true }),
  scenarios: fc.array(
    fc.tuple(fc.double({ min: -2, max: 2, noNaN: true }), fc.double({ min: 0.01, max: 3, noNaN: true })),
    { minLength: 1, maxLength: 9 },
  ),
});
const rowOf = ({
  logMoneyness,
  logYears,
  scenarios,
  optionType,
}: typeof inDomain extends fc.Arbitrary<infer T> ? T : never) => {
  const strike = 60_000 * exp(-logMoneyness);
  const forwards = scenarios.map(([move]) => 60_000 * exp(move));
  const columns = columnsOf(
    60_000,
    forwards,
    scenarios.map(([, volatility]) => volatility),
  );
  const terms = { optionType, strike, moneyness: logMoneyness, root: Math.sqrt(exp(logYears)) };
  return { terms, columns };
};

describe("the vector kernel gives the bits of the reference", () => {
  test("over the whole domain, for any number of scenarios", () => {
    fc.assert(
      fc.property(inDomain, (input) => {
        const { terms, columns } = rowOf(input);
        const [reference, vectors] = both(terms, columns);
        expect(vectors).toEqual(reference);
      }),
      { numRuns: 2000 },
    );
  });

  test("across the edges of its chunks", () => {
    for (const count of [1, 2, 4095, 4096, 4097, 8193]) {
      const forwards = Array.from({ length: count }, (_, s) => 60_000 * (0.8 + 0.4 * ((s * 37) % 101) * 0.01));
      const volatilities = forwards.map((_, s) => 0.3 + 0.005 * ((s * 53) % 89));
      const [reference, vectors] = both(
        { optionType: "put", strike: 58_000, moneyness: log(60 / 58), root: 0.3 },
        columnsOf(60_000, forwards, volatilities),
      );
      expect(vectors).toEqual(reference);
    }
  });

  test("on numbers that no market has: NaN, infinities, denormals, nothing", () => {
    const odd = [Number.NaN, 0, -0, 5e-324, 1e-310, 1e-300, 1, 1e300, Number.POSITIVE_INFINITY];
    for (const type of ["call", "put"] as const) {
      for (const strike of [5e-324, 1, 1e300]) {
        for (const root of [0, 5e-324, 1, 1e200]) {
          const pairs = odd.flatMap((forward) => odd.map((volatility) => [forward, volatility] as const));
          const columns = columnsOf(
            1,
            pairs.map(([forward]) => forward),
            pairs.map(([, volatility]) => volatility),
          );
          const [reference, vectors] = both({ optionType: type, strike, moneyness: -log(strike), root }, columns);
          expect([...vectors].map(String)).toEqual([...reference].map(String));
        }
      }
    }
  });

  test("and those bits are the ones of every other machine", () => {
    const hash = createHash("sha256");
    for (let k = 0; k < 200; k++) {
      const forwards = Array.from({ length: 500 }, (_, s) => 60_000 * (0.3 + ((s * (k + 7) * 31) % 997) / 500));
      const volatilities = forwards.map((_, s) => 0.05 + ((s * (k + 3) * 17) % 883) / 400);
      const strike = 20_000 + 700 * k;
      const terms = {
        optionType: k % 2 === 0 ? "call" : "put",
        strike,
        moneyness: log(60_000 / strike),
        root: 0.01 * (k + 1),
      } as const;
      const [reference, vectors] = both(terms, columnsOf(60_000, forwards, volatilities));
      expect(vectors).toEqual(reference);
      hash.update(new Uint8Array(vectors.buffer));
    }
    expect(hash.digest("hex")).toBe("600532d8ba30c71f1b1c30756b7783c8c99053bc813eef28ac9db5138f74e3ad");
  });
});

test("an option without time or without volatility is worth its intrinsic value, to the bit", () => {
  const columns = columnsOf(100, [90, 100, 110], [0, 0, 0]);
  expect([...both({ optionType: "call", strike: 100, moneyness: 0, root: 1 }, columns)[1]]).toEqual([0, 0, 10]);
  const moving = columnsOf(100, [90, 100, 110], [0.5, 0.5, 0.5]);
  expect([...both({ optionType: "put", strike: 100, moneyness: 0, root: 0 }, moving)[1]]).toEqual([10, 0, 0]);
});

test("a volatility too small to move a price is none, however large 1 over it is", () => {
  for (const volatility of [1e-308, 5e-324, 1e-150]) {
    const columns = columnsOf(100, [90, 100, 110], [volatility, volatility, volatility]);
    for (const made of both({ optionType: "call", strike: 100, moneyness: 0, root: 0.01 }, columns))
      expect([...made]).toEqual([0, 0, 10]);
  }
});

test("the least volatility that is one still gives what it gives: at the money 0.4 deviations of the forward", () => {
  const columns = columnsOf(100, [100], [1e-12]);
  for (const [value] of both({ optionType: "call", strike: 100, moneyness: 0, root: 1 }, columns))
    expect(Math.abs(value! / 100 - 3.99e-13)).toBeLessThan(1e-15);
});

test("a call less a put is the forward less the strike", () => {
  fc.assert(
    fc.property(inDomain, (input) => {
      const { terms, columns } = rowOf(input);
      const [call] = both({ ...terms, optionType: "call" }, columns);
      const [put] = both({ ...terms, optionType: "put" }, columns);
      columns.forwards.forEach((forward, s) => {
        expect(Math.abs(call[s]! - put[s]! - (forward - terms.strike))).toBeLessThan(4e-15 * (forward + terms.strike));
      });
    }),
  );
});

const folder = process.env["PLIMSOLL_VECTORS"] ?? new URL("../../../shared/vectors", import.meta.url).pathname;
const file = `${folder}/statistics/stats-black76.json`;

interface Row {
  readonly id: string;
  readonly inputs: {
    readonly type: "call" | "put";
    readonly F: number;
    readonly K: number;
    readonly T: number;
    readonly sigma: number;
    readonly r: number;
  };
  readonly expected: { readonly price: number };
}

test.skipIf(!existsSync(file))(
  "values of 60 digits are met within 1e-15 of the larger of forward and strike (skipped without PLIMSOLL_VECTORS)",
  () => {
    const rows = JSON.parse(readFileSync(file, "utf8")) as Row[];
    const misses = rows.flatMap(({ id, inputs: { type, F, K, T, sigma, r }, expected }) => {
      const terms = { optionType: type, strike: K, moneyness: logMoneyness(F, K), root: Math.sqrt(T) };
      const [, [value]] = both(terms, columnsOf(F, [F], [sigma]));
      const miss = Math.abs(value! * exp(-r * T) - expected.price) / Math.max(F, K);
      return miss <= 1e-15 ? [] : [`${id}: ${miss}`];
    });
    expect(rows.length).toBeGreaterThan(400);
    expect(misses).toEqual([]);
  },
);
