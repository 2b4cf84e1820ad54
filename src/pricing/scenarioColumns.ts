import type { Black76Columns } from "../kernels/black76Row.ts";
import { assert } from "../numerics/assert.ts";
import { logMoneyness } from "./formulas/black76.ts";

type ForwardColumns = Pick<Black76Columns, "forwards" | "logRatios">;
type VolatilityColumns = Pick<Black76Columns, "volatilities" | "inverses">;

// Options of one expiry share the column of their forward, calls and puts of one strike that of its volatility. What is
// remembered is a copy: a caller may fill its column anew.
const ofForwards = new WeakMap<Float64Array, ForwardColumns & { readonly reference: number }>();
const ofVolatilities = new WeakMap<Float64Array, VolatilityColumns>();

/**
 * A column of forwards with the ln of each over a reference, made once for as long as the column holds the same numbers.
 *
 * @throws InvariantError where a forward is not above 0
 * @cost   S comparisons where it is known, S logarithms where it is not
 */
export function forwardColumns(reference: number, forwards: Float64Array): ForwardColumns {
  const known = ofForwards.get(forwards);
  if (known?.reference === reference && isSame(known.forwards, forwards)) return known;
  const wrong = forwards.find((forward) => !(forward > 0 && Number.isFinite(forward)));
  assert(wrong === undefined, `forward must be above 0; have ${wrong}`);
  const logRatios = forwards.map((forward) => logMoneyness(forward, reference));
  const columns = { reference, forwards: forwards.slice(), logRatios };
  ofForwards.set(forwards, columns);
  return columns;
}

/**
 * A column of volatilities with 1 over each, infinite over 0, made once for as long as the column holds the same numbers.
 *
 * @throws InvariantError where a volatility is below 0
 * @cost   S comparisons where it is known, S divisions where it is not
 */
export function volatilityColumns(volatilities: Float64Array): VolatilityColumns {
  const known = ofVolatilities.get(volatilities);
  if (known !== undefined && isSame(known.volatilities, volatilities)) return known;
  const wrong = volatilities.find((volatility) => !(volatility >= 0 && Number.isFinite(volatility)));
  assert(wrong === undefined, `volatility must not be below 0; have ${wrong}`);
  const inverses = volatilities.map((volatility) => 1 / volatility);
  const columns = { volatilities: volatilities.slice(), inverses };
  ofVolatilities.set(volatilities, columns);
  return columns;
}

/** Number by number, NaN never the same; four a step, because every option of a book asks. */
function isSame(remembered: Float64Array, column: Float64Array): boolean {
  const count = column.length;
  if (remembered.length !== count) return false;
  let s = 0;
  for (; s + 4 <= count; s += 4) {
    if (
      remembered[s] !== column[s] ||
      remembered[s + 1] !== column[s + 1] ||
      remembered[s + 2] !== column[s + 2] ||
      remembered[s + 3] !== column[s + 3]
    )
      return false;
  }
  for (; s < count; s++) if (remembered[s] !== column[s]) return false;
  return true;
}
