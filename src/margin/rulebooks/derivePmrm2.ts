import { scenarioGrid } from "../models/scenarioGrid.ts";
import {
  withoutDampener,
  withoutDeltaShock,
  withoutHoldingCharges,
  withoutMinimum,
  withoutRoll,
  withoutSpread,
} from "../scenarioGrid/absentStages.ts";
import { gridOf, type StatedMove, tailsOf } from "../scenarioGrid/moves.ts";
import { defineRulebook } from "../venueRulebook.ts";

const priceRange = 0.18;

const scenarios: readonly StatedMove[] = [
  [1.18, "up", 1],
  ...gridOf(0.135, 3),
  [0.82, "up", 1],
  ...tailsOf([-0.66, -0.33, 0.5, 1, 2, 3], priceRange, 0.2),
  [1, "linear-skew", 1],
  [1, "absolute-skew", 1],
];

/** A coin as collateral in the manager of its own coin moves in the scenarios; a dollar does not. Then the haircuts. */
const collateral = [
  ["BTC", "BTC", 1, 0.02, 0.03],
  ["CBBTC", "BTC", 1, 0.04, 0.055],
  ["LBTC", "BTC", 1, 0.03, 0.045],
  ["ETH", "ETH", 1, 0.015, 0.02],
  ["RSWETH", "ETH", 1, 0.03, 0.04],
  ["WEETH", "ETH", 1, 0.05, 0.06],
  ["USDT", "USDT", 0, 0.02, 0.05],
  ["DAI", "DAI", 0, 0.08, 0.1],
  ["SDAI", "SDAI", 0, 0.12, 0.15],
  ["USDE", "USDE", 0, 0.2, 0.25],
  ["SUSDE", "SUSDE", 0, 0.25, 0.35],
] as const;

/** Orders are not margined: none of the sources does. */
export const derivePmrm2 = defineRulebook({
  id: "derive-pmrm-2",
  venue: "Derive",
  title: "Derive portfolio margin, second version",
  model: scenarioGrid,
  reportingCurrency: "USDC",
  settlesIn: ["USDC"],
  upstreamVectors: 97,
  versions: [
    {
      asOf: "2026-11-21",
      sources: [
        "derivexyz/v2-core@7736900, parameters of the PMRM_2 portfolio cases; those on chain were not read",
        "haircuts and risk-cancelling tokens: the same cases",
      ],
      parameters: {
        scenarios,
        priceRange,
        basisPriceUp: 1.045,
        basisPriceDown: 0.955,
        basisShare: 0.5,
        basisSharePerYear: 2,
        futuresInTails: "move-on",
        settlementWindow: 30,
        volatilityUp: 0.5,
        volatilityDown: 0.275,
        volatilityUpFloor: 0.45,
        shortVegaPower: 0.3,
        longVegaPower: 0.13,
        vegaDaysMin: 1,
        linearSkewCap: 0.15,
        linearSkewCapPerRoot: -0.05,
        absoluteSkewCap: 0.15,
        absoluteSkewCapPerRoot: -0.05,
        skewMoneynessMin: 0.01,
        skewWidth: 4,
        skewVolatility: 0.6,
        skewVolatilityPerRoot: -0.1,
        longDiscount: 0.95,
        longRateMultiple: 1,
        longRateAddition: 0.08,
        shortMarkup: 1.04,
        shortRateMultiple: 0.5,
        shortRateAddition: 0.08,
        underlyings: "apart",
        profitOffset: 1,
        profitOffsetMax: 1e15,
        initialLossFactor: 1,
        maintenanceLossFactor: 0.8,
        addedCharges: "outside-loss-factors",
        pegThreshold: 0.98,
        pegLossFactor: 2,
        scanStep: 0,
        futuresMaintenance: 0.015,
        futuresInitialAddition: 0.005,
        nakedShortMaintenance: 0.003,
        nakedShortInitialAddition: 0.002,
        coinMaintenance: 0,
        coinInitialAddition: 0,
        confidenceThreshold: 0.55,
        confidenceChargeRate: 1,
        collateral,
        otherCollateral: [0, 1, 1],
        coins: ["BTC", "ETH"],
        ...withoutDampener,
        ...withoutRoll,
        ...withoutSpread,
        ...withoutDeltaShock,
        ...withoutMinimum,
        ...withoutHoldingCharges,
      },
    },
  ],
});
