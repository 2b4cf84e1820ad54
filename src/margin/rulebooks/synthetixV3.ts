import { oneSidedFills } from "../fills.ts";
import { sizeScaled } from "../models/sizeScaled.ts";
import { defineRulebook } from "../venueRulebook.ts";

/** A contract's ratio is its minimum plus `initialMarginFraction / skewScale` a unit of size; maintenance a share of it. */
export const synthetixV3 = defineRulebook({
  id: "synthetix-v3",
  venue: "Synthetix",
  title: "Synthetix v3 perpetuals",
  model: sizeScaled,
  reportingCurrency: "USD",
  upstreamVectors: 3,
  fillSets: oneSidedFills,
  versions: [
    {
      asOf: "2026-11-21",
      sources: ["Synthetixio/synthetix-v3@23585f7, markets/perps-market: the rule; figures of markets are given"],
      parameters: {
        tokens: {
          USD: { initialAsset: 1, initialLiability: 1, maintenanceAsset: 1, maintenanceLiability: 1, sizeFactor: 0 },
        },
      },
    },
  ],
});
