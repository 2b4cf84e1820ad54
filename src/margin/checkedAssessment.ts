import { FailureError, failed, type Outcome, success } from "../numerics/outcome.ts";
import type { Account } from "../portfolio/account.ts";
import { type Assessment, assessAccount } from "./assess.ts";
import type { BoundRulebook } from "./bind.ts";
import { checkCovered } from "./holdings.ts";

/**
 * The door to `assessAccount` for an account that nobody has checked: what the market does not price, what the rulebook
 * does not list, gross legs where the venue nets, and what the model itself refuses.
 */
export function checkedAssessment(account: Account, bound: BoundRulebook): Outcome<Assessment> {
  const covered = checkCovered(account, bound.snapshot);
  if (!covered.ok) return covered;
  const sided = checkSides(account, bound);
  if (!sided.ok) return sided;
  const unlisted = unlistedOf(account, bound);
  if (unlisted.length > 0) {
    const message = `${bound.rulebook.id} has no terms for ${unlisted.join(", ")}`;
    const hint = "give them as parameters, or leave the holdings out";
    return failed({ code: "unsupported", path: `account ${account.id}`, message, hint });
  }
  return asOutcome(() => assessAccount(account, bound));
}

/** What the account holds or offers that the rulebook has no terms for, each id once. */
export function unlistedOf({ groups }: Account, { rulebook, snapshot, rows }: BoundRulebook): string[] {
  const { model, parameters } = rulebook;
  if (model.lists === undefined) return [];
  const held = groups.flatMap(({ positions, balances, orders }) => [
    ...positions.map((position) => position.instrumentId),
    ...balances.map((balance) => balance.currency),
    ...orders.map((order) => order.instrumentId),
  ]);
  return [...new Set(held)].filter((id) => !model.lists?.(parameters, snapshot.instruments[rows.get(id)!]!));
}

/** Runs what may refuse by a thrown failure. */
export function asOutcome<T>(run: () => T): Outcome<T> {
  try {
    return success(run());
  } catch (error) {
    if (error instanceof FailureError) return failed(error.failure);
    throw error;
  }
}

function checkSides({ id, groups }: Account, { rulebook }: BoundRulebook): Outcome<true> {
  if (rulebook.hedgeMode === true) return success(true);
  const gross = groups.flatMap(({ positions }) => positions).find(({ side }) => side !== undefined);
  if (gross === undefined) return success(true);
  const message = `${gross.instrumentId} is held by sides, and ${rulebook.id} nets both sides of a contract`;
  return failed({ code: "unsupported", path: `account ${id}`, message, hint: "merge the two sides into one position" });
}
