import type { MeasureId } from "../risk/measures.ts";
import type { ScenarioSet } from "../scenarios/scenarioSet.ts";

/** One charge, reporting currency, ≥ 0 unless its note says otherwise. Components sum to the requirement, always. */
export interface Component {
  readonly id: string;
  readonly initial: number;
  readonly maintenance: number;
  /** What a reader must know to trust or doubt the number. */
  readonly note?: string;
  /** [S] the P&L that the measure saw. */
  readonly outcomes?: Float64Array;
  /** What `outcomes` runs over. */
  readonly scenarios?: ScenarioSet;
  /** How `outcomes` became the initial charge, for models that take a measure of them. */
  readonly measured?: { readonly measure: MeasureId; readonly confidenceLevel: number };
}

export interface Requirement {
  readonly initial: number;
  readonly maintenance: number;
  readonly components: readonly Component[];
}

/** Adds components up in the order given. */
export function requirementOf(components: readonly Component[]): Requirement {
  let [initial, maintenance] = [0, 0];
  for (const component of components) {
    initial += component.initial;
    maintenance += component.maintenance;
  }
  return { initial, maintenance, components };
}
