import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { measures } from "../risk/measures.ts";
import { RandomStream } from "../statistics/randomStream.ts";
import { tailCount } from "../statistics/tailCount.ts";
import { bytesWithoutTiles } from "./accountTailPlaces.ts";
import { type AccountHoldings, accountTailColumns, accountTails, type UnitPnlRows } from "./accountTails.ts";
import { proportionalRows } from "./proportionalRows.ts";
import { type AccountTailLimits, simdAccountTails } from "./simdAccountTails.ts";
import { tailThreads } from "./tailThreads.ts";
import { compiledModule } from "./wasmModule.ts";

const module = compiledModule(readFileSync(new URL("./kernels.wasm", import.meta.url)))!;
const answers = ["expectedShortfalls", "valuesAtRisk", "worstLosses", "worstScenarios"] as const;

const bookOf = (rows: readonly (readonly number[])[]): UnitPnlRows => ({
  values: Float64Array.from(rows.flat()),
  instruments: rows.length,
  scenarios: rows[0]!.length,
});
const holdingsOf = (accounts: readonly (readonly (readonly [row: number, quantity: number])[])[]): AccountHoldings => {
  const pointers = Int32Array.from({ length: accounts.length + 1 }, () => 0);
  accounts.forEach((held, a) => {
    pointers[a + 1] = pointers[a]! + held.length;
  });
  const all = accounts.flat();
  return {
    pointers,
    rows: Int32Array.from(all, ([row]) => row),
    quantities: Float64Array.from(all, ([, quantity]) => quantity),
  };
};

/** Warm from every kind of earlier number, and cold: all must have the bits of the reference. Returns the cold run. */
function agreed(book: UnitPnlRows, accounts: AccountHoldings, levels: readonly number[], bytesMax?: number) {
  const count = accounts.pointers.length - 1;
  const kernel = simdAccountTails(module, book, bytesMax === undefined ? {} : { bytesMax });
  const reference = accountTails(book);
  let last = { reference: accountTailColumns(0), vectors: accountTailColumns(0) };
  for (const level of levels) {
    const tail = tailCount(book.scenarios, level);
    const expected = accountTailColumns(count);
    reference.tailsOf(accounts, tail, expected);
    const odd = Float64Array.from({ length: count }, (_, a) => [Number.NaN, 0, -1e9, 1e9][a % 4]!);
    for (const earlier of [odd, expected.valuesAtRisk.map((value) => 1.4 * value), expected.valuesAtRisk, undefined]) {
      const vectors = accountTailColumns(count);
      kernel.tailsOf(accounts, tail, vectors, earlier);
      for (const column of answers) expect(bitsOf(vectors[column])).toEqual(bitsOf(expected[column]));
      last = { reference: expected, vectors };
    }
  }
  return last;
}
/** Zeros of both signs are told apart; every NaN is the same. */
const bitsOf = (column: Float64Array | Int32Array): string[] =>
  Array.from(column, (value) => (Object.is(value, -0) ? "-0" : String(value)));

const random = new RandomStream({ seed: 5, stream: 1 });
const below = (count: number): number => Math.floor(count * random.nextUniform());
/** Heavy tails: a normal over a uniform. */
const heavy = (): number => random.nextNormal() / random.nextUniform();
const randomBook = (instruments: number, scenarios: number): UnitPnlRows => ({
  values: Float64Array.from({ length: instruments * scenarios }, heavy),
  instruments,
  scenarios,
});
const randomAccounts = (count: number, instruments: number, most = 24): AccountHoldings =>
  holdingsOf(
    Array.from({ length: count }, () => Array.from({ length: below(most) }, () => [below(instruments), heavy()])),
  );

