import type { Quotes } from "../../../market/quotes.ts";
import type { SeriesSource } from "../../../market/timeSeries.ts";
import type { Outcome } from "../../../numerics/outcome.ts";

/** The prices of one file, and what its reader must know. */
export interface PriceImport extends Quotes {
  readonly notes: readonly string[];
}

/** Reads one layout of prices. Members take text and return values; they never open files. */
export interface PriceImporter {
  readonly id: string;
  readonly title: string;
  /** Unit and time convention of the file, and what the import makes of it. */
  readonly unitsNote: string;
  /** The public call or download that makes such a file. */
  readonly howToGet: string;
  /** Whether this text has this layout; cheap, the file is not checked yet. */
  readonly recognises: (text: string) => boolean;
  /** @param asOfMs prices dated after it are faults: a margin must not know what came later */
  readonly read: (text: string, source: SeriesSource, asOfMs: number | undefined) => Outcome<PriceImport>;
}
