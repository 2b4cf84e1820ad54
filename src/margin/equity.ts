import type { Currency } from "../instruments/money.ts";
import type { MarketSnapshot } from "../market/marketSnapshot.ts";
import type { Account } from "../portfolio/account.ts";
import { unitValues } from "../risk/unitValues.ts";
import { holdingsOf, rowsOf } from "./holdings.ts";
import { legsOf } from "./view.ts";

/**
 * Net asset value of a whole account at mark, from the same legs that `assessAccount` reads.
 *
 * @returns reporting currency, before any haircut, signed
 * @throws InvariantError when a holding has no row in the snapshot
 */
export function equityOf(account: Account, snapshot: MarketSnapshot, reportingCurrency: Currency): number {
  const rows = rowsOf(snapshot);
  const units = unitValues(snapshot, reportingCurrency);
  let equity = 0;
  for (const group of account.groups) {
    for (const leg of legsOf(holdingsOf(group, snapshot, rows), { snapshot, units, rows })) equity += leg.base;
  }
  return equity;
}
