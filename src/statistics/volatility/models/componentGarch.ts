import type { VarianceModel } from "../varianceModel.ts";
import { varianceParameters } from "./garch.ts";
import { startShift } from "./shared.ts";

/**
 * A long-run component q that moves slowly, and a short-run one that falls back to it:
 * q_(t+1) = ω + ρ q_t + φ(e_t² − h_t), h_(t+1) = q_(t+1) + α(e_t² − q_t) + β(h_t − q_t).
 */
export const componentGarch: VarianceModel = {
  id: "component-garch",
  title: "Component GARCH(1,1)",
  source: "R. Engle, G. Lee, in Cointegration, Causality and Forecasting (1999)",
  parameters: [
    { ...varianceParameters.omega, start: 0.01 },
    varianceParameters.alpha,
    { ...varianceParameters.beta, start: 0.7 },
    { name: "rho", lower: 0, upper: 0.9999, start: 0.99, scale: 0.01 },
    { name: "phi", lower: 0, upper: 1, start: 0.03, scale: 0.02 },
  ],
  persistenceParameter: "rho",
  readsAbsoluteMean: false,
  filter({ residuals, theta, start }, { variances, states }) {
    const [omega, alpha, beta, rho, phi] = [theta[0]!, theta[1]!, theta[2]!, theta[3]!, theta[4]!];
    const count = residuals.length;
    let q = omega / (1 - rho);
    // The mean square is taken for the short-run part, as the source of the conventions has it; a given variance for both.
    let h = start.at === "before" ? q + (alpha + beta) * (start.level - q) : start.level;
    if (start.at === "first" && start.isMeanOfResiduals) h += q;
    for (let t = 0; t < count; t++) {
      states[t] = q;
      variances[t] = h > 0 ? h : Number.NaN;
      const square = residuals[t]! * residuals[t]!;
      const next = omega + rho * q + phi * (square - h);
      h = next + alpha * (square - q) + beta * (h - q);
      q = next;
    }
    states[count] = q;
    variances[count] = h > 0 ? h : Number.NaN;
  },
  step([omega, alpha, beta, rho, phi], at, e) {
    const square = e * e;
    const next = omega! + rho! * at.state + phi! * (square - at.variance);
    at.variance = next + alpha! * (square - at.state) + beta! * (at.variance - at.state);
    at.state = next;
  },
  adjoint({ residuals, theta, start }, { variances, states }, byVariance, slopes) {
    const [omega, alpha, beta, rho, phi] = [theta[0]!, theta[1]!, theta[2]!, theta[3]!, theta[4]!];
    // Slopes by h_(t+1) and by q_(t+1), the second with h_(t+1) following.
    let [laterShort, laterLong] = [0, 0];
    let [byOmega, byAlpha, byBeta, byRho, byPhi, byResiduals] = [0, 0, 0, 0, 0, 0];
    for (let t = residuals.length - 1; t >= 0; t--) {
      const e = residuals[t]!;
      const square = e * e;
      const h = variances[t]!;
      const q = states[t]!;
      byOmega += laterLong;
      byRho += laterLong * q;
      byPhi += laterLong * (square - h);
      byAlpha += laterShort * (square - q);
      byBeta += laterShort * (h - q);
      byResiduals += e * (phi * laterLong + alpha * laterShort);
      const byLong = rho * laterLong - (alpha + beta) * laterShort;
      laterShort = byVariance[t]! + beta * laterShort - phi * laterLong;
      laterLong = byLong + laterShort;
    }
    const long = omega / (1 - rho);
    let byLevel = laterShort;
    if (start.at === "first" && !start.isMeanOfResiduals) laterLong -= laterShort;
    if (start.at === "before") {
      byAlpha += laterShort * (start.level - long);
      byBeta += laterShort * (start.level - long);
      byLevel = laterShort * (alpha + beta);
      laterLong -= laterShort * (alpha + beta);
    }
    slopes.theta[0]! += byOmega + laterLong / (1 - rho);
    slopes.theta[1]! += byAlpha;
    slopes.theta[2]! += byBeta;
    slopes.theta[3]! += byRho + (laterLong * long) / (1 - rho);
    slopes.theta[4]! += byPhi;
    slopes.byResiduals += 2 * byResiduals + byLevel * startShift(start, residuals);
  },
  shortRunPersistence: ([, alpha, beta]) => alpha! + beta!,
  // Of the slower of the two: the short-run part fades by α + β.
  persistence: ([, alpha, beta, rho]) => Math.max(rho!, alpha! + beta!),
  unconditionalVariance: ([omega, alpha, beta, rho]) => (alpha! + beta! < 1 ? omega! / (1 - rho!) : null),
  forecast([omega, alpha, beta, rho], _news, { variance, state }, steps) {
    const out = new Float64Array(steps);
    let [long, short] = [state, variance - state];
    for (let k = 0; k < steps; k++) {
      out[k] = long + short;
      long = omega! + rho! * long;
      short *= alpha! + beta!;
    }
    return out;
  },
  rescaled: ([omega, alpha, beta, rho, phi], factor) => [omega! * factor * factor, alpha!, beta!, rho!, phi!],
};
