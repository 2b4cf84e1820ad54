import { digamma } from "../../../numerics/digamma.ts";
import { exp } from "../../../numerics/exponential.ts";
import { logGamma, lowerGammaRatio, upperGammaRatio } from "../../../numerics/gammaFunction.ts";
import { log } from "../../../numerics/logarithm.ts";
import type { ErrorLaw } from "../errorLaw.ts";

const ln2 = Math.LN2;

/** ln of the scale at which the variance is 1, and its slope. */
const logScale = (shape: number): number => 0.5 * ((-2 * ln2) / shape + logGamma(1 / shape) - logGamma(3 / shape));
const logScaleSlope = (shape: number): number =>
  (0.5 * (2 * ln2 - digamma(1 / shape) + 3 * digamma(3 / shape))) / (shape * shape);

const logConstant = (shape: number): number =>
  log(shape) - logScale(shape) - (1 + 1 / shape) * ln2 - logGamma(1 / shape);

export const generalisedErrorLaw: ErrorLaw = {
  id: "generalised-error",
  title: "Generalised error, scaled to a variance of 1",
  source: "D. Nelson, Econometrica 59 (1991)",
  // At 2 the law is normal, at 1 that of Laplace.
  shapes: [{ name: "shape", lower: 0.3, upper: 20, start: 1.5, scale: 0.3 }],
  logDensity([shape]) {
    const constant = logConstant(shape!);
    const scale = logScale(shape!);
    return (z) => (z === 0 ? constant : constant - 0.5 * exp(shape! * (log(Math.abs(z)) - scale)));
  },
  cdf(z, [shape]) {
    if (z === 0) return 0.5;
    const far = 0.5 * exp(shape! * (log(Math.abs(z)) - logScale(shape!)));
    return z < 0 ? 0.5 * upperGammaRatio(1 / shape!, far) : 0.5 + 0.5 * lowerGammaRatio(1 / shape!, far);
  },
  mode: () => 0,
  logLikelihood(residuals, variances, shapes, slopes) {
    const { byVariance, byShape } = slopes;
    const count = residuals.length;
    const shape = shapes[0]!;
    const scale = logScale(shape);
    const scaleSlope = logScaleSlope(shape);
    let [logs, far, byResiduals, bent] = [0, 0, 0, 0];
    for (let t = 0; t < count; t++) {
      const e = residuals[t]!;
      const h = variances[t]!;
      const logVariance = log(h);
      logs += logVariance;
      if (e === 0) {
        byVariance[t] = -0.5 / h;
        continue;
      }
      const logDistance = log(Math.abs(e)) - 0.5 * logVariance - scale;
      const power = exp(shape * logDistance);
      far += power;
      byVariance[t] = (-0.5 + 0.25 * shape * power) / h;
      byResiduals -= (0.5 * shape * power) / e;
      bent += power * (logDistance - shape * scaleSlope);
    }
    slopes.byResiduals = byResiduals;
    const constantSlope = 1 / shape - scaleSlope + (ln2 + digamma(1 / shape)) / (shape * shape);
    byShape[0] = count * constantSlope - 0.5 * bent;
    return count * logConstant(shape) - 0.5 * logs - 0.5 * far;
  },
};
