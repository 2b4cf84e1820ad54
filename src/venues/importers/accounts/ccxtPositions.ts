/** ccxt `fetchPositions` and `fetchBalance`, as JSON: an array of positions, or `{ positions, balance }`. */
import { type Decimal, decimal, decimalOf, multiply, parseDecimal, subtract } from "../../../instruments/decimal.ts";
import type { Instrument } from "../../../instruments/kinds.ts";
import { amountOf } from "../../../instruments/money.ts";
import { resolveInstrument } from "../../../instruments/names.ts";
import { contractsOf } from "../../../instruments/quantity.ts";
import { FaultList, failed, type Outcome, success } from "../../../numerics/outcome.ts";
import type { Balance, MarginGroup, Position } from "../../../portfolio/account.ts";
import { costOf } from "../../../portfolio/cost.ts";
import type { AccountImport, AccountImporter, AccountMarket } from "./accountFile.ts";

const unitNote =
  "contracts × contractSize of each position: coins when linear, quote currency when inverse; side gives the sign";

export const ccxtPositions: AccountImporter = {
  id: "ccxt",
  title: "ccxt positions and balance JSON",
  unitNote,
  howToGet: "JSON.stringify({ positions: await exchange.fetchPositions(), balance: await exchange.fetchBalance() })",
  recognises: (text) => /^\s*[[{]/.test(text) && text.includes('"contracts"') && text.includes('"contractSize"'),
  read,
};

type Json = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

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
  const cross: Position[] = [];
  const isolated: MarginGroup[] = [];
  const instruments = new Map<string, Instrument>();
  list.forEach((raw: unknown, k) => {
    const path = `${file}/positions/${k}`;
    const one = isRecord(raw)
      ? positionOf(raw, path, market)
      : failed({ code: "parsing", path, message: "must be an object" });
    if (!one.ok) {
      faults.add(one.failure);
      return;
    }
    if (one.value === undefined) return;
    const { position, instrument, margin } = one.value;
    instruments.set(instrument.id, instrument);
    if (margin === undefined) cross.push(position);
    else
      isolated.push({
        id: `isolated ${instrument.id} ${k}`,
        marginMode: "isolated",
        positions: [position],
        balances: [margin],
        orders: [],
      });
  });
  const balances =
    isRecord(content) && isRecord(content["balance"]) ? balancesOf(content["balance"], file, faults) : [];
  for (const { currency } of balances)
    instruments.set(currency, { kind: "cash", id: currency, settlementCurrency: currency });
  if (faults.count > 0) return failed(faults.toFailure(file, "ccxt positions"));
  const group: MarginGroup = { id: "cross", marginMode: "cross", positions: cross, balances, orders: [] };
  return success({
    accounts: [{ id: "ccxt", groups: [group, ...isolated] }],
    instruments: [...instruments.values()],
    unitNote,
  });
}

interface Read {
  readonly position: Position;
  readonly instrument: Instrument;
  /** Collateral of an isolated position. */
  readonly margin: Balance | undefined;
}

/** Undefined for a position of 0: venues list those too. */
function positionOf(raw: Json, path: string, market: AccountMarket): Outcome<Read | undefined> {
  const instrument = resolveInstrument(String(raw["symbol"] ?? ""), market.known, `${path}/symbol`);
  if (!instrument.ok) return instrument;
  const contracts = numberAt(raw, "contracts", path);
  if (!contracts.ok) return contracts;
  if (contracts.value.units === 0n) return success(undefined);
  const size = numberAt(raw, "contractSize", path);
  if (!size.ok) return size;
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
  if (!("contractSize" in instrument.value)) {
    return failed({ code: "unsupported", path: `${path}/symbol`, message: `${instrument.value.id} is not a contract` });
  }
  const { underlying, settlementCurrency, quoteCurrency } = instrument.value;
  const unit = settlementCurrency === underlying ? quoteCurrency : underlying;
  const stated = multiply(multiply(contracts.value, size.value), decimal(side === "short" ? "-1" : "1"));
  const quantity = contractsOf(instrument.value, { amount: stated, unit }, undefined, `${path}/contracts`);
  if (!quantity.ok) return quantity;
  const cost = costOf(instrument.value, quantity.value, entry.value);
  const hedged: { side?: "long" | "short" } = raw["hedged"] === true ? { side } : {};
  const isolated = raw["marginMode"] === "isolated";
  const collateral = isolated ? isolatedMargin(raw, path) : undefined;
  if (collateral !== undefined && !collateral.ok) return collateral;
  return success({
    position: { instrumentId: instrument.value.id, quantity: quantity.value, cost, ...hedged },
    instrument: instrument.value,
    margin: collateral === undefined ? undefined : amountOf(collateral.value, settlementCurrency, "down"),
  });
}

/** ccxt's collateral moves with P&L; the cash behind the position is collateral less unrealised P&L. */
function isolatedMargin(raw: Json, path: string): Outcome<Decimal> {
  const collateral = numberAt(raw, "collateral", path);
  if (!collateral.ok) return collateral;
  const unrealised = numberAt(raw, "unrealizedPnl", path);
  return unrealised.ok ? success(subtract(collateral.value, unrealised.value)) : unrealised;
}

function numberAt(raw: Json, key: string, path: string): Outcome<Decimal> {
  const value = raw[key];
  if (typeof value === "number" && Number.isFinite(value)) return success(decimalOf(value, 18));
  if (typeof value === "string") return parseDecimal(value, `${path}/${key}`);
  return failed({
    code: "parsing",
    path: `${path}/${key}`,
    message: `${key} is ${JSON.stringify(value) ?? "missing"}, it must be a number`,
  });
}

/** ccxt's `total` by currency; free and used are parts of it. */
function balancesOf(balance: Json, file: string, faults: FaultList): Balance[] {
  const total = balance["total"];
  if (!isRecord(total)) {
    faults.add({
      code: "parsing",
      path: `${file}/balance/total`,
      message: "total must be an object of amounts by currency",
    });
    return [];
  }
  return Object.entries(total).flatMap(([currency]) => {
    const amount = numberAt(total, currency, `${file}/balance/total`);
    if (!amount.ok) faults.add(amount.failure);
    return amount.ok && amount.value.units !== 0n ? [amountOf(amount.value, currency, "half-even")] : [];
  });
}
