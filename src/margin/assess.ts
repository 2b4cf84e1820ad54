import { levelOf, type MarketSnapshot } from "../market/marketSnapshot.ts";
import { assertFinite } from "../numerics/assert.ts";
import { FailureError } from "../numerics/outcome.ts";
import type { Account, MarginGroup } from "../portfolio/account.ts";
import type { ScenarioSet } from "../scenarios/scenarioSet.ts";
import type { Assessment, FactorMove, GroupAssessment, WorstScenario } from "./assessment.ts";
import type { BoundRulebook } from "./bind.ts";
import { collateralCharges } from "./collateralCharges.ts";
import { type Component, requirementOf } from "./component.ts";
import { grossNotionalOf } from "./grossNotional.ts";
import { scaledGroup } from "./scaledGroup.ts";
import { type View, viewOf } from "./view.ts";
import { boundIn, rateBetween } from "./wallets.ts";

/**
 * The only function that says what an account owes. Backtest, live engine, simulation and what-if all call it.
 *
 * @throws InvariantError when a holding has no row in the snapshot (ask `checkCovered` first) or a charge is not finite,
 *         FailureError when a rule of the model refuses a holding; `checkedAssessment` answers both with an outcome
 * @cost   holdings × scenarios per scenario need and fill set, and what the model's measure costs
 */
export function assessAccount(account: Account, bound: BoundRulebook): Assessment {
  return { accountId: account.id, groups: account.groups.map((group) => assessInOwn(group, bound)) };
}

/** A group that counts in a currency of its own is assessed in it; the numbers are given in the rulebook's, at mark. */
function assessInOwn(group: MarginGroup, bound: BoundRulebook): GroupAssessment {
  const { reportingCurrency } = bound.rulebook;
  const countedIn = group.reportingCurrency ?? reportingCurrency;
  const parted = group.walletOf === undefined ? {} : { walletOf: group.walletOf };
  if (countedIn === reportingCurrency) return { ...assessGroup(group, bound), ...parted };
  const own = assessGroup(group, boundIn(bound, countedIn));
  return { ...scaledGroup(own, rateBetween(bound.snapshot, countedIn, reportingCurrency)), countedIn, ...parted };
}

function assessGroup(group: MarginGroup, bound: BoundRulebook): GroupAssessment {
  const view = viewOf(group, bound);
  const held = chargesOf(view, bound);
  const components = [...held, ...ordersCharge(view, held, bound), ...(group.reported ?? [])];
  const requirement = requirementOf(components);
  const { equity } = view;
  assertFinite(equity, `equity of ${group.id}`);
  assertFinite(requirement.initial, `initial requirement of ${group.id}`);
  assertFinite(requirement.maintenance, `maintenance requirement of ${group.id}`);
  const worstScenario = worstOf(components, bound.snapshot);
  return {
    id: group.id,
    equity,
    grossNotional: grossNotionalOf(view),
    requirement,
    excess: Math.max(0, equity - requirement.initial),
    marginDeficit: Math.max(0, requirement.maintenance - equity),
    ...(worstScenario === undefined ? {} : { worstScenario }),
  };
}

/** The charges that say something: not zero, or with the outcomes that made them zero. */
function chargesOf(view: View, bound: BoundRulebook): Component[] {
  const charged = [
    ...bound.model.componentsOf(view),
    ...collateralCharges(view, bound.treatments, bound.rulebook.reportingCurrency),
  ];
  return charged.filter((one) => one.initial !== 0 || one.maintenance !== 0 || one.outcomes !== undefined);
}

/**
 * What the worst fill set needs beyond the account as it stands, initial less equity; the maintenance of that set too
 * where the rulebook says so, for else a resting order liquidates nobody.
 */
function ordersCharge(view: View, held: readonly Component[], bound: BoundRulebook): Component[] {
  if (view.orders.length === 0) return [];
  const { fillSets, ordersInMaintenance = false } = bound.rulebook;
  const needOf = (charges: readonly Component[], { equity }: View) => {
    const { initial, maintenance } = requirementOf(charges);
    return { initial: initial - equity, maintenance: maintenance - equity };
  };
  const unfilled = needOf(held, view);
  let worst = { initial: 0, maintenance: 0, note: "" };
  for (const { label, fills } of fillSets?.(view.orders, bound.snapshot) ?? []) {
    const filled = view.withFills(fills);
    const need = needOf(filledCharges(filled, bound, label), filled);
    const initial = need.initial - unfilled.initial;
    const maintenance = ordersInMaintenance ? Math.max(0, need.maintenance - unfilled.maintenance) : 0;
    if (initial > worst.initial) worst = { initial, maintenance, note: label };
  }
  return worst.initial > 0 ? [{ id: "open-orders", ...worst }] : [];
}

/** What refuses the account once orders are filled is said of those orders. */
function filledCharges(filled: View, bound: BoundRulebook, label: string): Component[] {
  try {
    return chargesOf(filled, bound);
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    const { path, message } = error.failure;
    throw new FailureError({
      ...error.failure,
      path: `open orders, ${label}: ${path}`,
      message: `once filled, ${message}`,
    });
  }
}

function worstOf(components: readonly Component[], snapshot: MarketSnapshot): WorstScenario | undefined {
  let worst: WorstScenario | undefined;
  for (const { outcomes, scenarios } of components) {
    if (outcomes === undefined || scenarios === undefined || outcomes.length === 0) continue;
    let index = 0;
    for (let s = 1; s < outcomes.length; s++) if (outcomes[s]! < outcomes[index]!) index = s;
    const pnl = outcomes[index]!;
    if (worst === undefined || pnl < worst.pnl) worst = new NamedScenario(index, pnl, scenarios, snapshot);
  }
  return worst;
}

/** Its label and moves are written when asked: naming a scenario costs more than finding it. */
class NamedScenario implements WorstScenario {
  readonly index: number;
  readonly pnl: number;
  private readonly scenarios: ScenarioSet;
  private readonly snapshot: MarketSnapshot;

  constructor(index: number, pnl: number, scenarios: ScenarioSet, snapshot: MarketSnapshot) {
    this.index = index;
    this.pnl = pnl;
    this.scenarios = scenarios;
    this.snapshot = snapshot;
  }

  get label(): string {
    return this.scenarios.scenarios[this.index]!.label;
  }

  get moves(): FactorMove[] {
    const moves = [...this.scenarios.levels].map(([factor, levels]) => ({
      factor,
      from: levelOf(this.snapshot, factor),
      to: levels[this.index]!,
    }));
    return moves.filter(({ from, to }) => from !== to);
  }
}
