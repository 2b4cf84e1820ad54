import type { Instrument } from "../instruments/kinds.ts";
import type { Currency } from "../instruments/money.ts";
import { factorsOfAll } from "../market/marketHistory.ts";
import { levelOf, type MarketSnapshot } from "../market/marketSnapshot.ts";
import { currencyId, factorsOf, type RiskFactorId } from "../market/riskFactor.ts";
import { assert } from "../numerics/assert.ts";
import { nearestRoot } from "../numerics/nearestRoot.ts";
import { FailureError, type Outcome } from "../numerics/outcome.ts";
import { power } from "../numerics/power.ts";
import type { Account } from "../portfolio/account.ts";
import { tradePriceOf } from "../risk/tradePrice.ts";
import { assessAccount } from "./assess.ts";
import type { GroupAssessment } from "./assessment.ts";
import { type BoundRulebook, bind } from "./bind.ts";
import { asOutcome } from "./checkedAssessment.ts";

/** Whose price of no return is asked for. */
export interface PriceQuestion {
  /** The contract whose price is told; it and everything else of its coin move together, in proportion. */
  readonly instrumentId: string;
  /** The margin group that may be liquidated. */
  readonly groupId: string;
  /**
   * How far other coins go along: the change of their log price per change of this coin's. Coins that are not named stay, so
   * without a path the answer is "if only this coin moves".
   */
  readonly path?: PricePath;
}

/** Prices at which something changes its sign, the nearest below and above the market; quote currency. */
export interface PricesOfNoReturn {
  /** Null where no lower price does it. */
  readonly below: number | null;
  /** Null where no higher price does it. */
  readonly above: number | null;
}

/**
 * Prices of one coin at which equity meets the maintenance requirement, every other price as it is: the fixed point over
 * tiers, for `assessAccount` is asked anew at every price tried. Fees count where the rulebook's maintenance holds them.
 *
 * A group in deficit already is told the price at which it recovers. Between two prices that are tried, a percent apart
 * near the market and more further off, a deficit that opens and closes again is not seen.
 *
 * @returns the model's own failure when it cannot be asked at a price within ten times the market's: a position beyond the
 *          last tier
 * @cost    up to 250 times `bind` and `assessAccount`
 */
export const liquidationPrice = (
  account: Account,
  bound: BoundRulebook,
  question: PriceQuestion,
): Outcome<PricesOfNoReturn> =>
  pricesWhere(account, bound, question, ({ equity, requirement }) => equity - requirement.maintenance);

/** How far one coin alone may move before the group meets its maintenance. */
export interface CoinDistance {
  readonly coin: Currency;
  /** Relative move, for example −0.12; null where no fall does it. */
  readonly fall: number | null;
  /** Null where no rise does it. */
  readonly rise: number | null;
}

/**
 * For every coin that a group holds or trades: how far it alone may move. No single price is the truth of a book of several
 * coins; each of these holds while the others stay. A dollar currency is a coin as well where the market moves its price.
 */
export function liquidationDistances(
  account: Account,
  bound: BoundRulebook,
  groupId: string,
): Outcome<readonly CoinDistance[]> {
  const group = groupOf(account, groupId);
  const { snapshot, rows } = bound;
  const held = [
    ...group.positions.map((position) => position.instrumentId),
    ...group.balances.map((balance) => balance.currency),
  ].map((id) => snapshot.instruments[rows.get(id)!]!);
  const asked = new Map<Currency, Instrument>();
  // A contract tells a coin's price better than the coin does: its own may not be of the market.
  for (const instrument of held) {
    if (instrument.id === numeraire) continue;
    const coin = coinOf(instrument);
    if (!asked.has(coin) || "underlying" in instrument) asked.set(coin, instrument);
  }
  const roomOf = ({ equity, requirement }: GroupAssessment) => equity - requirement.maintenance;
  return asOutcome(() =>
    [...asked].map(([coin, { id: instrumentId }]) => {
      const { below, above } = ratiosWhere(account, bound, { instrumentId, groupId }, roomOf);
      return { coin, fall: below === null ? null : below - 1, rise: above === null ? null : above - 1 };
    }),
  );
}

/** Change of the log price of each coin per step along a path; a coin that is not named stays. */
export type PricePath = Readonly<Record<Currency, number>>;

/** Where a path first meets maintenance: the relative move of each of its coins. */
export interface PathDistances {
  /** Against the direction of the path; null where no point of it does it. */
  readonly back: PricePath | null;
  /** In its direction. */
  readonly ahead: PricePath | null;
}

/**
 * How far a group may go along a path on which several coins move together: the frontier in one direction. With the path
 * `{ BTC: 1, ETH: 1.2 }` ether's log price moves 1.2 times as far as bitcoin's.
 *
 * @throws InvariantError when the market has no price of a coin of the path
 */
