import type { OptionValues } from "../pricing/formulas/black76.ts";
import type { Move, Valuation, Valued } from "../pricing/valuations/valuation.ts";
import { valuations } from "../pricing/valuations.ts";

/** One input moved, the others as they are. */
export interface Bump {
  readonly label: string;
  readonly move: Move;
}

/** One day in years; a point of volatility or of a rate; one per cent of a price. */
export const [day, point, percentOne] = [1 / 365, 0.01, 0.01];

export const bumps: readonly Bump[] = [
  { label: "as it is", move: {} },
  { label: "forward -10 %", move: { price: 0.9 } },
  { label: "forward -1 %", move: { price: 0.99 } },
  { label: "forward +1 %", move: { price: 1.01 } },
  { label: "forward +10 %", move: { price: 1.1 } },
  { label: "vol -10 points", move: { volatility: -10 * point } },
  { label: "vol -1 point", move: { volatility: -point } },
  { label: "vol +1 point", move: { volatility: point } },
  { label: "vol +10 points", move: { volatility: 10 * point } },
  { label: "a day later", move: { years: day } },
  { label: "rate +1 point", move: { rate: point } },
];

/** No bump takes a volatility further down; one that is lower stays. */
const volatilityMin = 0.01;

/** Value and Greeks of one option under a law after a move. At expiry every law pays the same. */
export function movedValues(law: Valuation, at: Valued, move: Move): { values: OptionValues; price: number } {
  const { option, volatility } = movedTo(law, at, move);
  const values = option.years > 0 ? law.values(option, volatility) : valuations[0]!.values(option, volatility);
  return { values, price: law.priceOf(option) };
}

/** `movedValues` without the Greeks. */
export function movedValue(law: Valuation, at: Valued, move: Move): number {
  const { option, volatility } = movedTo(law, at, move);
  return option.years > 0 ? law.value(option, volatility) : valuations[0]!.value(option, volatility);
}

function movedTo(law: Valuation, at: Valued, move: Move): Valued {
  if (move.volatility === undefined) return law.moved(at, move);
  const volatility = Math.max(move.volatility, Math.min(0, volatilityMin - at.volatility));
  return law.moved(at, { ...move, volatility });
}

/** One Greek as it is shown: what a move that people speak of is worth in the quote currency. */
export interface ShownGreek {
  readonly key: Exclude<keyof OptionValues, "value" | "dualDelta">;
  readonly label: string;
  /** @param price what the Greeks are to */
  of(values: OptionValues, price: number): number;
}

export const shownGreeks: readonly ShownGreek[] = [
  { key: "delta", label: "delta, 1 %", of: ({ delta }, price) => delta * price * percentOne },
  { key: "gamma", label: "gamma, 1 %", of: ({ gamma }, price) => gamma * (price * percentOne) ** 2 },
  { key: "vega", label: "vega, 1 pt", of: ({ vega }) => vega * point },
  { key: "theta", label: "theta, 1 day", of: ({ theta }) => theta * day },
  { key: "rho", label: "rho, 1 pt", of: ({ rho }) => rho * point },
  { key: "vanna", label: "vanna, 1 %·pt", of: ({ vanna }, price) => vanna * price * percentOne * point },
  { key: "volga", label: "volga, 1 pt²", of: ({ volga }) => volga * point * point },
  { key: "charm", label: "charm, 1 %·day", of: ({ charm }, price) => charm * price * percentOne * day },
];

export const shownGreeksText =
  "delta, vega, theta, rho: gain for 1 % of the price, a point of volatility, a day, a point of the rate; gamma, vanna, charm: what delta gains by 1 %, a point, a day; volga: what vega gains by a point";

/** What is chosen in every law besides the volatility. */
export const shapes = (): string[] => valuations.map((law) => `${law.id}: ${law.title}; shape: ${law.shape}`);

/** Multiples of today's price that are drawn. */
const [lowest, highest, steps] = [0.5, 1.6, 44];
export const drawnPrices: readonly number[] = Array.from(
  { length: steps + 1 },
  (_, k) => lowest + ((highest - lowest) * k) / steps,
);
