import { failed } from "../../../numerics/outcome.ts";
import { type Bar, importBars } from "./bars.ts";
import { CsvReader } from "./csvReader.ts";
import { dayMs, nameFailure, stemOf } from "./fileNames.ts";
import type { HistoryImporter } from "./historyImporter.ts";

const priceColumn = "price(USD)";
const nameForm = /^coinmetrics_([a-z0-9]+)(?:_.*)?$/;
const dateForm = /^\d{4}-\d{2}-\d{2}$/;

function dayOf(text: string): number {
  const time = dateForm.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text) ? time : Number.NaN;
}

/** The priced days; days before the first price are no market yet, days without one later on are faults. */
function* pricedDays(csv: CsvReader): Generator<Bar> {
  const [date, price] = [csv.column("date"), csv.column(priceColumn.toLowerCase())];
  let started = false;
  for (const row of csv.read()) {
    const openMs = dayOf(csv.cell(row, date));
    if (Number.isNaN(openMs)) csv.blame(row, "date", csv.cell(row, date), "must be a day, YYYY-MM-DD");
    started ||= csv.cell(row, price) !== "";
    if (started) yield { row, openMs, close: csv.number(row, price) };
  }
}

export const coinMetrics: HistoryImporter = {
  id: "coinmetrics",
  title: "CoinMetrics daily price",
  vendor: "CoinMetrics",
  unitsNote: "one USD reference price per UTC day, observed at the end of that day",
  howToGet:
    "the community network data CSV (https://github.com/coinmetrics/data, csv/btc.csv), named coinmetrics_btc.csv",
  recognises: (line) => line.startsWith("date,") && line.split(",").includes(priceColumn),
  read: (text, source) => {
    const [, asset] = nameForm.exec(stemOf(source.file)) ?? [];
    if (asset === undefined) return nameFailure(source.file, "coinmetrics_ASSET.csv, like coinmetrics_btc_2019-03.csv");
    const csv = new CsvReader(source.file, text, 1);
    const layout = {
      market: `${asset.toUpperCase()}/USD`,
      venue: "coinmetrics",
      kind: "index",
      stepMs: dayMs,
      order: "oldest-first",
      timeColumn: "date",
      closeColumn: priceColumn,
    } as const;
    const imported = importBars(csv, pricedDays(csv), layout, source);
    if (!imported.ok) return failed(imported.failure);
    const { series, report } = imported.value;
    const unpriced = report.rows - (series?.present.reduce((sum, one) => sum + one, 0) ?? 0);
    const notes = unpriced > 0 ? [`${unpriced} leading days have no price yet and are left out`] : [];
    return { ok: true, value: { ...imported.value, report: { ...report, notes } } };
  },
};
