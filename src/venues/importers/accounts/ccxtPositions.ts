/** ccxt `fetchPositions` and `fetchBalance`, as JSON: an array of positions, or `{ positions, balance }`. */
import { type Decimal, negate, subtract, zeroDecimal } from "../../../instruments/decimal.ts";
import type { Instrument } from "../../../instruments/kinds.ts";
import { amountOf } from "../../../instruments/money.ts";
import { resolveInstrument } from "../../../instruments/names.ts";
import { contractsOf } from "../../../instruments/quantity.ts";
import { FaultList, failed, type Outcome, success } from "../../../numerics/outcome.ts";
import type { Balance, MarginGroup, Position } from "../../../portfolio/account.ts";
import { costOf } from "../../../portfolio/cost.ts";
import type { AccountImport, AccountImporter, AccountMarket } from "./accountFile.ts";
import { type CcxtVenue, ccxtVenues, infoOf, isRecord, type Json, numberAt, venueNames } from "./ccxtVenues.ts";

const unitNote =
  "contracts × contractSize of each position: coins when linear, quote currency when inverse; Deribit: its own size in " +
  "quote currency when inverse, size_currency in coins when linear; side gives the sign";

export const ccxtPositions: AccountImporter = {
  id: "ccxt",
  title: "ccxt positions and balance JSON",
  unitNote,
  howToGet: "JSON.stringify({ positions: await exchange.fetchPositions(), balance: await exchange.fetchBalance() })",
  recognises: (text) => /^\s*[[{]/.test(text) && text.includes('"contracts"') && text.includes('"contractSize"'),
  read,
};

function read(text: string, file: string, market: AccountMarket): Outcome<AccountImport> {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    return failed({ code: "parsing", path: file, message: error instanceof Error ? error.message : "not JSON" });
  }
  const list = Array.isArray(content) ? content : isRecord(content) ? content["positions"] : undefined;
  if (!Array.isArray(list))
    return failed({ code: "parsing", path: `${file}/positions`, message: "positions must be an array" });
  const faults = new FaultList();
  const held = list.flatMap((raw: unknown, k): Held[] => {
    const path = `${file}/positions/${k}`;
    const one = isRecord(raw)
      ? positionOf(raw, path, market)
      : failed({ code: "parsing", path, message: "must be an object" });
    if (!one.ok) faults.add(one.failure);
    return one.ok && one.value !== undefined ? [one.value] : [];
  });
  const balances =
    isRecord(content) && isRecord(content["balance"]) ? balancesOf(content["balance"], held, file, faults) : [];
  if (faults.count > 0) return failed(faults.toFailure(file, "ccxt positions"));
  const instruments = new Map<string, Instrument>();
  for (const { instrument } of held) instruments.set(instrument.id, instrument);
  for (const { currency } of balances)
    instruments.set(currency, { kind: "cash", id: currency, settlementCurrency: currency });
  return success({
    accounts: [{ id: "ccxt", groups: groupsOf(held, balances) }],
    instruments: [...instruments.values()],
    unitNote,
  });
}

/** The cross group, then a group for each isolated position. */
function groupsOf(held: readonly Held[], balances: readonly Balance[]): MarginGroup[] {
  const cross = held.filter(({ margin }) => margin === undefined).map(({ position }) => position);
  const isolated = held.flatMap(({ position, instrument, margin }, k): MarginGroup[] => {
    if (margin === undefined) return [];
    return [
      {
        id: `isolated ${position.instrumentId} ${k}`,
        marginMode: "isolated",
        positions: [position],
        balances: [amountOf(margin, instrument.settlementCurrency, "down")],
        orders: [],
      },
    ];
  });
  return [{ id: "cross", marginMode: "cross", positions: cross, balances, orders: [] }, ...isolated];
}

interface Held {
  readonly position: Position;
  readonly instrument: Instrument;
  /** Part of a balance's total that is P&L of this position. */
  readonly profitInTotal: Decimal;
  /** Cash behind an isolated position. */
  readonly margin: Decimal | undefined;
}

/** Undefined for a position of 0: venues list those too. */
function positionOf(raw: Json, path: string, market: AccountMarket): Outcome<Held | undefined> {
  const resolved = resolveInstrument(String(raw["symbol"] ?? ""), market.known, `${path}/symbol`);
  if (!resolved.ok) return resolved;
  const instrument = resolved.value;
  if (!("contractSize" in instrument)) {
    return failed({ code: "unsupported", path: `${path}/symbol`, message: `${instrument.id} is not a contract` });
  }
  const venue = ccxtVenues.find((one) => one.statesPosition(infoOf(raw)));
  if (venue === undefined) {
    return failed({
      code: "unsupported",
      path: `${path}/info`,
      message: `info is no position of a venue whose units are known: ${venueNames}`,
      hint: "keep info as ccxt returns it, or write the positions as plain CSV with their units",
    });
  }
  const { underlying, settlementCurrency, quoteCurrency } = instrument;
  const isInverse = settlementCurrency === underlying;
  const size = venue.sizeOf(raw, isInverse, path);
  if (!size.ok) return size;
  if (size.value.units === 0n) return success(undefined);
  const side = raw["side"];
  if (side !== "long" && side !== "short") {
    return failed({
      code: "invalid",
      path: `${path}/side`,
      message: `side is ${JSON.stringify(side)}, it must be "long" or "short"`,
    });
  }
  const entry = numberAt(raw, "entryPrice", path);
  if (!entry.ok) return entry;
  if (entry.value.units <= 0n)
    return failed({ code: "invalid", path: `${path}/entryPrice`, message: "entryPrice must be above 0" });
  const stated = {
    amount: side === "short" ? negate(size.value) : size.value,
    unit: isInverse ? quoteCurrency : underlying,
  };
  const quantity = contractsOf(instrument, stated, undefined, `${path}/contracts`);
  if (!quantity.ok) return quantity;
  const profit = venue.profitInTotalOf(raw, path);
  if (!profit.ok) return profit;
  const margin = raw["marginMode"] === "isolated" ? isolatedCash(raw, venue, path) : undefined;
  if (margin !== undefined && !margin.ok) return margin;
  const hedged: { side?: "long" | "short" } = raw["hedged"] === true ? { side } : {};
  const cost = costOf(instrument, quantity.value, entry.value);
  return success({
    position: { instrumentId: instrument.id, quantity: quantity.value, cost, ...hedged },
    instrument,
    profitInTotal: profit.value,
    margin: margin?.value,
  });
}

function isolatedCash(raw: Json, venue: CcxtVenue, path: string): Outcome<Decimal> {
  if (venue.isolatedCashOf !== undefined) return venue.isolatedCashOf(raw, path);
  return failed({
    code: "unsupported",
    path: `${path}/marginMode`,
    message: `the cash behind an isolated position of ${venue.name} is not known`,
  });
}

/**
 * Cash of the cross group by currency: ccxt's `total` less the cash of isolated positions, and less the P&L that
 * the venue's total holds, since a position's cost brings the P&L again.
 */
function balancesOf(balance: Json, held: readonly Held[], file: string, faults: FaultList): Balance[] {
  const path = `${file}/balance`;
  const total = balance["total"];
  if (!isRecord(total)) {
    faults.add({ code: "parsing", path: `${path}/total`, message: "total must be an object of amounts by currency" });
    return [];
  }
  const venue = ccxtVenues.find((one) => one.statesBalance(infoOf(balance)));
  if (venue === undefined && held.length > 0) {
    faults.add({
      code: "unsupported",
      path: `${path}/info`,
      message: `info is no balance behind positions of ${venueNames}; total may hold their P&L or not`,
      hint: "fetch the balance of the account that holds the positions and keep info as ccxt returns it",
    });
    return [];
  }
  return Object.entries(total).flatMap(([currency]) => {
    const stated = numberAt(total, currency, `${path}/total`);
    if (!stated.ok) {
      faults.add(stated.failure);
      return [];
    }
    const cash = held
      .filter(({ instrument }) => instrument.settlementCurrency === currency)
      .flatMap(({ profitInTotal, margin }) => [profitInTotal, margin ?? zeroDecimal])
      .reduce(subtract, stated.value);
    return cash.units === 0n ? [] : [amountOf(cash, currency, "half-even")];
  });
}