describe("the vector kernel gives the bits of the reference and of the risk measures", () => {
  test("in 21,600 random checks, whatever it starts from", () => {
    let filtered = 0;
    for (const scenarios of [1, 7, 63, 64, 65, 250, 700, 2500, 4100]) {
      const book = randomBook(40, scenarios);
      const accounts = randomAccounts(300, 40);
      const { vectors } = agreed(book, accounts, [0.99, 0.975]);
      filtered += vectors.filterRuns.reduce((sum, run) => sum + (run > 0 ? 1 : 0), 0);
    }
    expect(filtered).toBeGreaterThan(2000);
  });

  test("src/risk/measures.ts says the same of the P&L, summed holding by holding", () => {
    for (const scenarios of [250, 1000]) {
      const book = randomBook(30, scenarios);
      const accounts = randomAccounts(200, 30);
      for (const level of [0.99, 0.975, 0.5]) {
        const { vectors } = agreed(book, accounts, [level]);
        const weights = new Float64Array(scenarios).fill(1 / scenarios);
        for (let a = 0; a < 200; a++) {
          const outcomes = pnlOf(book, accounts, a);
          const { lossOf: shortfallOf } = measures["expected-shortfall"];
          expect(vectors.expectedShortfalls[a]).toBe(shortfallOf(outcomes, level, weights));
          expect(vectors.valuesAtRisk[a]).toBe(measures["value-at-risk"].lossOf(outcomes, level, weights));
          expect(vectors.worstLosses[a]).toBe(measures["worst-case"].lossOf(outcomes, level, weights));
          expect(vectors.worstScenarios[a]).toBe(outcomes.indexOf(-vectors.worstLosses[a]!));
        }
      }
    }
  });

  test("on small integers, where almost everything is tied", () => {
    const integer = fc.integer({ min: -3, max: 3 });
    const input = fc.integer({ min: 1, max: 150 }).chain((scenarios) =>
      fc.record({
        rows: fc.array(fc.array(integer, { minLength: scenarios, maxLength: scenarios }), {
          minLength: 3,
          maxLength: 3,
        }),
        held: fc.array(fc.array(fc.tuple(fc.nat(2), integer), { maxLength: 5 }), { minLength: 1, maxLength: 6 }),
        level: fc.double({ min: 0.001, max: 0.999, noNaN: true }),
      }),
    );
    fc.assert(
      fc.property(input, ({ rows, held, level }) => {
        agreed(bookOf(rows), holdingsOf(held), [level]);
      }),
      { numRuns: 60 },
    );
  });

  test("on adversarial books: tied, hedged, dominated, huge, tiny, not finite", () => {
    const scenarios = 700;
    const row = (value: (s: number) => number): number[] => Array.from({ length: scenarios }, (_, s) => value(s));
    const normal = row(() => random.nextNormal());
    const rows = [
      normal,
      normal.map((value) => -value),
      row(() => 1),
      row(() => 0),
      row((s) => (s % 10) - 5),
      normal.map((value) => 1e300 * value),
      normal.map((value) => 1e-300 * value),
      normal.map((value) => 1e-40 * value),
      normal.map((value) => 1e37 * value),
      row((s) => (s === 3 ? Number.NEGATIVE_INFINITY : s)),
      row((s) => (s === 4 ? Number.POSITIVE_INFINITY : s)),
      row((s) => (s === 5 ? Number.NaN : s)),
      // Float32 sees no difference between these, float64 does.
      row((s) => 1 + s * 2 ** -40),
      row((s) => -0.1 + ((s * 37) % 100) * 2 ** -50),
      row(() => 5e-324),
      normal.map((value) => value + 1e9),
    ];
    const each = rows.flatMap((_, k) => [[[k, 1]], [[k, -3]], [[k, 0]], [[k, 1e-320]], [[k, 1e200]], [[k, 1e-200]]]);
    const pairs = rows.flatMap((_, k) => rows.map((_, other) => [[k, 1] as const, [other, -0.3] as const]));
    const special: [number, number][][] = [
      [],
      [
        [0, 1],
        [1, 1],
      ],
      [
        [0, 0.1],
        [0, 0.2],
        [0, -0.3],
      ],
      [
        [0, 1e8],
        [4, 1e-8],
        [12, 1],
      ],
      [[0, Number.NaN]],
      [[0, Number.POSITIVE_INFINITY]],
      [
        [9, 1],
        [9, -1],
      ],
      [[8, 20]],
      [
        [5, 1e-290],
        [6, 1e290],
      ],
    ];
    const accounts = holdingsOf([...special, ...(each as [number, number][][]), ...pairs]);
    agreed(bookOf(rows), accounts, [0.99, 0.9, 0.001, 0.9999]);
    agreed(bookOf(rows.map((values) => values.slice(0, 5))), accounts, [0.99, 0.5]);
  });

  test("and those bits are the ones of every other machine", () => {
    const own = new RandomStream({ seed: 11, stream: 3 });
    const instruments = 50;
    const scenarios = 5000;
    const values = Float64Array.from({ length: instruments * scenarios }, () => own.nextNormal() / own.nextUniform());
    const held = Array.from({ length: 400 }, (_, a) =>
      Array.from({ length: 1 + (a % 30) }, (): [number, number] => [
        Math.floor(instruments * own.nextUniform()),
        own.nextNormal(),
      ]),
    );
    const { reference, vectors } = agreed({ values, instruments, scenarios }, holdingsOf(held), [0.99]);
    const digests = [reference, vectors].map((out) => {
      const one = createHash("sha256");
      for (const column of answers) one.update(new Uint8Array(out[column].buffer));
      return one.digest("hex");
    });
    expect(digests[0]).toBe(digests[1]);
    expect(digests[0]).toBe("3bf15b82224060d20be4367f603a4b8bbcef2e853095bf5cf9eeba517a30696c");
  });
});

