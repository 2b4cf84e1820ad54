import type { VarianceModel } from "../varianceModel.ts";
import { garch } from "./garch.ts";

/** GARCH whose shocks never fade: α + β = 1. With ω = 0 it is the exponentially weighted moving average. */
export const integratedGarch: VarianceModel = {
  ...garch,
  id: "integrated-garch",
  title: "Integrated GARCH(1,1)",
  source: "R. Engle, T. Bollerslev, Econometric Reviews 5 (1986)",
  fixedPersistence: 1,
  unconditionalVariance: () => null,
};
