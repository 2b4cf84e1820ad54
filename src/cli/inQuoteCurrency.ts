import type { Instrument } from "../instruments/kinds.ts";
import { levelOf, type MarketSnapshot } from "../market/marketSnapshot.ts";
import { currencyId } from "../market/riskFactor.ts";

/** A quanto's Greeks are in its settlement currency, all others' in the quote currency already. */
export function inQuoteCurrency(instrument: Instrument, snapshot: MarketSnapshot): number {
  if (!("contractSize" in instrument)) return 1;
  const { underlying, quoteCurrency, settlementCurrency } = instrument;
  if (settlementCurrency === underlying || settlementCurrency === quoteCurrency) return 1;
  const quote = snapshot.levels.get(currencyId(quoteCurrency)) ?? 1;
  return levelOf(snapshot, currencyId(settlementCurrency)) / quote;
}
