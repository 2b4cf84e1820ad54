import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exp } from "../numerics/exponential.ts";
import { log } from "../numerics/logarithm.ts";
import { black76, logMoneyness } from "../pricing/formulas/black76.ts";
import { type Black76GreeksColumns, black76GreeksColumns, black76GreeksRow } from "./black76GreeksRow.ts";
import { type Black76Columns, type Black76RowTerms, black76Row } from "./black76Row.ts";
import { simdKernels } from "./simd.ts";

const simd = simdKernels(readFileSync(new URL("./kernels.wasm", import.meta.url)))!;
const names = Object.keys(black76GreeksColumns(0)) as (keyof Black76GreeksColumns)[];

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

/** Zeros of both signs are told apart; every NaN is the same. */
const bitsOf = (column: Float64Array): string[] => Array.from(column, (one) => (Object.is(one, -0) ? "-0" : `${one}`));

/** The columns of both kernels, which must be equal, as must the values and those of `black76Row`. */
function agreed(terms: Black76RowTerms, columns: Black76Columns): Black76GreeksColumns {
  const count = columns.forwards.length;
  const [reference, vectors] = [black76GreeksColumns(count), black76GreeksColumns(count)];
  black76GreeksRow(terms, columns, reference);
  simd.black76GreeksRow(terms, columns, vectors);
  for (const name of names) expect(bitsOf(vectors[name]), name).toEqual(bitsOf(reference[name]));
  const alone = new Float64Array(count);
  black76Row(terms, columns, alone);
  expect(bitsOf(reference.values)).toEqual(bitsOf(alone));
  return vectors;
}

/** A minute to five years, 1 % to 300 %, a twentieth to twenty times the strike. */
const inDomain = fc.record({
  optionType: fc.constantFrom("call" as const, "put" as const),
  moneyness: fc.double({ min: -3, max: 3, noNaN: true }),
  logYears: fc.double({ min: log(1 / 525_600), max: log(5), noNaN: true }),
  scenarios: fc.array(
    fc.tuple(fc.double({ min: -2, max: 2, noNaN: true }), fc.double({ min: 0.01, max: 3, noNaN: true })),
    { minLength: 1, maxLength: 9 },
  ),
});
type InDomain = typeof inDomain extends fc.Arbitrary<infer T> ? T : never;

function rowOf({ optionType, moneyness, logYears, scenarios }: InDomain) {
  const forwards = scenarios.map(([move]) => 60_000 * exp(move));
  const volatilities = scenarios.map(([, volatility]) => volatility);
  const terms = { optionType, strike: 60_000 * exp(-moneyness), moneyness, root: Math.sqrt(exp(logYears)) };
  return { terms, columns: columnsOf(60_000, forwards, volatilities) };
}

describe("the vector kernel gives the bits of the reference, and both the values of the row of values", () => {
  test("over the whole domain, for any number of scenarios", () => {
    fc.assert(
      fc.property(inDomain, (input) => {
        const { terms, columns } = rowOf(input);
        agreed(terms, columns);
      }),
      { numRuns: 1000 },
    );
  });

  test("across the edges of its chunks", () => {
    for (const count of [1, 2, 1023, 1024, 1025, 2049]) {
      const forwards = Array.from({ length: count }, (_, s) => 60_000 * (0.8 + 0.4 * ((s * 37) % 101) * 0.01));
      const volatilities = forwards.map((_, s) => 0.3 + 0.005 * ((s * 53) % 89));
      const terms = { optionType: "put", strike: 58_000, moneyness: log(60 / 58), root: 0.3 } as const;
      agreed(terms, columnsOf(60_000, forwards, volatilities));
    }
  });

  test("on numbers that no market has: NaN, infinities, denormals, nothing", () => {
    const odd = [Number.NaN, 0, -0, 5e-324, 1e-310, 1e-300, 1, 1e300, Number.POSITIVE_INFINITY];
    const pairs = odd.flatMap((forward) => odd.map((volatility) => [forward, volatility] as const));
    const columns = columnsOf(
      1,
      pairs.map(([forward]) => forward),
      pairs.map(([, volatility]) => volatility),
    );
    for (const optionType of ["call", "put"] as const) {
      for (const strike of [5e-324, 1, 1e300]) {
        for (const root of [0, 5e-324, 1, 1e200])
          agreed({ optionType, strike, moneyness: -log(strike), root }, columns);
      }
    }
  });

  test("and those bits are the ones of every other machine", () => {
    const hash = createHash("sha256");
    for (let k = 0; k < 100; k++) {
      const forwards = Array.from({ length: 100 }, (_, s) => 60_000 * (0.3 + ((s * (k + 7) * 31) % 997) / 500));
      const volatilities = forwards.map((_, s) => 0.05 + ((s * (k + 3) * 17) % 883) / 400);
      const strike = 20_000 + 700 * k;
      const optionType = k % 2 === 0 ? "call" : "put";
      const terms = { optionType, strike, moneyness: log(60_000 / strike), root: 0.01 * (k + 1) } as const;
      const made = agreed(terms, columnsOf(60_000, forwards, volatilities));
      for (const name of names) hash.update(new Uint8Array(made[name].buffer));
    }
    expect(hash.digest("hex")).toBe("1ff20b1035ef636525c632812071769c7cc1de9a45fca07320c5c886ff9873db");
  });
});

