import { assertFinite } from "../numerics/assert.ts";
import type { Account, MarginGroup } from "../portfolio/account.ts";
import type { BoundRulebook } from "./bind.ts";
import { type Component, type Requirement, requirementOf } from "./component.ts";
import { haircutOf } from "./haircut.ts";
import { holdingsOf } from "./holdings.ts";
import { viewOf } from "./view.ts";

/** Where a component's outcomes are lowest. */
export interface WorstScenario {
  readonly label: string;
  /** Reporting currency, gains +. */
  readonly pnl: number;
  readonly index: number;
}

export interface GroupAssessment {
  readonly id: string;
  /** Net asset value at mark, reporting currency. */
  readonly equity: number;
  readonly requirement: Requirement;
  /** max(0, equity − initial) */
  readonly excess: number;
  /** max(0, maintenance − equity) */
  readonly marginDeficit: number;
  readonly worstScenario?: WorstScenario;
}

export interface Assessment {
  readonly accountId: string;
  readonly groups: readonly GroupAssessment[];
}

/**
 * The only function that says what an account owes. Backtest, live engine, simulation and what-if all call it.
 *
 * @throws InvariantError when a holding has no row in the snapshot (ask `checkCovered` first) or a charge is not finite
 * @cost   holdings × scenarios per scenario need, and what the model's measure costs
 */
export function assessAccount(account: Account, bound: BoundRulebook): Assessment {
  return { accountId: account.id, groups: account.groups.map((group) => assessGroup(group, bound)) };
}

function assessGroup(group: MarginGroup, bound: BoundRulebook): GroupAssessment {
  const view = viewOf(holdingsOf(group, bound.snapshot, bound.rows), group.orders, bound);
  const charged = [...bound.model.componentsOf(view), haircutOf(view, bound.treatments)];
  const components = charged.filter((one) => one.initial !== 0 || one.maintenance !== 0 || one.outcomes !== undefined);
  const requirement = requirementOf(components);
  const { equity } = view;
  assertFinite(equity, `equity of ${group.id}`);
  assertFinite(requirement.initial, `initial requirement of ${group.id}`);
  assertFinite(requirement.maintenance, `maintenance requirement of ${group.id}`);
  const worstScenario = worstOf(components);
  return {
    id: group.id,
    equity,
    requirement,
    excess: Math.max(0, equity - requirement.initial),
    marginDeficit: Math.max(0, requirement.maintenance - equity),
    ...(worstScenario === undefined ? {} : { worstScenario }),
  };
}

function worstOf(components: readonly Component[]): WorstScenario | undefined {
  let worst: WorstScenario | undefined;
  for (const { outcomes, labelOf } of components) {
    if (outcomes === undefined || outcomes.length === 0) continue;
    let index = 0;
    for (let s = 1; s < outcomes.length; s++) if (outcomes[s]! < outcomes[index]!) index = s;
    const pnl = outcomes[index]!;
    if (worst === undefined || pnl < worst.pnl) worst = new NamedScenario(index, pnl, labelOf);
  }
  return worst;
}

/** Its label is written when asked: naming a scenario costs more than finding it. */
class NamedScenario implements WorstScenario {
  readonly index: number;
  readonly pnl: number;
  private readonly labelOf: ((s: number) => string) | undefined;

  constructor(index: number, pnl: number, labelOf: ((s: number) => string) | undefined) {
    this.index = index;
    this.pnl = pnl;
    this.labelOf = labelOf;
  }

  get label(): string {
    return this.labelOf?.(this.index) ?? `scenario ${this.index}`;
  }
}
