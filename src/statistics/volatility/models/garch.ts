import type { SearchedParameter } from "../errorLaw.ts";
import type { VarianceModel } from "../varianceModel.ts";
import { meanRevertingForecast, startShift } from "./shared.ts";

export const varianceParameters = {
  omega: { name: "omega", lower: 1e-9, upper: 10, start: 0.05, scale: 0.02 },
  alpha: { name: "alpha", lower: 0, upper: 1, start: 0.1, scale: 0.03 },
  beta: { name: "beta", lower: 0, upper: 1, start: 0.85, scale: 0.05 },
} as const satisfies Record<string, SearchedParameter>;

/** h_(t+1) = ω + α e_t² + β h_t. */
export const garch: VarianceModel = {
  id: "garch",
  title: "GARCH(1,1)",
  source: "T. Bollerslev, J. Econometrics 31 (1986)",
  parameters: [varianceParameters.omega, varianceParameters.alpha, varianceParameters.beta],
  isRecursionOfSquares: true,
  readsAbsoluteMean: false,
  // Mean over simulated daily series with persistence from 0.94 to 0.98.
  typicalInformation: [66.4, 40.6, 51.4, 40.6, 34.8, 37.5, 51.4, 37.5, 45],
  filter({ residuals, theta, start }, { variances }) {
    const [omega, alpha, beta] = [theta[0]!, theta[1]!, theta[2]!];
    const count = residuals.length;
    let h = start.at === "first" ? start.level : omega + (alpha + beta) * start.level;
    for (let t = 0; t < count; t++) {
      variances[t] = h;
      const e = residuals[t]!;
      h = omega + alpha * e * e + beta * h;
    }
    variances[count] = h;
  },
  step([omega, alpha, beta], at, e) {
    at.variance = omega! + alpha! * e * e + beta! * at.variance;
  },
  adjoint({ residuals, theta, start }, { variances }, byVariance, slopes) {
    const [alpha, beta] = [theta[1]!, theta[2]!];
    let [later, byOmega, byAlpha, byBeta, byResiduals] = [0, 0, 0, 0, 0];
    for (let t = residuals.length - 1; t >= 0; t--) {
      // `later` is the slope by h_(t+1); what it takes from this step's square and variance.
      const e = residuals[t]!;
      byOmega += later;
      byAlpha += later * e * e;
      byBeta += later * variances[t]!;
      byResiduals += later * e;
      later = byVariance[t]! + beta * later;
    }
    if (start.at === "before") {
      byOmega += later;
      byAlpha += later * start.level;
      byBeta += later * start.level;
    }
    slopes.theta[0]! += byOmega;
    slopes.theta[1]! += byAlpha;
    slopes.theta[2]! += byBeta;
    const byLevel = later * (start.at === "before" ? alpha + beta : 1);
    slopes.byResiduals += 2 * alpha * byResiduals + byLevel * startShift(start, residuals);
  },
  persistence: ([, alpha, beta]) => alpha! + beta!,
  unconditionalVariance([omega, alpha, beta]) {
    const rest = 1 - alpha! - beta!;
    return rest > 0 ? omega! / rest : null;
  },
  forecast: ([omega, alpha, beta], _news, { variance }, steps) =>
    meanRevertingForecast({ omega: omega!, persistence: alpha! + beta!, first: variance }, steps),
  rescaled: ([omega, alpha, beta], factor) => [omega! * factor * factor, alpha!, beta!],
};
