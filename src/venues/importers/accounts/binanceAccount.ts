/**
 * Binance futures: `GET /fapi/v2|v3/positionRisk`, `GET /fapi/v2|v3/account` and `/balance`, and the same of COIN-M at
 * `/dapi/v1`.
 * @source developers.binance.com, USD-M and COIN-M futures, Position Information and Account Information: positionAmt
 * signed, in coins for USD-M, in contracts for COIN-M (100 dollars of BTC, 10 dollars of all else); isolatedWallet the cash
 * of an isolated position without P&L, as isolatedMargin is with it; crossWalletBalance the cash of the cross group.
 */
import {
  compare,
  type Decimal,
  decimal,
  decimalText,
  multiply,
  signOf,
  subtract,
} from "../../../instruments/decimal.ts";
import type { Outcome } from "../../../numerics/outcome.ts";
import { isJsonWith } from "../options/records.ts";
import { binanceName } from "../venueNames.ts";
import type { AccountImport, AccountImporter, AccountMarket } from "./accountFile.ts";
import {
  type Contract,
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
  "positionAmt signed, in coins for USD-M, in contracts of 100 dollars (BTC) or 10 dollars (all else) for COIN-M; cash is crossWalletBalance and, of isolated positions, isolatedWallet, never marginBalance; no recorded sample, read as the venue documents it";

export const binanceAccount: AccountImporter = {
  id: "binance-account",
  title: "Binance futures positions and account, JSON",
  unitNote,
  howToGet:
    'Binance GET /fapi/v3/positionRisk and GET /fapi/v3/account (COIN-M: /dapi/v1), alone or as { "positions": …, "balances": … }',
  recognises: (text) =>
    isJsonWith(text, "symbol", "positionAmt", "positionSide") || isJsonWith(text, "asset", "crossWalletBalance"),
  read,
};

function read(text: string, file: string, market: AccountMarket): Outcome<AccountImport> {
  const read = readParts(text, file, {
    positions: { places: ["positions", ""], marks: ["positionAmt"] },
    balances: { places: ["assets", ""], marks: ["crossWalletBalance"] },
  });
  if (!read.ok) return read;
  const { parts, faults } = read.value;
  const holdings = parts.positions?.flatMap((record) => holdingOf(record, market));
  const settled = new Set(holdings?.map(({ instrument }) => isInverse(instrument)));
  if (settled.size > 1) {
    const message = "holds positions of USD-M and of COIN-M, which are accounts that do not net";
    faults.add({ code: "unsupported", path: file, message, hint: "write one file for each" });
  }
  const cash = parts.balances && cashOf(parts.balances, ledgerCash, "asset");
  return venueAccount(file, { venue: "binance", holdings, cash, unitNote }, faults);
}

const isInverse = ({ settlementCurrency, underlying }: Contract): boolean => settlementCurrency === underlying;

function holdingOf(record: VenueRecord, market: AccountMarket): VenueHolding[] {
  const amount = record.decimal("positionAmt");
  if (amount === undefined || signOf(amount) === 0) return [];
  const instrument = contractNamed(record, "symbol", binanceName(record.text("symbol")), market);
  const leg = legOf(record, amount);
  const price = entryPriceOf(record);
  const cash = isolatedCash(record);
  if (instrument === undefined || leg === undefined || price === undefined || cash === undefined) return [];
  if (isInverse(instrument)) checkContractSize(record, instrument, amount);
  const dollars = multiply(amount, dollarsOf(instrument));
  const size = isInverse(instrument)
    ? { member: "positionAmt", amount: dollars, unit: instrument.quoteCurrency }
    : { member: "positionAmt", amount, unit: instrument.underlying };
  const position = positionFrom(record, instrument, size, price, leg);
  const isolated = cash === "cross" ? {} : { isolated: { currency: instrument.settlementCurrency, amount: cash } };
  return position === undefined ? [] : [{ instrument, position, ...isolated, path: record.path }];
}

/** Of a COIN-M contract. */
const dollarsOf = ({ underlying }: Contract): Decimal => decimal(underlying === "BTC" ? "100" : "10");

/** The short leg of hedge mode is counted below 0, as the one position of one-way mode is. */
function legOf(record: VenueRecord, amount: Decimal): { readonly side?: "long" | "short" } | undefined {
  const side = record.text("positionSide");
  if (side === "BOTH") return {};
  if (side !== "LONG" && side !== "SHORT") return record.blame("positionSide", "must be BOTH, LONG or SHORT");
  if (signOf(amount) === (side === "LONG" ? 1 : -1)) return { side: side === "LONG" ? "long" : "short" };
  const rule = `positionAmt is ${decimalText(amount)}, and says otherwise`;
  return record.blame("positionSide", rule, { code: "conflict" });
}

function entryPriceOf(record: VenueRecord): Decimal | undefined {
  if (record.text("entryPrice") !== "") return record.positive("entryPrice");
  const hint = 'add the answer of positionRisk: { "positions": <positionRisk>, "balances": <account> }';
  return record.blame("entryPrice", "this answer states no entry price", { code: "missing-data", hint });
}

/** Undefined after a fault. The newest answer names no margin type: what has cash of its own is isolated. */
function isolatedCash(record: VenueRecord): Decimal | "cross" | undefined {
  const type = record.text("marginType") || { true: "isolated", false: "cross", "": "" }[record.text("isolated")];
  if (type === "cross") return "cross";
  const [wallet, margin] = [record.optional("isolatedWallet"), record.optional("isolatedMargin")];
  if (wallet !== undefined && (signOf(wallet) !== 0 || type === "isolated")) return wallet;
  const hasMargin = margin !== undefined && signOf(margin) !== 0;
  if (!hasMargin && type !== "isolated") return "cross";
  return record.blame("isolatedWallet", "the cash of an isolated position is needed", { code: "missing-data" });
}

/** Contract sizes stand in no answer about an account, so the notional must bear the documented one out. */
function checkContractSize(record: VenueRecord, instrument: Contract, amount: Decimal): void {
  const [notional, mark] = [record.optional("notionalValue"), record.optional("markPrice")];
  if (notional === undefined || mark === undefined || signOf(notional) === 0) return;
  const stated = magnitude(multiply(notional, mark));
  const expected = magnitude(multiply(amount, dollarsOf(instrument)));
  const apart = magnitude(subtract(stated, expected));
  if (compare(apart, multiply(expected, contractSizeTolerance)) <= 0) return;
  const rule = `at the mark that is ${decimalText(stated)} dollars, the contracts are ${decimalText(expected)}`;
  record.blame("notionalValue", rule, { code: "conflict" });
}

/** Marks round and move between two members of one answer; a wrong contract size is wrong by a factor. */
const contractSizeTolerance = decimal("0.05");

/** `walletBalance` holds the cash of isolated positions too, `marginBalance` the unrealised P&L. */
function ledgerCash(record: VenueRecord): VenueCash | undefined {
  const currency = currencyIn(record, "asset");
  const amount = record.decimal("crossWalletBalance");
  return currency === undefined || amount === undefined ? undefined : { currency, amount };
}
