import { assert } from "../numerics/assert.ts";
import { failed, type Outcome, success } from "../numerics/outcome.ts";

/** An exact decimal number, `units × 10^-scale`. Quantities, costs and money; it becomes float64 only in `toNumber`. */
export interface Decimal {
  readonly units: bigint;
  /** Integer ≥ 0. */
  readonly scale: number;
}

export type Rounding = "towards-zero" | "down" | "up" | "half-even";

export const zeroDecimal: Decimal = { units: 0n, scale: 0 };

/** One strict form: no blanks, no hexadecimal, no separators; `Number("")` being 0 has cost venues money. */
const decimalForm = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/;
const textLengthMax = 60;

/**
 * Reads a decimal text.
 *
 * @returns the exact value, or a `parsing` failure that shows the text; never a guess
 */
export function parseDecimal(text: string, path = "decimal"): Outcome<Decimal> {
  const parts = text.length <= textLengthMax ? decimalForm.exec(text) : null;
  if (parts === null) {
    const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
    return failed({
      code: "parsing",
      path,
      message: `"${shown}" is not a decimal number`,
      hint: 'write it like "-12.5"',
    });
  }
  const [, sign, whole = "", fraction = "", exponent = "0"] = parts;
  const scale = fraction.length - Number(exponent);
  const magnitude = BigInt(whole + fraction) * (scale < 0 ? 10n ** BigInt(-scale) : 1n);
  return success(normalised({ units: sign === "-" ? -magnitude : magnitude, scale: Math.max(0, scale) }));
}

/** The exact value of a decimal literal in our own code. @throws InvariantError when the text is no decimal */
export function decimal(text: string): Decimal {
  const parsed = parseDecimal(text);
  assert(parsed.ok, `"${text}" is not a decimal number`);
  return parsed.value;
}

/** The shortest decimal that reads back as `value`, rounded half-even to `scale` places. @throws on NaN or infinity */
export function decimalOf(value: number, scale: number): Decimal {
  assert(Number.isFinite(value), `a decimal must be finite; have ${value}`);
  return roundTo(decimal(String(value)), scale, "half-even");
}

/** Trailing zeros dropped, so that equal values are equal data. */
function normalised(value: Decimal): Decimal {
  let { units, scale } = value;
  if (units === 0n) return zeroDecimal;
  // Money has eighteen places, most of them zeros: nine go at once.
  while (scale >= 9 && units % 1_000_000_000n === 0n) {
    units /= 1_000_000_000n;
    scale -= 9;
  }
  while (scale > 0 && units % 10n === 0n) {
    units /= 10n;
    scale -= 1;
  }
  return scale === value.scale ? value : { units, scale };
}

/** Units at a scale not below the value's own: exact. */
export function unitsAt(value: Decimal, scale: number): bigint {
  if (scale === value.scale) return value.units;
  assert(scale > value.scale, `scale ${scale} would lose digits of ${decimalText(value)}`);
  return value.units * 10n ** BigInt(scale - value.scale);
}

export function add(a: Decimal, b: Decimal): Decimal {
  if (a.units === 0n) return normalised(b);
  if (b.units === 0n) return normalised(a);
  const scale = Math.max(a.scale, b.scale);
  return normalised({ units: unitsAt(a, scale) + unitsAt(b, scale), scale });
}

export const negate = (a: Decimal): Decimal => ({ units: -a.units, scale: a.scale });
export const subtract = (a: Decimal, b: Decimal): Decimal => add(a, negate(b));
export const multiply = (a: Decimal, b: Decimal): Decimal =>
  normalised({ units: a.units * b.units, scale: a.scale + b.scale });
export const signOf = (a: Decimal): -1 | 0 | 1 => (a.units > 0n ? 1 : a.units < 0n ? -1 : 0);
export const compare = (a: Decimal, b: Decimal): -1 | 0 | 1 => signOf(subtract(a, b));

/** `a / b` to `scale` places, rounded as said. @throws InvariantError when `b` is 0 */
export function divide(a: Decimal, b: Decimal, scale: number, rounding: Rounding): Decimal {
  assert(b.units !== 0n, `cannot divide ${decimalText(a)} by 0`);
  const shift = BigInt(scale + b.scale);
  return normalised({ units: dividedUnits(a.units * 10n ** shift, b.units * 10n ** BigInt(a.scale), rounding), scale });
}

/** To `scale` places, rounded as said; unchanged when it already fits. */
export function roundTo(value: Decimal, scale: number, rounding: Rounding): Decimal {
  if (value.scale <= scale) return value;
  return normalised({ units: dividedUnits(value.units, 10n ** BigInt(value.scale - scale), rounding), scale });
}

function dividedUnits(numerator: bigint, denominator: bigint, rounding: Rounding): bigint {
  const [n, d] = denominator < 0n ? [-numerator, -denominator] : [numerator, denominator];
  const quotient = n / d;
  const remainder = n % d;
  if (remainder === 0n) return quotient;
  const away = n < 0n ? quotient - 1n : quotient + 1n;
  switch (rounding) {
    case "towards-zero":
      return quotient;
    case "down":
      return n < 0n ? away : quotient;
    case "up":
      return n < 0n ? quotient : away;
    case "half-even": {
      const twice = 2n * (remainder < 0n ? -remainder : remainder);
      if (twice !== d) return twice > d ? away : quotient;
      return quotient % 2n === 0n ? quotient : away;
    }
  }
}

/**
 * The nearest float64. Where units and power of ten are both exact in float64 one division rounds correctly; else the
 * decimal text is parsed by the language, which does too.
 */
export function toNumber({ units, scale }: Decimal): number {
  const isExact = scale < exactPowers.length && units <= exactUnits && units >= -exactUnits;
  return isExact ? Number(units) / exactPowers[scale]! : Number(`${units}e-${scale}`);
}

const exactUnits = 2n ** 53n;
/** The powers of ten that float64 holds exactly. */
const exactPowers: readonly number[] = Array.from({ length: 23 }, (_, k) => Number(`1e${k}`));

/** Plain notation, no exponent, no trailing zeros: the form in which decimals leave through a door. */
export function decimalText({ units, scale }: Decimal): string {
  const sign = units < 0n ? "-" : "";
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, "0");
  return scale === 0 ? sign + digits : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}
