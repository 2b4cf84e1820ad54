import { decimal, multiply } from "../instruments/decimal.ts";
import type { Account, MarginGroup, Position } from "../portfolio/account.ts";
import { assessAccount } from "./assess.ts";
import type { Assessment } from "./assessment.ts";
import type { BoundRulebook } from "./bind.ts";

/** What one position adds to the initial requirement of its group, reporting currency. */
export interface Contribution {
  readonly groupId: string;
  readonly instrumentId: string;
  /** Requirement with the position less the requirement without it; below 0 for a hedge. */
  readonly incremental: number;
  /** The requirement's slope along the position, times the whole of it, measured by a hundredth less of it. */
  readonly marginal: number;
}

/** A hundredth less of a position. */
const step = { kept: decimal("0.99"), taken: 0.01 };

/**
 * Incremental and marginal requirement of every position, in the account's order. Balances stay as they are: what a
 * position has paid or received is not undone.
 *
 * @cost two assessments a position
 */
export function contributionsOf(account: Account, bound: BoundRulebook): Contribution[] {
  const needs = (assessment: Assessment): ReadonlyMap<string, number> =>
    new Map(assessment.groups.map(({ id, requirement }) => [id, requirement.initial]));
  const whole = needs(assessAccount(account, bound));
  return account.groups.flatMap((group) =>
    group.positions.map((position) => {
      const need = whole.get(group.id)!;
      const needWith = (changed: readonly Position[]): number =>
        needs(assessAccount({ ...account, groups: [replaced(group, position, changed)] }, bound)).get(group.id)!;
      return {
        groupId: group.id,
        instrumentId: position.instrumentId,
        incremental: need - needWith([]),
        marginal: (need - needWith([scaled(position)])) / step.taken,
      };
    }),
  );
}

const replaced = (group: MarginGroup, position: Position, by: readonly Position[]): MarginGroup => ({
  ...group,
  positions: group.positions.flatMap((one) => (one === position ? by : [one])),
});

const scaled = (position: Position): Position => ({
  ...position,
  quantity: multiply(position.quantity, step.kept),
  cost: multiply(position.cost, step.kept),
});
