import type { OrderEvent } from "../../../market/orderEvent.ts";
import type { SeriesSource } from "../../../market/timeSeries.ts";
import type { Outcome } from "../../../numerics/outcome.ts";

/** What every record says: whose, of what, when. */
interface Recorded {
  readonly venue: string;
  /** The venue's own name of the contract. */
  readonly symbol: string;
  /** Milliseconds UTC. */
  readonly timeMs: number;
}

/** Prices and state of one contract. Absent where the source shows nothing. */
export interface MarketTicker extends Recorded {
  readonly mark?: number;
  readonly index?: number;
  readonly last?: number;
  readonly bid?: number;
  readonly ask?: number;
  /** Fraction of notional over the venue's own funding interval; longs pay when positive. */
  readonly fundingRate?: number;
  /** The next rate, as the venue foresees it. */
  readonly predictedFundingRate?: number;
  /** The funding event the rates belong to, milliseconds UTC. */
  readonly fundingMs?: number;
  /** In the venue's own unit: contracts, dollars or coins. */
  readonly openInterest?: number;
}

/** The best of both sides of a book; a side that is empty is absent. Sizes in the venue's own unit. */
export interface BestQuote extends Recorded {
  readonly bid?: number;
  readonly bidSize?: number;
  readonly ask?: number;
  readonly askSize?: number;
}

/** One trade. */
export interface TradePrint extends Recorded {
  readonly id: string;
  /** Who came to the book; absent where the venue does not say. */
  readonly takerSide?: "buy" | "sell";
  readonly price: number;
  /** In the venue's own unit: contracts, dollars or coins. */
  readonly size: number;
  readonly mark?: number;
  readonly index?: number;
  /** Of an option at its price, per square root of a year, decimal. */
  readonly volatility?: number;
  /** How the trade came about where not on the open book alone. */
  readonly circumstances: readonly ("block" | "combo" | "liquidation")[];
}

/** What all holders together are long, and short, of one contract at the end of a day. */
export interface OpenInterestRecord extends Recorded {
  /** In the unit that the notes of the set say. */
  readonly openInterest: number;
}

interface RecordSet<K extends string, T> {
  readonly kind: K;
  /** Oldest first. */
  readonly records: readonly T[];
  readonly source: SeriesSource;
  readonly notes: readonly string[];
}

export type MarketRecords =
  | RecordSet<"tickers", MarketTicker>
  | RecordSet<"best-quotes", BestQuote>
  | RecordSet<"trades", TradePrint>
  | RecordSet<"open-interest", OpenInterestRecord>
  /** In the order of the feed. */
  | (RecordSet<"orders", OrderEvent> & { readonly venue: string; readonly market: string });

/** Reads one source's layout of market records. Members take text and return values; they never open files. */
export interface MarketRecordImporter {
  readonly id: string;
  readonly title: string;
  /** Unit and time convention of the file, and what the import makes of it. */
  readonly unitsNote: string;
  /** The public call or download that makes such a file. */
  readonly howToGet: string;
  /** Whether this text has this layout; cheap, the file is not checked yet. */
  readonly recognises: (text: string) => boolean;
  readonly read: (text: string, source: SeriesSource) => Outcome<MarketRecords>;
}
