import { digamma } from "../../../numerics/digamma.ts";
import { logGamma } from "../../../numerics/gammaFunction.ts";
import { log, log1p } from "../../../numerics/logarithm.ts";
import { studentTCdf } from "../../studentT.ts";
import type { ErrorLaw } from "../errorLaw.ts";
import { isFull } from "../logProduct.ts";

const lnPi = log(Math.PI);

/** ln of the density's constant: Γ((ν+1)/2) / (Γ(ν/2) √(π(ν−2))). */
export const studentTLogConstant = (nu: number): number =>
  logGamma((nu + 1) / 2) - logGamma(nu / 2) - 0.5 * (lnPi + log(nu - 2));

/** Its slope in ν. */
export const studentTConstantSlope = (nu: number): number =>
  0.5 * (digamma((nu + 1) / 2) - digamma(nu / 2)) - 0.5 / (nu - 2);

/** Degrees of freedom: below 2 the variance does not exist, at 200 the law is normal to three digits. */
export const degreesOfFreedom = { name: "degreesOfFreedom", lower: 2.01, upper: 200, start: 6, scale: 2 } as const;

export const studentTLaw: ErrorLaw = {
  id: "student-t",
  title: "Student t, scaled to a variance of 1",
  source: "T. Bollerslev, Review of Economics and Statistics 69 (1987)",
  shapes: [degreesOfFreedom],
  logDensity([nu]) {
    const constant = studentTLogConstant(nu!);
    return (z) => constant - 0.5 * (nu! + 1) * log1p((z * z) / (nu! - 2));
  },
  powerTail(shape) {
    const nu = shape[0]!;
    const tail = 1 / (nu - 2);
    return {
      tail,
      weight: 0.5 * (nu + 1) * tail,
      constant: studentTLogConstant(nu),
      slopes: { constant: studentTConstantSlope(nu), power: 0.5, tail: -tail * tail },
    };
  },
  cdf: (z, [nu]) => studentTCdf(z * Math.sqrt(nu! / (nu! - 2)), nu!),
  mode: () => 0,
  logLikelihood(residuals, variances, shape, slopes) {
    const { byVariance, byShape } = slopes;
    const count = residuals.length;
    const nu = shape[0]!;
    const [beyond, inverseBeyond, power] = [nu - 2, 1 / (nu - 2), 0.5 * (nu + 1)];
    let [varianceLogs, ratioLogs, variancesProduct, ratiosProduct] = [0, 0, 1, 1];
    let [byResiduals, shares] = [0, 0];
    for (let t = 0; t < count; t++) {
      const e = residuals[t]!;
      const h = variances[t]!;
      const square = e * e;
      const whole = h * beyond + square;
      // One division for both: 1/h and 1/(h(ν − 2) + e²).
      const inverse = 1 / (h * whole);
      const share = square * h * inverse;
      byVariance[t] = (power * square - 0.5 * whole) * inverse;
      byResiduals -= e * h * inverse;
      shares += share;
      variancesProduct *= h;
      ratiosProduct *= whole * whole * inverse * inverseBeyond;
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
    slopes.byResiduals = 2 * power * byResiduals;
    byShape[0] = count * studentTConstantSlope(nu) - 0.5 * ratioLogs + power * inverseBeyond * shares;
    return count * studentTLogConstant(nu) - 0.5 * varianceLogs - power * ratioLogs;
  },
};
