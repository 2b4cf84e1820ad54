import { exp } from "../numerics/exponential.ts";
import { assertColumn } from "./assertColumn.ts";

/**
 * e^x of every value, as `exp` of numerics, to the bit.
 *
 * @param out as long as `values`; may be the same array
 * @throws InvariantError when `out` is shorter
 * @cost  a few nanoseconds a value as vectors, some 30 as the reference
 */
export function exponentials(values: Float64Array, out: Float64Array): void {
  assertColumn(out, values.length, "out");
  for (let s = 0; s < values.length; s++) out[s] = exp(values[s]!);
}
