import type { Instrument } from "../instruments/kinds.ts";
import { settlementVolatility } from "../market/settlementWindow.ts";
import { black76 } from "./formulas/black76.ts";
import { pricingModelOf } from "./models.ts";
import type { Levels } from "./pricingModel.ts";

/**
 * First and second derivatives of one contract in the quote currency, settlement conversion included, to the price of the
 * underlying: inside a settlement window that moves the expected settlement by the part of the average still open. A quanto's are in
 * units of its settlement currency, whose price is not the contract's.
 */
export interface ContractGreeks {
  /** Units of the underlying. */
  readonly delta: number;
  /** Underlying per unit of the quote currency. */
  readonly gamma: number;
  /** Quote currency per volatility of 1.00. */
  readonly vega: number;
  /** Quote currency per year that passes. */
  readonly theta: number;
  /** Quote currency per rate of 1.00, the price held. */
  readonly rho: number;
  /** Units of the underlying per volatility of 1.00: change of delta. */
  readonly vanna: number;
  /** Quote currency per volatility of 1.00, squared: change of vega. */
  readonly volga: number;
  /** Units of the underlying per year that passes: change of delta. */
  readonly charm: number;
  /**
   * Units of the underlying to sell so that the account's coins, not its dollars, do not move with the price: delta less
   * the value in coins. Absent where the contract is not settled in the coin.
   */
  readonly premiumAdjustedDelta?: number;
}

const none: ContractGreeks = { delta: 0, gamma: 0, vega: 0, theta: 0, rho: 0, vanna: 0, volga: 0, charm: 0 };

/**
 * Greeks of one contract of any kind; zero for cash and spot.
 *
 * A coin-settled option's are those of its dollar value, and what its premium in coins adds or takes is left to the
 * coin balance: venues call the difference the premium adjustment.
 *
 * @param levels in the order of `factorsOf(instrument)`: price, then of options volatility and rate, 0 if left out
 * @param years  to expiry, ≥ 0
 */
export function contractGreeks(instrument: Instrument, levels: Levels, years: number): ContractGreeks {
  if (!("contractSize" in instrument)) return none;
  const price = levels[0]!;
  const perWhole = pricingModelOf(instrument).relativeDelta(instrument, levels, years);
  const isInCoin = instrument.settlementCurrency === instrument.underlying;
  const adjusted = isInCoin ? { premiumAdjustedDelta: perWhole } : {};
  if ("strike" in instrument) {
    const { optionType, strike, contractSize } = instrument;
    // The share of the settlement average that is open, which falls in a straight line with time.
    const share = settlementVolatility(instrument, 1, years);
    const volatility = share * levels[1]!;
    const inTime = share < 1 && years > 0 ? volatility / years : 0;
    const terms = { optionType, forward: price, strike: Number(strike), years, volatility, rate: levels[2] ?? 0 };
    const { delta, gamma, vega, theta, rho, vanna, volga, charm } = black76(terms);
    const size = Number(contractSize) * share;
    const shareInTime = share < 1 && years > 0 ? share / years : 0;
    return {
      delta: size * delta,
      gamma: size * gamma * share,
      vega: size * vega,
      theta: Number(contractSize) * (theta - vega * inTime),
      rho: Number(contractSize) * rho,
      vanna: size * vanna * share,
      volga: size * volga * share,
      charm: size * (charm - vanna * inTime) - Number(contractSize) * delta * shareInTime,
      ...adjusted,
    };
  }
  // In quote currency already when settled in it; in coins, a whole move of the price is worth that many coins.
  return { ...none, delta: isInCoin ? perWhole : perWhole / price, ...adjusted };
}