/** The P&L of one account, as `accumulate` sums it. */
function pnlOf(book: UnitPnlRows, { pointers, rows, quantities }: AccountHoldings, a: number): Float64Array {
  const outcomes = new Float64Array(book.scenarios);
  for (let h = pointers[a]!; h < pointers[a + 1]!; h++) {
    for (let s = 0; s < book.scenarios; s++) {
      outcomes[s]! += quantities[h]! * book.values[rows[h]! * book.scenarios + s]!;
    }
  }
  return outcomes;
}

describe("certificates", () => {
  test("the float32 P&L lies within the bound of the float64 P&L", () => {
    const book = randomBook(20, 500);
    const accounts = randomAccounts(200, 20, 40);
    const { vectors } = agreed(book, accounts, [0.99]);
    for (let a = 0; a < 200; a++) {
      const bound = vectors.roundingBounds[a]!;
      const exact = pnlOf(book, accounts, a);
      const single = new Float32Array(book.scenarios);
      for (let h = accounts.pointers[a]!; h < accounts.pointers[a + 1]!; h++) {
        const quantity = Math.fround(accounts.quantities[h]!);
        for (let s = 0; s < book.scenarios; s++) {
          const value = Math.fround(book.values[accounts.rows[h]! * book.scenarios + s]!);
          single[s]! += Math.fround(quantity * value);
        }
      }
      for (let s = 0; s < book.scenarios; s++) expect(Math.abs(single[s]! - exact[s]!)).toBeLessThanOrEqual(bound);
    }
  });

  test("few scenarios are summed in float64, and none again where the start was good", () => {
    const book = randomBook(30, 10_240);
    const accounts = holdingsOf(
      Array.from({ length: 50 }, () => Array.from({ length: 12 }, () => [below(30), heavy()])),
    );
    const tail = tailCount(10_240, 0.99);
    const [cold, warm] = [accountTailColumns(50), accountTailColumns(50)];
    const kernel = simdAccountTails(module, book);
    kernel.tailsOf(accounts, tail, cold);
    kernel.tailsOf(accounts, tail, warm, cold.valuesAtRisk);
    for (const out of [cold, warm]) {
      for (const count of out.summed) expect(count).toBeLessThan(300);
      for (const bound of out.roundingBounds) expect(bound).toBeGreaterThan(0);
    }
    expect([...warm.filterRuns]).toEqual(new Array(50).fill(1));
  });

  test("an earlier value at risk that was far too high runs the filter again", () => {
    const book = randomBook(30, 2000);
    const accounts = holdingsOf([
      [
        [0, 1],
        [3, -2],
      ],
    ]);
    const kernel = simdAccountTails(module, book);
    const [first, again] = [accountTailColumns(1), accountTailColumns(1)];
    kernel.tailsOf(accounts, 20, first);
    kernel.tailsOf(
      accounts,
      20,
      again,
      first.valuesAtRisk.map((value) => 100 * value),
    );
    expect([first.filterRuns[0], again.filterRuns[0]]).toEqual([1, 2]);
    expect(again.expectedShortfalls).toEqual(first.expectedShortfalls);
  });

  test("more ties than there is room for, a quantity beyond float32 or a row of NaN sum every scenario", () => {
    const scenarios = 5000;
    const tied = Array.from({ length: scenarios }, () => -1);
    const moving = Array.from({ length: scenarios }, (_, s) => Math.sin(s));
    const unknown = moving.map((value, s) => (s === 9 ? Number.NaN : value));
    const accounts = holdingsOf([[[0, 1]], [[1, 1e39]], [[2, 1]], [[1, 1]]]);
    const { vectors } = agreed(bookOf([tied, moving, unknown]), accounts, [0.99]);
    expect([...vectors.filterRuns]).toEqual([0, 0, 0, 3]);
    expect([...vectors.summed.slice(0, 3)]).toEqual([scenarios, scenarios, scenarios]);
    expect(vectors.roundingBounds[1]).toBe(Number.POSITIVE_INFINITY);
    expect(vectors.expectedShortfalls[2]).toBeNaN();
    expect(vectors.worstScenarios[2]).toBe(-1);
  });
});

