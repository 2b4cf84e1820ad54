import type { Instrument } from "../instruments/kinds.ts";
import { levelOf, type MarketSnapshot } from "../market/marketSnapshot.ts";
import { currencyId, factorsOf } from "../market/riskFactor.ts";
import { pricingModelOf } from "../pricing/models.ts";
import { yearsLeft } from "./unitValues.ts";

/**
 * What one unit trades at: the mark of a contract in its quote currency; the premium of an option in its settlement
 * currency per unit of the underlying; a spot pair's price, for which the snapshot must know both of its currencies.
 *
 * @throws InvariantError when the snapshot lacks a factor of the instrument
 */
export function tradePriceOf(snapshot: MarketSnapshot, instrument: Instrument): number {
  if ("baseCurrency" in instrument) {
    const { baseCurrency, quoteCurrency } = instrument;
    return levelOf(snapshot, currencyId(baseCurrency)) / levelOf(snapshot, currencyId(quoteCurrency));
  }
  if (!("contractSize" in instrument)) return 1;
  const levels = factorsOf(instrument).map((factor) => levelOf(snapshot, factor.id));
  if (!("strike" in instrument)) return levels[0]!;
  const value = pricingModelOf(instrument).value(instrument, levels, yearsLeft(instrument, snapshot.timestamp));
  return value / Number(instrument.contractSize);
}
