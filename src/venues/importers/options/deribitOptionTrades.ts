/**
 * Trades of one or more Deribit options, a table with columns worked out beside the venue's.
 * @source docs.deribit.com, public/get_last_trades_by_instrument: price in the settlement currency, iv in percent, amount
 * in units of underlying, direction the taker's.
 */
import type { SeriesSource } from "../../../market/timeSeries.ts";
import { FaultList, failed, type Outcome, success } from "../../../numerics/outcome.ts";
import { firstLine } from "../history/csvReader.ts";
import { type Fields, given, isoTimeIn, neededIn, percentIn, positiveIn } from "./fields.ts";
import type { MarketRecordImporter, MarketRecords, TradePrint } from "./marketRecords.ts";
import { type Option, optionNamed } from "./optionNames.ts";
import { readCsvRecords } from "./records.ts";

export const deribitOptionTrades: MarketRecordImporter = {
  id: "deribit-option-trades",
  title: "Deribit option trades, table",
  unitsNote:
    "prices in the settlement currency per unit of underlying, iv in percent (read as a decimal), contracts of 1 unit of underlying, times UTC, direction is the taker's; the contract is the one instrument_name says, strike and maturity are not used",
  howToGet: "Deribit public/get_last_trades_by_instrument, its trades saved as CSV with a header",
  recognises: (text) => {
    const columns = firstLine(text).split(",");
    return ["trade_seq", "trade_id", "instrument_name", "direction", "contracts", "iv"].every((one) =>
      columns.includes(one),
    );
  },
  read,
};

/** Rows whose own columns contradict the instrument's name. */
interface Defects {
  readonly strikes: Map<string, number>;
  readonly maturities: Map<string, number>;
}

function read(text: string, source: SeriesSource): Outcome<MarketRecords> {
  const defects: Defects = { strikes: new Map(), maturities: new Map() };
  const rows = readCsvRecords(text, source.file, (fields) => rowOf(fields, defects));
  if (!rows.ok) return rows;
  const faults = new FaultList();
  const lines = new Map<string, string>();
  for (const { trade, path } of rows.value) {
    const before = lines.get(trade.id);
    if (before === undefined) lines.set(trade.id, path);
    else faults.add({ code: "conflict", path, message: `trade ${trade.id} stands twice, first at ${before}` });
  }
  if (faults.count > 0) return failed(faults.toFailure(source.file, `${rows.value.length} trades`));
  const records = rows.value.sort((a, b) => a.trade.timeMs - b.trade.timeMs || a.sequence - b.sequence);
  return success({ kind: "trades", records: records.map(({ trade }) => trade), source, notes: notesOf(defects) });
}

interface Row {
  readonly trade: TradePrint;
  /** The venue's running number of trades in one instrument. */
  readonly sequence: number;
  readonly path: string;
}

function rowOf(fields: Fields, defects: Defects): Row | undefined {
  const instrument = optionNamed(fields, "instrument_name");
  const timeMs = isoTimeIn(fields, "timestamp");
  const sequence = neededIn(fields, "trade_seq");
  const [price, size] = [neededIn(fields, "price"), neededIn(fields, "contracts")];
  const direction = fields.text("direction");
  const isKnownSide = direction === "buy" || direction === "sell";
  if (!isKnownSide) fields.blame("direction", "must be buy or sell");
  const state = {
    ...given("mark", positiveIn(fields, "mark_price")),
    ...given("index", positiveIn(fields, "index_price")),
    ...given("volatility", percentIn(fields, "iv")),
  };
  if (instrument === undefined || timeMs === undefined || sequence === undefined || !isKnownSide) return undefined;
  if (price === undefined || size === undefined) return undefined;
  countDefects(fields, instrument, defects);
  const trade: TradePrint = {
    venue: "deribit",
    symbol: fields.text("instrument_name"),
    timeMs,
    id: fields.text("trade_id"),
    takerSide: direction,
    price,
    size,
    ...state,
    circumstances: circumstancesOf(fields),
  };
  return { trade, sequence, path: fields.path };
}

function circumstancesOf(fields: Fields): TradePrint["circumstances"] {
  const columns = [
    ["block_trade_id", "block"],
    ["combo_id", "combo"],
    ["liquidation", "liquidation"],
  ] as const;
  return columns.filter(([column]) => fields.text(column) !== "").map(([, circumstance]) => circumstance);
}

function countDefects(fields: Fields, instrument: Option, { strikes, maturities }: Defects): void {
  const [strike, maturity] = [fields.text("strike"), fields.text("maturity")];
  if (strike !== "" && Number(strike) !== Number(instrument.strike)) {
    const defect = `strike ${strike}, the name says ${instrument.strike}`;
    strikes.set(defect, (strikes.get(defect) ?? 0) + 1);
  }
  if (maturity !== "" && Date.parse(`${maturity.replace(" ", "T")}Z`) !== instrument.expiresAt) {
    const defect = `maturity ${maturity}, the contract expires ${new Date(instrument.expiresAt).toISOString()}`;
    maturities.set(defect, (maturities.get(defect) ?? 0) + 1);
  }
}

const notesOf = ({ strikes, maturities }: Defects): string[] => [
  ...[...strikes].map(([defect, count]) => `${count} rows state ${defect}; the name was taken`),
  ...[...maturities].map(
    ([defect, count]) => `${count} rows state ${defect}; times to maturity beside it were not read`,
  ),
];
