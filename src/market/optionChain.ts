import type { InverseOption } from "../instruments/kinds/inverseOption.ts";
import type { LinearOption } from "../instruments/kinds/linearOption.ts";
import type { Currency } from "../instruments/money.ts";
import type { SeriesSource } from "./timeSeries.ts";

/** What a venue shows of one option at one time. Absent where it shows nothing; never 0 for "none". */
export interface OptionQuote {
  readonly instrument: InverseOption | LinearOption;
  /** Prices per contract size of 1 underlying, settlement currency. */
  readonly bid?: number;
  readonly ask?: number;
  readonly mark?: number;
  /** The venue's own implied volatilities, per square root of a year; 0.5 is 50 %. */
  readonly bidVolatility?: number;
  readonly markVolatility?: number;
  readonly askVolatility?: number;
  /** The forward of the expiry as the venue states it, quote currency. */
  readonly forward?: number;
  /** Contracts. */
  readonly openInterest?: number;
  readonly volume?: number;
  /** When this quote was made, where the source says so; milliseconds UTC. */
  readonly timeMs?: number;
}

/** All options of one underlying at one venue and time. */
export interface OptionChain {
  readonly venue: string;
  readonly underlying: Currency;
  readonly quoteCurrency: Currency;
  readonly settlementCurrency: Currency;
  /** Time of the snapshot, milliseconds UTC. */
  readonly timestamp: number;
  /** Price of the underlying's index, quote currency. */
  readonly index?: number;
  /** By expiry, then strike, then call before put. */
  readonly quotes: readonly OptionQuote[];
  readonly source: SeriesSource;
  /** What a reader must know: an estimated time, quotes left out and why. */
  readonly notes: readonly string[];
}
