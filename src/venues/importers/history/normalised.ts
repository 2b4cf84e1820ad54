import { failed, type Outcome, success } from "../../../numerics/outcome.ts";
import { candles, importBars } from "./bars.ts";
import { CsvReader } from "./csvReader.ts";
import { intervalMs, marketOf, nameFailure, stemOf } from "./fileNames.ts";
import type { HistoryImporter } from "./historyImporter.ts";

const header = "ts_ms,open,high,low,close,volume";
const form = "venue_SYMBOL_interval.csv, like binance_BTCUSDT_1h.csv, binanceusdm_BTCUSDT-PERP_1h.csv";
/** `venue_SYMBOL[-PERP][_mark]_interval[_window]`. */
const nameForm = /^([a-z][a-z0-9-]*)_([A-Z0-9]+)(-PERP)?(_mark)?_([0-9]+[a-z])(?:_[0-9]+)?$/;

interface NormalisedName {
  readonly venue: string;
  readonly market: string;
  readonly kind: "trade" | "mark";
  readonly stepMs: number;
  readonly notes: readonly string[];
}

function readName(fileName: string): Outcome<NormalisedName> {
  const [, venue = "", symbol = "", perpetual, mark, interval = ""] = nameForm.exec(stemOf(fileName)) ?? [];
  const stepMs = intervalMs(interval);
  const linear = perpetual !== undefined || mark !== undefined || venue === "binanceusdm";
  const split = marketOf(symbol, venue, linear);
  const unquoted = split === undefined && perpetual !== undefined;
  const market = unquoted ? `${symbol}/USD:USD` : split;
  if (stepMs === undefined || market === undefined) return nameFailure(fileName, form);
  const notes = unquoted ? [`the name ${symbol}-PERP states no quote; read as ${market}`] : [];
  return success({ venue, market, kind: mark === undefined ? "trade" : "mark", stepMs, notes });
}

export const normalised: HistoryImporter = {
  id: "normalised",
  title: "Normalised bars",
  vendor: "any venue, through ccxt",
  unitsNote: "ts_ms is the bar's open in milliseconds UTC, moved to its close; prices in quote currency",
  howToGet:
    "ccxt fetchOHLCV(market, interval), written as ts_ms,open,high,low,close,volume; name venue_SYMBOL_interval",
  recognises: (firstLine) => firstLine === header,
  read: (text, source) => {
    const name = readName(source.file);
    if (!name.ok) return failed(name.failure);
    const { notes, ...market } = name.value;
    const csv = new CsvReader(source.file, text, 1);
    const layout = { ...market, order: "oldest-first", timeColumn: "ts_ms", closeColumn: "close" } as const;
    return importBars(
      csv,
      candles(csv, (row) => csv.number(row, 0)),
      layout,
      source,
      notes,
    );
  },
};