test("without time or volatility the delta is that of the intrinsic value and nothing else moves it", () => {
  const still = columnsOf(100, [90, 100, 110], [0, 0, 0]);
  const moving = columnsOf(100, [90, 100, 110], [0.5, 0.5, 0.5]);
  const call = agreed({ optionType: "call", strike: 100, moneyness: 0, root: 1 }, still);
  const put = agreed({ optionType: "put", strike: 100, moneyness: 0, root: 0 }, moving);
  expect([...call.deltas]).toEqual([0, 0, 1]);
  expect([...put.deltas]).toEqual([-1, 0, 0]);
  for (const name of names) {
    if (name !== "values" && name !== "deltas") expect([...call[name], ...put[name]], name).toEqual([0, 0, 0, 0, 0, 0]);
  }
});

test("a volatility too small to move a price is none, however large 1 over it is", () => {
  const columns = columnsOf(100, [90, 100, 110], [1e-308, 1e-308, 5e-324]);
  const call = agreed({ optionType: "call", strike: 100, moneyness: 0, root: 0.01 }, columns);
  expect([...call.values, ...call.deltas]).toEqual([0, 0, 10, 0, 0, 1]);
  for (const name of names)
    if (name !== "values" && name !== "deltas") expect([...call[name]], name).toEqual([0, 0, 0]);
});

test("each derivative is the slope of what it is the derivative of", () => {
  const [strike, years] = [60_000, 0.3];
  const at = (forward: number, volatility: number, time = years) =>
    agreed(
      { optionType: "call", strike, moneyness: 0, root: Math.sqrt(time) },
      columnsOf(strike, [forward], [volatility]),
    );
  const slope = (of: (shift: number) => number, step: number): number => (of(step) - of(-step)) / (2 * step);
  const one = (columns: Black76GreeksColumns, name: keyof Black76GreeksColumns): number => columns[name][0]!;
  const [forward, volatility] = [66_000, 0.55];
  const made = at(forward, volatility);
  const ofPrice = (name: keyof Black76GreeksColumns) => slope((h) => one(at(forward + h, volatility), name), 1);
  const ofVolatility = (name: keyof Black76GreeksColumns) => slope((h) => one(at(forward, volatility + h), name), 1e-5);
  const ofTime = (name: keyof Black76GreeksColumns) =>
    -slope((h) => one(at(forward, volatility, years + h), name), 1e-5);
  const claims = [
    ["deltas", ofPrice("values")],
    ["gammas", ofPrice("deltas")],
    ["vegas", ofVolatility("values")],
    ["thetas", ofTime("values")],
    ["vannas", ofVolatility("deltas")],
    ["volgas", ofVolatility("vegas")],
    ["charms", ofTime("deltas")],
  ] as const;
  for (const [name, found] of claims) expect(one(made, name) / found, name).toBeCloseTo(1, 5);
});

test("they are the closed forms of a single option", () => {
  fc.assert(
    fc.property(inDomain, (input) => {
      const { terms, columns } = rowOf(input);
      const made = agreed(terms, columns);
      const years = terms.root * terms.root;
      columns.forwards.forEach((forward, s) => {
        const volatility = columns.volatilities[s]!;
        // The ln that both know, so that what is compared is not how a quotient was rounded.
        const moneyness = columns.logRatios[s]! + terms.moneyness;
        const single = black76({ ...terms, forward, years, volatility, rate: 0 }, moneyness);
        const center = Math.abs(moneyness) / (volatility * terms.root);
        // An exponent of e loses as many digits as it has, and where d1 or d2 passes 0 the digits of what cancels count.
        const digits = 1e-14 * (1 + center * center);
        const normal = single.vega / (forward * terms.root);
        const reach = center + volatility * terms.root;
        const claims = [
          [made.gammas, single.gamma, single.gamma],
          [made.vegas, single.vega, single.vega],
          [made.thetas, single.theta, single.theta],
          [made.vannas, single.vanna, (normal * reach) / volatility],
          [made.volgas, single.volga, (single.vega * reach * reach) / volatility],
          [made.charms, single.charm, (normal * reach) / years],
        ] as const;
        expect(Math.abs(made.deltas[s]! - single.delta)).toBeLessThanOrEqual(2e-15);
        // Below 1e-290 numbers lose their digits and say nothing.
        for (const [own, closed, scale] of claims) {
          expect(Math.abs(own[s]! - closed)).toBeLessThanOrEqual(digits * Math.abs(scale) + 1e-290);
        }
      });
    }),
    { numRuns: 1000 },
  );
});

