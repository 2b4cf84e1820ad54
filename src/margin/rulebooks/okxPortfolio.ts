import { oneSidedFills } from "../fills.ts";
import { scenarioGrid } from "../models/scenarioGrid.ts";
import {
  withoutBasis,
  withoutConfidence,
  withoutContingencies,
  withoutDampener,
  withoutDeltaShock,
  withoutDiscount,
  withoutHoldingCharges,
  withoutPegCharge,
  withoutSkew,
  withoutSpread,
} from "../scenarioGrid/absentStages.ts";
import { defineRulebook } from "../venueRulebook.ts";

/**
 * Known of the method: its seven prices, a yearly basis move, that units of risk add up and that initial is a multiple of
 * maintenance. Moves of volatility, the share charged of the extreme move, that multiple, the least charge and the charges
 * on borrowing and on a lost peg are not, so the rulebook is refused until they are given; the last two it cannot say.
 */
export const okxPortfolio = defineRulebook({
  id: "okx-portfolio",
  venue: "OKX",
  title: "OKX portfolio margin, bitcoin and ether",
  model: scenarioGrid,
  reportingCurrency: "USD",
  fillSets: oneSidedFills,
  versions: [
    {
      asOf: "2025-01-01",
      sources: ["OKX help, portfolio margin: MR1 to MR9, parameters of January 2025"],
      parameters: {
        priceRange: 0.12,
        futuresInTails: "move-on",
        underlyings: "apart",
        profitOffset: 1,
        profitOffsetMax: 1e15,
        maintenanceLossFactor: 1,
        addedCharges: "inside-loss-factors",
        scanStep: 0,
        rollPerYear: 0.05,
        coins: ["BTC", "ETH"],
        ...withoutSkew,
        ...withoutDiscount,
        ...withoutBasis,
        ...withoutContingencies,
        ...withoutConfidence,
        ...withoutPegCharge,
        ...withoutDampener,
        ...withoutSpread,
        ...withoutDeltaShock,
        ...withoutHoldingCharges,
      },
    },
  ],
});
