import { oneSidedFills } from "../fills.ts";
import { tiered } from "../models/tiered.ts";
import { defineRulebook } from "../venueRulebook.ts";

/** The rate of a tier holds for the whole position, and the fee of closing it belongs to the maintenance. */
export const okxTiers = defineRulebook({
  id: "okx-tiers",
  venue: "OKX",
  title: "OKX position tiers, single-currency margin",
  model: tiered,
  reportingCurrency: "USDT",
  fillSets: oneSidedFills,
  hedgeMode: true,
  versions: [
    {
      asOf: "2026-11-21",
      sources: [
        "OKX help, liquidation: estimated price with maintenance rate and taker fee; tiers by contracts",
        "tiers: GET /api/v5/public/position-tiers; the taker fee is the account's; neither is shipped",
      ],
      parameters: {
        bracketUnit: "contracts",
        deductions: "none",
        notionalPrice: "mark",
        leverage: {},
        collateralHaircuts: {},
      },
    },
  ],
});
