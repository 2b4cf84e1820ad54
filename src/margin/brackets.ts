import { type Static, Type } from "typebox";

/** One leverage bracket as venues publish it. */
export const bracketSchema = Type.Object(
  {
    /** Size at which the bracket begins, ≥ 0. */
    floor: Type.Number({ minimum: 0 }),
    /** Size at which it ends; absent where it does not. */
    cap: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
    /** Share of notional. */
    maintenanceRate: Type.Number({ minimum: 0, exclusiveMaximum: 1 }),
    leverageMax: Type.Number({ exclusiveMinimum: 0 }),
  },
  { additionalProperties: false },
);

export type Bracket = Static<typeof bracketSchema>;

/** A bracket with what its rate charges too much below its floor, in the unit of the floors. */
export interface DeductedBracket extends Bracket {
  readonly deduction: number;
}

export type BracketTable = readonly DeductedBracket[];

/** `continuous`: a rate holds above its floor alone, so maintenance has no step. `none`: it holds for the whole. */
export type Deductions = "continuous" | "none";

/**
 * Deductions by the recurrence `d₀ = 0, dₙ = dₙ₋₁ + floorₙ · (rateₙ − rateₙ₋₁)`, which makes `size · rate − d` continuous.
 *
 * @source Binance, leverage and margin of USD-M futures (`cum`); Hyperliquid, margin tiers
 */
export function tableOf(brackets: readonly Bracket[], deductions: Deductions): BracketTable {
  let deduction = 0;
  return brackets.map((bracket, k) => {
    if (deductions === "continuous" && k > 0) {
      deduction += bracket.floor * (bracket.maintenanceRate - brackets[k - 1]!.maintenanceRate);
    }
    return { ...bracket, deduction };
  });
}

/** The bracket of a size; a size on an edge belongs to the lower one. Undefined beyond the last cap. */
export const heldBracket = (table: BracketTable, size: number): DeductedBracket | undefined =>
  table.find(({ cap }) => cap === undefined || size <= cap);

/** What keeps brackets from being a table, in words; undefined where nothing does. */
export function bracketFault(brackets: readonly Bracket[]): string | undefined {
  for (const [k, { floor, cap, leverageMax, maintenanceRate }] of brackets.entries()) {
    const expected = k === 0 ? 0 : brackets[k - 1]!.cap;
    if (expected === undefined) return `bracket ${k} has no cap, and bracket ${k + 1} follows it`;
    if (floor !== expected) return `bracket ${k + 1} begins at ${floor}, the one before ends at ${expected}`;
    if (cap !== undefined && cap <= floor) return `bracket ${k + 1} begins at ${floor} and ends at ${cap}`;
    if (maintenanceRate > 1 / leverageMax) {
      return `bracket ${k + 1} asks ${maintenanceRate} for maintenance and ${1 / leverageMax} at its leverage`;
    }
  }
  return undefined;
}

/** Brackets by the highest leverage alone, maintenance half the initial requirement there. @source Hyperliquid, margin tiers */
export const halfInitialBrackets = (
  tiers: readonly { readonly floor: number; readonly leverageMax: number }[],
): Bracket[] =>
  tiers.map(({ floor, leverageMax }, k) => {
    const cap = tiers[k + 1]?.floor;
    return { floor, ...(cap === undefined ? {} : { cap }), maintenanceRate: 1 / (2 * leverageMax), leverageMax };
  });
