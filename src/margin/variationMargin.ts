import { toNumber } from "../instruments/decimal.ts";
import { kindOf } from "../instruments/kinds.ts";
import type { Currency } from "../instruments/money.ts";
import type { MarketSnapshot } from "../market/marketSnapshot.ts";
import type { FundingSeries } from "../market/timeSeries.ts";
import { assert } from "../numerics/assert.ts";
import type { Account } from "../portfolio/account.ts";
import { unitValues } from "../risk/unitValues.ts";
import { rowsOf } from "./holdings.ts";

/** What one currency settles over an interval; received +. */
export interface CurrencySettlement {
  readonly currency: Currency;
  /** Change of the value of contracts settled by variation. */
  readonly markToMarket: number;
  /** Funding payments in the interval. */
  readonly funding: number;
}

/**
 * Variation margin: the cash that settles an account's contracts between two snapshots, by settlement currency. What is
 * paid for up front, options and coins, settles nothing until it is sold or ends.
 *
 * @param funding payments by the id of the perpetual; those after `from` up to and including `to` count, on the notional at
 *                `to`, so choose intervals that end at settlements
 * @returns       in order of currency; only those in which something settles
 * @throws InvariantError when the two snapshots do not price the same instruments
 */
export function variationMargin(
  account: Account,
  from: MarketSnapshot,
  to: MarketSnapshot,
  funding: ReadonlyMap<string, FundingSeries> = new Map(),
): CurrencySettlement[] {
  const rows = rowsOf(to);
  assert(from.instruments.length === to.instruments.length, "both snapshots must price the same instruments");
  const [before, after] = [from, to].map((snapshot) => unitValues(snapshot, "USD"));
  const sums = new Map<Currency, { markToMarket: number; funding: number }>();
  for (const { instrumentId, quantity: exact } of account.groups.flatMap((group) => group.positions)) {
    const row = rows.get(instrumentId);
    assert(row !== undefined, `${instrumentId} is not in the snapshot`);
    const instrument = to.instruments[row]!;
    if (kindOf(instrument).isFunded) continue;
    const quantity = toNumber(exact);
    const sum = sums.get(instrument.settlementCurrency) ?? { markToMarket: 0, funding: 0 };
    sum.markToMarket += quantity * (after!.value[row]! - before!.value[row]!);
    // A whole move of the price is worth the notional, in dollars; back to the settlement currency.
    const notional = after!.delta[row]! / after!.conversion[row]!;
    sum.funding -= quantity * notional * rateBetween(funding.get(instrumentId), from.timestamp, to.timestamp);
    sums.set(instrument.settlementCurrency, sum);
  }
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([currency, sum]) => ({ currency, ...sum }));
}

/** Sum of the rates paid after `fromMs` up to and including `toMs`. */
function rateBetween(series: FundingSeries | undefined, fromMs: number, toMs: number): number {
  if (series === undefined) return 0;
  let sum = 0;
  for (let k = 0; k < series.times.length; k++) {
    if (series.times[k]! > fromMs && series.times[k]! <= toMs) sum += series.rates[k]!;
  }
  return sum;
}
