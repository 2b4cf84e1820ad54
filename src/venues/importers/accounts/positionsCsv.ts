/** Plain positions CSV: `account,instrument,quantity[,entryPrice]`. */
import { type Decimal, decimalOf, parseDecimal, zeroDecimal } from "../../../instruments/decimal.ts";
import { type Instrument, kindOf } from "../../../instruments/kinds.ts";
import { amountOf } from "../../../instruments/money.ts";
import { resolveInstrument } from "../../../instruments/names.ts";
import { contractsOf, parseQuantity } from "../../../instruments/quantity.ts";
import { FaultList, failed, type Outcome, success } from "../../../numerics/outcome.ts";
import type { Account, Balance, Position } from "../../../portfolio/account.ts";
import { costOf } from "../../../portfolio/cost.ts";
import type { AccountImport, AccountImporter, AccountMarket } from "./accountFile.ts";

const unitNote = 'every quantity carries its unit: "10 contracts", "10 BTC", "100000 USD"; cash is "2 BTC" of BTC';

export const positionsCsv: AccountImporter = {
  id: "positions-csv",
  title: "Plain positions CSV",
  unitNote,
  howToGet: "write it by hand or export it from a spreadsheet: account,instrument,quantity[,entryPrice]",
  recognises: (text) => /^\uFEFF?account,instrument,quantity(,entryPrice)?\s*(\r?\n|$)/.test(text),
  read: readPositions,
};

interface Row {
  readonly account: string;
  readonly instrument: Instrument;
  readonly quantity: Decimal;
  /** Undefined for coins and cash that have no price: they have no cost. */
  readonly entryPrice: Decimal | undefined;
}

function readPositions(text: string, file: string, market: AccountMarket): Outcome<AccountImport> {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const width = lines[0]?.split(",").length ?? 0;
  const faults = new FaultList();
  const rows: Row[] = [];
  lines.forEach((line, index) => {
    if (index === 0 || line.trim() === "") return;
    const path = `${file}:${index + 1}`;
    if (line.includes('"')) {
      const hint = "write cells without quotes and numbers without thousands separators";
      faults.add({ code: "parsing", path, message: "quoted cells are not read", hint });
      return;
    }
    const cells = line.split(",").map((cell) => cell.trim());
    if (cells.length !== width && cells.length !== 3) {
      faults.add({ code: "parsing", path, message: `${cells.length} columns, the header has ${width}` });
      return;
    }
    const row = readRow(cells, path, market);
    if (row.ok) rows.push(row.value);
    else faults.add(row.failure);
  });
  if (faults.count > 0) return failed(faults.toFailure(file, "positions"));
  if (rows.length === 0) return failed({ code: "missing-data", path: file, message: "no positions after the header" });
  return success({ accounts: accountsOf(rows), instruments: instrumentsOf(rows), unitNote });
}

function readRow(cells: readonly string[], path: string, market: AccountMarket): Outcome<Row> {
  const [account = "", name = "", stated = "", price = ""] = cells;
  if (account === "") return failed({ code: "invalid", path, message: "account is empty" });
  const instrument = resolveInstrument(name, market.known, path);
  if (!instrument.ok) return instrument;
  const quantity = parseQuantity(stated, path);
  if (!quantity.ok) return quantity;
  const mark = market.markPriceOf(instrument.value);
  const contracts = contractsOf(instrument.value, quantity.value, mark, path);
  if (!contracts.ok) return contracts;
  const entryPrice = price === "" ? undefined : parseDecimal(price, path);
  if (entryPrice !== undefined && !entryPrice.ok) return entryPrice;
  if (entryPrice !== undefined && entryPrice.value.units <= 0n) {
    return failed({ code: "invalid", path, message: `entryPrice ${price} must be above 0` });
  }
  const entered = entryPrice?.value ?? (mark === undefined ? undefined : decimalOf(mark, 12));
  if (entered === undefined && "contractSize" in instrument.value && !kindOf(instrument.value).isFunded) {
    return failed({
      code: "missing-data",
      path,
      message: `${instrument.value.id} has no entryPrice and the market has no price for it`,
      hint: market.whyUnpriced?.(instrument.value) ?? "add an entryPrice: its cost would be a guess",
    });
  }
  return success({ account, instrument: instrument.value, quantity: contracts.value, entryPrice: entered });
}

function accountsOf(rows: readonly Row[]): Account[] {
  const byAccount = new Map<string, { positions: Position[]; balances: Balance[] }>();
  for (const row of rows) {
    const held = byAccount.get(row.account) ?? { positions: [], balances: [] };
    byAccount.set(row.account, held);
    if (row.instrument.kind === "cash") {
      held.balances.push(amountOf(row.quantity, row.instrument.id, "half-even"));
    } else if (row.instrument.kind === "spot") {
      // Coins bought on a spot market are coins held.
      held.balances.push(amountOf(row.quantity, kindOf(row.instrument).contractUnit(row.instrument), "half-even"));
    } else {
      const { instrument, quantity, entryPrice } = row;
      const cost = entryPrice === undefined ? zeroDecimal : costOf(instrument, quantity, entryPrice);
      held.positions.push({ instrumentId: instrument.id, quantity, cost });
    }
  }
  return [...byAccount].map(([id, held]) => ({
    id,
    groups: [{ id: "cross", marginMode: "cross", ...held, orders: [] }],
  }));
}

function instrumentsOf(rows: readonly Row[]): Instrument[] {
  const all = rows.map(({ instrument }): Instrument => {
    if (instrument.kind !== "spot") return instrument;
    const { baseCurrency } = instrument;
    return { kind: "cash", id: baseCurrency, settlementCurrency: baseCurrency };
  });
  return [...new Map(all.map((one) => [one.id, one])).values()];
}
