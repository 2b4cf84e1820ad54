import type { Currency } from "../instruments/money.ts";
import type { GroupAssessment } from "../margin/assess.ts";
import type { Contribution } from "../margin/contributions.ts";
import { levelOf, type MarketSnapshot } from "../market/marketSnapshot.ts";
import { currencyId } from "../market/riskFactor.ts";
import type { MarginResult } from "./marginResult.ts";

/**
 * A result in another currency than its rulebook counts in, at the snapshot's prices, so that several stand side by side.
 *
 * @throws InvariantError when the snapshot has no price of either currency
 */
export function shownIn(result: MarginResult, currency: Currency): MarginResult {
  const { rulebook, snapshot, assessment, contributions } = result;
  if (rulebook.reportingCurrency === currency) return result;
  const factor = rateOf(snapshot, rulebook.reportingCurrency, currency);
  const groups = assessment.groups.map((group) => scaledGroup(group, factor));
  return {
    ...result,
    countedIn: rulebook.reportingCurrency,
    rulebook: { ...rulebook, reportingCurrency: currency },
    assessment: { ...assessment, groups },
    ...(contributions === undefined ? {} : { contributions: contributions.map((one) => scaledPart(one, factor)) }),
  };
}

const scaledPart = (one: Contribution, factor: number): Contribution => ({
  ...one,
  incremental: one.incremental * factor,
  marginal: one.marginal * factor,
});

const rateOf = (snapshot: MarketSnapshot, from: Currency, to: Currency): number =>
  levelOf(snapshot, currencyId(from)) / levelOf(snapshot, currencyId(to));

function scaledGroup(group: GroupAssessment, factor: number): GroupAssessment {
  const { requirement, worstScenario } = group;
  const components = requirement.components.map((one) => ({
    ...one,
    initial: one.initial * factor,
    maintenance: one.maintenance * factor,
    ...(one.outcomes === undefined ? {} : { outcomes: one.outcomes.map((outcome) => outcome * factor) }),
  }));
  const { initial, maintenance } = requirement;
  const worst = worstScenario && {
    label: worstScenario.label,
    index: worstScenario.index,
    moves: worstScenario.moves,
    pnl: worstScenario.pnl * factor,
  };
  return {
    ...group,
    equity: group.equity * factor,
    excess: group.excess * factor,
    marginDeficit: group.marginDeficit * factor,
    requirement: { initial: initial * factor, maintenance: maintenance * factor, components },
    ...(worst === undefined ? {} : { worstScenario: worst }),
  };
}