test("a book larger than the memory is filtered in blocks, with the same bits", () => {
  const book = randomBook(25, 3000);
  const accounts = randomAccounts(120, 25);
  const whole = agreed(book, accounts, [0.99]).vectors;
  const withoutTiles = bytesWithoutTiles(3000);
  for (const tiles of [0.5, 1, 5, 46]) {
    const { vectors } = agreed(book, accounts, [0.99], withoutTiles + tiles * 25 * 256);
    expect(vectors.expectedShortfalls).toEqual(whole.expectedShortfalls);
    expect(vectors.filterRuns.some((run) => run > 0)).toBe(tiles >= 1);
  }
});

test("refuses what names no row or no tail", () => {
  const book = randomBook(2, 10);
  const out = accountTailColumns(2);
  const held = holdingsOf([[[0, 1]]]);
  for (const kernel of [accountTails(book), simdAccountTails(module, book)]) {
    expect(() => kernel.tailsOf(holdingsOf([[[2, 1]]]), 1, out)).toThrow("row must lie in [0, 2); have 2");
    expect(() => kernel.tailsOf(held, 0, out)).toThrow("tail must lie in (0, 10]");
    expect(() => kernel.tailsOf(held, 10.5, out)).toThrow("tail must lie in (0, 10]");
    expect(() => kernel.tailsOf({ ...held, pointers: Int32Array.of(0, 2) }, 1, out)).toThrow("within 1 holdings");
    expect(() => kernel.tailsOf({ ...held, pointers: Int32Array.of(0, 1, 0) }, 1, out)).toThrow("ascend");
  }
});

describe("accounts that hold multiples of one row alone", () => {
  const scenarios = 1500;
  const normal = Array.from({ length: scenarios }, heavy);
  const other = Array.from({ length: scenarios }, heavy);
  const stepped = normal.map((value) => Math.sign(value));
  const multiples = [1, -0.3, 1e6, 1e-200];
  const book = bookOf([...multiples.map((multiple) => normal.map((value) => multiple * value)), other, stepped]);

  test("have the bits of the reference by the row's worst scenarios: long, short, netted, beside what is worth nothing", () => {
    const held = Array.from({ length: 300 }, (_, a) =>
      Array.from({ length: 1 + (a % 4) }, () => [below(3), (a % 2 === 0 ? 1 : -1) * (1 + below(9))] as const),
    );
    const { vectors } = agreed(book, holdingsOf(held), [0.99, 0.975, 0.5]);
    const light = vectors.filterRuns.filter((run) => run === 3).length;
    expect(light).toBeGreaterThan(200);
  });

  test("take the filter where the tail is tied beyond the list, where they net to nothing and where another row is held", () => {
    const held = [
      [[5, 1]],
      [
        [0, 0.3],
        [1, 1],
      ],
      [
        [0, 1],
        [4, 1],
      ],
      [[3, 1]],
      [[0, 1e-320]],
    ] as const;
    const { vectors } = agreed(book, holdingsOf(held), [0.99]);
    expect([...vectors.filterRuns].slice(0, 3)).not.toContain(3);
  });
});

