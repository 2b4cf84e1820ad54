import { failed, type Outcome, success } from "../numerics/outcome.ts";
import { type Decimal, decimalText, parseDecimal, type Rounding, roundTo, unitsAt } from "./decimal.ts";

/** A currency code as venues write it: `BTC`, `USDT`, `USD`. */
export type Currency = string;

/** Exact money. Floats never enter it. */
export interface Amount {
  readonly currency: Currency;
  /** In minor units, `10^-minorScale` of the currency; signed. */
  readonly minor: bigint;
}

/**
 * Minor units per unit, as a power of ten, for every currency. Eighteen is the finest that any venue or chain states
 * (a wei), so importing never rounds. @see docs/decisions/0004-exact-money.md
 */
export const minorScale = 18;

const currencyForm = /^[A-Z][A-Z0-9]{1,14}$/;

export const isCurrency = (text: string): boolean => currencyForm.test(text);

/** The US dollar and the coins that promise to be worth one. */
export const dollarCurrencies: readonly Currency[] = ["USD", "USDT", "USDC"];

/** Reads an amount at a door. More than eighteen decimals is a failure, not a rounding. */
export function parseAmount(text: string, currency: Currency, path = "amount"): Outcome<Amount> {
  const parsed = parseDecimal(text, path);
  if (!parsed.ok) return parsed;
  if (parsed.value.scale > minorScale) {
    return failed({
      code: "invalid",
      path,
      message: `${text} ${currency} has ${parsed.value.scale} decimals, the limit is ${minorScale}`,
      hint: "round the amount at its source, in the direction its owner accepts",
    });
  }
  return success({ currency, minor: unitsAt(parsed.value, minorScale) });
}

/** The amount nearest to a decimal under a stated rounding. */
export const amountOf = (value: Decimal, currency: Currency, rounding: Rounding): Amount => ({
  currency,
  minor: unitsAt(roundTo(value, minorScale, rounding), minorScale),
});

export const amountDecimal = ({ minor }: Amount): Decimal => ({ units: minor, scale: minorScale });

/** Plain decimal text without trailing zeros. */
export function amountText(amount: Amount): string {
  const text = decimalText(amountDecimal(amount));
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}
