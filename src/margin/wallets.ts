import type { Currency } from "../instruments/money.ts";
import { levelOf, type MarketSnapshot } from "../market/marketSnapshot.ts";
import { currencyId } from "../market/riskFactor.ts";
import { FailureError } from "../numerics/outcome.ts";
import type { Account, MarginGroup } from "../portfolio/account.ts";
import { type BoundRulebook, bind } from "./bind.ts";
import type { RowIndex } from "./holdings.ts";

const boundWallets = new WeakMap<BoundRulebook, Map<Currency, BoundRulebook>>();

/**
 * The same rulebook with its charges counted in the currency of one group.
 *
 * @throws FailureError when the rulebook cannot be bound so
 * @cost   one `bind` a currency, the first time it is asked for
 */
export function boundIn(bound: BoundRulebook, currency: Currency): BoundRulebook {
  if (currency === bound.rulebook.reportingCurrency) return bound;
  const known = boundWallets.get(bound) ?? new Map<Currency, BoundRulebook>();
  boundWallets.set(bound, known);
  const before = known.get(currency);
  if (before !== undefined) return before;
  const own = bind({ ...bound.rulebook, reportingCurrency: currency }, bound.snapshot);
  if (!own.ok) throw new FailureError(own.failure);
  known.set(currency, own.value);
  return own.value;
}

/** Units of one currency that a unit of another is worth. */
export const rateBetween = (snapshot: MarketSnapshot, from: Currency, to: Currency): number =>
  from === to ? 1 : levelOf(snapshot, currencyId(from)) / levelOf(snapshot, currencyId(to));

/**
 * An account of a venue that keeps every coin apart: one group for each currency that contracts settle in or that is
 * held, counted in that currency. Groups that name their currency stay.
 */
export function inWallets(account: Account, snapshot: MarketSnapshot, rows: RowIndex): Account {
  const settlementOf = (id: string): Currency => snapshot.instruments[rows.get(id)!]!.settlementCurrency;
  return {
    ...account,
    groups: account.groups.flatMap((group): readonly MarginGroup[] => {
      const { positions, balances, orders, ...rest } = group;
      if (group.reportingCurrency !== undefined) return [group];
      const currencies = [
        ...positions.map(({ instrumentId }) => settlementOf(instrumentId)),
        ...balances.map(({ currency }) => currency),
        ...orders.map(({ instrumentId }) => settlementOf(instrumentId)),
      ];
      return [...new Set(currencies)].sort().map((currency, k) => ({
        ...rest,
        ...(k === 0 ? {} : { reported: [] }),
        id: `${group.id} ${currency}`,
        reportingCurrency: currency,
        positions: positions.filter(({ instrumentId }) => settlementOf(instrumentId) === currency),
        balances: balances.filter((balance) => balance.currency === currency),
        orders: orders.filter(({ instrumentId }) => settlementOf(instrumentId) === currency),
      }));
    }),
  };
}
