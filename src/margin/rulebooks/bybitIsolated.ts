import { oneSidedFills } from "../fills.ts";
import { tiered } from "../models/tiered.ts";
import { defineRulebook } from "../venueRulebook.ts";

/** Maintenance goes by the value at entry, so it does not move with the mark. */
export const bybitIsolated = defineRulebook({
  id: "bybit-isolated",
  venue: "Bybit",
  title: "Bybit isolated positions",
  model: tiered,
  reportingCurrency: "USDT",
  fillSets: oneSidedFills,
  hedgeMode: true,
  versions: [
    {
      asOf: "2026-11-21",
      sources: [
        "Bybit help, liquidation price of an isolated position: entry − side × (initial − maintenance), both at entry",
        "risk limits: GET /v5/market/risk-limit; whether they carry a deduction must be said; neither is shipped",
      ],
      parameters: {
        bracketUnit: "settlement",
        notionalPrice: "entry",
        closeFeeRate: 0,
        leverage: {},
        collateralHaircuts: {},
      },
    },
  ],
});
