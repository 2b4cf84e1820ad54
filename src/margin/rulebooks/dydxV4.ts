import { oneSidedFills } from "../fills.ts";
import { openInterestScaled } from "../models/openInterestScaled.ts";
import { defineRulebook } from "../venueRulebook.ts";

/** Tiers of the genesis file, in millionths; it states no bounds of open interest, so nothing rises. */
const tiers = {
  large: { initialPpm: 50_000, maintenancePpm: 600_000, openInterestFloor: 0, openInterestCap: 0 },
  mid: { initialPpm: 100_000, maintenancePpm: 500_000, openInterestFloor: 0, openInterestCap: 0 },
};

export const dydxV4 = defineRulebook({
  id: "dydx-v4",
  venue: "dYdX",
  title: "dYdX v4 perpetuals",
  model: openInterestScaled,
  reportingCurrency: "USDC",
  upstreamVectors: 13,
  fillSets: oneSidedFills,
  versions: [
    {
      asOf: "2023-10-26",
      sources: [
        "dYdX v4 mainnet genesis of 2023-10-26: liquidity tiers 0 and 1, USDC of 6 decimals",
        "other markets: the genesis file of the user",
      ],
      parameters: {
        markets: {
          "BTC/USDC:USDC": tiers.large,
          "ETH/USDC:USDC": tiers.large,
          "SOL/USDC:USDC": tiers.mid,
        },
        quantumScale: 6,
      },
    },
  ],
});
