import type { BoundRulebook } from "../margin/bind.ts";
import { settledElsewhere, unlistedOf } from "../margin/checkedAssessment.ts";
import { holdingsOf } from "../margin/holdings.ts";
import { legsOf } from "../margin/view.ts";
import { keptBy } from "../margin/wallets.ts";
import type { Account } from "../portfolio/account.ts";
import { money, percent } from "./present.ts";

/** Instruments named of those that a venue does not list. */
const namesShown = 6;

/** What a rulebook can answer for. */
export interface ListedPart {
  /** The account without what the rulebook does not list. */
  readonly listed: Account;
  readonly unlisted: readonly string[];
  /** Of gross notional, what was left out. */
  readonly unlistedShare?: number;
  /** Names what was left out, with its share of gross notional and the equity that went with it. */
  readonly note?: string;
}

export function listedPart(given: Account, bound: BoundRulebook): ListedPart {
  const account = keptBy(given, bound);
  const unlisted = new Set(unlistedOf(account, bound));
  if (unlisted.size === 0) return { listed: account, unlisted: [], ...noted(likeNote(account, bound)) };
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
  const with_ = Math.round(equity) === 0 ? "" : ` and ${money(equity)} ${bound.rulebook.reportingCurrency} of equity`;
  const share = all === 0 ? "" : `, ${percent(left / all, 0)} of what is held${with_}`;
  const note = `left out, because the rulebook lists no such contract or currency: ${named(names)}${share}`;
  const unlistedShare = all === 0 ? {} : { unlistedShare: left / all };
  const listed = { ...account, groups };
  return { listed, unlisted: names, ...noted(note, likeNote(listed, bound)), ...unlistedShare };
}

/** Contracts that the venue has only in another settlement currency. */
function likeNote(account: Account, bound: BoundRulebook): string | undefined {
  const others = settledElsewhere(account, bound);
  if (others.length === 0) return undefined;
  const own = bound.rulebook.settlesIn?.join(" or ");
  return `margined as their like that settle in ${own}: ${named(others)}`;
}

function named(ids: readonly string[]): string {
  const more = ids.length > namesShown ? ` and ${ids.length - namesShown} more` : "";
  return `${ids.slice(0, namesShown).join(", ")}${more}`;
}

const noted = (...parts: readonly (string | undefined)[]): { note?: string } => {
  const said = parts.filter((part) => part !== undefined);
  return said.length === 0 ? {} : { note: said.join("; ") };
};
