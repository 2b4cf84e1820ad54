import { assert } from "../numerics/assert.ts";
import { failed, type Outcome, success } from "../numerics/outcome.ts";
import type { SampleMoments } from "./moments.ts";
import { normalCdf, normalPdf, normalQuantile } from "./normal.ts";

/** Value at risk and expected shortfall of one law; losses positive. */
export interface ModifiedTail {
  readonly valueAtRisk: number;
  readonly expectedShortfall: number;
}

/**
 * Value at risk by Cornish and Fisher's expansion, "modified" value at risk, and the mean of the losses beyond it.
 *
 * The quantile z of the normal law becomes z + (z² − 1)S/6 + (z³ − 3z)K/24 − (2z³ − 5z)S²/36. Where this polynomial does
 * not rise everywhere it is no quantile function: a higher level may then give a smaller loss. Outside that domain the
 * answer is a refusal and never a number. The expected shortfall is the mean of the same polynomial over the tail, so it
 * is at least the value at risk.
 *
 * Skewness and kurtosis of the sample stand for the expansion's parameters S and K, as usual; the law that results has
 * heavier moments than those, the more so the larger they are. In the domain |S| is at most 2.49, and K at most 8 without skewness.
 *
 * @param moments of outcomes, gains positive
 * @param level   confidence in (0, 1)
 * @returns       in the unit of the outcomes; `unsupported` outside the domain, with the moments against it
 * @throws InvariantError when the level or the moments are out of range
 * @source        E. Cornish, R. Fisher, Revue de l'Institut International de Statistique 5 (1938); D. Maillard, A user's
 *                guide to the Cornish Fisher expansion (2012), for the domain
 */
export function cornishFisherTail(moments: SampleMoments, level: number): Outcome<ModifiedTail> {
  checkRequest(moments, level);
  if (!isCornishFisherValid(moments)) return outside(moments);
  const { mean, variance } = moments;
  const deviation = Math.sqrt(variance);
  const { constant, linear, square, cube } = expansionOf(moments);
  const z = normalQuantile(1 - level);
  const density = normalPdf(z);
  // ∫ zᵏφ over the tail, by parts.
  const tail = -linear * density - cube * (z * z + 2) * density + square * (normalCdf(z) - z * density);
  return success({
    valueAtRisk: -(mean + deviation * expandedQuantile(moments, level)),
    expectedShortfall: -(mean + deviation * (constant + tail / (1 - level))),
  });
}

/**
 * Expected shortfall by Edgeworth's expansion of the density beyond the modified value at risk.
 *
 * Kept because peers print it; the density it integrates may be negative. Where that makes the mean loss beyond the
 * value at risk less than the value at risk itself, the answer is a refusal; `cornishFisherTail` has no such gap.
 *
 * @returns as `cornishFisherTail`; `unsupported` also where the result lies below the value at risk
 * @throws InvariantError as `cornishFisherTail`
 * @source  K. Boudt, B. Peterson, C. Croux, Estimation and decomposition of downside risk for portfolios with non-normal
 *          returns, J. Risk 11 (2008)
 */
export function edgeworthExpectedShortfall(moments: SampleMoments, level: number): Outcome<number> {
  checkRequest(moments, level);
  if (!isCornishFisherValid(moments)) return outside(moments);
  const { mean, variance, skewness, excessKurtosis } = moments;
  const h = expandedQuantile(moments, level);
  const h2 = h * h;
  // ∫ of x times Hermite's polynomials times φ beyond h: each is a polynomial in h times −φ(h).
  const byKurtosis = (h2 * h2 - 2 * h2 - 1) / 24;
  const bySkewness = (h2 * h) / 6;
  const bySquare = (h2 * h2 * h2 - 9 * h2 * h2 + 9 * h2 + 3) / 72;
  const factor = 1 + byKurtosis * excessKurtosis + bySkewness * skewness + bySquare * skewness * skewness;
  const beyond = (-normalPdf(h) * factor) / (1 - level);
  if (!(beyond <= h)) {
    return failed({
      code: "unsupported",
      path: "moments",
      message: `by Edgeworth's expansion the mean beyond the quantile, ${beyond} deviations, lies above the quantile ${h}`,
      hint: "use the mean of the Cornish-Fisher quantiles beyond it, cornishFisherTail",
    });
  }
  return success(-(mean + Math.sqrt(variance) * beyond));
}

/** Whether the Cornish-Fisher polynomial of these moments rises everywhere, so that it is a quantile function. */
export function isCornishFisherValid(moments: Pick<SampleMoments, "skewness" | "excessKurtosis">): boolean {
  const { linear, square, cube } = expansionOf(moments);
  // The slope 3·cube·z² + 2·square·z + linear is never negative.
  if (cube === 0) return square === 0 && linear >= 0;
  return cube > 0 && 4 * square * square <= 12 * cube * linear;
}

/** Coefficients of 1, z, z² and z³. */
function expansionOf({ skewness, excessKurtosis }: Pick<SampleMoments, "skewness" | "excessKurtosis">) {
  const squared = skewness * skewness;
  return {
    constant: -skewness / 6,
    linear: 1 - excessKurtosis / 8 + (5 * squared) / 36,
    square: skewness / 6,
    cube: excessKurtosis / 24 - squared / 18,
  };
}

function expandedQuantile(moments: SampleMoments, level: number): number {
  const { constant, linear, square, cube } = expansionOf(moments);
  const z = normalQuantile(1 - level);
  return constant + z * (linear + z * (square + z * cube));
}

function outside({ skewness, excessKurtosis }: SampleMoments): Outcome<never> {
  return failed({
    code: "unsupported",
    path: "moments",
    message: `skewness ${skewness} and excess kurtosis ${excessKurtosis} lie outside the domain in which the Cornish-Fisher expansion is a quantile function`,
    hint: "use historical scenarios or a generalised Pareto tail",
  });
}

function checkRequest({ mean, variance, skewness, excessKurtosis }: SampleMoments, level: number): void {
  assert(level > 0 && level < 1, `level must lie in (0, 1); have ${level}`);
  assert(variance > 0, `variance must be above 0; have ${variance}`);
  const areFinite = [mean, variance, skewness, excessKurtosis].every(Number.isFinite);
  assert(areFinite, `moments must be finite; have ${mean}, ${variance}, ${skewness}, ${excessKurtosis}`);
}
