import { type Static, type TObject, Type } from "typebox";
import type { Currency } from "../../instruments/money.ts";
import type { HeldGroup } from "../view.ts";
import type { GridMove, MoveParameters } from "./moves.ts";
import { discounted, type StaticDiscount } from "./staticDiscount.ts";

export const combinationProperties = {
  underlyings: Type.Enum(["apart", "together"], {
    default: "apart",
    unit: "",
    description: "whether each coin has a worst scenario of its own, or all move by the same share at once",
  }),
  profitOffset: Type.Number({
    minimum: 0,
    maximum: 1,
    default: 1,
    unit: "share of gain",
    description: "what a coin's gain in a scenario counts against another's loss there",
  }),
  profitOffsetMax: Type.Number({
    minimum: 0,
    default: 1e15,
    unit: "US dollars",
    description: "most that a coin's counted gain may be",
  }),
  tailDampener: Type.Number({
    minimum: 0,
    default: 0,
    unit: "US dollars",
    description: "a tail's loss up to this is not charged",
  }),
  dampenerExcess: Type.Enum(["less-dampener", "whole"], {
    default: "less-dampener",
    unit: "",
    description: "what a tail's loss above the dampener owes: the part above it, or all",
  }),
};

export type CombinationParameters = Static<TObject<typeof combinationProperties>>;

/** What the combination must know of a group, once a snapshot. */
export interface GroupTerms {
  /** The coin it moves with; `undefined` where nothing moves it. */
  readonly coin: Currency | undefined;
  /** Present for the options of one expiry. */
  readonly expiry?: { readonly discount: StaticDiscount; readonly years: number };
}

/**
 * P&L of each coin under every move, gains +. The options of an expiry count at their static discount; in a skew move
 * each expiry's P&L counts as a loss, whatever its sign, and at the basis moves its loss by itself.
 *
 * @returns [S] a coin, reporting currency, in the order of the groups
 */
export function outcomesByCoin(
  groups: readonly HeldGroup[],
  moves: readonly GridMove[],
  termsOf: (group: HeldGroup) => GroupTerms,
  basis: Pick<MoveParameters, "basisShare" | "basisSharePerYear">,
): Map<Currency, Float64Array> {
  const outcomes = new Map<Currency, Float64Array>();
  for (const group of groups) {
    const { coin, expiry } = termsOf(group);
    if (coin === undefined) continue;
    const sum = outcomes.get(coin) ?? new Float64Array(moves.length);
    outcomes.set(coin, sum);
    for (let s = 0; s < moves.length; s++) {
      const { block, factor } = moves[s]!;
      if (block === "basis") continue;
      const moved = group.pnl[s]!;
      const counted = expiry === undefined ? moved : discounted(group.base + moved, expiry.discount) - group.base;
      sum[s]! += block === "skew" && expiry !== undefined ? -Math.abs(factor * counted) : factor * counted;
    }
    if (expiry === undefined || moves.at(-1)!.block !== "basis") continue;
    const [up, down] = [moves.length - 2, moves.length - 1];
    const loss = Math.min(0, group.pnl[up]!, group.pnl[down]!);
    sum[up]! += loss * (basis.basisShare + basis.basisSharePerYear * expiry.years);
    sum[down] = sum[up]!;
  }
  return outcomes;
}

/** Coins that share a worst scenario. */
export interface Pool {
  readonly coins: readonly Currency[];
  /** [S] reporting currency, gains +, as they are charged. */
  readonly outcomes: Float64Array;
}

/** @param perDollar reporting units for a dollar */
export function pooled(
  byCoin: ReadonlyMap<Currency, Float64Array>,
  moves: readonly GridMove[],
  perDollar: number,
  parameters: CombinationParameters,
): Pool[] {
  const { underlyings, profitOffset, profitOffsetMax } = parameters;
  const gainMax = profitOffsetMax * perDollar;
  const entries = [...byCoin];
  const pools = underlyings === "apart" ? entries.map((entry) => [entry]) : entries.length === 0 ? [] : [entries];
  return pools.map((members) => {
    const outcomes = new Float64Array(moves.length);
    for (const [, own] of members) {
      for (let s = 0; s < own.length; s++) {
        outcomes[s]! += own[s]! < 0 ? own[s]! : Math.min(gainMax, profitOffset * own[s]!);
      }
    }
    moves.forEach(({ block }, s) => {
      if (block === "tail") outcomes[s] = dampened(outcomes[s]!, parameters.tailDampener * perDollar, parameters);
    });
    return { coins: members.map(([coin]) => coin), outcomes };
  });
}

function dampened(outcome: number, dampener: number, { dampenerExcess }: CombinationParameters): number {
  if (dampener === 0) return outcome;
  if (outcome + dampener >= 0) return 0;
  return dampenerExcess === "whole" ? outcome : outcome + dampener;
}
