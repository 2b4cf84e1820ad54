import type { Instrument } from "../instruments/kinds.ts";
import { black76 } from "./formulas/black76.ts";
import { pricingModelOf } from "./models.ts";
import type { Levels } from "./pricingModel.ts";

/** First and second derivatives of one contract in the quote currency, settlement conversion included. */
export interface ContractGreeks {
  /** Units of the underlying. */
  readonly delta: number;
  /** Underlying per unit of the quote currency. */
  readonly gamma: number;
  /** Quote currency per volatility of 1.00. */
  readonly vega: number;
  /** Quote currency per year that passes. */
  readonly theta: number;
}

/**
 * Greeks of one contract of any kind; zero for cash and spot.
 *
 * A coin-settled option's are those of its dollar value, and what its premium in coins adds or takes is left to the
 * coin balance: venues call the difference the premium adjustment.
 *
 * @param levels in the order of `factorsOf(instrument)`
 * @param years  to expiry, ≥ 0
 */
export function contractGreeks(instrument: Instrument, levels: Levels, years: number): ContractGreeks {
  if (!("contractSize" in instrument)) return { delta: 0, gamma: 0, vega: 0, theta: 0 };
  const price = levels[0]!;
  if ("strike" in instrument) {
    const { optionType, strike, contractSize } = instrument;
    const terms = { optionType, forward: price, strike: Number(strike), years, volatility: levels[1]!, rate: 0 };
    const { delta, gamma, vega, theta } = black76(terms);
    const size = Number(contractSize);
    return { delta: size * delta, gamma: size * gamma, vega: size * vega, theta: size * theta };
  }
  const perWhole = pricingModelOf(instrument).relativeDelta(instrument, levels, years);
  // In quote currency already when settled in it; in coins, a whole move of the price is worth that many coins.
  const delta = instrument.settlementCurrency === instrument.underlying ? perWhole : perWhole / price;
  return { delta, gamma: 0, vega: 0, theta: 0 };
}
