/** The worst of stated moves of price, volatility and skew, and the charges that stand beside it. Source: Derive, Deribit, SPAN. */
import { type Static, Type } from "typebox";
import type { Instrument } from "../../instruments/kinds.ts";
import { type Currency, dollarCurrencies } from "../../instruments/money.ts";
import { levelOf, type MarketSnapshot } from "../../market/marketSnapshot.ts";
import { currencyId, rateId } from "../../market/riskFactor.ts";
import { yearsBetween } from "../../market/years.ts";
import { success } from "../../numerics/outcome.ts";
import { type Grouping, groupingOf } from "../../risk/grouping.ts";
import type { ScenarioSet } from "../../scenarios/scenarioSet.ts";
import type { Component } from "../component.ts";
import { defineMarginModel } from "../marginModel.ts";
import { coinOf, collateralProperties, collateralTreatment } from "../scenarioGrid/collateralTable.ts";
import {
  combinationProperties,
  type GroupTerms,
  outcomesByCoin,
  type Pool,
  pooled,
} from "../scenarioGrid/combination.ts";
import { confidenceCharge, confidenceProperties } from "../scenarioGrid/confidenceCharge.ts";
import { coinCharge, contingencyProperties, futuresCharge, nakedShortCharge } from "../scenarioGrid/contingencies.ts";
import {
  chargesDelta,
  deltaProperties,
  deltaShock,
  type ExpiryDelta,
  rollCharge,
  spreadCharge,
} from "../scenarioGrid/deltaCharges.ts";
import { gridScenarios, priceProperties } from "../scenarioGrid/gridScenarios.ts";
import { closeFees, fundingProvision, holdingProperties } from "../scenarioGrid/holdingCharges.ts";
import { indexPrices } from "../scenarioGrid/indexPrices.ts";
import { isListed, listedProperties } from "../scenarioGrid/listedCoins.ts";
import {
  addedCharge,
  type LossFactors,
  lossFactorProperties,
  lossFactorsOf,
  roundedTo,
} from "../scenarioGrid/lossFactors.ts";
import { minimumOf, minimumProperties } from "../scenarioGrid/minimumCharge.ts";
import { moveProperties, movesOf, rangedMoves } from "../scenarioGrid/moves.ts";
import { skewProperties } from "../scenarioGrid/skewShock.ts";
import { discountProperties, staticDiscountOf } from "../scenarioGrid/staticDiscount.ts";
import { volatilityProperties } from "../scenarioGrid/volatilityShock.ts";
import type { View } from "../view.ts";

const scenarioGridSchema = Type.Object(
  {
    ...moveProperties,
    ...priceProperties,
    ...volatilityProperties,
    ...skewProperties,
    ...discountProperties,
    ...combinationProperties,
    ...lossFactorProperties,
    ...contingencyProperties,
    ...confidenceProperties,
    ...deltaProperties,
    ...minimumProperties,
    ...holdingProperties,
    ...collateralProperties,
    ...listedProperties,
  },
  { additionalProperties: false },
);

type ScenarioGridParameters = Static<typeof scenarioGridSchema>;

