import { oneSidedFills } from "../fills.ts";
import { scenarioGrid } from "../models/scenarioGrid.ts";
import {
  withoutBasis,
  withoutConfidence,
  withoutContingencies,
  withoutDampener,
  withoutDeltaShock,
  withoutDiscount,
  withoutPegCharge,
  withoutRoll,
  withoutSkew,
  withoutSpread,
} from "../scenarioGrid/absentStages.ts";
import { defineRulebook } from "../venueRulebook.ts";

/**
 * The larger of 24 scenarios and a minimum by delta, then funding and fees. Which 24, how volatility goes by time to
 * expiry, the fee rate and what counts as collateral are not in our sources, and must be given.
 */
export const paradexPortfolio = defineRulebook({
  id: "paradex-portfolio",
  venue: "Paradex",
  title: "Paradex portfolio margin",
  model: scenarioGrid,
  reportingCurrency: "USDC",
  settlesIn: ["USDC"],
  fillSets: oneSidedFills,
  versions: [
    {
      asOf: "2026-11-21",
      sources: ["docs.paradex.trade, risk, portfolio margin"],
      parameters: {
        priceRange: 0.16,
        futuresInTails: "move-on",
        volatilityUp: 0.4,
        volatilityDown: 0.22,
        underlyings: "apart",
        profitOffset: 1,
        profitOffsetMax: 1e15,
        initialLossFactor: 1,
        maintenanceLossFactor: 0.5,
        addedCharges: "inside-loss-factors",
        scanStep: 0,
        netDeltaMinimum: 0.02,
        hedgedDeltaMinimum: 0.01,
        shortOptionMinimum: 0,
        fundingHours: 8,
        coins: [],
        ...withoutSkew,
        ...withoutDiscount,
        ...withoutBasis,
        ...withoutContingencies,
        ...withoutConfidence,
        ...withoutPegCharge,
        ...withoutDampener,
        ...withoutRoll,
        ...withoutSpread,
        ...withoutDeltaShock,
      },
    },
  ],
});
