import { digamma } from "../../../numerics/digamma.ts";
import { exp } from "../../../numerics/exponential.ts";
import { logGamma } from "../../../numerics/gammaFunction.ts";
import { log, log1p } from "../../../numerics/logarithm.ts";
import { studentTCdf } from "../../studentT.ts";
import type { ErrorLaw } from "../errorLaw.ts";
import { isFull } from "../logProduct.ts";
import { degreesOfFreedom, studentTConstantSlope, studentTLogConstant } from "./studentTLaw.ts";

/** Of the law before it is standardised: its mean, its deviation, and how each moves with the shapes. */
interface Standardisation {
  readonly mean: number;
  readonly deviation: number;
  /** By skew and by degrees of freedom. */
  readonly meanSlopes: readonly [number, number];
  readonly deviationSlopes: readonly [number, number];
}

const lnPi = log(Math.PI);

function standardisation(skew: number, nu: number): Standardisation {
  // E|t| of Student's t with variance 1.
  const absolute = 2 * exp(logGamma((nu + 1) / 2) - logGamma(nu / 2) - 0.5 * lnPi + 0.5 * log(nu - 2) - log(nu - 1));
  const absoluteSlope = absolute * (0.5 * (digamma((nu + 1) / 2) - digamma(nu / 2)) + 0.5 / (nu - 2) - 1 / (nu - 1));
  const square = skew * skew;
  const mean = absolute * (skew - 1 / skew);
  const deviation = Math.sqrt((1 - absolute * absolute) * (square + 1 / square) + 2 * absolute * absolute - 1);
  const squareSlope = (1 - absolute * absolute) * 2 * (skew - 1 / (square * skew));
  const absoluteEffect = 2 * absolute * absoluteSlope * (2 - square - 1 / square);
  return {
    mean,
    deviation,
    meanSlopes: [absolute * (1 + 1 / square), absoluteSlope * (skew - 1 / skew)],
    deviationSlopes: [squareSlope / (2 * deviation), absoluteEffect / (2 * deviation)],
  };
}

/**
 * Two halves of Student's t, the right one stretched by the skew and the left one shrunk by it, standardised. The law of
 * Hansen (1994) with λ = (skew² − 1)/(skew² + 1) is the same.
 */
export const skewedTLaw: ErrorLaw = {
  id: "skewed-t",
  title: "Skewed Student t, mean 0 and variance 1",
  source: "C. Fernández, M. Steel, JASA 93 (1998); standardised by P. Lambert, S. Laurent (2001)",
  shapes: [{ name: "skew", lower: 0.2, upper: 5, start: 1, scale: 0.1 }, degreesOfFreedom],
  logDensity([skew, nu]) {
    const { mean, deviation } = standardisation(skew!, nu!);
    const constant = log(2 / (skew! + 1 / skew!)) + log(deviation) + studentTLogConstant(nu!);
    return (z) => {
      const raw = z * deviation + mean;
      const y = raw < 0 ? raw * skew! : raw / skew!;
      return constant - 0.5 * (nu! + 1) * log1p((y * y) / (nu! - 2));
    };
  },
  cdf(z, [skew, nu]) {
    const { mean, deviation } = standardisation(skew!, nu!);
    const raw = z * deviation + mean;
    const stretch = Math.sqrt(nu! / (nu! - 2));
    const share = 2 / (1 + skew! * skew!);
    if (raw < 0) return share * studentTCdf(raw * skew! * stretch, nu!);
    return 1 - share * skew! * skew! * studentTCdf((-raw / skew!) * stretch, nu!);
  },
  mirrored: ([skew, nu]) => [1 / skew!, nu!],
  mode([skew, nu]) {
    const { mean, deviation } = standardisation(skew!, nu!);
    return -mean / deviation;
  },
  logLikelihood(residuals, variances, shape, slopes) {
    const { byVariance, byShape } = slopes;
    const count = residuals.length;
    const [skew, nu] = [shape[0]!, shape[1]!];
    const { mean, deviation, meanSlopes, deviationSlopes } = standardisation(skew, nu);
    const beyond = nu - 2;
    let [varianceLogs, ratioLogs, variancesProduct, ratiosProduct] = [0, 0, 1, 1];
    let [byResiduals, bySkew, byNu, shares] = [0, 0, 0, 0];
    for (let t = 0; t < count; t++) {
      const h = variances[t]!;
      const root = Math.sqrt(h);
      const z = residuals[t]! / root;
      const raw = z * deviation + mean;
      const stretch = raw < 0 ? 1 / skew : skew;
      const y = raw / stretch;
      const square = y * y;
      // d ln f/dy of the symmetric law.
      const slope = (-(nu + 1) * y) / (beyond + square);
      const byZ = (slope * deviation) / stretch;
      byVariance[t] = (-0.5 * (1 + z * byZ)) / h;
      byResiduals += byZ / root;
      const stretchSlope = raw < 0 ? -1 / skew : 1 / skew;
      bySkew += slope * ((z * deviationSlopes[0] + meanSlopes[0]) / stretch - y * stretchSlope);
      byNu += (slope * (z * deviationSlopes[1] + meanSlopes[1])) / stretch;
      shares += square / (beyond + square);
      variancesProduct *= h;
      ratiosProduct *= 1 + square / beyond;
      if (isFull(variancesProduct)) {
        varianceLogs += log(variancesProduct);
        variancesProduct = 1;
      }
      if (isFull(ratiosProduct)) {
        ratioLogs += log(ratiosProduct);
        ratiosProduct = 1;
      }
    }
    varianceLogs += log(variancesProduct);
    ratioLogs += log(ratiosProduct);
    slopes.byResiduals = byResiduals;
    const halves = skew + 1 / skew;
    byShape[0] = bySkew + count * (deviationSlopes[0] / deviation - (1 - 1 / (skew * skew)) / halves);
    byShape[1] =
      byNu +
      count * (deviationSlopes[1] / deviation + studentTConstantSlope(nu)) -
      0.5 * ratioLogs +
      ((0.5 * (nu + 1)) / beyond) * shares;
    const constant = log(2 / halves) + log(deviation) + studentTLogConstant(nu);
    return count * constant - 0.5 * varianceLogs - 0.5 * (nu + 1) * ratioLogs;
  },
};
