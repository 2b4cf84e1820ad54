import type { Payoff } from "../instruments/kind.ts";
import { type Instrument, kindOf } from "../instruments/kinds.ts";
import { inverseOptionValue, linearOptionValue } from "./models/black76.ts";
import { inverseValue } from "./models/inverse.ts";
import { linearValue } from "./models/linear.ts";
import { cashValue, spotValue } from "./models/unit.ts";
import type { PricingModel } from "./pricingModel.ts";

/** Which model values which payoff; a payoff without one fails to compile. */
const pricingModels: Readonly<Record<Payoff, PricingModel<never>>> = {
  unit: cashValue,
  none: spotValue,
  linear: linearValue,
  inverse: inverseValue,
  option: linearOptionValue,
  "inverse-option": inverseOptionValue,
};

export const pricingModelOf = (instrument: Instrument): PricingModel<Instrument> =>
  pricingModels[kindOf(instrument).payoff] as unknown as PricingModel<Instrument>;
