import { toNumber } from "../../instruments/decimal.ts";
import type { Spot } from "../../instruments/kinds/spot.ts";
import { amountDecimal, type Currency } from "../../instruments/money.ts";
import type { MarketSnapshot } from "../../market/marketSnapshot.ts";
import type { Order } from "../../portfolio/account.ts";
import type { TokenWeights } from "./healthLevel.ts";
import { healthFacts } from "./healthTerms.ts";

/** What the orders of one spot market have taken out of the balances, and the two ways in which it may come back. */
export interface ReservedFunds {
  readonly marketId: string;
  /** In equity, reporting currency. */
  readonly value: number;
  /** All as the base currency, all as the quote currency. */
  readonly ways: readonly { readonly currency: Currency; readonly amount: number }[];
}

const lockedIn = (currency: Currency, orders: readonly Order[]): number =>
  orders.reduce((total, { reserved }) => {
    return total + (reserved?.currency === currency ? toNumber(amountDecimal(reserved)) : 0);
  }, 0);

/**
 * Reserved funds of a market, turned at the oracle, or at the best quote where that gives less.
 *
 * @param orders  of that market alone
 * @param priceOf reporting units per token
 */
export function reservedFundsOf(
  { id: marketId, baseCurrency, quoteCurrency }: Spot,
  orders: readonly Order[],
  { facts }: MarketSnapshot,
  priceOf: (currency: Currency) => number,
): ReservedFunds {
  const locked = { base: lockedIn(baseCurrency, orders), quote: lockedIn(quoteCurrency, orders) };
  const oracle = priceOf(baseCurrency) / priceOf(quoteCurrency);
  const bid = Math.max(oracle, facts?.get(healthFacts.highestBid(marketId)) ?? 0);
  const ask = Math.min(oracle, facts?.get(healthFacts.lowestAsk(marketId)) ?? Number.POSITIVE_INFINITY);
  return {
    marketId,
    value: locked.base * priceOf(baseCurrency) + locked.quote * priceOf(quoteCurrency),
    ways: [
      { currency: baseCurrency, amount: locked.base + locked.quote / bid },
      { currency: quoteCurrency, amount: locked.quote + locked.base * ask },
    ],
  };
}

/**
 * What each market's reserved funds fall short of their value in equity, by market: the worse of the two ways. A market sees
 * what the others have reserved first, each counted wholly as the currency in question.
 *
 * @param balances tokens by currency, results of contracts included
 */
export function reservedCharges(
  markets: readonly ReservedFunds[],
  balances: ReadonlyMap<Currency, number>,
  weightsOf: (currency: Currency) => TokenWeights,
): readonly { readonly marketId: string; readonly charge: number }[] {
  const most = new Map<Currency, number>();
  for (const { currency, amount } of markets.flatMap(({ ways }) => ways)) {
    most.set(currency, (most.get(currency) ?? 0) + amount);
  }
  return markets.map(({ marketId, value, ways }) => {
    const health = ways.map(({ currency, amount }) => {
      const { asset, liability, assetPrice, liabilityPrice } = weightsOf(currency);
      const before = (balances.get(currency) ?? 0) + most.get(currency)! - amount;
      // What pays a debt back counts with the debt's weight.
      const filling = Math.min(amount, Math.max(0, -before));
      return filling * liability * liabilityPrice + (amount - filling) * asset * assetPrice;
    });
    return { marketId, charge: value - Math.min(...health) };
  });
}
