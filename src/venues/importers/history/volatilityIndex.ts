import { failed } from "../../../numerics/outcome.ts";
import { type Bar, importBars } from "./bars.ts";
import { CsvReader } from "./csvReader.ts";
import { intervalMs, nameFailure, stemOf } from "./fileNames.ts";
import type { HistoryImporter } from "./historyImporter.ts";

const header = "ts_ms,dvol";
const form = "venue_COIN_DVOL_interval.csv, like deribit_BTC_DVOL_1d.csv";
const nameForm = /^([a-z][a-z0-9-]*)_([A-Z0-9]+)_DVOL_([0-9]+[a-z])$/;

/** The market under which a coin's index of implied volatility is filed. */
export const volatilityIndexMarket = (coin: string): string => `${coin}-DVOL`;

/**
 * A volatility index, the 30-day implied volatility of one coin. The time is a bar's open and the value its close: the
 * recorded daily index moves with the price of the same day (its log changes and the day's absolute log return have a
 * correlation of 0.37, with the day before and after −0.03 and 0.23).
 */
export const volatilityIndex: HistoryImporter = {
  id: "volatility-index",
  title: "Volatility index",
  vendor: "Deribit",
  unitsNote:
    "ts_ms is the bar's open in milliseconds UTC, moved to its close; dvol in per cent a year, read as a share",
  howToGet: "Deribit public/get_volatility_index_data, the closes written as ts_ms,dvol; name venue_COIN_DVOL_interval",
  recognises: (line) => line === header,
  read: (text, source) => {
    const [, venue = "", coin = "", interval = ""] = nameForm.exec(stemOf(source.file)) ?? [];
    const stepMs = intervalMs(interval);
    if (coin === "" || stepMs === undefined) return failed(nameFailure(source.file, form).failure);
    const csv = new CsvReader(source.file, text, 1);
    const order = "oldest-first";
    const layout = { market: volatilityIndexMarket(coin), venue, kind: "index", stepMs, order } as const;
    return importBars(csv, closes(csv), { ...layout, timeColumn: "ts_ms", closeColumn: "dvol" }, source);
  },
};

function* closes(csv: CsvReader): Generator<Bar> {
  for (const row of csv.read()) yield { row, openMs: csv.number(row, 0), close: csv.number(row, 1) / 100 };
}
