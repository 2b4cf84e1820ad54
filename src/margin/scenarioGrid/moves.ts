import { type Static, type TObject, Type } from "typebox";
import type { Scenario } from "../../scenarios/scenarioSet.ts";

const volatilityMoves = ["up", "none", "down", "linear-skew", "absolute-skew"] as const;
export type VolatilityMove = (typeof volatilityMoves)[number];

/** Price over its level, what volatility does, share of the P&L that counts. */
export type StatedMove = readonly [price: number, volatility: VolatilityMove, share: number];

const all: readonly VolatilityMove[] = ["down", "none", "up"];

/**
 * A grid of equal price steps to both sides, highest price first.
 *
 * @param range the furthest move, a share of the price
 * @param steps to each side
 */
export function gridOf(range: number, steps: number, volatilities: readonly VolatilityMove[] = all): StatedMove[] {
  const prices = Array.from({ length: 2 * steps + 1 }, (_, k) => tidy(1 + (range * (steps - k)) / steps));
  return prices.flatMap((price) => volatilities.map((volatility): StatedMove => [price, volatility, 1]));
}

/** Twelve decimals, so that a stated price reads as it was stated. */
const tidy = (value: number): number => Number(value.toFixed(12));

/**
 * Far moves with volatility up, each counted `share` times the range over its size.
 *
 * @param moves shares of the price, above −1
 */
export const tailsOf = (moves: readonly number[], range: number, share: number): StatedMove[] =>
  moves.map((move): StatedMove => [tidy(1 + move), "up", tidy((share * range) / Math.abs(move))]);

const furthest = 0.18;
const inner = 0.135;

/** Grid, volatility up only at its ends, dampened tails and two skew moves. */
const defaultScenarios: readonly StatedMove[] = [
  [1 + furthest, "up", 1],
  ...gridOf(inner, 3),
  [tidy(1 - furthest), "up", 1],
  ...tailsOf([-0.66, -0.33, 0.5, 1, 2, 3], furthest, 0.2),
  [1, "linear-skew", 1],
  [1, "absolute-skew", 1],
];

export const moveProperties = {
  scenarios: Type.Array(
    Type.Tuple([Type.Number({ exclusiveMinimum: 0 }), Type.Enum([...volatilityMoves]), Type.Number({ minimum: 0 })]),
    {
      minItems: 1,
      default: defaultScenarios.map((move) => [...move]),
      unit: "price over its level, move of volatility, share of the P&L that counts",
      description: "every imagined move; a share below 1 dampens a tail",
    },
  ),
  priceRange: Type.Number({
    exclusiveMinimum: 0,
    maximum: 1,
    default: furthest,
    unit: "share of price",
    description: "a move beyond it is a tail: a tail dampener and the rule for futures in tails apply there",
  }),
  basisPriceUp: Type.Number({
    minimum: 1,
    default: 1.045,
    unit: "price over its level",
    description: "upper price of the basis charge",
  }),
  basisPriceDown: Type.Number({
    exclusiveMinimum: 0,
    maximum: 1,
    default: 0.955,
    unit: "price over its level",
    description: "lower price of the basis charge",
  }),
  basisShare: Type.Number({
    minimum: 0,
    default: 0.5,
    unit: "share of loss",
    description: "what counts of each expiry's loss between the two basis prices, summed without netting",
  }),
  basisSharePerYear: Type.Number({
    minimum: 0,
    default: 2,
    unit: "share of loss per year",
    description: "added to `basisShare` per year to expiry",
  }),
};

export type MoveParameters = Static<TObject<typeof moveProperties>>;

/** One stated scenario. The two basis moves come last and collapse to one outcome. */
export interface GridMove extends Scenario {
  readonly block: "grid" | "tail" | "skew" | "basis";
  readonly price: number;
  readonly volatility: VolatilityMove;
}

const rounding = 1e-9;

export function movesOf(parameters: MoveParameters): GridMove[] {
  const { scenarios, priceRange, basisPriceUp, basisPriceDown, basisShare, basisSharePerYear } = parameters;
  const stated = scenarios.map(([price, volatility, factor]): GridMove => {
    const isSkew = volatility === "linear-skew" || volatility === "absolute-skew";
    const isTail = Math.abs(price - 1) > priceRange + rounding;
    const block = isSkew ? "skew" : isTail ? "tail" : "grid";
    const counted = factor === 1 ? "" : `, counted ${percent(factor)}`;
    return {
      label: `price ${signedPercent(price)}, ${wordsOf[volatility]}${counted}`,
      block,
      factor,
      price,
      volatility,
    };
  });
  if (basisShare === 0 && basisSharePerYear === 0) return stated;
  const basis = [basisPriceUp, basisPriceDown].map((price): GridMove => {
    const label = `basis: price ${signedPercent(price)} at each expiry alone`;
    return { label, block: "basis", factor: 1, price, volatility: "none" };
  });
  return [...stated, ...basis];
}

/**
 * The stated moves under another price range: those within the range reach as far in proportion, a tail keeps its price
 * and is dampened in proportion, as `tailsOf` would have it.
 *
 * @param range the new one, a share of the price
 */
export function rangedMoves({ scenarios, priceRange }: MoveParameters, range: number): StatedMove[] {
  const ratio = range / priceRange;
  return scenarios.map(([price, volatility, share]): StatedMove => {
    const isTail = Math.abs(price - 1) > priceRange + rounding;
    return isTail ? [price, volatility, tidy(share * ratio)] : [tidy(1 + (price - 1) * ratio), volatility, share];
  });
}

const wordsOf: Readonly<Record<VolatilityMove, string>> = {
  up: "volatility up",
  none: "volatility stays",
  down: "volatility down",
  "linear-skew": "volatility tilts with the strike",
  "absolute-skew": "volatility bends at both wings",
};

const percent = (share: number): string => `${Number((100 * share).toFixed(2))} %`;
const signedPercent = (price: number): string => (price > 1 ? `+${percent(price - 1)}` : percent(price - 1));
