import { type Static, type TObject, Type } from "typebox";
import type { Currency } from "../../instruments/money.ts";
import { levelOf, type MarketSnapshot } from "../../market/marketSnapshot.ts";
import { factorsOf } from "../../market/riskFactor.ts";
import type { UnitValues } from "../../risk/unitValues.ts";
import type { Leg } from "../view.ts";

export const shortOptionProperties = {
  shortOptionMinimum: Type.Number({
    minimum: 0,
    maximum: 1,
    default: 0.01,
    unit: "share of price",
    description: "a coin owes at least this on the price of what its options sold are written on; 0 charges nothing",
  }),
};

type ShortOptionParameters = Static<TObject<typeof shortOptionProperties>>;

/** Price of what one option of a row is written on, reporting currency; 0 for every other row. @returns shape [I] */
export function optionNotionals(snapshot: MarketSnapshot, { conversion }: UnitValues): Float64Array {
  return Float64Array.from(snapshot.instruments, (row, i) => {
    if (!("strike" in row)) return 0;
    const inCoin = row.settlementCurrency === row.underlying;
    const price = inCoin ? 1 : levelOf(snapshot, factorsOf(row)[0]!.id);
    return Number(row.contractSize) * price * conversion[i]!;
  });
}

/** What the options sold owe at least, by underlying, options of one contract set against each other. */
export function shortOptionMinimums(
  legs: readonly Leg[],
  notionals: Float64Array,
  { shortOptionMinimum }: ShortOptionParameters,
): ReadonlyMap<Currency, number> {
  const minimums = new Map<Currency, number>();
  for (const { row, instrument, quantity } of legs) {
    if (quantity >= 0 || !("strike" in instrument)) continue;
    const { underlying } = instrument;
    const owed = -quantity * notionals[row]! * shortOptionMinimum;
    minimums.set(underlying, (minimums.get(underlying) ?? 0) + owed);
  }
  return minimums;
}
