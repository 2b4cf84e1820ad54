import type { AnySourceEstimator } from "./coinSources.ts";
import { fundingEstimator } from "./estimators/fundingEstimator.ts";
import { liquidityEstimator } from "./estimators/liquidityEstimator.ts";
import { openInterestEstimator } from "./estimators/openInterestEstimator.ts";
import { surfaceEstimator } from "./estimators/surfaceEstimator.ts";

/** Every way from a chain, funding, open interest or an order log to parameters; one line adds one. */
export const sourceEstimators: readonly AnySourceEstimator[] = [
  surfaceEstimator,
  fundingEstimator,
  openInterestEstimator,
  liquidityEstimator,
];
