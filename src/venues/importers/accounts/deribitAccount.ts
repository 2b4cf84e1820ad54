/**
 * Deribit `private/get_positions` and `private/get_account_summaries` (or one `get_account_summary`, or a
 * `user.portfolio` message).
 * @source docs.deribit.com, private/get_positions: `size` of coin-settled futures in dollars, of options in units of the
 * base currency, negative when short; `size_currency` of futures in coins; `average_price` of options in the currency
 * they settle in. private/get_account_summary: `balance`, `options_value`, `futures_session_upl`, `futures_session_rpl`.
 */
import { add, type Decimal, decimalText, negate, signOf, subtract, zeroDecimal } from "../../../instruments/decimal.ts";
import { kindOf } from "../../../instruments/kinds.ts";
import type { Outcome } from "../../../numerics/outcome.ts";
import { isJsonWith } from "../options/records.ts";
import type { AccountImport, AccountImporter, AccountMarket } from "./accountFile.ts";
import {
  type Contract,
  cashOf,
  contractNamed,
  currencyIn,
  positionFrom,
  type VenueCash,
  type VenueHolding,
  venueAccount,
} from "./venueAccount.ts";
import { readParts, type VenueRecord } from "./venueRecords.ts";

const unitNote =
  "size in dollars for coin-settled futures, size_currency in coins for linear ones, size in coins for options, negative when short; option prices in the settlement currency; cash is balance and futures_session_rpl, never equity; positions: no recorded sample, read as the venue documents them";

export const deribitAccount: AccountImporter = {
  id: "deribit-account",
  title: "Deribit positions and account summaries, JSON",
  unitNote,
  howToGet:
    'Deribit private/get_positions?currency=any and private/get_account_summaries, alone or as { "positions": …, "balances": … }',
  recognises: (text) =>
    isJsonWith(text, "instrument_name", "floating_profit_loss", "average_price") ||
    isJsonWith(text, "currency", "balance", "equity", "session_rpl"),
  read,
};

function read(text: string, file: string, market: AccountMarket): Outcome<AccountImport> {
  const read = readParts(text, file, {
    positions: { places: ["result", "params.data.positions", ""], marks: ["instrument_name"] },
    balances: { places: ["result.summaries", "params.data", "result", ""], marks: ["currency"] },
  });
  if (!read.ok) return read;
  const { parts, faults } = read.value;
  const holdings = parts.positions?.flatMap((record) => holdingOf(record, market));
  const cash = parts.balances === undefined ? undefined : cashOf(parts.balances, ledgerCash, "currency");
  return venueAccount(file, { venue: "deribit", holdings, cash, unitNote }, faults);
}

function holdingOf(record: VenueRecord, market: AccountMarket): VenueHolding[] {
  const size = record.decimal("size");
  const instrument = contractNamed(record, "instrument_name", record.text("instrument_name"), market);
  if (size === undefined || instrument === undefined || signOf(size) === 0) return [];
  const direction = record.text("direction");
  if (direction !== (signOf(size) > 0 ? "buy" : "sell")) {
    record.blame("direction", `size is ${decimalText(size)}, and says otherwise`, { code: "conflict" });
  }
  const price = record.positive("average_price");
  const stated = sizeOf(record, instrument, size);
  const paidOut = kindOf(instrument).isFunded ? zeroDecimal : settledProfit(record);
  if (price === undefined || stated === undefined || paidOut === undefined) return [];
  const position = positionFrom(record, instrument, stated, price, { paidOut });
  return position === undefined ? [] : [{ instrument, position, path: record.path }];
}

/** A linear future's own `size` is documented in more than one way; `size_currency` is coins in all of them. */
function sizeOf(record: VenueRecord, instrument: Contract, size: Decimal) {
  const { settlementCurrency, underlying, quoteCurrency } = instrument;
  if (kindOf(instrument).isFunded) return { member: "size", amount: size, unit: underlying };
  if (settlementCurrency === underlying) return { member: "size", amount: size, unit: quoteCurrency };
  const member = "size_currency";
  const coins = record.decimal(member);
  if (coins === undefined) return undefined;
  return { member, amount: signOf(coins) === signOf(size) ? coins : negate(coins), unit: underlying };
}

/**
 * P&L since the entry that the daily settlement has moved into the balance: the average price keeps the day of the
 * trade, the floating P&L starts anew each day. Without it, that P&L would count in the balance and again in the cost.
 */
function settledProfit(record: VenueRecord): Decimal | undefined {
  const [total, floating] = [record.decimal("total_profit_loss"), record.decimal("floating_profit_loss")];
  return total === undefined || floating === undefined ? undefined : subtract(total, floating);
}

/**
 * `balance` moves at the daily settlement, so what futures realised since then is added. `equity` is this and the value
 * of options and the floating P&L of futures, both of which the positions bring; `margin_balance` holds the collateral
 * of other currencies too.
 */
function ledgerCash(record: VenueRecord): VenueCash | undefined {
  const currency = currencyIn(record, "currency");
  const balance = record.decimal("balance");
  const futures = record.optional("futures_session_rpl");
  if (currency === undefined || balance === undefined) return undefined;
  if (futures !== undefined) return { currency, amount: add(balance, futures) };
  const session = record.decimal("session_rpl");
  if (session === undefined) return undefined;
  if (signOf(session) === 0) return { currency, amount: balance };
  return record.blame("futures_session_rpl", `session_rpl is ${decimalText(session)}, its part of futures is needed`);
}
