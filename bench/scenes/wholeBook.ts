import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { AccountHoldings } from "../../src/kernels/index.ts";
import { pythonProgram } from "../peers.ts";
import { type AccountMix, syntheticAccounts } from "../syntheticAccounts.ts";
import { revalue, syntheticContracts, syntheticMarket } from "../syntheticBook.ts";
import type { TableScene } from "../tables.ts";
import { doubles, type WholeBook, writeWholeBook } from "../wholeBookFiles.ts";

/** CPU seconds of the parts of a whole run, and the most memory that its process had. */
export interface WholeRun {
  readonly revaluation: number;
  readonly planning: number;
  readonly shortfalls: number;
  readonly peakGiB: number;
}

const secondsOf = ({ revaluation, planning, shortfalls }: WholeRun): number => revaluation + planning + shortfalls;

export const manyPositions = { positionsMin: 5, positionsMax: 35 };
const fewPositions = { positionsMin: 2, positionsMax: 8 };
const instruments = 2000;

/** The scenarios over which accounts choose their hedges, however many they are then judged by. */
const hedgeScenarios = 10_240;

export function accountsOver(count: number, mix: AccountMix): AccountHoldings {
  const unitPnl = new Float64Array(count * hedgeScenarios);
  revalue(syntheticMarket(hedgeScenarios), syntheticContracts(count), unitPnl);
  return syntheticAccounts(mix, unitPnl, hedgeScenarios);
}

/** A run of our own over a book on disk, in a process of its own; medians of so many rounds. */
export function ownRun(folder: string, rounds: number): WholeRun {
  const program = fileURLToPath(new URL("../wholeBookRun.ts", import.meta.url));
  const words = ["--import", import.meta.resolve("tsx"), program, folder, String(rounds)];
  return JSON.parse(execFileSync(process.execPath, words, { encoding: "utf8" }));
}

/** @returns undefined without numpy and scipy */
function peerRun(folder: string): WholeRun | undefined {
  const said = pythonProgram({ source: "wholeBook.py", module: "scipy.sparse, scipy.special", arguments: [folder] });
  return said === undefined ? undefined : JSON.parse(said());
}

/** To how many digits the peer's shortfalls, from float32, are ours. */
function agreement(folder: string): string {
  const [ours, theirs] = [doubles(folder, "ours.f64"), doubles(folder, "theirs.f64")];
  const misses = ours.map((own, a) => Math.abs(theirs[a]! / own - 1)).sort();
  const digits = (share: number): string => (-Math.log10(misses[Math.floor(share * misses.length)]!)).toFixed(1);
  const largest = misses.at(-1)!.toExponential(1);
  return `half of the shortfalls agree to ${digits(0.5)} digits, 99.9 % to ${digits(0.999)}, the furthest within ${largest}`;
}

/** One run over one book, ours and the peer's. */
function measuredBook(book: WholeBook) {
  const count = book.accounts.pointers.length - 1;
  const { scenarios } = book.market;
  const name = `${count.toLocaleString("en")} accounts × ${scenarios.toLocaleString("en")} scenarios`;
  const { folder, remove } = writeWholeBook(book);
  const own = ownRun(folder, 1);
  const theirs = peerRun(folder);
  const rowOf = (who: string, run: WholeRun) => {
    const { revaluation, planning, shortfalls, peakGiB } = run;
    const ratio = secondsOf(theirs ?? own) / secondsOf(run);
    const perAccount = (shortfalls / count) * 1e6;
    return {
      name: `${name}: ${who}`,
      numbers: [ratio, secondsOf(run), revaluation, planning, shortfalls, perAccount, peakGiB],
    };
  };
  const positions = (book.accounts.rows.length / count).toFixed(1);
  const found =
    theirs === undefined
      ? { rows: [rowOf("ours", own)], note: "absent: numpy and scipy; npm run bench:peers installs them" }
      : {
          rows: [rowOf("ours", own), rowOf("numpy and scipy", theirs)],
          note: `${name}, ${positions} positions each: ${agreement(folder)}`,
        };
  remove();
  return found;
}

export const wholeBook: TableScene = {
  id: "whole-book",
  title: "A whole run: 2,000 instruments revalued, planned, and the expected shortfall of every account, cold",
  async measure() {
    const market = syntheticMarket(hedgeScenarios);
    const accounts = accountsOver(instruments, { accounts: 10_000, ...manyPositions });
    const found = [
      measuredBook({ instruments, market, accounts }),
      measuredBook({ instruments, market: syntheticMarket(102_400), accounts }),
      measuredBook({
        instruments,
        market,
        accounts: accountsOver(instruments, { accounts: 1_000_000, ...fewPositions }),
      }),
    ];
    return {
      heads: [
        "speed against numpy and scipy",
        "whole, s",
        "revaluation, s",
        "planning, s",
        "shortfalls, s",
        "shortfalls, µs an account",
        "peak memory, GiB",
      ],
      rows: found.flatMap(({ rows }) => rows),
      notes: ["one round, each run in a process of its own", ...new Set(found.map(({ note }) => note))],
    };
  },
};