describe("scenarios with weights", () => {
  test("give the bits of the reference: of age, tied, mostly nothing, all in one scenario", () => {
    const kinds: readonly ((s: number) => number)[] = [
      (s) => 0.98 ** s,
      (s) => 1 + (s % 3),
      (s) => (s % 11 === 0 ? 1 : 0),
      (s) => (s === 17 ? 1 : 1e-12),
      () => random.nextUniform() ** 8,
    ];
    for (const scenarios of [37, 700, 2500]) {
      for (const kind of kinds) {
        const weights = Float64Array.from({ length: scenarios }, (_, s) => kind(s));
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        const book = { ...randomBook(30, scenarios), weights };
        const accounts = randomAccounts(120, 30);
        const kernel = simdAccountTails(module, book);
        const reference = accountTails(book);
        for (const tail of [0.01 * total, 0.3 * total, total * (1 - 1e-15)]) {
          const [expected, vectors] = [accountTailColumns(120), accountTailColumns(120)];
          reference.tailsOf(accounts, tail, expected);
          for (const earlier of [undefined, expected.valuesAtRisk.map((value) => 1.05 * value), expected.worstLosses]) {
            kernel.tailsOf(accounts, tail, vectors, earlier);
            for (const column of answers) expect(bitsOf(vectors[column])).toEqual(bitsOf(expected[column]));
          }
        }
      }
    }
  });

  test("are mostly found by the filter, and a wrong number of them is refused", () => {
    const weights = Float64Array.from({ length: 4100 }, (_, s) => 0.999 ** s);
    const book = { ...randomBook(30, 4100), weights };
    const accounts = randomAccounts(200, 30);
    const out = accountTailColumns(200);
    simdAccountTails(module, book).tailsOf(accounts, 10, out);
    const byFilter = out.filterRuns.filter((run) => run > 0).length;
    expect(byFilter).toBeGreaterThan(150);
    const short = { ...book, weights: weights.subarray(1) };
    expect(() => accountTails(short).tailsOf(accounts, 10, out)).toThrow("weights must be as many as scenarios (4100)");
    const negative = { ...book, weights: weights.map((weight, s) => (s === 3 ? -1 : weight)) };
    expect(() => accountTails(negative).tailsOf(accounts, 10, out)).toThrow("must not be negative");
  });
});

describe("threads that share the work", () => {
  const shared = compiledModule(readFileSync(new URL("./kernelsShared.wasm", import.meta.url)))!;
  const book = randomBook(40, 900);
  const accounts = randomAccounts(500, 40);
  const few = randomAccounts(1, 40);

  /** Threads, and how many units of accounts each but the caller's has run. */
  function watched(helpers: number) {
    const threads = tailThreads(shared, helpers)!;
    let seen: () => number[] = () => [];
    const join: typeof threads.join = (memory, plan, rooms) => {
      const words = new Int32Array(memory.buffer);
      seen = () => rooms.map((room) => Atomics.load(words, room / 4 + 9));
      return threads.join(memory, plan, rooms);
    };
    return { limits: { threads: { ...threads, join } } satisfies AccountTailLimits, unitsRun: () => seen() };
  }

  /** Large and small runs in turn, so that whoever is late meets another run's, until all helpers have run some. */
  function differing(helpers: number, millisecondsMin: number): { different: number; unitsRun: readonly number[] } {
    const { limits, unitsRun } = watched(helpers);
    const kernel = simdAccountTails(module, book, limits);
    const reference = accountTails(book);
    const runs = [accounts, few].map((held) => {
      const count = held.pointers.length - 1;
      const expected = accountTailColumns(count);
      reference.tailsOf(held, 9, expected);
      return { held, expected: answers.map((column) => bitsOf(expected[column])), out: accountTailColumns(count) };
    });
    let different = 0;
    const began = performance.now();
    const isEnough = (): boolean =>
      performance.now() - began > millisecondsMin && unitsRun().every((count) => count > 0);
    while (!isEnough() && performance.now() - began < 60_000) {
      for (const { held, expected, out } of runs) {
        out.expectedShortfalls.fill(Number.NaN);
        kernel.tailsOf(held, 9, out);
        answers.forEach((column, k) => {
          if (bitsOf(out[column]).join() !== expected[k]!.join()) different += 1;
        });
      }
    }
    kernel.close();
    return { different, unitsRun: unitsRun() };
  }

  test.each([1, 3])(
    "change no bit of an answer in large and small runs in turn, %i of them beside the caller's",
    (helpers) => {
      const { different, unitsRun } = differing(helpers, 1500);
      expect(different).toBe(0);
      expect(Math.min(...unitsRun)).toBeGreaterThan(0);
    },
    90_000,
  );

  test("are not needed for a run to end: what they do not take, the caller does", () => {
    const absent = { helpers: 3, module: shared, join: () => ({ wake: () => undefined, close: () => undefined }) };
    const [out, expected] = [accountTailColumns(500), accountTailColumns(500)];
    simdAccountTails(module, book, { threads: absent }).tailsOf(accounts, 9, out);
    accountTails(book).tailsOf(accounts, 9, expected);
    for (const column of answers) expect(bitsOf(out[column])).toEqual(bitsOf(expected[column]));
  });

  test("that fail are an error and no answer", () => {
    const failing = {
      helpers: 1,
      module: shared,
      join(memory: { readonly buffer: ArrayBuffer }, plan: number) {
        const words = new Int32Array(memory.buffer, plan, 32);
        const wake = (): void => {
          // Takes the first unit, never finishes it and says that it failed.
          Atomics.add(new BigInt64Array(memory.buffer, plan + 112, 1), 0, 1n);
          Atomics.store(words, 30, 1);
        };
        return { wake, close: () => undefined };
      },
    };
    const kernel = simdAccountTails(module, book, { threads: failing });
    expect(() => kernel.tailsOf(accounts, 9, accountTailColumns(500))).toThrow("a thread failed");
  });

  test("have nothing to do where scenarios have weights", () => {
    const { limits, unitsRun } = watched(2);
    const weights = Float64Array.from({ length: 900 }, (_, s) => 1 + (s % 2));
    simdAccountTails(module, { ...book, weights }, limits).tailsOf(accounts, 9, accountTailColumns(500));
    expect(unitsRun()).toEqual([]);
  });
});

