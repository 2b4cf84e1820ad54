import { FaultList, failed, type Outcome, success } from "../numerics/outcome.ts";
import { type Decimal, decimal, multiply } from "./decimal.ts";
import type { Instrument } from "./kinds.ts";
import { resolveInstrument } from "./names.ts";

/** One contract of a combo, in contracts per unit of the combo; negative when the combo sells it. */
export interface ComboLeg {
  readonly instrument: Instrument;
  readonly ratio: number;
}

/**
 * Contracts that trade together at one price. Nobody holds a combo: a trade of it is a trade of each leg, and margin
 * falls on the legs.
 */
export interface Combo {
  readonly id: string;
  readonly legs: readonly ComboLeg[];
}

/** A leg's part of a combo trade. */
export interface ComboTrade {
  readonly instrument: Instrument;
  /** Contracts, bought +. */
  readonly quantity: Decimal;
}

const comboForm = /^([A-Z0-9]+(?:_[A-Z0-9]+)?)-([A-Z]+)-(.+)$/;

/** Expiries or strikes of a strategy's name, then the legs they stand for. */
type Strategy = (base: string, rest: string) => readonly (readonly [name: string, ratio: number])[] | undefined;

/** The text split into as many parts as the strategy has; undefined with any other number. */
function partsOf(text: string, count: number): string[] | undefined {
  const parts = text.split("_");
  return parts.length === count && parts.every((part) => part !== "") ? parts : undefined;
}

/** Options of one expiry, strikes rising: `19MAY26-70000_75000`. */
const onStrikes =
  (count: number, legs: readonly (readonly [strike: number, type: "C" | "P", ratio: number])[]): Strategy =>
  (base, rest) => {
    const [expiry = "", text = "", ...more] = rest.split("-");
    const strikes = more.length === 0 ? partsOf(text, count) : undefined;
    const prices = strikes?.map((strike) => Number(strike.replace("d", "."))) ?? [];
    if (strikes === undefined || prices.some((price, k) => !(price > (prices[k - 1] ?? 0)))) return undefined;
    return legs.map(([at, type, ratio]) => [`${base}-${expiry}-${strikes[at]}-${type}`, ratio] as const);
  };

/**
 * Legs by strategy code. Only the codes whose legs are recorded are here: for the others the venue's own list of legs
 * is needed, because a name does not say which side is bought.
 *
 * @source Deribit public/get_combos and public/get_last_trades_by_instrument, recorded answers of May 2026; a straddle
 *         and a strangle buy both of their options by definition
 */
const strategies: Readonly<Record<string, Strategy>> = {
  FS(base, rest) {
    const ends = partsOf(rest, 2)?.map((end) => `${base}-${end === "PERP" ? "PERPETUAL" : end}`);
    return ends && [[ends[0]!, 1] as const, [ends[1]!, -1] as const];
  },
  CS: onStrikes(2, [
    [0, "C", 1],
    [1, "C", -1],
  ]),
  BOX: onStrikes(2, [
    [0, "C", 1],
    [0, "P", -1],
    [1, "C", -1],
    [1, "P", 1],
  ]),
  STRD: onStrikes(1, [
    [0, "C", 1],
    [0, "P", 1],
  ]),
  STRG: onStrikes(2, [
    [0, "P", 1],
    [1, "C", 1],
  ]),
};

/** Whether a name has the form of a combo; its legs may still be unknown. */
export const isComboName = (name: string): boolean => comboForm.test(name);

/**
 * The legs of a combo from its name: `BTC-FS-27JUN25_PERP` buys the dated future and sells the perpetual.
 *
 * @returns `unsupported` for a strategy whose legs no record shows, `invalid` for a name without the strategy's parts
 */
export function resolveCombo(name: string, path = name): Outcome<Combo> {
  const [, base = "", code = "", rest = ""] = comboForm.exec(name) ?? [];
  const strategy = strategies[code];
  if (strategy === undefined) {
    const message = `the legs of "${name}" are not known from its name`;
    const hint = `name its legs one by one; known are ${Object.keys(strategies).join(", ")}`;
    return failed({ code: "unsupported", path, message, hint });
  }
  const legs = strategy(base, rest);
  if (legs === undefined) {
    const hint = "names look like BTC-FS-27JUN25_PERP and BTC-CS-27JUN25-70000_75000";
    return failed({ code: "invalid", path, message: `"${name}" lacks a part of its strategy ${code}`, hint });
  }
  return comboOf(name, legs, path);
}

/** A combo from stated legs. All legs that name no instrument are reported. */
export function comboOf(
  id: string,
  legs: readonly (readonly [name: string, ratio: number])[],
  path = id,
): Outcome<Combo> {
  const faults = new FaultList();
  const found = legs.flatMap(([name, ratio]) => {
    const instrument = resolveInstrument(name, [], `${path}, leg ${name}`);
    if (instrument.ok) return [{ instrument: instrument.value, ratio }];
    faults.add(instrument.failure);
    return [];
  });
  return faults.count === 0 ? success({ id, legs: found }) : failed(faults.toFailure(path, id));
}

/** What a trade of a combo does to each of its legs. */
export const tradesOfCombo = ({ legs }: Combo, quantity: Decimal): ComboTrade[] =>
  legs.map(({ instrument, ratio }) => ({ instrument, quantity: multiply(quantity, decimal(String(ratio))) }));
