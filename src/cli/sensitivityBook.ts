import { toNumber } from "../instruments/decimal.ts";
import type { Payoff } from "../instruments/kind.ts";
import { type Instrument, kindOf } from "../instruments/kinds.ts";
import { amountDecimal, type Currency, dollarCurrencies } from "../instruments/money.ts";
import { levelOf, type MarketSnapshot } from "../market/marketSnapshot.ts";
import { currencyId, factorsOf } from "../market/riskFactor.ts";
import { settlementVolatility } from "../market/settlementWindow.ts";
import { failed, type Outcome, success } from "../numerics/outcome.ts";
import type { Account, Position } from "../portfolio/account.ts";
import { pricingModelOf } from "../pricing/models.ts";
import type { Move, Valuation, Valued } from "../pricing/valuations/valuation.ts";
import { yearsLeft } from "../risk/unitValues.ts";
import { day, movedValue, movedValues, type ShownGreek, shownGreeks } from "./sensitivityBumps.ts";

/** What an account holds, ready to be valued under any law. Reporting currency throughout. */
export interface LawBook {
  readonly options: readonly HeldOption[];
  /** All else: what every law values alike. */
  readonly rest: (move: Move) => number;
}

interface HeldOption {
  readonly id: string;
  readonly at: Valued;
  /** Underlying held, times the value of the quote currency. */
  readonly weight: number;
}

type OptionInstrument = Extract<Instrument, { readonly strike: string }>;

/** Payoffs that a law of the price at expiry values. */
const european: ReadonlySet<Payoff> = new Set<Payoff>(["option", "inverse-option"]);

/**
 * Reads an account for valuation under other laws. Every coin's price moves alike, marks, forwards and balances; dollar
 * currencies stay. The coins of a coin-settled option count at the coin's price, whose ratio to the forward stays.
 *
 * @returns a failure that names what no law values: an option of a strike of 0 or without volatility, a coin as
 *          reporting currency
 */
export function lawBook(account: Account, snapshot: MarketSnapshot, currency: Currency): Outcome<LawBook> {
  if (isCoin(currency)) {
    const message = `${currency} would move with the prices it measures`;
    return failed({ code: "invalid", path: "--currency", message, hint: "write USD or USDT" });
  }
  const terms = new Map<string, Instrument>(snapshot.instruments.map((row) => [row.id, row]));
  const options: HeldOption[] = [];
  const others: ((move: Move) => number)[] = [];
  const worth = (one: Currency): number => levelOf(snapshot, currencyId(one)) / levelOf(snapshot, currencyId(currency));
  for (const group of account.groups) {
    for (const balance of group.balances) {
      const amount = toNumber(amountDecimal(balance)) * worth(balance.currency);
      others.push(({ price = 1 }) => amount * (isCoin(balance.currency) ? price : 1));
    }
    for (const position of group.positions) {
      const instrument = terms.get(position.instrumentId)!;
      if (!("strike" in instrument)) others.push(restOf(position, instrument, snapshot, worth));
      else {
        const fault = faultOf(instrument, snapshot);
        if (fault !== undefined) {
          const path = `account ${account.id}, ${instrument.id}`;
          return failed({ code: "unsupported", path, message: fault, hint: "leave --laws out, or the position" });
        }
        const at = valuedOf(instrument, snapshot);
        const held = toNumber(position.quantity) * Number(instrument.contractSize);
        const weight = held * worth(instrument.quoteCurrency) * coinShare(instrument, at);
        options.push({ id: instrument.id, at, weight });
      }
    }
  }
  return success({ options, rest: (move) => others.reduce((sum, of) => sum + of(move), 0) });
}

const isCoin = (currency: Currency): boolean => !dollarCurrencies.includes(currency);

function faultOf(option: OptionInstrument, snapshot: MarketSnapshot): string | undefined {
  if (!european.has(kindOf(option).payoff)) return `${kindOf(option).title} has no value under a law of the last price`;
  if (Number(option.strike) === 0) return "a strike of 0 has no logarithm to value it by";
  const [, volatility] = levelsOf(option, snapshot);
  return volatility! > 0 ? undefined : `a volatility of ${volatility} leaves no law`;
}

