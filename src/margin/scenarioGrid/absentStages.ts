/** Stages of the model that a method does not have. A rulebook states them, for no default speaks for a venue. */
export const withoutSkew = {
  linearSkewCap: 0,
  linearSkewCapPerRoot: 0,
  absoluteSkewCap: 0,
  absoluteSkewCapPerRoot: 0,
  skewMoneynessMin: 1,
  skewWidth: 0,
  skewVolatility: 0,
  skewVolatilityPerRoot: 0,
} as const;

export const withoutDiscount = {
  longDiscount: 1,
  longRateMultiple: 0,
  longRateAddition: 0,
  shortMarkup: 1,
  shortRateMultiple: 0,
  shortRateAddition: 0,
} as const;

export const withoutBasis = { basisPriceUp: 1, basisPriceDown: 1, basisShare: 0, basisSharePerYear: 0 } as const;

export const withoutContingencies = {
  futuresMaintenance: 0,
  futuresInitialAddition: 0,
  nakedShortMaintenance: 0,
  nakedShortInitialAddition: 0,
  coinMaintenance: 0,
  coinInitialAddition: 0,
} as const;

export const withoutConfidence = { confidenceThreshold: 0, confidenceChargeRate: 0 } as const;

export const withoutPegCharge = { pegThreshold: 0, pegLossFactor: 0 } as const;

export const withoutDampener = { tailDampener: 0, dampenerExcess: "less-dampener" } as const;

export const withoutRoll = { rollPerYear: 0, rollMin: 0 } as const;

export const withoutDeltaShock = {
  deltaShockForm: "none",
  deltaShockThreshold: 0,
  deltaShockPerCoin: 0,
  deltaShockMax: 0,
} as const;

export const withoutSpread = { expirySpread: 0 } as const;

export const withoutMinimum = { netDeltaMinimum: 0, hedgedDeltaMinimum: 0, shortOptionMinimum: 0 } as const;

export const withoutHoldingCharges = { fundingHours: 0, closeFeeRate: 0 } as const;
