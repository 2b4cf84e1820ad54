import { oneSidedFills } from "../fills.ts";
import { tiered } from "../models/tiered.ts";
import { defineRulebook } from "../venueRulebook.ts";

/** Every bracket changes with announcements, so they are read from a file of the user's: `binance-leverage-brackets`. */
export const binanceUsdm = defineRulebook({
  id: "binance-usdm",
  venue: "Binance",
  title: "Binance USD-M futures, single-asset mode",
  model: tiered,
  reportingCurrency: "USDT",
  fillSets: oneSidedFills,
  hedgeMode: true,
  versions: [
    {
      asOf: "2022-02-12",
      sources: [
        "Binance FAQ, leverage and margin of USD-M futures: maintenance = notional × rate − maintenance amount, no fee in it",
        "brackets: GET /fapi/v1/leverageBracket of the account; none are shipped",
      ],
      parameters: {
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
