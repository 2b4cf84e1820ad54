import type { OptionChain } from "../../../market/optionChain.ts";
import type { SeriesSource } from "../../../market/timeSeries.ts";
import type { Outcome } from "../../../numerics/outcome.ts";

/** Reads one source's layout of option quotes. Members take text and return values; they never open files. */
export interface OptionChainImporter {
  readonly id: string;
  readonly title: string;
  /** Unit and time convention of the file, and what the import makes of it. */
  readonly unitsNote: string;
  /** The public call or download that makes such a file. */
  readonly howToGet: string;
  /** Whether this text has this layout; cheap, the file is not checked yet. */
  readonly recognises: (text: string, fileName: string) => boolean;
  /** One chain per underlying and settlement currency, at least one, in the order in which the file names them. */
  readonly read: (text: string, source: SeriesSource) => Outcome<readonly OptionChain[]>;
}
