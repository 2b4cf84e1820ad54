import { type AccountHoldings, accountTailColumns, referenceKernels } from "../../src/kernels/index.ts";
import { kernels } from "../../src/kernels/load.ts";
import { exp } from "../../src/numerics/exponential.ts";
import { logMoneyness } from "../../src/pricing/formulas/black76.ts";
import { RandomStream } from "../../src/statistics/randomStream.ts";
import { tailCount } from "../../src/statistics/tailCount.ts";
import { cpuSeconds } from "../paired.ts";
import { writeForPeers } from "../peerFiles.ts";
import { compiledPeer, pythonPeer } from "../peers.ts";
import type { Scene } from "../scene.ts";

const underlyings = 10;
const perUnderlying = 200;
const futures = 5;
const instruments = underlyings * perUnderlying;
const scenarios = 10_240;
const accountCount = 4000;
const tail = tailCount(scenarios, 0.99);
const expiryDays = [1, 2, 7, 14, 30, 60, 90, 180, 270, 365];

/** P&L per unit of forward of a perpetual, futures and options of every underlying, under joint Student t moves. */
function unitPnl(): Float64Array {
  const random = new RandomStream({ seed: 7, stream: 1 });
  const normals = (): Float64Array => Float64Array.from({ length: scenarios }, () => random.nextNormal());
  const tails = Float64Array.from({ length: scenarios }, () => {
    let square = 0;
    for (let k = 0; k < 4; k++) square += random.nextNormal() ** 2;
    return Math.sqrt(4 / square);
  });
  const [market, marketVolatility] = [normals(), normals()];
  const values = new Float64Array(instruments * scenarios);
  for (let u = 0; u < underlyings; u++) {
    const [own, ownVolatility] = [normals(), normals()];
    const logRatios = tails.map((scale, s) => {
      const move = 0.03 * (1 + 0.06 * u) * scale * (Math.sqrt(0.75) * market[s]! + 0.5 * own[s]!);
      return Math.max(-1, Math.min(1, move));
    });
    const forwards = logRatios.map((move) => exp(move));
    const volatilityMoves = tails.map((scale, s) => {
      const move = 0.056 * scale * (marketVolatility[s]! + ownVolatility[s]!) + 0.75 * Math.abs(logRatios[s]!) - 0.02;
      return Math.max(-1.2, Math.min(1.2, move));
    });
    for (let n = 0; n < perUnderlying; n++) {
      const row = values.subarray((u * perUnderlying + n) * scenarios, (u * perUnderlying + n + 1) * scenarios);
      if (n < futures) {
        for (let s = 0; s < scenarios; s++) row[s] = (forwards[s]! - 1) * (1 + 0.002 * n);
        continue;
      }
      const years = expiryDays[Math.floor((n - futures) / 20)]! / 365;
      const strike = exp(1.4 * Math.sqrt(years) * (-0.6 + (1.2 * ((n - futures) % 20)) / 19));
      const damping = Math.min(1, Math.sqrt(30 / 365 / years));
      const volatilities = volatilityMoves.map((move) => 0.7 * exp(move * damping));
      const terms = {
        optionType: n % 2 === 0 ? ("call" as const) : ("put" as const),
        strike,
        moneyness: logMoneyness(1, strike),
        root: Math.sqrt(years),
      };
      const columns = { logRatios, forwards, volatilities, inverses: volatilities.map((one) => 1 / one) };
      const now = Float64Array.of(0);
      const present = { forwards: [1], logRatios: [0], volatilities: [0.7], inverses: [1 / 0.7] };
      const at = <T>(make: (list: number[]) => T) => ({
        forwards: make(present.forwards),
        logRatios: make(present.logRatios),
        volatilities: make(present.volatilities),
        inverses: make(present.inverses),
      });
      kernels().black76Row(
        terms,
        at((list) => Float64Array.from(list)),
        now,
      );
      kernels().black76Row(terms, columns, row);
      for (let s = 0; s < scenarios; s++) row[s]! -= now[0]!;
    }
  }
  return values;
}

/**
 * Five to 35 positions in one to three underlyings, most of them in the first two; a third mostly futures, a third
 * options, a third options whose delta futures hedge. Sorted by the underlyings that hold most positions.
 */
function accountsOver(values: Float64Array): AccountHoldings {
  const random = new RandomStream({ seed: 7, stream: 2 });
  const below = (count: number): number => Math.floor(count * random.nextUniform());
  const underlyingOf = (): number => {
    const draw = random.nextUniform();
    if (draw < 0.6) return draw < 0.35 ? 0 : 1;
    return 2 + Math.floor((draw - 0.6) / 0.05);
  };
  const accounts = Array.from({ length: accountCount }, (_, a) => {
    const wanted = 5 + below(31);
    const chosen = new Set<number>();
    for (const size = 1 + below(3); chosen.size < size; ) chosen.add(underlyingOf());
    const among = [...chosen];
    const held = new Map<number, number>();
    for (let k = 0; k < wanted; k++) {
      const isFuture = a % 3 === 0 && random.nextUniform() < 0.6;
      const within = isFuture ? below(futures) : futures + below(perUnderlying - futures);
      held.set(among[below(among.length)]! * perUnderlying + within, random.nextNormal() * exp(random.nextNormal()));
    }
    if (a % 3 === 2) hedge(held, values);
    const rows = [...held.keys()].sort((one, other) => one - other);
    return { rows, quantities: rows.map((row) => held.get(row)!), order: dominance(rows) };
  }).sort((one, other) => one.order - other.order);
  const pointers = Int32Array.from({ length: accountCount + 1 }, () => 0);
  accounts.forEach(({ rows }, a) => {
    pointers[a + 1] = pointers[a]! + rows.length;
  });
  return {
    pointers,
    rows: Int32Array.from(accounts.flatMap(({ rows }) => rows)),
    quantities: Float64Array.from(accounts.flatMap(({ quantities }) => quantities)),
  };
}