/**
 * Of doubles F, K, σ, T in 60 digits by mpmath: d1 = log(F/K)/(σ√T) + σ√T/2, d2 = d1 − σ√T, φ = exp(−d1²/2)/√(2π); then
 * −φ·d2/σ, F·φ·√T·d1·d2/σ and φ·d2/(2T).
 */
const besideZero = [
  [60_000, 52949.81416037071, 0.5, 1, 1.4082629490836106e-10, -4.224788845560914e-6, -3.5206573727090265e-11],
  [60_000, 67988.9072519985, 0.5, 1, 0.3989422819972023, 4.787308753061467e-5, -0.09973557049930057],
  [60_000, 59700.749348568424, 0.2, 0.25, 1.9847627412663608e-7, -0.0005954282269510907, -7.939050965065444e-8],
] as const;

test("beside d1 = 0 and d2 = 0 vanna, volga and charm lose their digits, and are within 1e-12 of the size of their terms", () => {
  let worst = 0;
  for (const [forward, strike, volatility, years, ...exact] of besideZero) {
    const moneyness = logMoneyness(forward, strike);
    const root = Math.sqrt(years);
    const terms = { optionType: "call", strike, moneyness, root } as const;
    const { vegas, vannas, volgas, charms } = agreed(terms, columnsOf(forward, [forward], [volatility]));
    const deviation = volatility * root;
    const reach = Math.abs(moneyness) / deviation + deviation;
    const [vega, density] = [vegas[0]!, vegas[0]! / (forward * root)];
    const found = [vannas[0]!, volgas[0]!, charms[0]!];
    const sizes = [
      (density * reach) / volatility,
      (vega * reach * reach) / volatility,
      (density * reach) / (2 * years),
    ];
    found.forEach((own, k) => {
      const miss = Math.abs(own - exact[k]!);
      expect(miss).toBeLessThanOrEqual(1e-12 * sizes[k]!);
      worst = Math.max(worst, miss / Math.abs(exact[k]!));
    });
  }
  expect(worst).toBeGreaterThan(1e-9);
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
  readonly expected: Readonly<Record<"price" | "delta" | "gamma" | "vega" | "theta" | "vanna" | "volga", number>>;
}

test.skipIf(!existsSync(file))(
  "derivatives of 60 digits are met within 1e-12 of themselves, deltas within 2e-15 (skipped without PLIMSOLL_VECTORS)",
  () => {
    const rows = JSON.parse(readFileSync(file, "utf8")) as Row[];
    const misses = rows.flatMap(({ id, inputs: { type, F, K, T, sigma, r }, expected }) => {
      const terms = { optionType: type, strike: K, moneyness: logMoneyness(F, K), root: Math.sqrt(T) };
      const made = agreed(terms, columnsOf(F, [F], [sigma]));
      const discount = exp(-r * T);
      const of = (name: keyof Black76GreeksColumns): number => discount * made[name][0]!;
      const found = {
        gamma: of("gammas"),
        vega: of("vegas"),
        theta: r * expected.price + of("thetas"),
        vanna: of("vannas"),
        volga: of("volgas"),
      };
      const wrong = Object.entries(found).flatMap(([name, own]) => {
        const exact = expected[name as keyof typeof found];
        const miss = Math.abs(own - exact) / Math.max(Math.abs(exact), 1e-280);
        return miss <= 1e-12 ? [] : [`${id} ${name}: ${own} for ${exact}`];
      });
      const missed = Math.abs(of("deltas") - expected.delta);
      return missed <= 2e-15 ? wrong : [...wrong, `${id} delta: ${missed}`];
    });
    expect(rows.length).toBeGreaterThan(400);
    expect(misses).toEqual([]);
  },
);
