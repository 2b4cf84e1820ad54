import type { Currency } from "../instruments/money.ts";
import type { Contribution } from "../margin/contributions.ts";
import { scaledGroup } from "../margin/scaledGroup.ts";
import { rateBetween } from "../margin/wallets.ts";
import type { MarginResult } from "./marginResult.ts";

/**
 * A result in another currency than its rulebook counts in, at the snapshot's prices, so that several stand side by side.
 *
 * @throws InvariantError when the snapshot has no price of either currency
 */
export function shownIn(result: MarginResult, currency: Currency): MarginResult {
  const { rulebook, snapshot, assessment, contributions } = result;
  if (rulebook.reportingCurrency === currency) return result;
  const factor = rateBetween(snapshot, rulebook.reportingCurrency, currency);
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
