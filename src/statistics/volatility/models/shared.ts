import type { StartLevel } from "../varianceModel.ts";

/** d level/d of a common shift of all residuals, for a level that is their mean square. */
export function startShift({ isMeanOfResiduals }: StartLevel, residuals: Float64Array): number {
  if (!isMeanOfResiduals) return 0;
  let total = 0;
  for (const e of residuals) total += e;
  return (2 * total) / residuals.length;
}

/** x, ω + φx, ω + φ(ω + φx), … */
export function meanRevertingForecast(
  { omega, persistence, first }: { readonly omega: number; readonly persistence: number; readonly first: number },
  steps: number,
): Float64Array {
  const out = new Float64Array(steps);
  let value = first;
  for (let k = 0; k < steps; k++) {
    out[k] = value;
    value = omega + persistence * value;
  }
  return out;
}
