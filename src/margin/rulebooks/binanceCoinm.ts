import { oneSidedFills } from "../fills.ts";
import { tiered } from "../models/tiered.ts";
import { defineRulebook } from "../venueRulebook.ts";

/** Each coin is a wallet of its own, counted in that coin. */
export const binanceCoinm = defineRulebook({
  id: "binance-coinm",
  venue: "Binance",
  title: "Binance COIN-M futures",
  model: tiered,
  reportingCurrency: "BTC",
  upstreamVectors: 1,
  fillSets: oneSidedFills,
  hedgeMode: true,
  segregated: true,
  versions: [
    {
      asOf: "2022-02-12",
      sources: [
        "Binance FAQ, leverage and margin of COIN-M futures: notional in the coin at mark, initial = notional / leverage",
        "brackets: GET /dapi/v2/leverageBracket of the account; none are shipped",
      ],
      parameters: {
        bracketUnit: "underlying",
        deductions: "continuous",
        notionalPrice: "mark",
        closeFeeRate: 0,
        leverage: {},
        collateralHaircuts: {},
      },
    },
  ],
});
