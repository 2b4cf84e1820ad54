import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { archetypes } from "../../src/backtest/archetype.ts";
import { type BacktestPlan, type BacktestUnit, backtest } from "../../src/backtest/run.ts";
import { readSeries } from "../../src/cli/files/marketFiles.ts";
import { filteredHistoricalTail } from "../../src/margin/models/filteredHistoricalTail.ts";
import { checkParameters } from "../../src/margin/parameters.ts";
import { rulebookOf } from "../../src/margin/rulebook.ts";
import { cpuSeconds } from "../paired.ts";
import { writeForPeers } from "../peerFiles.ts";
import { pythonPeer } from "../peers.ts";
import type { Scene } from "../scene.ts";
import { unwrapped } from "../unwrapped.ts";

const history = `${process.env["PLIMSOLL_HISTORY"] ?? fileURLToPath(new URL("../../../shared/data", import.meta.url))}/ohlcv`;
const hourMs = 3_600_000;
const [fromMs, toMs] = [Date.UTC(2023, 6, 1), Date.UTC(2024, 5, 30, 22)];
const observations = (toMs - fromMs) / hourMs + 1;
const lookbackDays = 365;
const startCount = 30;

async function prepared() {
  const series = unwrapped(await readSeries({ history, interval: "1h", venue: "binance", coins: ["BTC"] }));
  const asked = {
    startCount,
    horizonHours: 1,
    stepHours: 1,
    confidenceLevel: 0.99,
    measure: "expected-shortfall",
    lookbackDays,
  };
  const parameters = unwrapped(checkParameters(filteredHistoricalTail.parameters, asked, "parameters"));
  const plan: BacktestPlan = {
    series,
    stepMs: hourMs,
    coins: ["BTC"],
    books: [{ kind: "archetype", archetype: archetypes.find(({ id }) => id === "long")! }],
    rulebooks: [rulebookOf(filteredHistoricalTail, parameters, "USD")],
    mporHours: 1,
    everyHours: 1,
    fromMs,
    toMs,
    seasoningDays: 0,
  };
  return plan;
}

/** The whole year, as `plimsoll backtest` runs it. */
function requirementsOf(plan: BacktestPlan): readonly number[] {
  const work = backtest(plan, new Map());
  for (;;) {
    const step = work.next();
    if (step.done === true) return (unwrapped(step.value)[0] as BacktestUnit).run.columns.requirements;
  }
}

/** Closes hour by hour, NaN where one is missing. */
function writeCloses({ series }: BacktestPlan): string {
  const { startMs, values, present } = series[0]!;
  const column = values.map((close, k) => (present[k] === 1 ? close : Number.NaN));
  const bars = [fromMs, toMs].map((time) => (time - startMs) / hourMs);
  const sizes = Int32Array.of(...bars, lookbackDays * 24, startCount);
  return writeForPeers("PLIMSOLL_BENCH_ROLLING", { "closes.f64": column, "sizes.i32": sizes });
}

let plan: BacktestPlan | undefined;
let folder = "";
let requirements: readonly number[] = [];

export const rollingBacktest: Scene = {
  id: "rolling-backtest",
  title: "A year of hourly requirements by filtered history: BTC, 8,760 hours back, expected shortfall at 99 %",
  unit: "µs an observation",
  work: observations * 1e-6,
  async prepare() {
    if (!existsSync(history)) return "no recorded data: set PLIMSOLL_HISTORY";
    plan = await prepared();
    folder = writeCloses(plan);
    return undefined;
  },
  own: [
    {
      name: "backtest, assessAccount at every hour",
      run: () =>
        cpuSeconds(() => {
          requirements = requirementsOf(plan!);
        }),
    },
  ],
  peers: [pythonPeer("numpy and scipy lfilter, plainly", { source: "rollingBacktest.py", module: "scipy.signal" })],
  accuracy() {
    const path = join(folder, "requirements.f64");
    if (!existsSync(path)) return "no peer to agree with";
    const bytes = readFileSync(path);
    const theirs = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length >> 3);
    const misses = requirements.map((own, k) => Math.abs(own / theirs[k]! - 1));
    return `${requirements.length} requirements, of which none differs by more than ${Math.max(...misses).toExponential(0)} of itself`;
  },
};
