import { assert } from "../../numerics/assert.ts";
import type { SmileDerivatives } from "./svi.ts";

type VarianceCurve = (k: number) => SmileDerivatives;

/**
 * Where on a smile the option stands that has the delta of log-moneyness `k` once every volatility is `factor` times as
 * high: d₁ = −u/s + s/2 at volatility s of the smile equals −k/(c·s) + c·s/2, so k = c·u + c(c − 1)·w(u)/2.
 *
 * @returns undefined where no option has that delta: for a factor above 2 and a steep put wing
 */
export function sameDeltaMoneyness(smile: VarianceCurve, factor: number, k: number): number | undefined {
  if (factor === 1) return k;
  const half = (factor * (factor - 1)) / 2;
  let u = k / factor;
  for (let step = 0; step < newtonSteps; step++) {
    const { w, slope } = smile(u);
    const next = u - (factor * u + half * w - k) / (factor + half * slope);
    if (Math.abs(next - u) <= tolerance * Math.max(1, Math.abs(u))) return next;
    u = next;
  }
  return bracketed((at) => factor * at + half * smile(at).w - k);
}

const newtonSteps = 12;
const tolerance = 1e-14;
const reachMax = 1e4;
const halvings = 200;

/** A root by halving, for smiles on which Newton's steps do not settle. Undefined where the sign never changes. */
function bracketed(miss: (u: number) => number): number | undefined {
  let reach = 1;
  while (!(miss(-reach) < 0 && miss(reach) > 0)) {
    reach *= 2;
    if (reach > reachMax) return undefined;
  }
  let [low, high] = [-reach, reach];
  for (let step = 0; step < halvings && high - low > tolerance * Math.max(1, Math.abs(low)); step++) {
    const middle = (low + high) / 2;
    if (miss(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * Total variance of the scaled smile and its derivatives, by the chain rule through `sameDeltaMoneyness`.
 *
 * @throws InvariantError where no option of the smile has the delta
 */
export function sameDeltaAt(smile: VarianceCurve, factor: number, k: number): SmileDerivatives {
  const u = sameDeltaMoneyness(smile, factor, k);
  assert(u !== undefined, `no option has the delta of log-moneyness ${k} at ${factor} times its volatility`);
  const { w, slope, curvature } = smile(u);
  const square = factor * factor;
  const half = (factor * (factor - 1)) / 2;
  const first = 1 / (factor + half * slope);
  const second = -half * curvature * first * first * first;
  return {
    w: square * w,
    slope: square * slope * first,
    curvature: square * (curvature * first * first + slope * second),
  };
}

/** Whether every delta is found on a smile with these wings once volatilities are `factor` times as high. */
export const hasEveryDelta = ({ left, right }: WingSlopes, factor: number): boolean =>
  ((factor - 1) / 2) * left < 1 && ((factor - 1) / 2) * right > -1;

/** Slopes in the limit of both wings, from those of the smile; infinite where not every delta is found. */
export function sameDeltaWings(wings: WingSlopes, factor: number): WingSlopes {
  if (!hasEveryDelta(wings, factor)) return { left: Number.POSITIVE_INFINITY, right: Number.POSITIVE_INFINITY };
  const half = (factor - 1) / 2;
  const { left, right } = wings;
  return { left: (factor * left) / (1 - half * left), right: (factor * right) / (1 + half * right) };
}

/** Total variance gained per unit of log-moneyness away from the money. */
interface WingSlopes {
  readonly left: number;
  readonly right: number;
}
