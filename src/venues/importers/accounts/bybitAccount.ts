/**
 * Bybit `GET /v5/position/list` and `GET /v5/account/wallet-balance`, and the private `position` and `wallet` messages.
 * @source bybit-exchange.github.io/docs/v5, position and account/wallet-balance: size without a sign, in coins for linear
 * contracts and options, in dollars for inverse ones; side Buy, Sell or empty; positionIdx 0 one-way, 1 and 2 the long
 * and short legs of hedge mode; tradeMode 1 isolated. `sessionAvgPrice` is the entry price since the last settlement of
 * USDC contracts, which pay out three times a day. `walletBalance` holds what a spot margin loan bought, not the loan.
 */
import { type Decimal, decimalText, negate, signOf, subtract, zeroDecimal } from "../../../instruments/decimal.ts";
import { kindOf } from "../../../instruments/kinds.ts";
import type { Outcome } from "../../../numerics/outcome.ts";
import { isJsonWith } from "../options/records.ts";
import { type BybitCategory, bybitName } from "../venueNames.ts";
import type { AccountImport, AccountImporter, AccountMarket } from "./accountFile.ts";
import {
  type Contract,
  cashOf,
  contractNamed,
  currencyIn,
  lessIsolated,
  positionFrom,
  type VenueCash,
  type VenueHolding,
  venueAccount,
} from "./venueAccount.ts";
import { memberAt, readParts, refuseSecond, type VenueRecord } from "./venueRecords.ts";

const unitNote =
  "size in coins for linear contracts and options, in dollars for inverse ones, side gives the sign; cash is walletBalance less spotBorrow, never equity";

export const bybitAccount: AccountImporter = {
  id: "bybit-account",
  title: "Bybit positions and wallet balance, JSON",
  unitNote,
  howToGet:
    'Bybit GET /v5/position/list?category=linear&settleCoin=USDT and GET /v5/account/wallet-balance?accountType=UNIFIED, alone or as { "positions": …, "balances": … }, where each may be a list of answers',
  recognises: (text) =>
    isJsonWith(text, "positionIdx", "positionValue", "symbol") || isJsonWith(text, "coin", "walletBalance", "equity"),
  read,
};

function read(text: string, file: string, market: AccountMarket): Outcome<AccountImport> {
  const read = readParts(text, file, {
    positions: { places: ["result.list", "data", ""], marks: ["positionIdx"] },
    balances: { places: ["result.list.0.coin", "data.0.coin"], marks: ["walletBalance"] },
  });
  if (!read.ok) return read;
  const { parts, faults } = read.value;
  refuseSecond(parts.balances, ["result.list.1", "data.1"]);
  const holdings = parts.positions?.flatMap((record) => holdingOf(record, market));
  const notes: string[] = [];
  const wallet = parts.balances && cashOf(parts.balances, (record) => ledgerCash(record, notes), "coin");
  const cash = wallet && lessIsolated(wallet, holdings ?? []);
  return venueAccount(file, { venue: "bybit", holdings, cash, unitNote, notes }, faults);
}

function holdingOf(record: VenueRecord, market: AccountMarket): VenueHolding[] {
  const size = record.decimal("size");
  if (size === undefined) return [];
  if (signOf(size) < 0) record.blame("size", "must not be below 0, side gives the sign");
  if (signOf(size) <= 0) return []; // side is empty then
  const category = categoryOf(record);
  const instrument = category && contractNamed(record, "symbol", bybitName(record.text("symbol"), category), market);
  const leg = legOf(record);
  if (instrument === undefined || leg === undefined) return [];
  const price = entryPriceOf(record, instrument);
  const isolated = isolatedOf(record, instrument);
  if (price === undefined || isolated === undefined) return [];
  const amount = leg.sign === "short" ? negate(size) : size;
  const unit = category === "inverse" ? instrument.quoteCurrency : instrument.underlying;
  const gross = leg.isGross ? { side: leg.sign } : {};
  const position = positionFrom(record, instrument, { member: "size", amount, unit }, price, gross);
  return position === undefined ? [] : [{ instrument, position, ...isolated, path: record.path }];
}

/** Beside the list in an answer, in each record of a message. */
function categoryOf(record: VenueRecord): BybitCategory | undefined {
  const stated = record.text("category") || memberAt(record.answer, "result.category");
  if (stated === "linear" || stated === "inverse" || stated === "option") return stated;
  const hint = "keep the whole answer: result.category says what its sizes count";
  return record.blame("category", "linear, inverse or option is needed", { code: "missing-data", hint });
}

const legs: Readonly<Record<string, readonly ("long" | "short")[]>> = {
  "0": ["long", "short"],
  "1": ["long"],
  "2": ["short"],
};

function legOf(record: VenueRecord): { readonly sign: "long" | "short"; readonly isGross: boolean } | undefined {
  const [side, index] = [record.text("side"), record.text("positionIdx")];
  const sign = side === "Buy" ? "long" : side === "Sell" ? "short" : undefined;
  if (sign === undefined) return record.blame("side", "must be Buy or Sell where size is above 0");
  if (legs[index]?.includes(sign) === true) return { sign, isGross: index !== "0" };
  const rule = legs[index] === undefined ? "must be 0, 1 or 2" : `side is ${side}, and says otherwise`;
  return record.blame("positionIdx", rule, { code: "conflict" });
}

/** The answer calls it avgPrice, the message entryPrice. A USDC future's P&L before its last settlement is in the wallet. */
function entryPriceOf(record: VenueRecord, instrument: Contract): Decimal | undefined {
  const isSettled = instrument.settlementCurrency === "USDC" && !kindOf(instrument).isFunded;
  if (isSettled) return record.positive("sessionAvgPrice");
  return record.positive(record.text("avgPrice") === "" ? "entryPrice" : "avgPrice");
}

/** The position's own margin, which the wallet holds too; undefined after a fault. */
function isolatedOf(record: VenueRecord, instrument: Contract): { readonly isolated?: VenueCash } | undefined {
  const mode = record.text("tradeMode");
  if (mode === "" || mode === "0") return {};
  if (mode !== "1") return record.blame("tradeMode", "must be 0 (cross) or 1 (isolated)");
  const amount = record.decimal("positionBalance");
  return amount && { isolated: { currency: instrument.settlementCurrency, amount } };
}

/** `equity` holds the unrealised P&L and the value of options, which the positions bring. */
function ledgerCash(record: VenueRecord, notes: string[]): VenueCash | undefined {
  const currency = currencyIn(record, "coin");
  const wallet = record.decimal("walletBalance");
  const borrowed = record.optional("spotBorrow") ?? zeroDecimal;
  const interest = record.optional("accruedInterest") ?? zeroDecimal;
  if (currency === undefined || wallet === undefined) return undefined;
  if (signOf(interest) !== 0) {
    notes.push(`accrued interest of ${decimalText(interest)} ${currency} is not charged yet and not deducted`);
  }
  return { currency, amount: subtract(wallet, borrowed) };
}