describe("what cannot be answered is refused", () => {
  const book = randomBook(3, 200);
  const accounts = randomAccounts(5, 3);

  test.each([
    ["the reference", accountTails],
    ["the vectors", (rows: UnitPnlRows) => simdAccountTails(module, rows)],
  ])("by %s: a closed kernel, columns too short, a tail beyond the scenarios", (_, make) => {
    const kernel = make(book);
    expect(() => kernel.tailsOf(accounts, 2, accountTailColumns(4))).toThrow("an entry for each of 5 accounts; have 4");
    for (const tail of [0, 201, Number.NaN]) {
      expect(() => kernel.tailsOf(accounts, tail, accountTailColumns(5))).toThrow("tail must lie in (0, 200]");
    }
    kernel.close();
    expect(() => kernel.tailsOf(accounts, 2, accountTailColumns(5))).toThrow("closed");
  });
});

test("a book whose lists alone are beyond the memory is summed as the reference does", () => {
  const scenarios = 4_000_000;
  const book = {
    values: Float64Array.from({ length: scenarios }, (_, s) => (s * 37) % 1_000_003),
    instruments: 1,
    scenarios,
  };
  const absent = { helpers: 40, module, join: () => ({ wake: () => undefined, close: () => undefined }) };
  const [out, expected] = [accountTailColumns(1), accountTailColumns(1)];
  const held = { pointers: Int32Array.of(0, 1), rows: Int32Array.of(0), quantities: Float64Array.of(-1) };
  simdAccountTails(module, book, { threads: absent, bytesMax: 2 ** 31 }).tailsOf(held, 4, out);
  accountTails(book).tailsOf(held, 4, expected);
  for (const column of answers) expect(bitsOf(out[column])).toEqual(bitsOf(expected[column]));
});

describe("rows that are multiples of another", () => {
  test("are found whatever their sign and scale, and rows that are not are left alone", () => {
    const normal = Array.from({ length: 300 }, () => random.nextNormal());
    const rows = [
      normal,
      normal.map((value) => -3.7 * value),
      normal.map((value) => 1e-12 * value),
      normal.map((value, s) => value * (s === 7 ? 1.001 : 1)),
      normal.map(() => 0),
      normal.map((value) => value * value),
    ];
    const found = proportionalRows(bookOf(rows));
    expect([...found.baseOf]).toEqual([0, 0, 0, 1, -1, 2]);
    expect(found.multiples[1]).toBeCloseTo(-3.7, 12);
    expect(found.multiples[2]).toBeCloseTo(1e-12, 24);
  });

  test("netted or not, a book of futures and a perpetual that hedge each other has the bits of the reference", () => {
    const scenarios = 700;
    const normal = Array.from({ length: scenarios }, heavy);
    const other = Array.from({ length: scenarios }, heavy);
    const rows = [1, 1.002, -0.5, 1e-3].map((multiple) => normal.map((value) => multiple * value));
    const held = [
      [
        [0, 1],
        [1, -0.998],
        [4, 0.01],
      ],
      [
        [0, 1],
        [2, 2],
      ],
      [
        [0, 1],
        [1, 3],
        [3, -7],
      ],
      [
        [0, 1],
        [2, 2],
        [4, 1],
      ],
    ] as const;
    agreed(bookOf([...rows, other]), holdingsOf(held), [0.99, 0.975]);
  });
});
