import { log } from "../../../numerics/logarithm.ts";
import { power } from "../../../numerics/power.ts";
import type { NewsMoments, Recursion, VarianceModel } from "../varianceModel.ts";
import { varianceParameters } from "./garch.ts";
import { meanRevertingForecast } from "./shared.ts";

/** σ^δ_(t+1) = ω + α (|e_t| − γ e_t)^δ + β σ^δ_t. */
export const aparch: VarianceModel = {
  id: "aparch",
  title: "APARCH(1,1)",
  source: "Z. Ding, C. Granger, R. Engle, J. Empirical Finance 1 (1993)",
  parameters: [
    varianceParameters.omega,
    varianceParameters.alpha,
    varianceParameters.beta,
    { name: "gamma", lower: -0.999, upper: 0.999, start: 0.1, scale: 0.1 },
    { name: "delta", lower: 0.3, upper: 4, start: 1.5, scale: 0.3 },
  ],
  hasKinks: true,
  readsAbsoluteMean: false,
  filter(recursion, { variances, states }) {
    const { residuals, theta } = recursion;
    const [omega, alpha, beta, gamma, delta] = [theta[0]!, theta[1]!, theta[2]!, theta[3]!, theta[4]!];
    const count = residuals.length;
    let state = firstState(recursion).value;
    for (let t = 0; t < count; t++) {
      states[t] = state;
      variances[t] = power(state, 2 / delta);
      const e = residuals[t]!;
      state = omega + alpha * power(Math.abs(e) - gamma * e, delta) + beta * state;
    }
    states[count] = state;
    variances[count] = power(state, 2 / delta);
  },
  step([omega, alpha, beta, gamma, delta], at, e) {
    at.state = omega! + alpha! * power(Math.abs(e) - gamma! * e, delta!) + beta! * at.state;
    at.variance = power(at.state, 2 / delta!);
  },
  adjoint(recursion, { variances, states }, byVariance, slopes) {
    const { residuals, theta } = recursion;
    const [, alpha, beta, gamma, delta] = [theta[0]!, theta[1]!, theta[2]!, theta[3]!, theta[4]!];
    // `later` is the slope by σ^δ_(t+1).
    let [later, byOmega, byAlpha, byBeta, byGamma, byDelta, byResiduals] = [0, 0, 0, 0, 0, 0, 0];
    for (let t = residuals.length - 1; t >= 0; t--) {
      const e = residuals[t]!;
      const size = Math.abs(e) - gamma * e;
      const raised = power(size, delta);
      byOmega += later;
      byAlpha += later * raised;
      byBeta += later * states[t]!;
      if (size > 0) {
        const bySize = (later * alpha * delta * raised) / size;
        byGamma -= bySize * e;
        byResiduals += bySize * (Math.sign(e) - gamma);
        byDelta += later * alpha * raised * log(size);
      }
      const h = variances[t]!;
      const state = states[t]!;
      const own = byVariance[t]! * h;
      byDelta -= (own * 2 * log(state)) / (delta * delta);
      later = (own * 2) / (delta * state) + beta * later;
    }
    const first = firstState(recursion);
    slopes.theta[0]! += byOmega + later * first.byOmega;
    slopes.theta[1]! += byAlpha + later * first.byAlpha;
    slopes.theta[2]! += byBeta + later * first.byBeta;
    slopes.theta[3]! += byGamma + later * first.byGamma;
    slopes.theta[4]! += byDelta + later * first.byDelta;
    slopes.byResiduals += byResiduals + later * first.byResiduals;
  },
  persistence: (theta, news) => theta[2]! + theta[1]! * newsMean(theta, news),
  unconditionalVariance(theta, news) {
    const rest = 1 - theta[2]! - theta[1]! * newsMean(theta, news);
    return rest > 0 ? power(theta[0]! / rest, 2 / theta[4]!) : null;
  },
  forecast(theta, news, { state }, steps) {
    const persistence = theta[2]! + theta[1]! * newsMean(theta, news);
    const states = meanRevertingForecast({ omega: theta[0]!, persistence, first: state }, steps);
    return states.map((value) => power(value, 2 / theta[4]!));
  },
  rescaled: ([omega, alpha, beta, gamma, delta], factor) => [
    omega! * power(factor, delta!),
    alpha!,
    beta!,
    gamma!,
    delta!,
  ],
};

/** E(|Z| − γZ)^δ. */
const newsMean = ([, , , gamma, delta]: readonly number[], { mean }: NewsMoments): number =>
  mean((z) => power(Math.abs(z) - gamma! * z, delta!));

interface FirstState {
  readonly value: number;
  readonly byOmega: number;
  readonly byAlpha: number;
  readonly byBeta: number;
  readonly byGamma: number;
  readonly byDelta: number;
  readonly byResiduals: number;
}

/** A first variance gives σ^δ; a mean square of residuals stands for their mean of |e|^δ. */
function firstState({ residuals, theta, start }: Recursion): FirstState {
  const [omega, alpha, beta, gamma, delta] = [theta[0]!, theta[1]!, theta[2]!, theta[3]!, theta[4]!];
  const level = start.isMeanOfResiduals ? meanPower(residuals, delta) : powerOfVariance(start.level, delta);
  if (start.at === "first") {
    return { value: level.value, byOmega: 0, byAlpha: 0, byBeta: 0, byGamma: 0, ...slopesOf(level, 1) };
  }
  // Before the first return rises and falls are taken for equally likely.
  const [up, down] = [power(1 - gamma, delta), power(1 + gamma, delta)];
  const news = 0.5 * (up + down);
  const share = alpha * news + beta;
  const newsByGamma = 0.5 * delta * (down / (1 + gamma) - up / (1 - gamma));
  const newsByDelta = 0.5 * (up * log(1 - gamma) + down * log(1 + gamma));
  const { byDelta, byResiduals } = slopesOf(level, share);
  return {
    value: omega + share * level.value,
    byOmega: 1,
    byAlpha: news * level.value,
    byBeta: level.value,
    byGamma: alpha * newsByGamma * level.value,
    byDelta: byDelta + alpha * newsByDelta * level.value,
    byResiduals,
  };
}

interface Level {
  readonly value: number;
  readonly byDelta: number;
  readonly byResiduals: number;
}

const slopesOf = ({ byDelta, byResiduals }: Level, share: number) => ({
  byDelta: share * byDelta,
  byResiduals: share * byResiduals,
});

function meanPower(residuals: Float64Array, delta: number): Level {
  let [value, byDelta, byResiduals] = [0, 0, 0];
  for (const e of residuals) {
    const size = Math.abs(e);
    if (size === 0) continue;
    const raised = power(size, delta);
    value += raised;
    byDelta += raised * log(size);
    byResiduals += (delta * raised) / e;
  }
  const count = residuals.length;
  return { value: value / count, byDelta: byDelta / count, byResiduals: byResiduals / count };
}

function powerOfVariance(variance: number, delta: number): Level {
  const value = power(variance, 0.5 * delta);
  return { value, byDelta: 0.5 * value * log(variance), byResiduals: 0 };
}
