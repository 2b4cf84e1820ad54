/**
 * OKX `GET /api/v5/account/positions` and `GET /api/v5/account/balance`, and the `positions` and `account` messages.
 * @source okx.com/docs-v5, account/positions: `pos` in contracts, signed when posSide is net, without a sign when it is
 * long or short; `avgPx` moves with the settlements of expiry futures; `margin` of an isolated position in `ccy`, without
 * P&L. account/balance: `cashBal` without the margin of isolated positions. public/instruments: a contract is
 * ctVal × ctMult of ctValCcy.
 */
import { type Decimal, multiply, negate, signOf } from "../../../instruments/decimal.ts";
import type { Outcome } from "../../../numerics/outcome.ts";
import { isJsonWith } from "../options/records.ts";
import { okxName } from "../venueNames.ts";
import type { AccountImport, AccountImporter, AccountMarket } from "./accountFile.ts";
import {
  cashOf,
  contractNamed,
  currencyIn,
  positionFrom,
  type VenueCash,
  type VenueHolding,
  venueAccount,
} from "./venueAccount.ts";
import { readParts, refuseSecond, type VenueRecord } from "./venueRecords.ts";

const unitNote =
  "pos in contracts of ctVal × ctMult, which only the venue's list of instruments states; avgPx in quote currency, of options in the settlement currency; cash is cashBal, never eq";

export const okxAccount: AccountImporter = {
  id: "okx-account",
  title: "OKX positions and balance, JSON",
  unitNote,
  howToGet:
    'OKX GET /api/v5/account/positions with GET /api/v5/public/instruments?instType=SWAP, and GET /api/v5/account/balance, as { "positions": …, "instruments": …, "balances": … }, where each may be a list of answers; a balance alone is read too',
  recognises: (text) => isJsonWith(text, "instId", "pos", "posSide", "mgnMode") || isJsonWith(text, "cashBal", "ccy"),
  read,
};

function read(text: string, file: string, market: AccountMarket): Outcome<AccountImport> {
  const read = readParts(text, file, {
    positions: { places: ["data", ""], marks: ["pos"] },
    instruments: { places: ["data", ""], marks: ["ctVal"] },
    balances: { places: ["data.0.details", ""], marks: ["cashBal"] },
  });
  if (!read.ok) return read;
  const { parts, faults } = read.value;
  refuseSecond(parts.balances, ["data.1"]);
  const terms = new Map(parts.instruments?.map((one) => [one.text("instId"), one]));
  const holdings = parts.positions?.flatMap((record) => holdingOf(record, terms, market));
  const notes: string[] = [];
  const cash = parts.balances && cashOf(parts.balances, (record) => ledgerCash(record, notes), "ccy");
  return venueAccount(file, { venue: "okx", holdings, cash, unitNote, notes }, faults);
}

function holdingOf(
  record: VenueRecord,
  terms: ReadonlyMap<string, VenueRecord>,
  market: AccountMarket,
): VenueHolding[] {
  const contracts = record.decimal("pos");
  if (contracts === undefined || signOf(contracts) === 0) return [];
  if (record.text("instType") === "MARGIN") {
    const hint = "its coins and its loan are balances";
    record.blame("instType", "a position on a margin loan is no contract", { code: "unsupported", hint });
    return [];
  }
  const name = record.text("instId");
  const instrument = contractNamed(record, "instId", okxName(name), market);
  const leg = legOf(record, contracts);
  const size = sizeOf(record, terms.get(name));
  const price = record.positive("avgPx");
  const isolated = isolatedOf(record);
  if (instrument === undefined || leg === undefined || size === undefined) return [];
  if (price === undefined || isolated === undefined) return [];
  const amount = multiply(leg.isShort ? negate(contracts) : contracts, size.contract);
  const stated = { member: "pos", amount, unit: size.unit };
  const position = positionFrom(record, instrument, stated, price, leg.gross);
  return position === undefined ? [] : [{ instrument, position, ...isolated, path: record.path }];
}

/** In long and short mode both legs are counted without a sign, and do not net. */
function legOf(record: VenueRecord, contracts: Decimal) {
  const side = record.text("posSide");
  if (side === "net") return { isShort: false, gross: {} };
  if (side !== "long" && side !== "short") return record.blame("posSide", "must be net, long or short");
  if (signOf(contracts) > 0) return { isShort: side === "short", gross: { side } } as const;
  return record.blame("pos", `must not be below 0 where posSide is ${side}`, { code: "conflict" });
}

function sizeOf(record: VenueRecord, terms: VenueRecord | undefined) {
  if (terms === undefined) {
    const hint =
      'put the answer of GET /api/v5/public/instruments for its type beside it: { "positions": …, "instruments": … }';
    return record.blame("instId", "its contract size stands in no instruments of this file", {
      code: "missing-data",
      hint,
    });
  }
  const [value, multiplier] = [terms.positive("ctVal"), terms.positive("ctMult")];
  const unit = currencyIn(terms, "ctValCcy");
  if (value === undefined || multiplier === undefined || unit === undefined) return undefined;
  return { contract: multiply(value, multiplier), unit };
}

/** Undefined after a fault. */
function isolatedOf(record: VenueRecord): { readonly isolated?: VenueCash } | undefined {
  const mode = record.text("mgnMode");
  if (mode === "cross") return {};
  if (mode !== "isolated") return record.blame("mgnMode", "must be cross or isolated");
  const [amount, currency] = [record.decimal("margin"), currencyIn(record, "ccy")];
  return amount === undefined || currency === undefined ? undefined : { isolated: { currency, amount } };
}

/** `eq` holds unrealised P&L, isolated margin and the value of options, which the positions bring. */
function ledgerCash(record: VenueRecord, notes: string[]): VenueCash | undefined {
  const currency = currencyIn(record, "ccy");
  const amount = record.decimal("cashBal");
  const loan = record.optional("liab");
  const elsewhere = record.optional("stgyEq");
  if (currency === undefined || amount === undefined) return undefined;
  if (loan !== undefined && signOf(loan) !== 0 && signOf(amount) >= 0) {
    const hint = "repay the loan or write the account as Plimsoll account JSON";
    return record.blame("liab", "a loan beside cash: whether cashBal holds it is not known", {
      code: "unsupported",
      hint,
    });
  }
  if (elsewhere !== undefined && signOf(elsewhere) !== 0) {
    notes.push(`${record.text("stgyEq")} ${currency} of trading bots is left out`);
  }
  return { currency, amount };
}
