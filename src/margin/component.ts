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

/** Charges of one name added up, in the order of their first: a contract held by sides and net besides has one a side. */
export function joinedByName(components: readonly Component[]): Component[] {
  const joined = new Map<string, Component>();
  for (const one of components) {
    const before = joined.get(one.id);
    const [initial, maintenance] = [(before?.initial ?? 0) + one.initial, (before?.maintenance ?? 0) + one.maintenance];
    joined.set(one.id, before === undefined ? one : { ...before, initial, maintenance });
  }
  return [...joined.values()];
}
