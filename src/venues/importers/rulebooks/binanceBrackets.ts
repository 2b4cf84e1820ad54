/**
 * Binance's leverage brackets, as the futures API answers them and as ccxt writes them.
 * @source developers.binance.com, USD-M GET /fapi/v1/leverageBracket (notionalFloor, notionalCap in quote currency) and
 * COIN-M GET /dapi/v2/leverageBracket (qtyFloor, qtyCap in coins); ccxt fetchLeverageTiers, files of 2022 to 2024
 */
import { resolveInstrument } from "../../../instruments/names.ts";
import { type Bracket, bracketFault, tableOf } from "../../../margin/brackets.ts";
import { binanceCoinm } from "../../../margin/rulebooks/binanceCoinm.ts";
import { binanceUsdm } from "../../../margin/rulebooks/binanceUsdm.ts";
import { FaultList, failed, success } from "../../../numerics/outcome.ts";
import { binanceName } from "../venueNames.ts";
import type { RulebookImporter } from "./rulebookImporter.ts";

export const binanceBrackets: RulebookImporter = {
  id: "binance-leverage-brackets",
  title: "Binance leverage brackets, JSON",
  howToGet: "Binance GET /fapi/v1/leverageBracket (COIN-M: /dapi/v2/leverageBracket), or ccxt fetchLeverageTiers",
  recognises: (text) =>
    text.includes('"maintMarginRatio"') && (text.includes('"notionalCap"') || text.includes('"qtyCap"')),
  read(text, { file, sha256, asOf }) {
    const contracts = contractsIn(text);
    if (contracts === undefined) {
      const hint = "give the answer of leverageBracket as it came, or what ccxt's fetchLeverageTiers returns";
      return failed({ code: "parsing", path: `${file}:1`, message: "this is no table of leverage brackets", hint });
    }
    const faults = new FaultList();
    const brackets: Record<string, Bracket[]> = {};
    for (const { symbol, rows } of contracts) {
      const path = `${file}:${symbol}`;
      const blame = (message: string) => faults.add({ code: "invalid", path, message });
      const name = nameOf(symbol);
      const instrument = resolveInstrument(name, [], path);
      if (!instrument.ok) {
        faults.add(instrument.failure);
        continue;
      }
      if (!("contractSize" in instrument.value)) {
        blame(`${symbol} is no contract`);
        continue;
      }
      const table = rows.map(bracketIn);
      const unread = table.indexOf(undefined);
      if (unread >= 0) {
        blame(`bracket ${unread + 1} lacks a floor, a cap, a rate or a leverage`);
        continue;
      }
      const read = (table as ReadBracket[]).map(({ stated: _, ...bracket }) => bracket);
      const fault = bracketFault(read) ?? deductionFault(table as ReadBracket[]);
      if (fault !== undefined) blame(fault);
      else if (instrument.value.id in brackets) blame(`${instrument.value.id} stands twice`);
      else brackets[instrument.value.id] = read;
    }
    if (faults.count > 0) return failed(faults.toFailure(file, "leverage brackets"));
    const venue = text.includes('"qtyCap"') ? binanceCoinm : binanceUsdm;
    const { parameters, sources } = venue.versions[0]!;
    const sorted = Object.fromEntries(Object.entries(brackets).sort(([a], [b]) => (a < b ? -1 : 1)));
    return success({
      rulebookId: venue.id,
      version: {
        asOf,
        sources: [`${file}, sha256 ${sha256}`, ...sources],
        parameters: { ...parameters, brackets: sorted },
      },
      notes: [`brackets of ${Object.keys(sorted).length} contracts`, "a position beyond the last cap is refused"],
    });
  },
};

type Row = Readonly<Record<string, unknown>>;

/** The contracts of a file, whichever of its layouts it has; undefined where it has none. */
function contractsIn(text: string): { symbol: string; rows: Row[] }[] | undefined {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (Array.isArray(content)) {
    return content.every((one) => isRow(one) && typeof one["symbol"] === "string" && isRows(one["brackets"]))
      ? content.map((one) => ({ symbol: one.symbol as string, rows: one.brackets as Row[] }))
      : undefined;
  }
  if (!isRow(content)) return undefined;
  const entries = Object.entries(content);
  return entries.length > 0 && entries.every(([, rows]) => isRows(rows))
    ? entries.map(([symbol, rows]) => ({ symbol, rows: rows as Row[] }))
    : undefined;
}

const isRow = (value: unknown): value is Row => typeof value === "object" && value !== null && !Array.isArray(value);
const isRows = (value: unknown): boolean => Array.isArray(value) && value.length > 0 && value.every(isRow);

/** ccxt left the settlement currency out of its symbols until 2023. */
function nameOf(symbol: string): string {
  if (!symbol.includes("/")) return binanceName(symbol);
  return symbol.includes(":") ? symbol : `${symbol}:${symbol.split("/")[1]}`;
}

interface ReadBracket extends Bracket {
  /** The deduction that the file states, where it does. */
  readonly stated?: number;
}

function bracketIn(row: Row): ReadBracket | undefined {
  // ccxt keeps the venue's own words, as texts, under info.
  const own = isRow(row["info"]) ? row["info"] : row;
  const numberIn = (...names: string[]): number | undefined => {
    const value = names.map((name) => own[name]).find((one) => one !== undefined);
    const read = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
    return typeof read === "number" && Number.isFinite(read) ? read : undefined;
  };
  const floor = numberIn("notionalFloor", "qtyFloor");
  const cap = numberIn("notionalCap", "qtyCap");
  const maintenanceRate = numberIn("maintMarginRatio");
  const leverageMax = numberIn("initialLeverage");
  const stated = numberIn("cum");
  if (floor === undefined || cap === undefined || maintenanceRate === undefined || leverageMax === undefined) {
    return undefined;
  }
  return { floor, cap, maintenanceRate, leverageMax, ...(stated === undefined ? {} : { stated }) };
}

/** Relative slack for a deduction that a file rounds. */
const deductionSlack = 1e-6;

/** The stated deductions are those that make the maintenance continuous. */
function deductionFault(rows: readonly ReadBracket[]): string | undefined {
  const table = tableOf(rows, "continuous");
  const off = rows.findIndex(({ stated }, k) => {
    const { deduction } = table[k]!;
    return stated !== undefined && Math.abs(stated - deduction) > deductionSlack * Math.max(1, Math.abs(deduction));
  });
  if (off < 0) return undefined;
  return `bracket ${off + 1} states a deduction of ${rows[off]!.stated}, its rates give ${table[off]!.deduction}`;
}
