import { accountTailColumns, referenceKernels } from "../../src/kernels/index.ts";
import { kernels } from "../../src/kernels/load.ts";
import { tailCount } from "../../src/statistics/tailCount.ts";
import { cpuSeconds } from "../paired.ts";
import { writeForPeers } from "../peerFiles.ts";
import { compiledPeer, pythonPeer } from "../peers.ts";
import type { Scene } from "../scene.ts";
import { syntheticAccounts } from "../syntheticAccounts.ts";
import { revalue, syntheticContracts, syntheticMarket } from "../syntheticBook.ts";

const instruments = 2000;
const scenarios = 10_240;
const accountCount = 4000;
const tail = tailCount(scenarios, 0.99);

function prepared() {
  const values = new Float64Array(instruments * scenarios);
  revalue(syntheticMarket(scenarios), syntheticContracts(instruments), values);
  const accounts = syntheticAccounts({ accounts: accountCount, positionsMin: 5, positionsMax: 35 }, values, scenarios);
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