/** Sells against the perpetual of the first underlying what the account moves with it, by least squares. */
function hedge(held: Map<number, number>, values: Float64Array): void {
  const perpetual = Math.floor(Math.min(...held.keys()) / perUnderlying) * perUnderlying;
  let [joint, square] = [0, 0];
  for (let s = 0; s < scenarios; s += 16) {
    let pnl = 0;
    for (const [row, quantity] of held) pnl += quantity * values[row * scenarios + s]!;
    const move = values[perpetual * scenarios + s]!;
    joint += pnl * move;
    square += move * move;
  }
  held.set(perpetual, (held.get(perpetual) ?? 0) - joint / square);
}

/** The underlying that holds most positions, then the next. */
function dominance(rows: readonly number[]): number {
  const counts = new Array<number>(underlyings).fill(0);
  for (const row of rows) counts[Math.floor(row / perUnderlying)]! += 1;
  const ordered = [...counts.keys()].filter((u) => counts[u]! > 0).sort((one, other) => counts[other]! - counts[one]!);
  return ordered[0]! * underlyings + (ordered[1] ?? ordered[0]!);
}

function prepared() {
  const values = unitPnl();
  const accounts = accountsOver(values);
  const book = { values, instruments, scenarios };
  const kernel = kernels().accountTails(book);
  const [cold, warm] = [accountTailColumns(accountCount), accountTailColumns(accountCount)];
  kernel.tailsOf(accounts, tail, cold);
  // A warm start knows the values at risk before the market moved: here they were a twentieth higher or lower.
  const earlier = cold.valuesAtRisk.map((value, a) => value * (a % 2 === 0 ? 1.05 : 0.95));
  writeForPeers("PLIMSOLL_BENCH_BOOK", {
    "sizes.i32": Int32Array.of(instruments, scenarios, accountCount),
    "unitPnl.f64": values,
    "pointers.i32": accounts.pointers,
    "rows.i32": accounts.rows,
    "quantities.f64": accounts.quantities,
    "tail.f64": Float64Array.of(tail),
    "earlier.f64": earlier,
  });
  return { accounts, book, kernel, cold, warm, earlier };
}

let made: ReturnType<typeof prepared> | undefined;
/** Made when the scene runs, not when it is listed. */
const book = (): ReturnType<typeof prepared> => {
  made ??= prepared();
  return made;
};

/** Accounts whose numbers differ from the reference in any bit, of every 20th; and what the filter did. */
function certified(): string {
  const { accounts, book: rows, cold, warm } = book();
  const columns = ["expectedShortfalls", "valuesAtRisk", "worstLosses", "worstScenarios"] as const;
  const reference = accountTailColumns(1);
  let different = 0;
  let checked = 0;
  const one = referenceKernels.accountTails(rows);
  for (let a = 0; a < accountCount; a += 20) {
    const [from, to] = [accounts.pointers[a]!, accounts.pointers[a + 1]!];
    const alone = {
      pointers: Int32Array.of(0, to - from),
      rows: accounts.rows.subarray(from, to),
      quantities: accounts.quantities.subarray(from, to),
    };
    one.tailsOf(alone, tail, reference);
    checked += 1;
    if (columns.some((name) => [cold, warm].some((out) => !Object.is(out[name][a], reference[name][0]))))
      different += 1;
  }
  const share = warm.summed.reduce((sum, count) => sum + count, 0) / (accountCount * scenarios);
  const again = (out: typeof warm, run: number) => out.filterRuns.reduce((sum, ran) => sum + (ran === run ? 1 : 0), 0);
  return [
    `${different} of ${checked} accounts differ from the float64 reference in a bit`,
    `${(100 * share).toFixed(2)} % of scenarios summed in float64`,
    `filtered again: ${again(warm, 2)} warm, ${again(cold, 2)} cold`,
    `summed whole: ${again(warm, 0)} warm, ${again(cold, 0)} cold`,
  ].join("; ");
}

const source = "accountTails.cpp";
const plain = ["-march=x86-64-v2"];
const wide = ["-march=x86-64-v3", "-DWIDTH=32"];

export const accountTails: Scene = {
  id: "account-tails",
  title: "Expected shortfall of 4,000 accounts, 18 positions each on average, 2,000 instruments × 10,240 scenarios",
  unit: "µs an account",
  work: accountCount * 1e-6,
  own: [
    {
      name: "vector kernel, float64, warm",
      run() {
        const { kernel, accounts, warm, earlier } = book();
        return cpuSeconds(() => kernel.tailsOf(accounts, tail, warm, earlier));
      },
    },
    {
      name: "vector kernel, float64, cold",
      run() {
        const { kernel, accounts, cold } = book();
        return cpuSeconds(() => kernel.tailsOf(accounts, tail, cold));
      },
    },
  ],
  get peers() {
    return [
      pythonPeer("scipy and numpy.partition, float32", { source: "accountTails.py", module: "scipy.sparse" }),
      compiledPeer("C++ SSE4.2, same method, warm", { source, flags: [...plain, "-DWARM"] }),
      compiledPeer("C++ SSE4.2, same method, cold", { source, flags: plain }),
      compiledPeer("C++ AVX2, same method, warm", { source, flags: [...wide, "-DWARM"] }),
      compiledPeer("C++ AVX2, same method, cold", { source, flags: wide }),
    ];
  },
  accuracy: certified,
};
