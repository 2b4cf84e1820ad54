import type { Static, TObject } from "typebox";
import type { Currency } from "../instruments/money.ts";
import type { CollateralOf } from "./collateral.ts";
import type { MarginModel } from "./marginModel.ts";
import { parametersHash } from "./parameters.ts";

/** A model with parameters: what a venue publishes, or what a user wrote in a file. */
export interface Rulebook<S extends TObject = TObject> {
  readonly id: string;
  readonly model: MarginModel<S>;
  readonly parameters: Static<S>;
  readonly parametersHash: string;
  readonly reportingCurrency: Currency;
  readonly collateral: CollateralOf;
}

/** A rulebook of one of our own models, every currency treated as the model says. */
export function rulebookOf<S extends TObject>(
  model: MarginModel<S>,
  parameters: Static<S>,
  reportingCurrency: Currency,
  id = model.id,
): Rulebook<S> {
  const treatment = model.collateral(parameters);
  const uncut = { scenarioShare: treatment.scenarioShare, maintenanceHaircut: 0, initialHaircut: 0 };
  return {
    id,
    model,
    parameters,
    parametersHash: parametersHash(model, parameters),
    reportingCurrency,
    collateral: (currency) => (currency === reportingCurrency ? uncut : treatment),
  };
}