export function liquidationPath(
  account: Account,
  bound: BoundRulebook,
  groupId: string,
  path: PricePath,
): Outcome<PathDistances> {
  const known = new Set(coinsOf(bound.snapshot));
  for (const coin of Object.keys(path)) assert(known.has(coin), `the market moves no price of ${coin}`);
  const roomOf = ({ equity, requirement }: GroupAssessment) => equity - requirement.maintenance;
  return asOutcome(() => {
    const { below, above } = ratiosAlong(account, bound, { groupId, path }, roomOf);
    const movesAt = (ratio: number | null): PricePath | null =>
      ratio === null
        ? null
        : Object.fromEntries(Object.entries(path).map(([coin, share]) => [coin, power(ratio, share) - 1]));
    return { back: movesAt(below), ahead: movesAt(above) };
  });
}

/** Coins whose price the market moves: what a path may name. */
export const coinsOf = ({ instruments, levels }: MarketSnapshot): Currency[] => {
  const factors = factorsOfAll(instruments).filter(({ id }) => levels.has(id));
  const coins = factors.flatMap((factor) =>
    factor.kind === "currency"
      ? [factor.currency]
      : factor.kind === "mark" || factor.kind === "forward"
        ? [factor.underlying]
        : [],
  );
  return [...new Set(coins)].filter((coin) => coin !== numeraire).sort();
};

const numeraire = "USD";

/** Prices of one coin at which nothing is left: equity at mark is 0. Otherwise as `liquidationPrice`. */
export const bankruptcyPrice = (
  account: Account,
  bound: BoundRulebook,
  question: PriceQuestion,
): Outcome<PricesOfNoReturn> => pricesWhere(account, bound, question, ({ equity }) => equity);

function pricesWhere(
  account: Account,
  bound: BoundRulebook,
  question: PriceQuestion,
  roomOf: (assessed: GroupAssessment) => number,
): Outcome<PricesOfNoReturn> {
  return asOutcome(() => {
    const { below, above } = ratiosWhere(account, bound, question, roomOf);
    const price = tradePriceOf(bound.snapshot, instrumentOf(bound, question.instrumentId));
    return { below: below === null ? null : below * price, above: above === null ? null : above * price };
  });
}

/** A rulebook that refuses beyond this multiple of the market's price ends the search; nearer, it refuses the question. */
const farRatio = 10;

/** The same as multiples of the market's price. @throws FailureError when a price tried cannot be assessed */
const ratiosWhere = (
  account: Account,
  bound: BoundRulebook,
  { instrumentId, groupId, path = {} }: PriceQuestion,
  roomOf: (assessed: GroupAssessment) => number,
): PricesOfNoReturn =>
  ratiosAlong(account, bound, { groupId, path: { ...path, [coinOf(instrumentOf(bound, instrumentId))]: 1 } }, roomOf);

function ratiosAlong(
  account: Account,
  bound: BoundRulebook,
  { groupId, path }: { readonly groupId: string; readonly path: PricePath },
  roomOf: (assessed: GroupAssessment) => number,
): PricesOfNoReturn {
  const { snapshot, rulebook } = bound;
  const alone = { id: account.id, groups: [groupOf(account, groupId)] };
  const moving = factorsAlong(snapshot, path);
  const roomAt = (ratio: number) => {
    const room = asOutcome(() => {
      const there = bind(rulebook, movedBy(snapshot, moving, ratio));
      if (!there.ok) throw new FailureError(there.failure);
      return roomOf(assessAccount(alone, there.value).groups[0]!);
    });
    if (room.ok) return room.value;
    // That the rules end far beyond any market says nothing of a liquidation before.
    if (ratio > farRatio) return Number.NaN;
    throw new FailureError(room.failure);
  };
  return { below: nearestRoot(roomAt, "below"), above: nearestRoot(roomAt, "above") };
}

function instrumentOf({ snapshot, rows }: BoundRulebook, id: string): Instrument {
  const instrument = snapshot.instruments[rows.get(id) ?? -1];
  assert(instrument !== undefined, `${id} is not in the snapshot`);
  return instrument;
}

function groupOf({ id, groups }: Account, groupId: string) {
  const group = groups.find((one) => one.id === groupId);
  assert(group !== undefined, `account ${id} has no group ${groupId}`);
  return group;
}

const coinOf = (instrument: Instrument): string =>
  "underlying" in instrument
    ? instrument.underlying
    : "baseCurrency" in instrument
      ? instrument.baseCurrency
      : instrument.settlementCurrency;

/** Marks and forwards of the coins and the coins themselves, each with its share of the move. Volatility, rates, funding stay. */
function factorsAlong({ instruments, levels }: MarketSnapshot, path: PricePath): ReadonlyMap<RiskFactorId, number> {
  const moving = new Map<RiskFactorId, number>();
  for (const [coin, share] of Object.entries(path)) moving.set(currencyId(coin), share);
  for (const factor of instruments.flatMap(factorsOf)) {
    if (factor.kind !== "mark" && factor.kind !== "forward") continue;
    const share = path[factor.underlying];
    if (share !== undefined) moving.set(factor.id, share);
  }
  return new Map([...moving].filter(([id]) => levels.has(id)));
}

function movedBy(snapshot: MarketSnapshot, moving: ReadonlyMap<RiskFactorId, number>, ratio: number): MarketSnapshot {
  const levels = new Map(snapshot.levels);
  for (const [id, share] of moving) levels.set(id, levelOf(snapshot, id) * (share === 1 ? ratio : power(ratio, share)));
  return { ...snapshot, levels };
}
