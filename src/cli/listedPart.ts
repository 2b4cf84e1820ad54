import type { BoundRulebook } from "../margin/bind.ts";
import { unlistedOf } from "../margin/checkedAssessment.ts";
import { holdingsOf } from "../margin/holdings.ts";
import { legsOf } from "../margin/view.ts";
import type { Account } from "../portfolio/account.ts";
import { percent } from "./present.ts";

/** Instruments named of those that a venue does not list. */
const namesShown = 6;

/** The account without what the rulebook does not list, and a note that names it with its share of gross notional. */
export function listedPart(
  account: Account,
  bound: BoundRulebook,
): { readonly listed: Account; readonly note?: string } {
  const unlisted = new Set(unlistedOf(account, bound));
  if (unlisted.size === 0) return { listed: account };
  let [left, all] = [0, 0];
  for (const group of account.groups) {
    for (const leg of legsOf(holdingsOf(group, bound.snapshot, bound.rows), bound)) {
      const notional = Math.abs(leg.instrument.kind === "cash" ? leg.base : leg.delta);
      all += notional;
      if (unlisted.has(leg.instrument.id)) left += notional;
    }
  }
  const groups = account.groups.map((group) => ({
    ...group,
    positions: group.positions.filter(({ instrumentId }) => !unlisted.has(instrumentId)),
    balances: group.balances.filter(({ currency }) => !unlisted.has(currency)),
    orders: group.orders.filter(({ instrumentId }) => !unlisted.has(instrumentId)),
  }));
  const names = [...unlisted];
  const more = names.length > namesShown ? ` and ${names.length - namesShown} more` : "";
  const share = all === 0 ? "" : `, ${percent(left / all, 0)} of what is held`;
  const note = `left out, because the rulebook lists no such contract or currency: ${names.slice(0, namesShown).join(", ")}${more}${share}`;
  return { listed: { ...account, groups }, note };
}
