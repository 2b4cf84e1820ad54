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

/** The account as the rulebook keeps it: in wallets where the venue keeps every coin apart, else as it is. */
export const keptBy = (account: Account, { rulebook, snapshot, rows }: BoundRulebook): Account =>
  rulebook.segregated === true ? inWallets(account, snapshot, rows) : account;

/**
 * An account of a venue that keeps every coin apart: one group for each currency that contracts settle in or that is
 * held, counted in that currency. A group that names its currency is that wallet; what it holds of another goes to the
 * group of that currency where the account has one.
 */
export function inWallets(account: Account, snapshot: MarketSnapshot, rows: RowIndex): Account {
  const settlementOf = (id: string): Currency => snapshot.instruments[rows.get(id)!]!.settlementCurrency;
  const taken = new Set(account.groups.map(({ id }) => id));
  const wallets = new Map<string, MarginGroup>();
  const put = (wallet: MarginGroup, { positions, balances, orders }: Holdings): void => {
    const held = wallets.get(wallet.id) ?? { ...wallet, positions: [], balances: [], orders: [] };
    wallets.set(wallet.id, {
      ...held,
      positions: [...held.positions, ...positions],
      balances: [...held.balances, ...balances],
      orders: [...held.orders, ...orders],
    });
  };
  for (const group of account.groups) {
    const own = group.reportingCurrency;
    if (own !== undefined) put(group, { positions: [], balances: [], orders: [] });
    for (const [k, [currency, holdings]] of byCurrency(group, settlementOf).entries()) {
      const home = own === undefined ? undefined : own === currency ? group : walletIn(account, currency);
      const id = `${group.id} ${currency}`;
      const reported = k === 0 && own === undefined ? {} : { reported: [] };
      const made = { ...group, ...reported, id: freeId(id, taken), walletOf: group.id, reportingCurrency: currency };
      put(home ?? made, holdings);
    }
  }
  return { ...account, groups: [...wallets.values()] };
}

type Holdings = Pick<MarginGroup, "positions" | "balances" | "orders">;

/** The group that is the account's wallet of a currency, where it names one; an isolated one is nobody else's. */
const walletIn = ({ groups }: Account, currency: Currency): MarginGroup | undefined =>
  groups.find((one) => one.reportingCurrency === currency && one.marginMode !== "isolated");

const freeId = (id: string, taken: ReadonlySet<string>): string =>
  taken.has(id) ? freeId(`${id}, parted`, taken) : id;

function byCurrency(
  { positions, balances, orders }: MarginGroup,
  settlementOf: (instrumentId: string) => Currency,
): readonly (readonly [Currency, Holdings])[] {
  const currencies = new Set([
    ...positions.map(({ instrumentId }) => settlementOf(instrumentId)),
    ...balances.map(({ currency }) => currency),
    ...orders.map(({ instrumentId }) => settlementOf(instrumentId)),
  ]);
  return [...currencies].sort().map((currency) => [
    currency,
    {
      positions: positions.filter(({ instrumentId }) => settlementOf(instrumentId) === currency),
      balances: balances.filter((balance) => balance.currency === currency),
      orders: orders.filter(({ instrumentId }) => settlementOf(instrumentId) === currency),
    },
  ]);
}
