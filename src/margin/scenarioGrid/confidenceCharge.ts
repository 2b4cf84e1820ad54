import { type Static, type TObject, Type } from "typebox";
import type { Currency } from "../../instruments/money.ts";
import { confidenceOf, type MarketSnapshot } from "../../market/marketSnapshot.ts";
import { currencyId, factorsOf, markId, type RiskFactorId } from "../../market/riskFactor.ts";
import type { Leg } from "../view.ts";
import { type CollateralParameters, coinOf } from "./collateralTable.ts";
import type { IndexPrices } from "./indexPrices.ts";

export const confidenceProperties = {
  confidenceThreshold: Type.Number({
    minimum: 0,
    maximum: 1,
    default: 0.55,
    unit: "confidence",
    description: "a price feed below it is charged for",
  }),
  confidenceChargeRate: Type.Number({
    minimum: 0,
    default: 1,
    unit: "share of index notional",
    description: "initial charge for a feed without any confidence; in proportion to 1 − confidence",
  }),
};

export type ConfidenceParameters = Static<TObject<typeof confidenceProperties>> &
  Pick<CollateralParameters, "collateral">;

interface Doubted {
  notional: number;
  readonly feeds: Set<RiskFactorId>;
}

/**
 * Initial charge for doubtful feeds, reporting currency. Futures by index and mark of all that are held of the coin;
 * the options of an expiry by those and by their forward, volatilities and rate; collateral by its own feed and the
 * index of the coin it moves with.
 */
export function confidenceCharge(
  legs: readonly Leg[],
  index: IndexPrices,
  { snapshot, reportingCurrency }: { readonly snapshot: MarketSnapshot; readonly reportingCurrency: Currency },
  parameters: ConfidenceParameters,
): number {
  // Without a stated confidence every feed has all of it, which no threshold exceeds.
  if ((snapshot.confidences?.size ?? 0) === 0) return 0;
  const marks = new Map<Currency, RiskFactorId[]>();
  const doubted = new Map<string, Doubted>();
  const held = legs.filter(({ quantity }) => quantity !== 0);
  for (const { instrument } of held) {
    if (!("contractSize" in instrument) || "strike" in instrument) continue;
    marks.set(instrument.underlying, [...(marks.get(instrument.underlying) ?? []), markId(instrument.id)]);
  }
  const doubt = (key: string, notional: number, feeds: readonly RiskFactorId[]): void => {
    const one = doubted.get(key) ?? { notional: 0, feeds: new Set() };
    doubted.set(key, one);
    one.notional += notional;
    for (const feed of feeds) one.feeds.add(feed);
  };
  for (const leg of held) {
    const { instrument } = leg;
    if (instrument.kind === "cash") {
      if (instrument.id === reportingCurrency) continue;
      const coin = coinOf(parameters, instrument.id) ?? instrument.id;
      doubt(`cash ${instrument.id}`, Math.max(0, leg.base), [currencyId(instrument.id), currencyId(coin)]);
    } else if ("contractSize" in instrument) {
      const { underlying } = instrument;
      const own = [currencyId(underlying), ...(marks.get(underlying) ?? [])];
      const notional = Math.abs(index.notionalOf(leg));
      if (!("strike" in instrument)) doubt(`futures ${underlying}`, notional, own);
      else {
        const feeds = factorsOf(instrument).map(({ id }) => id);
        doubt(`options ${underlying} ${instrument.expiresAt}`, notional, [...own, ...feeds]);
      }
    }
  }
  let charge = 0;
  for (const { notional, feeds } of doubted.values()) {
    const confidence = confidenceOf(snapshot, [...feeds]);
    if (confidence < parameters.confidenceThreshold) {
      charge += (1 - confidence) * parameters.confidenceChargeRate * notional;
    }
  }
  return charge;
}
