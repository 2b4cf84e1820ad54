import { standardOption } from "../models/standardOption.ts";
import { defineRulebook } from "../venueRulebook.ts";

/** Orders are not margined: none of the sources does. */
export const deriveStandard = defineRulebook({
  id: "derive-standard",
  venue: "Derive",
  title: "Derive standard margin",
  model: standardOption,
  reportingCurrency: "USDC",
  settlesIn: ["USDC"],
  upstreamVectors: 46,
  versions: [
    {
      asOf: "2026-11-21",
      sources: ["derivexyz/v2-core@7736900, parameters of the StandardManager tests; those on chain were not read"],
      parameters: {
        shortInitial: 0.15,
        shortInitialMin: 0.1,
        callMaintenance: 0.075,
        putMaintenance: 0.075,
        callMaintenanceOfValue: 0,
        putMaintenanceOfValue: 0.075,
        callInitialOfMaintenance: 0,
        putInitialOfMaintenance: 1.05,
        closeFee: 0,
        offsets: "loss-at-expiry",
        unpairedInitial: 1.2,
        unpairedMaintenance: 1.1,
        futuresInitial: 0.065,
        futuresMaintenance: 0.05,
        futuresInitialPerCoin: 0,
        futuresMaintenancePerCoin: 0,
        confidenceThreshold: 0.4,
        confidenceChargeRate: 0.4,
        pegThreshold: 0.98,
        pegChargeRate: 1.2,
        coinFactor: 0.1,
        coinInitialFactor: 1,
        dollarFactor: 0,
        coins: ["BTC", "ETH"],
      },
    },
  ],
});
