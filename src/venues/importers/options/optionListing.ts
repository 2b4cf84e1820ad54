import type { SeriesSource } from "../../../market/timeSeries.ts";
import type { Outcome } from "../../../numerics/outcome.ts";
import type { Option } from "./optionNames.ts";

/** The terms on which a venue lists one option. */
export interface OptionListing {
  /**
   * Counted in units of 1 underlying, as its quotes are; `contractSize` below says how the venue counts. With its steps:
   * ticks in the settlement currency per unit of underlying, the lot in units of underlying.
   */
  readonly instrument: Option;
  /** The venue's own name. */
  readonly symbol: string;
  /** Units of underlying in one contract of the venue, a decimal text. */
  readonly contractSize: string;
  /** Smallest order, units of underlying, a decimal text. */
  readonly quantityMin: string;
  /** Milliseconds UTC. */
  readonly listedAt?: number;
}

export interface OptionListings {
  readonly venue: string;
  /** By expiry, then strike, then call before put. */
  readonly listings: readonly OptionListing[];
  readonly source: SeriesSource;
  readonly notes: readonly string[];
}

/** Reads one venue's list of instruments. Members take text and return values; they never open files. */
export interface OptionListingImporter {
  readonly id: string;
  readonly title: string;
  /** Units of the file, and what the import makes of them. */
  readonly unitsNote: string;
  /** The public call that makes such a file. */
  readonly howToGet: string;
  /** Whether this text has this layout; cheap, the file is not checked yet. */
  readonly recognises: (text: string) => boolean;
  readonly read: (text: string, source: SeriesSource) => Outcome<OptionListings>;
}
