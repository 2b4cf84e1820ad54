import type { Currency } from "../../instruments/money.ts";
import { levelOf, type MarketSnapshot } from "../../market/marketSnapshot.ts";
import { volatilityId } from "../../market/riskFactor.ts";
import { unitGreeks } from "../../risk/unitGreeks.ts";
import { yearsLeft } from "../../risk/unitValues.ts";
import { tenorShare } from "../../scenarios/volatilityMoves.ts";
import type { Expansion } from "./worstMove.ts";

export interface ExpansionTerms {
  readonly vegaPower: number;
  readonly horizonYears: number;
  readonly crossTerms: "counted" | "left-out";
}

/** The expansion of one contract in the moves of one coin. */
export interface CoinExpansion extends Expansion {
  readonly coin: Currency;
}

/**
 * Greeks of every row in the moves of the box: a volatility moves by its tenor's share of itself, a contract ages by the
 * horizon or by what is left of it.
 *
 * @returns shape [I], an entry for each coin that moves the row; reporting currency
 */
export function rowExpansions(
  snapshot: MarketSnapshot,
  reportingCurrency: Currency,
  { vegaPower, horizonYears, crossTerms }: ExpansionTerms,
): readonly (readonly CoinExpansion[])[] {
  const cross = crossTerms === "counted" ? 1 : 0;
  return unitGreeks(snapshot, reportingCurrency).map((ofCoins, i) => {
    const row = snapshot.instruments[i]!;
    const years = yearsLeft(row, snapshot.timestamp);
    const aged = Math.min(years, horizonYears);
    const volatility = "strike" in row ? tenorShare(years, vegaPower) * levelOf(snapshot, volatilityId(row.id)) : 0;
    return ofCoins.map(({ coin, delta, gamma, vega, vanna, volga, theta, charm }) => ({
      coin,
      delta,
      gamma,
      vega: vega * volatility,
      vanna: cross * vanna * volatility,
      volga: cross * volga * volatility * volatility,
      theta: theta * aged,
      charm: cross * charm * aged,
    }));
  });
}
