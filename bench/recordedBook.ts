import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { resolveInstrument } from "../src/instruments/names.ts";
import { kernels } from "../src/kernels/load.ts";
import type { MarketSnapshot } from "../src/market/marketSnapshot.ts";
import { quotedSnapshot } from "../src/market/quotes.ts";
import { currencyId } from "../src/market/riskFactor.ts";
import { exp } from "../src/numerics/exponential.ts";
import { chainLevels, chainValues } from "../src/pricing/chainValues.ts";
import { unitPnl } from "../src/risk/unitPnl.ts";
import { statedScenarios } from "../src/scenarios/statedScenarios.ts";
import { importOptionChain } from "../src/venues/optionImporters.ts";
import { unwrapped } from "./unwrapped.ts";

const folder = process.env["PLIMSOLL_HISTORY"] ?? fileURLToPath(new URL("../../shared/data", import.meta.url));

/** Unit P&L of every option of a recorded chain. */
export interface RecordedBook {
  /** [I×S] dollars. */
  readonly unitPnl: Float64Array;
  readonly instruments: number;
  readonly scenarios: number;
}

const name = "deribit_BTC_chain_20240524.csv.gz";
const path = `${folder}/options/${name}`;

/** Whether the recorded chain is on this machine. */
export const isRecorded = (): boolean => existsSync(path);

const stays = "stays";
const statement = {
  price: "all forwards alike, t with 4 degrees",
  basis: stays,
  volatility: "all alike, lognormal",
  skew: stays,
  rate: stays,
  funding: stays,
};

/**
 * The bitcoin chain of 24 May 2024 as a snapshot: every option that has a value, and cash.
 *
 * @param dollars dollar currencies besides, each worth a dollar
 * @returns       undefined without the recorded data
 */
export function recordedSnapshot(dollars: readonly string[] = []): MarketSnapshot | undefined {
  if (!isRecorded()) return undefined;
  const bytes = readFileSync(path);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const chain = unwrapped(importOptionChain({ name, text: gunzipSync(bytes).toString(), sha256 }));
  const valued = chainValues(chain);
  const levels = new Map([...chainLevels(chain, valued)].map(([id, level]) => [id, { level, assumption: name }]));
  for (const dollar of dollars) levels.set(currencyId(dollar), { level: 1, assumption: "a dollar" });
  const cash = dollars.map((dollar) => unwrapped(resolveInstrument(dollar)));
  const rows = [...valued.values.map(({ quote }) => quote.instrument), ...cash];
  const at = { timestamp: chain.timestamp, maxAgeMs: 86_400_000 };
  return unwrapped(quotedSnapshot({ quotes: [], levels, source: chain.source }, rows, at));
}

/**
 * The recorded chain under drawn scenarios: one day's move of 3 % with four degrees of freedom, volatility by 10 %. The
 * chain is recorded, the scenarios are simulated.
 *
 * @returns undefined without the recorded data
 */
export function recordedBook(scenarios: number): RecordedBook | undefined {
  const snapshot = recordedSnapshot();
  if (snapshot === undefined) return undefined;
  const set = statedScenarios(snapshot, {
    scenarios: drawnMoves(scenarios),
    shocked: ({ kind }, level, { price, volatility }) =>
      kind === "volatility" ? level * volatility : kind === "rate" || kind === "funding" ? level : level * price,
    statement,
  });
  return { unitPnl: unitPnl(snapshot, set, "USD"), instruments: snapshot.instruments.length, scenarios };
}

/** Draws by position: six normals a scenario, four of which make the t. */
function drawnMoves(count: number) {
  const draws = new Float64Array(6 * count);
  kernels().normals({ seed: [1, 0], stream: [0, 0], block: 0 }, draws);
  return Array.from({ length: count }, (_, s) => {
    const [z, v, a, b, c, d] = draws.subarray(6 * s, 6 * s + 6) as unknown as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    const t = z * Math.sqrt(4 / (a * a + b * b + c * c + d * d));
    return { label: `draw ${s}`, block: "drawn", factor: 1, price: exp(0.02 * t), volatility: exp(0.1 * v) };
  });
}
