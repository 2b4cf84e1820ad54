import { decimalText } from "../instruments/decimal.ts";
import type { Instrument } from "../instruments/kinds.ts";
import { amountText } from "../instruments/money.ts";
import type { Account, MarginGroup, Order, Position } from "../portfolio/account.ts";

/**
 * Accounts as the text of an account JSON file, every quantity, cost and balance exact: read again, they are the same
 * accounts bit for bit. Charges that a venue reported are no part of the format and are left out.
 *
 * @param instrumentOf terms of what is ordered: an order on a spot market is counted in its base currency
 */
export function exportAccounts(
  accounts: readonly Account[],
  instrumentOf: (id: string) => Instrument | undefined,
): string {
  const document = {
    accounts: accounts.map(({ id, groups }) => ({ id, groups: groups.map((group) => groupOf(group, instrumentOf)) })),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

const groupOf = (
  { id, marginMode, reportingCurrency, positions, balances, orders }: MarginGroup,
  instrumentOf: (id: string) => Instrument | undefined,
) => ({
  id,
  marginMode,
  ...(reportingCurrency === undefined ? {} : { reportingCurrency }),
  positions: positions.map(positionOf),
  balances: balances.map((balance) => ({ currency: balance.currency, amount: amountText(balance) })),
  orders: orders.map((order) => orderOf(order, instrumentOf(order.instrumentId))),
});

const positionOf = ({ instrumentId, quantity, cost, side }: Position) => ({
  instrument: instrumentId,
  quantity: `${decimalText(quantity)} contracts`,
  cost: decimalText(cost),
  ...(side === undefined ? {} : { side }),
});

const orderOf = (
  { instrumentId, side, quantity, limitPrice, reserved }: Order,
  instrument: Instrument | undefined,
) => ({
  instrument: instrumentId,
  side,
  quantity: `${decimalText(quantity)} ${
    instrument !== undefined && "baseCurrency" in instrument ? instrument.baseCurrency : "contracts"
  }`,
  ...(limitPrice === undefined ? {} : { limitPrice: decimalText(limitPrice) }),
  ...(reserved === undefined ? {} : { reserved: { currency: reserved.currency, amount: amountText(reserved) } }),
});
