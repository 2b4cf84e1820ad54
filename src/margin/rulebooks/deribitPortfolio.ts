import { oneSidedFills } from "../fills.ts";
import { scenarioGrid } from "../models/scenarioGrid.ts";
import {
  withoutBasis,
  withoutConfidence,
  withoutContingencies,
  withoutDiscount,
  withoutHoldingCharges,
  withoutMinimum,
  withoutPegCharge,
  withoutSkew,
  withoutSpread,
} from "../scenarioGrid/absentStages.ts";
import { gridOf, type StatedMove } from "../scenarioGrid/moves.ts";
import { defineRulebook } from "../venueRulebook.ts";

/** Nine prices by three volatilities, and eight far prices with volatility up. */
const scenariosOf = (priceRange: number, extendedTableFactor: number): readonly StatedMove[] => [
  ...gridOf(priceRange, 4),
  ...[-0.66, -0.33, 0.5, 1, 2, 3, 4, 5].map((move): StatedMove => [1 + move, "up", extendedTableFactor]),
];

/** What both currencies share. The form above the dampener and of the delta shock is not published: both must be given. */
const shared = {
  futuresInTails: "stop-at-range",
  settlementWindow: 0,
  shortVegaPower: 0.3,
  longVegaPower: 0.13,
  vegaDaysMin: 0,
  underlyings: "together",
  initialLossFactor: 1,
  maintenanceLossFactor: 0.8,
  addedCharges: "inside-loss-factors",
  scanStep: 1e-9,
  deltaShockThreshold: 20_000_000,
  deltaShockMax: 0.1,
  collateral: [],
  otherCollateral: [0, 1, 1],
  ...withoutSkew,
  ...withoutDiscount,
  ...withoutBasis,
  ...withoutContingencies,
  ...withoutConfidence,
  ...withoutPegCharge,
  ...withoutSpread,
  ...withoutMinimum,
  ...withoutHoldingCharges,
} as const;

const terms = { venue: "Deribit", model: scenarioGrid, fillSets: oneSidedFills } as const;

export const deribitPortfolio = defineRulebook({
  ...terms,
  id: "deribit-portfolio",
  title: "Deribit portfolio margin, segregated, bitcoin",
  reportingCurrency: "BTC",
  settlesIn: ["BTC"],
  upstreamVectors: 3,
  versions: [
    {
      asOf: "2024-06-17",
      sources: ["docs.deribit.com, private/simulate: the example response, BTC; its rules inferred from two responses"],
      parameters: {
        ...shared,
        scenarios: scenariosOf(0.16, 1),
        priceRange: 0.16,
        volatilityUp: 0.5,
        volatilityDown: 0.25,
        volatilityUpFloor: 0.5,
        profitOffset: 0,
        profitOffsetMax: 0,
        tailDampener: 100_000,
        rollPerYear: 0.075,
        rollMin: 0.01,
        deltaShockPerCoin: 5e-5,
        coins: ["BTC"],
      },
    },
  ],
});

export const deribitPortfolioEth = defineRulebook({
  ...terms,
  id: "deribit-portfolio-eth",
  title: "Deribit portfolio margin, segregated, ether",
  reportingCurrency: "ETH",
  settlesIn: ["ETH"],
  versions: [
    {
      asOf: "2026-02-01",
      sources: ["Deribit private/simulate: a response captured in February 2026, ETH"],
      parameters: {
        ...shared,
        scenarios: scenariosOf(0.18, 1),
        priceRange: 0.18,
        volatilityUp: 0.4,
        volatilityDown: 0.25,
        volatilityUpFloor: 0.5,
        profitOffset: 0.6,
        profitOffsetMax: 20_000_000,
        tailDampener: 200_000,
        rollPerYear: 0.05,
        rollMin: 0.005,
        deltaShockPerCoin: 4e-6,
        coins: ["ETH"],
      },
    },
  ],
});
