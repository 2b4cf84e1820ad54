import { type Decimal, decimal, decimalOf, negate } from "../instruments/decimal.ts";
import type { Instrument } from "../instruments/kinds.ts";
import { amountOf } from "../instruments/money.ts";
import { resolveInstrument } from "../instruments/names.ts";
import { levelOf, type MarketSnapshot } from "../market/marketSnapshot.ts";
import { currencyId, markId } from "../market/riskFactor.ts";
import { assert } from "../numerics/assert.ts";
import type { Account, Balance, Position } from "../portfolio/account.ts";
import { costOf } from "../portfolio/cost.ts";

/** A book that a backtest re-enters at every observation, at mark, so that its size in dollars stays the same. */
export interface Archetype {
  readonly id: string;
  readonly title: string;
  /** True when its contracts must have price series of their own, because it lives on the difference to spot. */
  readonly ownSeries: boolean;
  /** True when coins join it as they gather history and leave it when their data end. */
  readonly followsListings: boolean;
  /** Names of what it holds, given the coins with enough history; empty when it cannot be built from them. */
  instrumentsOf(coins: readonly string[]): readonly string[];
  accountAt(snapshot: MarketSnapshot, coins: readonly string[]): Account;
}

/** Dollars of equity, and of exposure per unit of leverage. */
export const archetypeNotional = 100_000;
const quantityScale = 8;

const linear = (coin: string): string => `${coin}/USDT:USDT`;
const inverse = (coin: string): string => `${coin}-PERPETUAL`;

/** The books of the first coin, of the first two, and of all coins present. */
export const archetypes: readonly Archetype[] = [
  single("long", "Long perpetual, USDT collateral", linear, 1, "USDT"),
  single("short", "Short perpetual, USDT collateral", linear, -1, "USDT"),
  single("levered", "Long perpetual 3×, coin collateral", linear, 3, "coin"),
  single("inverse-long", "Long inverse perpetual, coin collateral", inverse, 1, "coin"),
  {
    id: "hedge",
    title: "Long first coin, short second, equal dollars",
    ownSeries: false,
    followsListings: false,
    instrumentsOf: ([first, second]) => (first && second ? [linear(first), linear(second)] : []),
    accountAt: (snapshot, [first = "", second = ""]) =>
      accountOf("hedge", [usdt], [entered(snapshot, linear(first), 1), entered(snapshot, linear(second), -1)]),
  },
  {
    id: "basket",
    title: "Long all coins present, equal dollars",
    ownSeries: false,
    followsListings: true,
    instrumentsOf: (coins) => (coins.length > 1 ? coins.map(linear) : []),
    accountAt: (snapshot, coins) =>
      accountOf(
        "basket",
        [usdt],
        coins.map((coin) => entered(snapshot, linear(coin), 1 / coins.length)),
      ),
  },
  {
    id: "basis",
    title: "Coin held, perpetual short against it",
    ownSeries: true,
    followsListings: false,
    instrumentsOf: ([first]) => (first ? [first, linear(first)] : []),
    accountAt: (snapshot, [first = ""]) =>
      accountOf("basis", [coinBalance(snapshot, first, 1)], [entered(snapshot, linear(first), -1)]),
  },
];

function single(
  id: string,
  title: string,
  nameOf: (coin: string) => string,
  leverage: number,
  collateral: "USDT" | "coin",
): Archetype {
  return {
    id,
    title,
    ownSeries: false,
    followsListings: false,
    instrumentsOf: ([first]) =>
      first === undefined ? [] : collateral === "coin" ? [first, nameOf(first)] : [nameOf(first)],
    accountAt(snapshot, [first = ""]) {
      const balance = collateral === "coin" ? coinBalance(snapshot, first, 1) : usdt;
      return accountOf(id, [balance], [entered(snapshot, nameOf(first), leverage)]);
    },
  };
}

const usdt: Balance = amountOf(decimal(String(archetypeNotional)), "USDT", "half-even");

const coinBalance = (snapshot: MarketSnapshot, coin: string, share: number): Balance =>
  amountOf(decimalOf((share * archetypeNotional) / levelOf(snapshot, currencyId(coin)), quantityScale), coin, "down");

const accountOf = (id: string, balances: readonly Balance[], positions: readonly Position[]): Account => ({
  id,
  groups: [{ id: "cross", marginMode: "cross", positions, balances, orders: [] }],
});

/** `share` × the notional of the contract, entered at mark. */
function entered(snapshot: MarketSnapshot, name: string, share: number): Position {
  const instrument = snapshot.instruments.find((row) => row.id === name);
  assert(instrument !== undefined && "contractSize" in instrument, `${name} is not a contract of the snapshot`);
  const price = decimalOf(levelOf(snapshot, markId(name)), 12);
  const quantity = contractsFor(instrument, share * archetypeNotional, levelOf(snapshot, markId(name)));
  return { instrumentId: name, quantity, cost: costOf(instrument, quantity, price) };
}

function contractsFor(instrument: Instrument, dollars: number, mark: number): Decimal {
  assert("contractSize" in instrument, `${instrument.id} has no contract size`);
  const perContract =
    instrument.settlementCurrency === instrument.underlying
      ? Number(instrument.contractSize)
      : Number(instrument.contractSize) * mark;
  const contracts = decimalOf(Math.abs(dollars) / perContract, quantityScale);
  return dollars < 0 ? negate(contracts) : contracts;
}

/** The instruments an archetype needs, resolved. */
export function archetypeInstruments(archetype: Archetype, coins: readonly string[]): Instrument[] {
  return archetype.instrumentsOf(coins).map((name) => {
    const resolved = resolveInstrument(name);
    assert(resolved.ok, `archetype ${archetype.id} names ${name}, which is no instrument`);
    return resolved.value;
  });
}
