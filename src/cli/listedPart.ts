import type { BoundRulebook } from "../margin/bind.ts";
import { unlistedOf } from "../margin/checkedAssessment.ts";
import { holdingsOf } from "../margin/holdings.ts";
import { legsOf } from "../margin/view.ts";
import type { Account } from "../portfolio/account.ts";
import { money, percent } from "./present.ts";

/** Instruments named of those that a venue does not list. */
const namesShown = 6;

/** What a rulebook can answer for. */
export interface ListedPart {
  /** The account without what the rulebook does not list. */
  readonly listed: Account;
  readonly unlisted: readonly string[];
  /** Names what was left out, with its share of gross notional and the equity that went with it. */
  readonly note?: string;
}

export function listedPart(account: Account, bound: BoundRulebook): ListedPart {
  const unlisted = new Set(unlistedOf(account, bound));
  if (unlisted.size === 0) return { listed: account, unlisted: [] };
  let [left, all, equity] = [0, 0, 0];
  for (const group of account.groups) {
    for (const leg of legsOf(holdingsOf(group, bound.snapshot, bound.rows), bound)) {
      const notional = Math.abs(leg.instrument.kind === "cash" ? leg.base : leg.delta);
      all += notional;
      if (!unlisted.has(leg.instrument.id)) continue;
      left += notional;
      equity += leg.base;
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
  const with_ = Math.round(equity) === 0 ? "" : ` and ${money(equity)} ${bound.rulebook.reportingCurrency} of equity`;
  const share = all === 0 ? "" : `, ${percent(left / all, 0)} of what is held${with_}`;
  const note = `left out, because the rulebook lists no such contract or currency: ${names.slice(0, namesShown).join(", ")}${more}${share}`;
  return { listed: { ...account, groups }, unlisted: names, note };
}