export const scenarioGrid = defineMarginModel({
  id: "scenario-grid",
  version: 1,
  title: "Worst of a grid of price, volatility and skew",
  source: "Derive v2-core PMRM and PMRM 2 as published; Deribit portfolio margin; CME SPAN, its scanning risk",
  claims: { homogeneous: false, subadditive: false },
  parameters: scenarioGridSchema,
  lists: (parameters, instrument) =>
    isListed(
      parameters,
      instrument,
      parameters.collateral.map(([currency]) => currency),
    ),
  collateral: collateralTreatment,
  alongWith: (parameters, name, value) => (name === "priceRange" ? { scenarios: rangedMoves(parameters, value) } : {}),
  prepare(parameters, snapshot, reportingCurrency) {
    const moves = movesOf(parameters);
    const scenarios = gridScenarios(snapshot, moves, parameters);
    const byExpiry = {
      scenarios,
      grouping: groupingOf(snapshot, ["kind", "underlying", "expiresAt", "settlementCurrency"]),
    };
    const byStrike = { grouping: groupingOf(snapshot, ["kind", "underlying", "expiresAt", "strike"]) };
    const byDelta = { grouping: groupingOf(snapshot, ["underlying", "expiresAt"]) };
    const terms = termsOf(byExpiry.grouping, parameters, snapshot, reportingCurrency);
    const prices = indexPrices(snapshot, reportingCurrency);
    if (!prices.ok) return prices;
    const index = prices.value;
    const factors = lossFactorsOf(parameters, levelOf(snapshot, currencyId(reportingCurrency)));
    const expiries = byDelta.grouping.keys.map(({ underlying, expiresAt }) => {
      const years = expiresAt === undefined ? 0 : yearsBetween(snapshot.timestamp, Number(expiresAt));
      return underlying === undefined ? undefined : { coin: String(underlying), years };
    });
    const deltasOf = (view: View): ExpiryDelta[] =>
      view.of(byDelta).flatMap(({ index: at, delta }) => {
        const expiry = expiries[at];
        return expiry === undefined ? [] : [{ coin: expiry.coin, years: expiry.years, delta }];
      });
    const isOnDelta = chargesDelta(parameters);
    const componentsOf = (view: View): Component[] => {
      const byCoin = outcomesByCoin(view.of(byExpiry), moves, (group) => terms[group.index]!, parameters);
      const deltas = isOnDelta ? deltasOf(view) : [];
      const added = (id: string, initial: number, maintenance = initial) =>
        addedCharge(id, { initial, maintenance }, parameters, factors);
      const pair = (id: string, { initial, maintenance }: { initial: number; maintenance: number }) =>
        added(id, initial, maintenance);
      const doubt = confidenceCharge(view.legs, index, { snapshot, reportingCurrency }, parameters);
      return [
        ...pooled(byCoin, moves, index.perDollar, parameters).flatMap((pool) => {
          const loss = lossOf(pool, parameters.scanStep);
          const minimum = minimumOf(view.legs, pool.coins, index, parameters);
          return [
            ...scanOf(pool, loss, parameters, factors, scenarios),
            ...topUpOf(pool, minimum - loss, parameters, factors),
          ];
        }),
        pair("futures", futuresCharge(view.legs, index, parameters)),
        pair("naked-shorts", nakedShortCharge(view.of(byStrike), index, parameters)),
        pair("coins", coinCharge(view.legs, index, reportingCurrency, parameters)),
        added("roll", rollCharge(deltas, parameters)),
        added("expiry-spread", spreadCharge(deltas, parameters)),
        added("delta-shock", deltaShock(deltas, index, parameters)),
        added("funding", fundingProvision(view.legs, parameters)),
        added("close-fees", closeFees(view.legs, index, parameters)),
        { id: "confidence", initial: doubt, maintenance: 0 },
      ];
    };
    return success({ needs: [byExpiry, byStrike, byDelta], componentsOf });
  },
});

/** The coin of every group, and for the options of an expiry their static discount. */
function termsOf(
  { keys, groupOf }: Grouping,
  parameters: ScenarioGridParameters,
  snapshot: MarketSnapshot,
  reportingCurrency: Currency,
): GroupTerms[] {
  // Counted in a coin, a dollar falls as that coin rises.
  const reportedCoin = dollarCurrencies.includes(reportingCurrency) ? undefined : reportingCurrency;
  const first: Instrument[] = [];
  snapshot.instruments.forEach((row, i) => {
    first[groupOf[i]!] ??= row;
  });
  return keys.map((_, at) => {
    const row = first[at]!;
    if (row.kind === "cash") return { coin: coinOf(parameters, row.id) ?? reportedCoin };
    if (!("underlying" in row)) return { coin: undefined };
    const coin = row.underlying;
    if (!("strike" in row)) return { coin };
    const years = yearsBetween(snapshot.timestamp, row.expiresAt);
    const terms = { rateId: rateId(row.settlementCurrency, row.expiresAt), years };
    return { coin, expiry: { discount: staticDiscountOf(parameters, snapshot, terms), years } };
  });
}

const nameOf = (what: string, { coins }: Pool, { underlyings }: ScenarioGridParameters): string =>
  underlyings === "apart" ? `${what} ${coins[0]}` : what;

function lossOf({ outcomes }: Pool, step: number): number {
  let least = 0;
  for (const outcome of outcomes) least = Math.min(least, outcome);
  return roundedTo(Math.max(0, -least), step);
}

function scanOf(
  pool: Pool,
  worst: number,
  parameters: ScenarioGridParameters,
  factors: LossFactors,
  scenarios: ScenarioSet,
): Component[] {
  const { outcomes } = pool;
  if (outcomes.every((outcome) => outcome === 0)) return [];
  const id = nameOf("scan", pool, parameters);
  return [{ id, initial: worst * factors.initial, maintenance: worst * factors.maintenance, outcomes, scenarios }];
}

/** What the scenarios leave below the minimum. @param missing reporting currency; nothing is owed at 0 and below */
function topUpOf(pool: Pool, missing: number, parameters: ScenarioGridParameters, factors: LossFactors): Component[] {
  if (missing <= 0) return [];
  const id = nameOf("minimum", pool, parameters);
  return [{ id, initial: missing * factors.initial, maintenance: missing * factors.maintenance }];
}
