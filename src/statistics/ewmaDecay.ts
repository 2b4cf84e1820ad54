import { exp } from "../numerics/exponential.ts";
import { log } from "../numerics/logarithm.ts";
import { failed, type Outcome, success } from "../numerics/outcome.ts";
import { ewmaVariance, meanSquareOfFirst } from "./ewma.ts";

export interface EwmaDecayFit {
  /** Weight of the variance before, per step. */
  readonly decay: number;
  /** By the sandwich of the score's slope and its long-run variance; null on a bound of the search. */
  readonly standardError: number | null;
  /** Mean loss at the estimate. */
  readonly loss: number;
  readonly isAtBound: boolean;
  /** The loss over the range of the search, at equal steps of ln(1 − decay). */
  readonly profile: readonly { readonly decay: number; readonly loss: number }[];
}

export interface EwmaDecayOptions {
  /** First returns whose mean square starts the recursion, and that no loss is taken of. */
  readonly startCount?: number;
  /** [lower, upper] of the search, inside (0, 1). */
  readonly range?: readonly [number, number];
}

/**
 * The decay of an exponentially weighted moving average whose one-step forecasts lose least by QLIKE, ln h + r²/h.
 *
 * The mean of that loss is the normal likelihood of integrated GARCH without a constant, so the errors are those of a
 * quasi-likelihood: they hold when returns are not normal.
 *
 * @param returns shape [n], without the missing ones
 * @returns       too few returns, and returns that are all 0, are failures
 * @cost          about 60 passes
 * @source        A. Patton, J. Econometrics 160 (2011) for the loss; J.P. Morgan/Reuters, RiskMetrics (1996) for the recursion
 */
export function ewmaDecay(
  returns: Float64Array,
  { startCount = 30, range = [0.7, 0.9995] }: EwmaDecayOptions = {},
): Outcome<EwmaDecayFit> {
  const needed = startCount + 100;
  if (returns.length < needed) {
    const message = `${returns.length} returns, a decay needs ${needed}`;
    return failed({ code: "missing-data", path: "returns", message, hint: "ask for a longer window" });
  }
  const start = meanSquareOfFirst(returns, startCount);
  if (!(start > 0)) {
    const message = `the first ${startCount} returns are 0`;
    return failed({
      code: "invalid",
      path: "returns",
      message,
      hint: "look at the data: a halted market repeats its price",
    });
  }
  const lossesAt = (decay: number): Float64Array => {
    const { variances } = ewmaVariance(returns, decay, start);
    const out = new Float64Array(returns.length - startCount);
    for (let t = startCount; t < returns.length; t++) {
      out[t - startCount] = log(variances[t]!) + (returns[t]! * returns[t]!) / variances[t]!;
    }
    return out;
  };
  const lossAt = (decay: number): number => meanOf(lossesAt(decay));
  // Searched along ln(1 − decay): the memory 1/(1 − decay) matters in proportion.
  const [near, far] = [log(1 - range[0]), log(1 - range[1])];
  const decayOf = (place: number): number => 1 - exp(place);
  const points = 25;
  const profile = Array.from({ length: points }, (_, k) => {
    const decay = decayOf(near + ((far - near) * k) / (points - 1));
    return { decay, loss: lossAt(decay) };
  });
  if (!profile.every(({ loss }) => Number.isFinite(loss))) {
    const message = "the loss is not finite: a variance reaches 0 in a stretch of returns that are all 0";
    return failed({
      code: "invalid",
      path: "returns",
      message,
      hint: "leave out the stretch, or ask for longer steps",
    });
  }
  const best = profile.reduce((least, { loss }, k) => (loss < profile[least]!.loss ? k : least), 0);
  const width = (far - near) / (points - 1);
  const place = goldenMinimum(
    (at) => lossAt(decayOf(at)),
    near + width * (best - 1),
    near + width * (best + 1),
    near,
    far,
  );
  const decay = decayOf(place);
  const isAtBound = Math.abs(place - near) < 1e-6 || Math.abs(place - far) < 1e-6;
  return success({
    decay,
    standardError: isAtBound ? null : decayError(lossesAt, decay),
    loss: lossAt(decay),
    isAtBound,
    profile,
  });
}

/** A second derivative by differences, and the variance of the score, which has no memory at the true decay. */
function decayError(lossesAt: (decay: number) => Float64Array, decay: number): number | null {
  const step = 1e-3 * (1 - decay);
  const [above, at, below] = [lossesAt(decay + step), lossesAt(decay), lossesAt(decay - step)];
  const count = at.length;
  const bend = (meanOf(above) - 2 * meanOf(at) + meanOf(below)) / (step * step);
  let squares = 0;
  for (let t = 0; t < count; t++) squares += ((above[t]! - below[t]!) / (2 * step)) ** 2;
  const variance = squares / count / (bend * bend) / count;
  return bend > 0 && Number.isFinite(variance) ? Math.sqrt(variance) : null;
}

/** Golden section inside [low, high], cut at the outer bounds. */
function goldenMinimum(f: (x: number) => number, low: number, high: number, one: number, other: number): number {
  const [least, most] = [Math.min(one, other), Math.max(one, other)];
  let [a, b] = [Math.max(least, Math.min(low, high)), Math.min(most, Math.max(low, high))];
  const share = (Math.sqrt(5) - 1) / 2;
  let [c, d] = [b - share * (b - a), a + share * (b - a)];
  let [fc, fd] = [f(c), f(d)];
  while (b - a > 1e-7) {
    if (fc < fd) {
      [b, d, fd] = [d, c, fc];
      c = b - share * (b - a);
      fc = f(c);
    } else {
      [a, c, fc] = [c, d, fd];
      d = a + share * (b - a);
      fd = f(d);
    }
  }
  return 0.5 * (a + b);
}

function meanOf(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total / values.length;
}
