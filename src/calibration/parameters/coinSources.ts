import type { OptionChain } from "../../market/optionChain.ts";
import type { OrderEvent } from "../../market/orderEvent.ts";
import type { FundingSeries, SeriesSource } from "../../market/timeSeries.ts";
import { failed, type Outcome } from "../../numerics/outcome.ts";
import type { CoinHistory, ParameterReport } from "./parameterEstimator.ts";

/** Open interest of one contract at the ends of days. */
export interface OpenInterestSeries {
  /** The source's own name of the contract. */
  readonly symbol: string;
  /** [m] strictly increasing, milliseconds UTC. */
  readonly timesMs: Float64Array;
  /** [m] ≥ 0 in one unit throughout. */
  readonly values: Float64Array;
  readonly unit: "dollars" | "unknown";
  readonly source: SeriesSource;
}

/** Events of one venue's book in the order of its feed. */
export interface OrderLog {
  readonly venue: string;
  readonly market: string;
  readonly events: readonly OrderEvent[];
  readonly source: SeriesSource;
}

/** What besides prices a coin's parameters are read from, by kind; each a list of what was given, in its order. */
export interface CoinSources {
  readonly chains: readonly OptionChain[];
  readonly funding: readonly FundingSeries[];
  readonly openInterest: readonly OpenInterestSeries[];
  readonly orders: readonly OrderLog[];
}

export const noSources: CoinSources = { chains: [], funding: [], openInterest: [], orders: [] };

/** A way from one source of a kind to parameters. */
export interface SourceEstimator<K extends keyof CoinSources = keyof CoinSources> {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  readonly reads: K;
  /** @param history the coin's prices, for what is measured against them */
  estimate(given: CoinSources[K][number], history: CoinHistory): Outcome<ParameterReport>;
}

/** The type of the list; written out because methods of different kinds take different sources. */
export type AnySourceEstimator = { [K in keyof CoinSources]: SourceEstimator<K> }[keyof CoinSources];

/** The refusal of what was seen after the window: parameters of a time may not know what came later. */
export function seenLater(path: string, seenMs: number, toMs: number): Outcome<never> {
  const [seen, to] = [seenMs, toMs].map((ms) => new Date(ms).toISOString());
  const message = `it is of ${seen}, and the window ends ${to}`;
  return failed({ code: "invalid", path, message, hint: "widen --to, or leave the file out" });
}
