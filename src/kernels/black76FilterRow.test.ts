import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exp } from "../numerics/exponential.ts";
import { log } from "../numerics/logarithm.ts";
import { type Black76FilterColumns, black76FilterRow } from "./black76FilterRow.ts";
import { type Black76RowTerms, black76Row } from "./black76Row.ts";
import { simdKernels } from "./simd.ts";

const simd = simdKernels(readFileSync(new URL("./kernels.wasm", import.meta.url)))!;

const columnsOf = (forwards: readonly number[], volatilities: readonly number[]) => {
  const columns = {
    forwards: Float64Array.from(forwards),
    logRatios: Float64Array.from(forwards, log),
    volatilities: Float64Array.from(volatilities),
    inverses: Float64Array.from(volatilities, (volatility) => 1 / volatility),
  };
  const { logRatios, inverses } = columns;
  const single = {
    forwards: new Float32Array(columns.forwards),
    logRatios: new Float32Array(logRatios),
    volatilities: new Float32Array(columns.volatilities),
    inverses: new Float32Array(inverses),
  };
  return { double: columns, single };
};
const both = (terms: Black76RowTerms, columns: Black76FilterColumns): [Float32Array, Float32Array] => {
  const [reference, vectors] = [0, 1].map(() => new Float32Array(columns.forwards.length)) as [
    Float32Array,
    Float32Array,
  ];
  black76FilterRow(terms, columns, reference);
  simd.black76FilterRow(terms, columns, vectors);
  return [reference, vectors];
};

/** Forwards around 1; a minute to five years, 1 % to 300 %, a twentieth to twenty times the strike. */
const inDomain = fc.record({
  optionType: fc.constantFrom("call" as const, "put" as const),
  logMoneyness: fc.double({ min: -3, max: 3, noNaN: true }),
  logYears: fc.double({ min: log(1 / 525_600), max: log(5), noNaN: true }),
  scenarios: fc.array(
    fc.tuple(fc.double({ min: -2, max: 2, noNaN: true }), fc.double({ min: 0.01, max: 3, noNaN: true })),
    { minLength: 1, maxLength: 9 },
  ),
});

describe("the vector filter gives the bits of its single-precision reference", () => {
  test("over the whole domain, within 5e-7 of forward and strike of the value in double precision", () => {
    fc.assert(
      fc.property(inDomain, ({ optionType, logMoneyness, logYears, scenarios }) => {
        const strike = exp(-logMoneyness);
        const terms = { optionType, strike, moneyness: logMoneyness, root: Math.sqrt(exp(logYears)) };
        const volatilities = scenarios.map(([, volatility]) => volatility);
        const { double, single } = columnsOf(
          scenarios.map(([move]) => exp(move)),
          volatilities,
        );
        const [reference, vectors] = both(terms, single);
        expect(vectors).toEqual(reference);
        const exact = new Float64Array(scenarios.length);
        black76Row(terms, double, exact);
        exact.forEach((value, s) => {
          expect(Math.abs(vectors[s]! - value)).toBeLessThan(5e-7 * (double.forwards[s]! + strike));
        });
      }),
      { numRuns: 5000 },
    );
  });

  test("on a volatility too small to move a price, which is none", () => {
    const { single } = columnsOf([0.9, 1, 1.1], [1e-44, 1e-44, 1e-32]);
    for (const made of both({ optionType: "call", strike: 1, moneyness: 0, root: 1 }, single))
      expect([...made]).toEqual([0, 0, Math.fround(Math.fround(1.1) - 1)]);
  });

  test("on numbers that no market has", () => {
    const odd = [Number.NaN, 0, 1e-45, 1e-40, 1e-30, 1, 1e30, Number.POSITIVE_INFINITY];
    const pairs = odd.flatMap((forward) => odd.map((volatility) => [forward, volatility] as const));
    const { single } = columnsOf(
      pairs.map(([forward]) => forward),
      pairs.map(([, volatility]) => volatility),
    );
    for (const optionType of ["call", "put"] as const) {
      for (const strike of [1e-45, 1, 1e30]) {
        for (const root of [0, 1e-45, 1, 1e30]) {
          const [reference, vectors] = both({ optionType, strike, moneyness: -log(strike), root }, single);
          expect([...vectors].map(String)).toEqual([...reference].map(String));
        }
      }
    }
  });

  test("and those bits are the ones of every other machine", () => {
    const hash = createHash("sha256");
    for (let k = 0; k < 100; k++) {
      const forwards = Array.from({ length: 500 }, (_, s) => 0.3 + ((s * (k + 7) * 31) % 997) / 500);
      const volatilities = forwards.map((_, s) => 0.05 + ((s * (k + 3) * 17) % 883) / 400);
      const strike = 0.3 + 0.02 * k;
      const terms = { optionType: "put", strike, moneyness: -log(strike), root: 0.01 * (k + 1) } as const;
      const [reference, vectors] = both(terms, columnsOf(forwards, volatilities).single);
      expect(vectors).toEqual(reference);
      hash.update(new Uint8Array(vectors.buffer));
    }
    expect(hash.digest("hex")).toBe("ccf4091d99cbaf5099d174c9d2234d02872e2d1e1374828d30304df567e924f0");
  });
});
