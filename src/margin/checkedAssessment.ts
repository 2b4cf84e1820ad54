import { FailureError, failed, type Outcome, success } from "../numerics/outcome.ts";
import type { Account, MarginGroup } from "../portfolio/account.ts";
import { assessAccount } from "./assess.ts";
import type { Assessment } from "./assessment.ts";
import type { BoundRulebook } from "./bind.ts";
import { checkCovered } from "./holdings.ts";
import { inWallets } from "./wallets.ts";

/**
 * The door to `assessAccount` for an account that nobody has checked: what the market does not price, what the rulebook
 * does not list, gross legs where the venue nets, and what the model itself refuses.
 */
export function checkedAssessment(account: Account, bound: BoundRulebook): Outcome<Assessment> {
  const covered = checkCovered(account, bound.snapshot);
  if (!covered.ok) return covered;
  const sided = checkSides(account, bound);
  if (!sided.ok) return sided;
  const apart = checkWallets(account, bound);
  if (!apart.ok) return apart;
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

/** Contracts held or ordered that settle in another currency than the venue's own do, each id once. */
export function settledElsewhere({ groups }: Account, { rulebook, snapshot, rows }: BoundRulebook): string[] {
  const { settlesIn } = rulebook;
  if (settlesIn === undefined) return [];
  const ids = groups.flatMap(({ positions, orders }) => [...positions, ...orders].map((one) => one.instrumentId));
  return [...new Set(ids)].filter((id) => {
    const instrument = snapshot.instruments[rows.get(id)!]!;
    return "underlying" in instrument && !settlesIn.includes(instrument.settlementCurrency);
  });
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

function checkWallets(account: Account, { rulebook, snapshot, rows }: BoundRulebook): Outcome<true> {
  const { id, segregated, reportingCurrency } = rulebook;
  if (segregated === undefined) return success(true);
  const path = `account ${account.id}`;
  const countedIn = (group: MarginGroup): string => group.reportingCurrency ?? reportingCurrency;
  if (!segregated) {
    const other = account.groups.find((group) => countedIn(group) !== reportingCurrency);
    if (other === undefined) return success(true);
    const message = `${id} counts in ${reportingCurrency}, and the group ${other.id} in ${other.reportingCurrency}`;
    return failed({ code: "unsupported", path, message, hint: "leave out its reportingCurrency" });
  }
  const isOne = (group: MarginGroup): boolean =>
    inWallets({ id: account.id, groups: [group] }, snapshot, rows).groups.every(
      (wallet) => wallet.reportingCurrency === countedIn(group),
    );
  const mixed = account.groups.find((group) => !isOne(group));
  if (mixed === undefined) return success(true);
  const message = `${id} keeps every coin in a wallet of its own, and ${mixed.id} is not one in ${countedIn(mixed)}`;
  const hint = "make a group for each settlement currency, with its reportingCurrency";
  return failed({ code: "unsupported", path, message, hint });
}

function checkSides({ id, groups }: Account, { rulebook }: BoundRulebook): Outcome<true> {
  if (rulebook.hedgeMode === true) return success(true);
  const gross = groups.flatMap(({ positions }) => positions).find(({ side }) => side !== undefined);
  if (gross === undefined) return success(true);
  const message = `${gross.instrumentId} is held by sides, and ${rulebook.id} nets both sides of a contract`;
  return failed({ code: "unsupported", path: `account ${id}`, message, hint: "merge the two sides into one position" });
}
