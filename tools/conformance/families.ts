import {
  baselFamily,
  firstFailureFamily,
  hitSequenceFamily,
  kupiecFamily,
  trafficLightFamily,
} from "./families/backtests.ts";
import {
  chiSquareFamily,
  normalCdfFamily,
  normalQuantileFamily,
  studentTCdfFamily,
  studentTQuantileFamily,
} from "./families/distributions.ts";
import { ewmaFamily } from "./families/ewma.ts";
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
import { ageWeightedFamily, filteredFamily, historicalFamily, quantileTypesFamily } from "./families/valueAtRisk.ts";
import type { CalculationFamily } from "./family.ts";

/** Every calculation that is checked against vectors. A family is a definition in `families/` and a line here. */
export const calculationFamilies: readonly CalculationFamily[] = [
  normalQuantileFamily,
  normalCdfFamily,
  studentTQuantileFamily,
  studentTCdfFamily,
  chiSquareFamily,
  quantileTypesFamily,
  historicalFamily,
  ageWeightedFamily,
  filteredFamily,
  kupiecFamily,
  firstFailureFamily,
  baselFamily,
  trafficLightFamily,
  hitSequenceFamily,
  ewmaFamily,
  black76Family,
  blackScholesFamily,
  coinSettledFamily,
  inverseFutureFamily,
  impliedVolatilityFamily,
  sviFamily,
  jumpWingsFamily,
  ssviFamily,
  sabrFamily,
];
