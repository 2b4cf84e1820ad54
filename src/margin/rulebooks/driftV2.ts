import { oneSidedFills } from "../fills.ts";
import { sizeScaled } from "../models/sizeScaled.ts";
import { defineRulebook } from "../venueRulebook.ts";

/** Weights are set by market and change by vote. A gain counts for the initial requirement up to 100 USD. */
export const driftV2 = defineRulebook({
  id: "drift-v2",
  venue: "Drift",
  title: "Drift v2 cross margin",
  model: sizeScaled,
  reportingCurrency: "USDC",
  upstreamVectors: 10,
  fillSets: oneSidedFills,
  versions: [
    {
      asOf: "2026-11-21",
      sources: [
        "drift-labs/protocol-v2@0ae3e3b, math/margin: the rule; weights of spot and perpetual markets are given",
      ],
      parameters: {},
    },
  ],
});
