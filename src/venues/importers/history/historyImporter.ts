import type { FundingSeries, SeriesSource, TimeSeries } from "../../../market/timeSeries.ts";
import type { Outcome } from "../../../numerics/outcome.ts";

/** What an import saw, for the reader who must decide whether to trust it. */
export interface HistoryReport {
  /** Data rows of the file. */
  readonly rows: number;
  /** Close time of the first bar, or the first settlement; milliseconds UTC. */
  readonly firstMs: number;
  readonly lastMs: number;
  /** Runs of bars that the file does not hold. */
  readonly gaps: number;
  /** Bars in those runs. */
  readonly missingBars: number;
  /** Bars that the file holds but nobody traded in; they count as missing in the series. */
  readonly zeroVolumeBars: number;
  readonly notes: readonly string[];
}

/** One file as values: prices or funding payments. */
export interface HistoryImport {
  readonly series?: TimeSeries;
  readonly funding?: FundingSeries;
  readonly report: HistoryReport;
}

/** Reads one vendor's file layout. Members take text and return values; they never open files. */
export interface HistoryImporter {
  readonly id: string;
  readonly title: string;
  readonly vendor: string;
  /** Unit and time convention of the file, and what the import makes of it. */
  readonly unitsNote: string;
  /** The public call or download that makes such a file. */
  readonly howToGet: string;
  /** Whether a file with this first line and name has this layout. */
  readonly recognises: (header: string, fileName: string) => boolean;
  readonly read: (text: string, source: SeriesSource) => Outcome<HistoryImport>;
}
