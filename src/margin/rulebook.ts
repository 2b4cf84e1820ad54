import type { Static, TObject } from "typebox";
import type { Currency } from "../instruments/money.ts";
import type { CollateralOf } from "./collateral.ts";
import type { CollateralSchedule } from "./collateralTerms.ts";
import { type FillSets, oneSidedFills } from "./fills.ts";
import type { MarginModel } from "./marginModel.ts";
import { parametersHash } from "./parameters.ts";

/** A model with parameters: what a venue publishes, or what a user wrote in a file. */
export interface Rulebook<S extends TObject = TObject> {
  readonly id: string;
  readonly model: MarginModel<S>;
  readonly parameters: Static<S>;
  readonly parametersHash: string;
  readonly reportingCurrency: Currency;
  /** Whose rules these are, and whether enough of the venue's own numbers vouch for them; absent of our own. */
  readonly venue?: { readonly id: string; readonly isVerified: boolean };
  readonly collateral: CollateralOf;
  /** What of `collateral` the user stated, beside the parameters. */
  readonly collateralSchedule?: CollateralSchedule;
  /** Which fills of the open orders the initial requirement must bear; absent where orders are free. */
  readonly fillSets?: FillSets;
  /** Whether the worst fill set raises maintenance as well; our own models charge orders to the initial alone. */
  readonly ordersInMaintenance?: boolean;
  /** What the venue's own contracts settle in; a contract that settles otherwise is margined as its like, and is said to be. */
  readonly settlesIn?: readonly Currency[];
  /**
   * Keeps every settlement currency apart, each wallet counting in its own; false where nothing counts in another currency
   * than the rulebook's. Absent in rulebooks of our own: a group may name its currency.
   */
  readonly segregated?: boolean;
  /** Keeps both sides of one contract gross; absent where they net, and gross legs are then refused. */
  readonly hedgeMode?: boolean;
}

/** A rulebook of one of our own models, currencies treated as the model says, orders by their worse side. */
export function rulebookOf<S extends TObject>(
  model: MarginModel<S>,
  parameters: Static<S>,
  reportingCurrency: Currency,
  id = model.id,
): Rulebook<S> {
  return {
    id,
    model,
    parameters,
    parametersHash: parametersHash(model, parameters),
    reportingCurrency,
    collateral: (currency, countedIn) => model.collateral(parameters, currency, countedIn),
    fillSets: oneSidedFills,
    hedgeMode: true,
  };
}
