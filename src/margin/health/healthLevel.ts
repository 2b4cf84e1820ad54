import type { Currency } from "../../instruments/money.ts";
import { levelOf, type MarketSnapshot } from "../../market/marketSnapshot.ts";
import { currencyId, markId } from "../../market/riskFactor.ts";
import type { Failure } from "../../numerics/outcome.ts";
import { type HealthParameters, healthFacts } from "./healthTerms.ts";

/** Weights at one of the two levels, and the prices they go with. */
export interface HealthLevel {
  readonly tokens: ReadonlyMap<Currency, TokenWeights>;
  readonly perpetuals: ReadonlyMap<string, PerpetualWeights>;
}

export interface TokenWeights {
  readonly asset: number;
  readonly liability: number;
  /** Reporting units per token held, and per token owed. */
  readonly assetPrice: number;
  readonly liabilityPrice: number;
}

export interface PerpetualWeights {
  readonly asset: number;
  readonly liability: number;
  readonly overall: number;
  /** Prices relative to mark at which longs and shorts count. */
  readonly assetRatio: number;
  readonly liabilityRatio: number;
}

const factsOf = ({ facts }: MarketSnapshot): ReadonlyMap<string, number> => facts ?? new Map();

/** The first bank that a weight scales with and whose size is not known. */
export function unknownBank({ tokens }: HealthParameters, snapshot: MarketSnapshot): Failure | undefined {
  const facts = factsOf(snapshot);
  for (const [currency, { depositScaleStart, borrowScaleStart }] of Object.entries(tokens)) {
    const needed = [
      ...(depositScaleStart === undefined ? [] : [healthFacts.deposits(currency)]),
      ...(borrowScaleStart === undefined ? [] : [healthFacts.borrows(currency)]),
    ];
    const missing = needed.find((name) => !facts.has(name));
    if (missing === undefined) continue;
    const message = `${missing} is not known, and a weight of ${currency} scales with it`;
    return { code: "missing-data", path: missing, message, hint: "state the fact, in tokens" };
  }
  return undefined;
}

/** Weights for the initial requirement: scaled with the banks, at the slower price where that is the worse. */
export function initialLevel(
  { tokens, perpetuals }: HealthParameters,
  snapshot: MarketSnapshot,
  priceOf: (currency: Currency) => number,
): HealthLevel {
  const facts = factsOf(snapshot);
  return {
    tokens: byListed(tokens, snapshot, (currency, terms) => {
      const dollars = levelOf(snapshot, currencyId(currency));
      const worth = (name: string) => (facts.get(name) ?? 0) * dollars;
      const deposits = worth(healthFacts.deposits(currency)) + worth(healthFacts.potentialOrders(currency));
      const borrows = worth(healthFacts.borrows(currency));
      const { depositScaleStart = Number.POSITIVE_INFINITY, borrowScaleStart = Number.POSITIVE_INFINITY } = terms;
      const slow = (facts.get(healthFacts.stablePrice(currency)) ?? dollars) / dollars;
      return {
        asset: terms.initialAsset * Math.min(1, deposits === 0 ? 1 : depositScaleStart / deposits),
        liability: terms.initialLiability * Math.max(1, borrows / borrowScaleStart),
        assetPrice: priceOf(currency) * Math.min(1, slow),
        liabilityPrice: priceOf(currency) * Math.max(1, slow),
      };
    }),
    perpetuals: new Map(
      Object.entries(perpetuals).map(([id, { initialAsset, initialLiability, initialOverall }]) => {
        const mark = snapshot.levels.get(markId(id)) ?? 1;
        const slow = (facts.get(healthFacts.stablePrice(id)) ?? mark) / mark;
        const ratios = { assetRatio: Math.min(1, slow), liabilityRatio: Math.max(1, slow) };
        return [id, { asset: initialAsset, liability: initialLiability, overall: initialOverall, ...ratios }];
      }),
    ),
  };
}

/** Weights for the maintenance: as stated, at the oracle. */
export function maintenanceLevel(
  { tokens, perpetuals }: HealthParameters,
  snapshot: MarketSnapshot,
  priceOf: (currency: Currency) => number,
): HealthLevel {
  return {
    tokens: byListed(tokens, snapshot, (currency, { maintenanceAsset: asset, maintenanceLiability: liability }) => {
      const price = priceOf(currency);
      return { asset, liability, assetPrice: price, liabilityPrice: price };
    }),
    perpetuals: new Map(
      Object.entries(perpetuals).map(([id, { maintenanceAsset, maintenanceLiability, maintenanceOverall }]) => {
        const weights = { asset: maintenanceAsset, liability: maintenanceLiability, overall: maintenanceOverall };
        return [id, { ...weights, assetRatio: 1, liabilityRatio: 1 }];
      }),
    ),
  };
}

type TokenTerms = HealthParameters["tokens"][string];

/** Only currencies of this market have a price to weigh. */
const byListed = (
  tokens: HealthParameters["tokens"],
  { levels }: MarketSnapshot,
  weightsOf: (currency: Currency, terms: TokenTerms) => TokenWeights,
): ReadonlyMap<Currency, TokenWeights> =>
  new Map(
    Object.entries(tokens)
      .filter(([currency]) => levels.has(currencyId(currency)))
      .map(([currency, terms]) => [currency, weightsOf(currency, terms)]),
  );
