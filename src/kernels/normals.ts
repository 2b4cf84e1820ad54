import { normalQuantiles } from "./normalQuantiles.ts";
import { type DrawPlace, uniforms } from "./uniforms.ts";

/**
 * Standard normal numbers by position: the quantiles of the uniform draws of `RandomStream`.
 *
 * @param out shape [n], n even
 * @returns   within 2e-15 relative of the quantile of the uniform number, the tails as far as 2^-53
 * @cost      as `uniforms` and `normalQuantiles`
 */
export function normals(place: DrawPlace, out: Float64Array): void {
  uniforms(place, out);
  normalQuantiles(out, out);
}
