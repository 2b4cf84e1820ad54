import { exp } from "../../../numerics/exponential.ts";
import { log } from "../../../numerics/logarithm.ts";
import type { VarianceModel } from "../varianceModel.ts";
import { meanRevertingForecast, startShift } from "./shared.ts";

/**
 * ln h_(t+1) = ω + α z_t + γ(|z_t| − E|Z|) + β ln h_t: α is the sign, γ the size. Another program's letters may be the
 * other way round.
 */
export const egarch: VarianceModel = {
  id: "egarch",
  title: "EGARCH(1,1)",
  source: "D. Nelson, Econometrica 59 (1991)",
  parameters: [
    { name: "omega", lower: -10, upper: 10, start: 0, scale: 0.02 },
    { name: "alpha", lower: -3, upper: 3, start: 0, scale: 0.03 },
    { name: "beta", lower: -0.9999, upper: 0.9999, start: 0.95, scale: 0.02 },
    { name: "gamma", lower: -3, upper: 3, start: 0.15, scale: 0.05 },
  ],
  persistenceParameter: "beta",
  hasKinks: true,
  readsAbsoluteMean: true,
  filter({ residuals, theta, start, absoluteMean }, { variances, states }) {
    const [omega, alpha, beta, gamma] = [theta[0]!, theta[1]!, theta[2]!, theta[3]!];
    const count = residuals.length;
    let state = start.at === "first" ? log(start.level) : omega + beta * log(start.level);
    for (let t = 0; t < count; t++) {
      states[t] = state;
      const h = exp(state);
      variances[t] = h > 0 ? h : Number.NaN;
      const z = residuals[t]! / Math.sqrt(h);
      state = omega + alpha * z + gamma * (Math.abs(z) - absoluteMean) + beta * state;
    }
    states[count] = state;
    variances[count] = exp(state);
  },
  step([omega, alpha, beta, gamma], at, e, absoluteMean) {
    const z = e / Math.sqrt(at.variance);
    at.state = omega! + alpha! * z + gamma! * (Math.abs(z) - absoluteMean) + beta! * at.state;
    at.variance = exp(at.state);
  },
  adjoint({ residuals, theta, start, absoluteMean }, { variances, states }, byVariance, slopes) {
    const [alpha, beta, gamma] = [theta[1]!, theta[2]!, theta[3]!];
    // `later` is the slope by ln h_(t+1).
    let [later, byOmega, byAlpha, byBeta, byGamma, byResiduals] = [0, 0, 0, 0, 0, 0];
    for (let t = residuals.length - 1; t >= 0; t--) {
      const h = variances[t]!;
      const root = Math.sqrt(h);
      const z = residuals[t]! / root;
      const size = Math.abs(z);
      byOmega += later;
      byAlpha += later * z;
      byGamma += later * (size - absoluteMean);
      byBeta += later * states[t]!;
      byResiduals += (later * (alpha + gamma * Math.sign(z))) / root;
      later = byVariance[t]! * h + later * (beta - 0.5 * (alpha * z + gamma * size));
    }
    slopes.byAbsoluteMean -= gamma * byOmega;
    if (start.at === "before") {
      byOmega += later;
      byBeta += later * log(start.level);
    }
    slopes.theta[0]! += byOmega;
    slopes.theta[1]! += byAlpha;
    slopes.theta[2]! += byBeta;
    slopes.theta[3]! += byGamma;
    const byLevel = (later * (start.at === "before" ? beta : 1)) / start.level;
    slopes.byResiduals += byResiduals + byLevel * startShift(start, residuals);
  },
  persistence: ([, , beta]) => Math.abs(beta!),
  /** e^(E ln h), below the mean variance by convexity. */
  unconditionalVariance: ([omega, , beta]) => exp(omega! / (1 - beta!)),
  forecast: ([omega, , beta], _news, { state }, steps) =>
    meanRevertingForecast({ omega: omega!, persistence: beta!, first: state }, steps).map(exp),
  rescaled: ([omega, alpha, beta, gamma], factor) => [omega! + (1 - beta!) * 2 * log(factor), alpha!, beta!, gamma!],
};