/** Price of the coin over the option's forward: what a dollar of value at the forward is worth when it is paid in coins. */
const coinShare = ({ settlementCurrency, underlying }: OptionInstrument, { option }: Valued): number =>
  settlementCurrency === underlying && option.spot !== undefined ? option.spot / option.forward : 1;

const levelsOf = (instrument: Instrument, snapshot: MarketSnapshot): number[] =>
  factorsOf(instrument).map((factor) => levelOf(snapshot, factor.id));

function valuedOf(option: OptionInstrument, snapshot: MarketSnapshot): Valued {
  const { optionType, strike, underlying, quoteCurrency } = option;
  const [forward, volatility, rate = 0] = levelsOf(option, snapshot);
  const years = yearsLeft(option, snapshot.timestamp);
  const [coin, quote] = [underlying, quoteCurrency].map((one) => snapshot.levels.get(currencyId(one)));
  const spot = coin === undefined ? {} : { spot: coin / (quote ?? 1) };
  return {
    option: { optionType, strike: Number(strike), forward: forward!, years, rate, ...spot },
    volatility: settlementVolatility(option, volatility!, years),
  };
}

/** A contract settled by variation: its P&L since entry, and what accrues while time passes. */
function restOf(
  { quantity: exact, cost: paid }: Position,
  instrument: Instrument,
  snapshot: MarketSnapshot,
  worth: (currency: Currency) => number,
): (move: Move) => number {
  const model = pricingModelOf(instrument);
  const levels = levelsOf(instrument, snapshot);
  const [quantity, cost] = [toNumber(exact), toNumber(paid)];
  const { settlementCurrency } = instrument;
  const conversion = worth(settlementCurrency);
  return ({ price = 1, years = 0 }) => {
    const then = [levels[0]! * price, ...levels.slice(1)];
    const accrued = (model.carry?.(instrument, then) ?? 0) * years;
    const left = Math.max(0, yearsLeft(instrument, snapshot.timestamp) - years);
    const gained = quantity * (model.value(instrument, then, left) + accrued) - cost;
    return gained * conversion * (isCoin(settlementCurrency) ? price : 1);
  };
}

/** Value of the book under a law after a move, reporting currency: its equity where the law is that of the venue. */
export const bookValue = ({ options, rest }: LawBook, law: Valuation, move: Move): number =>
  options.reduce((sum, { at, weight }) => sum + weight * movedValue(law, at, move), rest(move));

/** Value and Greeks as shown, by name. */
export type BookGreeks = Readonly<Record<"value" | ShownGreek["key"], number>>;

/** Both of the book under a law after a move. */
export function bookGreeks({ options, rest }: LawBook, law: Valuation, move: Move): BookGreeks {
  const zeros = Object.fromEntries(shownGreeks.map(({ key }) => [key, 0]));
  const sums: Record<string, number> = { ...zeros, value: rest(move), ...restGreeks(rest, move) };
  for (const { at, weight } of options) {
    const { values, price } = movedValues(law, at, move);
    sums["value"]! += weight * values.value;
    for (const { key, of } of shownGreeks) sums[key]! += weight * of(values, price);
  }
  return sums as BookGreeks;
}

/**
 * What all laws value alike is at most quadratic in the price (a gain in coins that are themselves dearer) and linear in
 * time, so that differences give its derivatives exactly.
 */
function restGreeks(rest: LawBook["rest"], move: Move): Partial<BookGreeks> {
  const { price = 1, years = 0 } = move;
  const [down, own, up] = [0.99, 1, 1.01].map((factor) => rest({ ...move, price: price * factor }));
  const theta = rest({ ...move, years: years + day }) - own!;
  return { delta: (up! - down!) / 2, gamma: up! - 2 * own! + down!, theta };
}
