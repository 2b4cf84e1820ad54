import type { VarianceModel } from "../varianceModel.ts";
import { varianceParameters } from "./garch.ts";
import { meanRevertingForecast, startShift } from "./shared.ts";

/** h_(t+1) = ω + (α + γ·[e_t < 0]) e_t² + β h_t. */
export const gjrGarch: VarianceModel = {
  id: "gjr-garch",
  title: "GJR-GARCH(1,1)",
  source: "L. Glosten, R. Jagannathan, D. Runkle, J. Finance 48 (1993)",
  parameters: [
    varianceParameters.omega,
    varianceParameters.alpha,
    varianceParameters.beta,
    { name: "gamma", lower: -1, upper: 1, start: 0.02, scale: 0.03 },
  ],
  isRecursionOfSquares: true,
  readsAbsoluteMean: false,
  filter({ residuals, theta, start }, { variances }) {
    const [omega, alpha, beta, gamma] = [theta[0]!, theta[1]!, theta[2]!, theta[3]!];
    const count = residuals.length;
    // Before the first return half of the squares are taken for falls.
    let h = start.at === "first" ? start.level : omega + (alpha + 0.5 * gamma + beta) * start.level;
    for (let t = 0; t < count; t++) {
      variances[t] = h > 0 ? h : Number.NaN;
      const e = residuals[t]!;
      h = omega + (e < 0 ? alpha + gamma : alpha) * e * e + beta * h;
    }
    variances[count] = h > 0 ? h : Number.NaN;
  },
  step([omega, alpha, beta, gamma], at, e) {
    at.variance = omega! + (e < 0 ? alpha! + gamma! : alpha!) * e * e + beta! * at.variance;
  },
  adjoint({ residuals, theta, start }, { variances }, byVariance, slopes) {
    const [alpha, beta, gamma] = [theta[1]!, theta[2]!, theta[3]!];
    let [later, byOmega, byAlpha, byBeta, byGamma, byResiduals] = [0, 0, 0, 0, 0, 0];
    for (let t = residuals.length - 1; t >= 0; t--) {
      const e = residuals[t]!;
      const bySquare = later * e * e;
      byOmega += later;
      byAlpha += bySquare;
      if (e < 0) byGamma += bySquare;
      byBeta += later * variances[t]!;
      byResiduals += later * (e < 0 ? alpha + gamma : alpha) * e;
      later = byVariance[t]! + beta * later;
    }
    if (start.at === "before") {
      byOmega += later;
      byAlpha += later * start.level;
      byGamma += 0.5 * later * start.level;
      byBeta += later * start.level;
    }
    slopes.theta[0]! += byOmega;
    slopes.theta[1]! += byAlpha;
    slopes.theta[2]! += byBeta;
    slopes.theta[3]! += byGamma;
    const byLevel = later * (start.at === "before" ? alpha + 0.5 * gamma + beta : 1);
    slopes.byResiduals += 2 * byResiduals + byLevel * startShift(start, residuals);
  },
  // A fall counts by its share of the squares; for a law that is symmetric that is the share of falls.
  persistence: ([, alpha, beta, gamma], news) => alpha! + beta! + gamma! * fallShare(news),
  unconditionalVariance([omega, alpha, beta, gamma], news) {
    const rest = 1 - alpha! - beta! - gamma! * fallShare(news);
    return rest > 0 ? omega! / rest : null;
  },
  forecast: ([omega, alpha, beta, gamma], news, { variance }, steps) =>
    meanRevertingForecast(
      { omega: omega!, persistence: alpha! + beta! + gamma! * fallShare(news), first: variance },
      steps,
    ),
  rescaled: ([omega, alpha, beta, gamma], factor) => [omega! * factor * factor, alpha!, beta!, gamma!],
};

/** E[Z²·[Z < 0]]. */
const fallShare = ({ mean }: { readonly mean: (g: (z: number) => number) => number }): number =>
  mean((z) => (z < 0 ? z * z : 0));
