import { oneSidedFills } from "../fills.ts";
import { standardOption } from "../models/standardOption.ts";
import { defineRulebook } from "../venueRulebook.ts";

/** The published formula is that of a put sold; calls and futures must be given. */
export const bybitOptionCross = defineRulebook({
  id: "bybit-option-cross",
  venue: "Bybit",
  title: "Bybit options in cross margin",
  model: standardOption,
  reportingCurrency: "USD",
  fillSets: oneSidedFills,
  upstreamVectors: 1,
  versions: [
    {
      asOf: "2026-11-21",
      sources: ["Bybit help: comparison of spread strategies in cross margin and portfolio margin, a put sold"],
      parameters: {
        shortInitial: 0.15,
        shortInitialMin: 0.1,
        putMaintenance: 0.03,
        putMaintenanceOfValue: 0.03,
        putInitialOfMaintenance: 1,
        closeFee: 0.002,
        offsets: "none",
        unpairedInitial: 0,
        unpairedMaintenance: 0,
        confidenceThreshold: 0,
        confidenceChargeRate: 0,
        pegThreshold: 0,
        pegChargeRate: 0,
        coins: [],
      },
    },
  ],
});
