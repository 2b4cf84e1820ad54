import { oneSidedFills } from "../fills.ts";
import { standardOption } from "../models/standardOption.ts";
import { defineRulebook } from "../venueRulebook.ts";

/** Options of both currencies, per coin; long options owe their premium. No offset of one option by another. */
const shared = {
  shortInitial: 0.15,
  shortInitialMin: 0.1,
  callMaintenance: 0.075,
  putMaintenance: 0.075,
  callMaintenanceOfValue: 0,
  putMaintenanceOfValue: 0.075,
  callInitialOfMaintenance: 0,
  putInitialOfMaintenance: 1,
  closeFee: 0,
  offsets: "none",
  unpairedInitial: 0,
  unpairedMaintenance: 0,
  confidenceThreshold: 0,
  confidenceChargeRate: 0,
  pegThreshold: 0,
  pegChargeRate: 0,
  coinFactor: 0,
  coinInitialFactor: 0,
  dollarFactor: 0,
} as const;

const optionSource = "options: a mirror of Deribit's page on standard margin";
const january2022 = "futures: support.deribit.com, change of 11 January 2022";

/** The change of October 2023 halved the leverage of futures; what became of maintenance is not known, and must be given. */
const october2023 = (coin: string) => ({
  asOf: "2023-10-25",
  sources: ["futures: announcement of 25 October 2023, leverage 50 to 25", optionSource],
  parameters: { ...shared, coins: [coin], futuresInitial: 0.04 },
});

const terms = { venue: "Deribit", model: standardOption, fillSets: oneSidedFills } as const;

export const deribitStandard = defineRulebook({
  ...terms,
  id: "deribit-standard",
  title: "Deribit standard margin, segregated, bitcoin",
  reportingCurrency: "BTC",
  settlesIn: ["BTC"],
  versions: [
    october2023("BTC"),
    {
      asOf: "2022-01-11",
      sources: [january2022, optionSource],
      parameters: {
        ...shared,
        futuresInitial: 0.02,
        futuresMaintenance: 0.01,
        futuresInitialPerCoin: 0.000_05,
        futuresMaintenancePerCoin: 0.000_05,
        coins: ["BTC"],
      },
    },
  ],
});

export const deribitStandardEth = defineRulebook({
  ...terms,
  id: "deribit-standard-eth",
  title: "Deribit standard margin, segregated, ether",
  reportingCurrency: "ETH",
  settlesIn: ["ETH"],
  versions: [
    october2023("ETH"),
    {
      asOf: "2022-01-11",
      sources: [january2022, optionSource],
      parameters: {
        ...shared,
        futuresInitial: 0.02,
        futuresMaintenance: 0.01,
        futuresInitialPerCoin: 0.000_004,
        futuresMaintenancePerCoin: 0.000_004,
        coins: ["ETH"],
      },
    },
  ],
});
