import { halfInitialBrackets } from "../brackets.ts";
import { oneSidedFills } from "../fills.ts";
import { tiered } from "../models/tiered.ts";
import { defineRulebook } from "../venueRulebook.ts";

/** Maintenance is half the initial requirement at the highest leverage of each tier. */
export const hyperliquid = defineRulebook({
  id: "hyperliquid",
  venue: "Hyperliquid",
  title: "Hyperliquid margin tiers",
  model: tiered,
  reportingCurrency: "USDC",
  fillSets: oneSidedFills,
  versions: [
    {
      asOf: "2026-11-21",
      sources: [
        "Hyperliquid docs, margining and margin tiers: rate 1/(2·leverage), BTC 40 to 150m USD then 20, DOGE 10 to 20m then 5",
        'other coins: POST /info {"type":"meta"}; given as brackets',
      ],
      parameters: {
        brackets: {
          "BTC/USDC:USDC": halfInitialBrackets([
            { floor: 0, leverageMax: 40 },
            { floor: 150_000_000, leverageMax: 20 },
          ]),
          "DOGE/USDC:USDC": halfInitialBrackets([
            { floor: 0, leverageMax: 10 },
            { floor: 20_000_000, leverageMax: 5 },
          ]),
        },
        bracketUnit: "settlement",
        deductions: "continuous",
        notionalPrice: "mark",
        closeFeeRate: 0,
        leverage: {},
        collateralHaircuts: {},
      },
    },
  ],
});
