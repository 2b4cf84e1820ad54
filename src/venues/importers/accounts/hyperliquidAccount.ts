/**
 * Hyperliquid `clearinghouseState` and `spotClearinghouseState` of the info endpoint.
 * @source hyperliquid.gitbook.io, API, info endpoint, perpetuals and spot: `szi` in coins, long +; `entryPx` rounded;
 * `totalRawUsd` and, of an isolated position, `leverage.rawUsd` the dollars that positions bought at no cost would leave,
 * so that raw dollars and positions at mark are the account value, and raw dollars and entry costs the ledger cash.
 */
import {
  add,
  compare,
  type Decimal,
  decimal,
  decimalText,
  multiply,
  signOf,
  subtract,
  zeroDecimal,
} from "../../../instruments/decimal.ts";
import type { Outcome } from "../../../numerics/outcome.ts";
import { isJsonWith } from "../options/records.ts";
import { hyperliquidName } from "../venueNames.ts";
import type { AccountImport, AccountImporter, AccountMarket } from "./accountFile.ts";
import {
  cashOf,
  contractNamed,
  currencyIn,
  magnitude,
  positionFrom,
  type VenueCash,
  type VenueHolding,
  venueAccount,
} from "./venueAccount.ts";
import { readParts, type VenueRecord } from "./venueRecords.ts";

const unitNote =
  "szi in coins, long +; cash is raw dollars and entry costs, so that a rounded entry price moves no equity, never accountValue; coins of the spot account back no perpetual and stand in a group of their own; positions: no recorded sample, read as the venue documents them";

export const hyperliquidAccount: AccountImporter = {
  id: "hyperliquid-account",
  title: "Hyperliquid clearinghouse state, JSON",
  unitNote,
  howToGet:
    'Hyperliquid POST /info {"type":"clearinghouseState"} and {"type":"spotClearinghouseState"}, alone or as { "positions": …, "balances": … }',
  recognises: (text) =>
    isJsonWith(text, "assetPositions", "crossMarginSummary") ||
    isJsonWith(text, "balances", "coin", "token", "entryNtl"),
  read,
};

function read(text: string, file: string, market: AccountMarket): Outcome<AccountImport> {
  const read = readParts(text, file, {
    positions: { places: [""], marks: ["assetPositions"] },
    balances: { places: ["balances", ""], marks: ["token"] },
  });
  if (!read.ok) return read;
  const { parts, faults } = read.value;
  const [state, second] = parts.positions ?? [];
  second?.blame("", "is a second account", { code: "unsupported", hint: "write one file an account" });
  const rows = state?.list("assetPositions");
  const holdings = rows?.flatMap((record) => holdingOf(record, market));
  const cash = state && crossCash(state, rows ?? [], holdings ?? []);
  const coins = parts.balances && cashOf(parts.balances, coinOf, "coin");
  const account = { venue: "hyperliquid", holdings, cash: cash ?? (coins && []), unitNote };
  return venueAccount(file, coins === undefined ? account : { ...account, apart: { id: "spot", cash: coins } }, faults);
}

const settlement = "USDC";

function holdingOf(record: VenueRecord, market: AccountMarket): VenueHolding[] {
  const size = record.decimal("position.szi");
  if (size === undefined || signOf(size) === 0) return [];
  const name = hyperliquidName(record.text("position.coin"));
  const instrument = contractNamed(record, "position.coin", name, market);
  const price = record.positive("position.entryPx");
  if (instrument === undefined || price === undefined) return [];
  const stated = { member: "position.szi", amount: size, unit: instrument.underlying };
  const position = positionFrom(record, instrument, stated, price);
  const isolated = isolatedOf(record, position?.cost ?? zeroDecimal);
  return position === undefined || isolated === undefined
    ? []
    : [{ instrument, position, ...isolated, path: record.path }];
}

/** Undefined after a fault. */
function isolatedOf(record: VenueRecord, cost: Decimal): { readonly isolated?: VenueCash } | undefined {
  const mode = record.text("position.leverage.type");
  if (mode === "cross") return {};
  if (mode !== "isolated") return record.blame("position.leverage.type", "must be cross or isolated");
  const raw = record.decimal("position.leverage.rawUsd");
  return raw && { isolated: { currency: settlement, amount: add(raw, cost) } };
}

/** The cash of the cross group. Refuses a file whose positions are not the ones that its summary counts. */
function crossCash(state: VenueRecord, rows: readonly VenueRecord[], holdings: readonly VenueHolding[]): VenueCash[] {
  const raw = state.decimal("crossMarginSummary.totalRawUsd");
  const counted = state.decimal("crossMarginSummary.totalNtlPos");
  if (raw === undefined || counted === undefined) return [];
  const listed = rows
    .filter((one) => one.text("position.leverage.type") === "cross")
    .map((one) => magnitude(one.decimal("position.positionValue") ?? zeroDecimal))
    .reduce(add, zeroDecimal);
  if (compare(magnitude(subtract(listed, counted)), multiply(counted, notionalTolerance)) > 0) {
    const rule = `the cross positions listed come to ${decimalText(listed)}: some were left out of this file`;
    state.blame("crossMarginSummary.totalNtlPos", rule, { code: "conflict", hint: "save the whole answer" });
  }
  const cross = holdings.filter(({ isolated }) => isolated === undefined).map(({ position }) => position.cost);
  return [{ currency: settlement, amount: cross.reduce(add, raw) }];
}

/** Values are rounded one by one; a position that was left out is more than that. */
const notionalTolerance = decimal("0.0001");

/** `total` holds what open orders hold back. */
function coinOf(record: VenueRecord): VenueCash | undefined {
  const currency = currencyIn(record, "coin");
  const amount = record.decimal("total");
  return currency === undefined || amount === undefined ? undefined : { currency, amount };
}
