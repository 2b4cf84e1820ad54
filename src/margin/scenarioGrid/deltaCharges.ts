import { type Static, type TObject, Type } from "typebox";
import type { Currency } from "../../instruments/money.ts";
import type { IndexPrices } from "./indexPrices.ts";

export const deltaProperties = {
  rollPerYear: Type.Number({
    minimum: 0,
    default: 0,
    unit: "share of price per year",
    description: "move of each expiry by itself, charged on its absolute delta without netting, per year to expiry",
  }),
  rollMin: Type.Number({
    minimum: 0,
    default: 0,
    unit: "share of price",
    description: "least such move; a perpetual pays it",
  }),
  expirySpread: Type.Number({
    minimum: 0,
    default: 0,
    unit: "share of price",
    description: "charge on delta bought in some expiries and sold in others: the spread between them may move",
  }),
  deltaShockForm: Type.Enum(["none", "on-excess", "on-whole"], {
    default: "none",
    unit: "",
    description: "whether a large net delta owes more, and on what: the part above the threshold, or all of it",
  }),
  deltaShockThreshold: Type.Number({
    minimum: 0,
    default: 0,
    unit: "US dollars",
    description: "net delta of a coin beyond which it is charged",
  }),
  deltaShockPerCoin: Type.Number({
    minimum: 0,
    default: 0,
    unit: "share of price per coin",
    description: "rise of that charge's rate per coin above the threshold",
  }),
  deltaShockMax: Type.Number({
    minimum: 0,
    default: 0,
    unit: "share of price",
    description: "most that the rate may be",
  }),
};

export type DeltaParameters = Static<TObject<typeof deltaProperties>>;

/** Whether any charge is on delta. */
export const chargesDelta = ({ rollMin, rollPerYear, expirySpread, deltaShockForm }: DeltaParameters): boolean =>
  rollMin > 0 || rollPerYear > 0 || expirySpread > 0 || deltaShockForm !== "none";

/** Net delta of one coin at one expiry, or without one. */
export interface ExpiryDelta {
  readonly coin: Currency;
  /** 0 for a perpetual. */
  readonly years: number;
  /** Reporting currency. */
  readonly delta: number;
}

/** Reporting currency, ≥ 0; nothing nets across expiries. */
export function rollCharge(deltas: readonly ExpiryDelta[], { rollMin, rollPerYear }: DeltaParameters): number {
  let charge = 0;
  for (const { delta, years } of deltas) charge += Math.abs(delta) * Math.max(rollMin, rollPerYear * years);
  return charge;
}

/** Reporting currency, ≥ 0. */
export function spreadCharge(deltas: readonly ExpiryDelta[], { expirySpread }: DeltaParameters): number {
  let charge = 0;
  for (const { bought, sold } of sidesByCoin(deltas).values()) charge += expirySpread * Math.min(bought, sold);
  return charge;
}

/** Reporting currency, ≥ 0. */
export function deltaShock(deltas: readonly ExpiryDelta[], index: IndexPrices, parameters: DeltaParameters): number {
  const { deltaShockForm, deltaShockThreshold, deltaShockPerCoin, deltaShockMax } = parameters;
  if (deltaShockForm === "none") return 0;
  let charge = 0;
  for (const [coin, { bought, sold }] of sidesByCoin(deltas)) {
    const net = Math.abs(bought - sold);
    const excess = Math.max(0, net - deltaShockThreshold * index.perDollar);
    const rate = Math.min(deltaShockMax, (deltaShockPerCoin * excess) / index.of(coin));
    charge += rate * (deltaShockForm === "on-excess" ? excess : net);
  }
  return charge;
}

/** What is bought and what is sold of each coin, expiries apart. */
function sidesByCoin(deltas: readonly ExpiryDelta[]): ReadonlyMap<Currency, { bought: number; sold: number }> {
  const sides = new Map<Currency, { bought: number; sold: number }>();
  for (const { coin, delta } of deltas) {
    const own = sides.get(coin) ?? { bought: 0, sold: 0 };
    sides.set(coin, own);
    if (delta > 0) own.bought += delta;
    else own.sold -= delta;
  }
  return sides;
}
