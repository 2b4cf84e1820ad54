import { healthWeights } from "../models/healthWeights.ts";
import { defineRulebook } from "../venueRulebook.ts";

/** Orders are part of the health itself: no fill sets. Weights are set by bank and market and change by vote. */
export const mangoV4 = defineRulebook({
  id: "mango-v4",
  venue: "Mango",
  title: "Mango v4 health",
  model: healthWeights,
  reportingCurrency: "USDC",
  upstreamVectors: 12,
  versions: [
    {
      asOf: "2026-11-21",
      sources: [
        "blockworks-foundation/mango-v4@1303a4a, health/cache.rs: the rule; weights of banks and markets are given",
      ],
      parameters: {},
    },
  ],
});
