import type { Instrument } from "../instruments/kinds.ts";
import { inverseValue } from "./models/inverse.ts";
import { linearValue } from "./models/linear.ts";
import { cashValue, spotValue } from "./models/unit.ts";
import type { PricingModel } from "./pricingModel.ts";

/** Which model prices which kind; a missing kind fails to compile. */
const pricingModels: { readonly [K in Instrument["kind"]]: PricingModel<Extract<Instrument, { kind: K }>> } = {
  cash: cashValue,
  spot: spotValue,
  "linear-perpetual": linearValue,
  "linear-future": linearValue,
  "inverse-perpetual": inverseValue,
  "inverse-future": inverseValue,
};

export const pricingModelOf = (instrument: Instrument): PricingModel<Instrument> =>
  pricingModels[instrument.kind] as unknown as PricingModel<Instrument>;
