import type { Static, TObject } from "typebox";
import type { Instrument } from "../instruments/kinds.ts";
import type { Currency } from "../instruments/money.ts";
import type { MarketSnapshot } from "../market/marketSnapshot.ts";
import type { Outcome } from "../numerics/outcome.ts";
import type { CollateralTreatment } from "./collateral.ts";
import type { Component } from "./component.ts";
import type { Need, View } from "./view.ts";

/** Claims that the contract suite tests; what a model does not claim has its counter-example on the docs page. */
export interface ModelClaims {
  /** Twice the account owes twice as much. */
  readonly homogeneous: boolean;
  /** Two accounts merged owe no more than apart. */
  readonly subadditive: boolean;
}

/** A margin methodology: parameters and a snapshot in, charges out. One file and one line in `models.ts`. */
export interface MarginModel<S extends TObject = TObject> {
  readonly id: string;
  /** Grows whenever a number changes. */
  readonly version: number;
  readonly title: string;
  readonly source: string;
  readonly claims: ModelClaims;
  /** Bounds, units, defaults and one line of documentation a parameter: drives CLI, API and docs. */
  readonly parameters: S;
  /**
   * Invented parameters for what a venue must state and no default can, so that the model is tested and shown: its
   * required parameters alone.
   */
  readonly example?: Readonly<Record<string, unknown>>;
  /**
   * What else changes with a parameter whose value changes, so that the others keep their meaning: the parameters beside
   * it that differ; absent where every one stands alone.
   */
  alongWith?(parameters: Static<S>, name: string, value: number): Readonly<Record<string, unknown>>;
  /** Whether the parameters have terms for a contract or currency; absent where every one is margined. */
  lists?(parameters: Static<S>, instrument: Instrument): boolean;
  /** How a currency other than the reporting currency counts as collateral under these parameters. */
  collateral(parameters: Static<S>, currency: Currency, reportingCurrency: Currency): CollateralTreatment;
  /**
   * Everything that does not depend on an account, for charges in the reporting currency. Fails with `missing-data`
   * rather than guess.
   */
  prepare(parameters: Static<S>, snapshot: MarketSnapshot, reportingCurrency: Currency): Outcome<PreparedModel>;
}

export interface PreparedModel {
  readonly needs: readonly Need[];
  /** @throws FailureError when a rule refuses a holding: one without terms, or beyond the last tier */
  componentsOf(view: View): readonly Component[];
}

export const defineMarginModel = <S extends TObject>(model: MarginModel<S>): MarginModel<S> => model;
