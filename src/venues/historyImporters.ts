import { binanceKlines } from "./importers/history/binanceKlines.ts";
import { coinMetrics } from "./importers/history/coinMetrics.ts";
import { cryptoDataDownload } from "./importers/history/cryptoDataDownload.ts";
import { funding } from "./importers/history/funding.ts";
import type { HistoryImporter } from "./importers/history/historyImporter.ts";
import { normalised } from "./importers/history/normalised.ts";
import { volatilityIndex } from "./importers/history/volatilityIndex.ts";

/** The file layouts that can be read; one line each. */
export const historyImporters: readonly HistoryImporter[] = [
  normalised,
  binanceKlines,
  cryptoDataDownload,
  coinMetrics,
  funding,
  volatilityIndex,
];
