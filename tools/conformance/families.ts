import {
  baselFamily,
  firstFailureFamily,
  hitSequenceFamily,
  kupiecFamily,
  trafficLightFamily,
} from "./families/backtests.ts";
import { garchMomentsFamily, normalTailFamily, paretoTailFamily, studentTTailFamily } from "./families/closedForms.ts";
import { claytonFamily, gaussianCopulaFamily, gumbelFamily, tCopulaFamily } from "./families/copulas.ts";
import { correlationFamily, dynamicCorrelationFamily, shrinkageFamily } from "./families/dependence.ts";
import {
  dederiFamily,
  deribitContingencyFamily,
  deribitPortfolioFamily,
  deribitStandardFamily,
} from "./families/deribitPortfolio.ts";
import { derivePmrm1Family } from "./families/derivePmrm1.ts";
import { derivePmrm2Family } from "./families/derivePmrm2.ts";
import { deriveStandardFamily } from "./families/deriveStandard.ts";
import {
  chiSquareFamily,
  normalCdfFamily,
  normalQuantileFamily,
  studentTCdfFamily,
  studentTQuantileFamily,
} from "./families/distributions.ts";
import {
  dydxBankruptcyFamily,
  dydxFillableFamily,
  dydxFractionFamily,
  dydxFundingFamily,
  dydxInitialFamily,
  dydxInsuranceFamily,
} from "./families/dydx.ts";
import { ewmaFamily } from "./families/ewma.ts";
import {
  exactParetoFamily,
  extremeValueFamily,
  meanExcessFamily,
  paretoFamily,
  paretoMomentsFamily,
  tailIndexFamily,
} from "./families/extremes.ts";
import { dieboldMarianoFamily } from "./families/forecasts.ts";
import { haltonFamily } from "./families/halton.ts";
import {
  effectiveCountFamily,
  exponentialTiltFamily,
  normalShiftFamily,
  tailShapeFamily,
} from "./families/importance.ts";
import {
  binanceCrossFamily,
  binanceIsolatedFamily,
  bybitIsolatedFamily,
  coinMarginFamily,
  gateFamily,
  hyperliquidFamily,
  okxIsolatedFamily,
  tierTableFamily,
} from "./families/liquidationPrices.ts";
import { mangoFamily } from "./families/mango.ts";
import { antiProcyclicalityFamily, marginCoverageFamily } from "./families/marginPaths.ts";
import { okxDepegFamily, okxDiscountFamily, okxRiskUnitFamily } from "./families/okxMisc.ts";
import { bybitOptionFamily, paradexMinimumFamily } from "./families/optionExamples.ts";
import {
  black76Family,
  blackScholesFamily,
  coinSettledFamily,
  impliedVolatilityFamily,
  inverseFutureFamily,
  jumpWingsFamily,
  sabrFamily,
  ssviFamily,
  sviFamily,
} from "./families/options.ts";
import { driftAssetFamily, driftLiabilityFamily, driftScaledFamily, synthetixFamily } from "./families/sizeScaled.ts";
import { sobol6Family, sobol7Family } from "./families/sobol.ts";
import {
  ageWeightedFamily,
  filteredFamily,
  historicalFamily,
  modifiedFamily,
  quantileTypesFamily,
} from "./families/valueAtRisk.ts";
import { vegaFactorFamily, vegaLevelsFamily } from "./families/vega.ts";
import { volatilityFamilies } from "./families/volatility.ts";
import type { CalculationFamily } from "./family.ts";

/** Every calculation that is checked against vectors. A family is a definition in `families/` and a line here. */
export const calculationFamilies: readonly CalculationFamily[] = [
  normalQuantileFamily,
  normalCdfFamily,
  studentTQuantileFamily,
  studentTCdfFamily,
  chiSquareFamily,
  sobol6Family,
  sobol7Family,
  haltonFamily,
  quantileTypesFamily,
  historicalFamily,
  ageWeightedFamily,
  filteredFamily,
  modifiedFamily,
  kupiecFamily,
  firstFailureFamily,
  baselFamily,
  trafficLightFamily,
  hitSequenceFamily,
  dieboldMarianoFamily,
  antiProcyclicalityFamily,
  marginCoverageFamily,
  ewmaFamily,
  ...volatilityFamilies,
  dynamicCorrelationFamily,
  shrinkageFamily,
  correlationFamily,
  gaussianCopulaFamily,
  tCopulaFamily,
  claytonFamily,
  gumbelFamily,
  paretoFamily,
  paretoMomentsFamily,
  exactParetoFamily,
  tailIndexFamily,
  meanExcessFamily,
  extremeValueFamily,
  normalTailFamily,
  studentTTailFamily,
  paretoTailFamily,
  garchMomentsFamily,
  normalShiftFamily,
  exponentialTiltFamily,
  effectiveCountFamily,
  tailShapeFamily,
  black76Family,
  blackScholesFamily,
  coinSettledFamily,
  inverseFutureFamily,
  impliedVolatilityFamily,
  sviFamily,
  jumpWingsFamily,
  ssviFamily,
  sabrFamily,
  binanceIsolatedFamily,
  binanceCrossFamily,
  coinMarginFamily,
  okxIsolatedFamily,
  bybitIsolatedFamily,
  gateFamily,
  hyperliquidFamily,
  tierTableFamily,
  dydxFractionFamily,
  dydxInitialFamily,
  dydxBankruptcyFamily,
  dydxFillableFamily,
  dydxInsuranceFamily,
  dydxFundingFamily,
  mangoFamily,
  driftAssetFamily,
  driftLiabilityFamily,
  driftScaledFamily,
  synthetixFamily,
  vegaFactorFamily,
  vegaLevelsFamily,
  okxDepegFamily,
  okxDiscountFamily,
  okxRiskUnitFamily,
  deribitPortfolioFamily,
  deribitContingencyFamily,
  deribitStandardFamily,
  dederiFamily,
  derivePmrm1Family,
  derivePmrm2Family,
  deriveStandardFamily,
  bybitOptionFamily,
  paradexMinimumFamily,
];
