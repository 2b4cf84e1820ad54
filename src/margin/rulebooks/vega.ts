import { oneSidedFills } from "../fills.ts";
import { lognormalTail } from "../models/lognormalTail.ts";
import { defineRulebook } from "../venueRulebook.ts";

/** Every market states its own law and slippage; the levels are the ones its tests use. */
export const vega = defineRulebook({
  id: "vega",
  venue: "Vega",
  title: "Vega markets",
  model: lognormalTail,
  reportingCurrency: "USD",
  upstreamVectors: 7,
  fillSets: oneSidedFills,
  ordersInMaintenance: true,
  versions: [
    {
      asOf: "2026-11-21",
      sources: [
        "vegaprotocol/vega@a50750c, integration features 0019-MCAL: levels; laws and slippage of markets are given; no stress and no floor in them",
      ],
      parameters: {
        longTail: "as-quoted",
        searchScale: 1.1,
        initialScale: 1.2,
        releaseScale: 1.4,
        stressWeight: 0,
        stressFloor: 0,
        floorRatio: 0,
      },
    },
  ],
});
