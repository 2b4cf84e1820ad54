import { assert } from "../numerics/assert.ts";
import { exp } from "../numerics/exponential.ts";
import { log } from "../numerics/logarithm.ts";
import { normalQuantile } from "../statistics/normal.ts";
import { RandomStream } from "../statistics/randomStream.ts";

/** How many paths, how long, and which. */
export interface PathShape {
  readonly paths: number;
  readonly steps: number;
  readonly stepYears: number;
  /** Integer in [0, 2^53); a stream a path. */
  readonly seed: number;
}

/** Variance that reverts to a mean and is correlated with the price; all per year. */
export interface HestonProcess {
  /** Variance before the first step, ≥ 0. */
  readonly variance: number;
  readonly meanVariance: number;
  readonly reversion: number;
  readonly volOfVariance: number;
  /** In (−1, 1). */
  readonly correlation: number;
}

/** Above it the variance is drawn as a point at 0 and an exponential law, below it as a squared normal number. */
const switchAt = 1.5;

/**
 * Log returns of a price without drift of its own (its mean stays) under Heston, by the quadratic-exponential scheme with
 * the correction that keeps the mean.
 *
 * Of the facts of markets it has clustered sizes and, with a correlation below 0, leverage; returns of a day have thin
 * tails unless volatility of variance is large, and memory falls at one exponential rate, faster than in markets.
 *
 * @returns shape [paths × steps], path by path
 * @throws InvariantError when a parameter is out of range
 * @cost    two normal quantiles, three exponentials and logarithms a step
 * @source  L. Andersen, Simple and efficient simulation of the Heston stochastic volatility model, J. Computational Finance
 *          11 (2008), §3.2.4 and proposition 7
 */
export function hestonPaths(process: HestonProcess, { paths, steps, stepYears, seed }: PathShape): Float64Array {
  checkProcess(process, stepYears);
  const { variance, meanVariance: theta, reversion: kappa, volOfVariance: sigma, correlation: rho } = process;
  const decay = exp(-kappa * stepYears);
  const gone = 1 - decay;
  const tilt = 0.5 * stepYears * ((kappa * rho) / sigma - 0.5);
  const [k1, k2] = [tilt - rho / sigma, tilt + rho / sigma];
  const k3 = 0.5 * stepYears * (1 - rho * rho);
  const plainDrift = (-rho * kappa * theta * stepYears) / sigma;
  const pull = k2 + 0.5 * k3;
  const out = new Float64Array(paths * steps);
  for (let path = 0; path < paths; path++) {
    const random = new RandomStream({ seed, stream: path });
    let v = variance;
    for (let k = 0; k < steps; k++) {
      const uniform = random.nextUniform();
      const mean = theta + (v - theta) * decay;
      const square = (sigma * sigma * gone * (v * decay + 0.5 * theta * gone)) / kappa;
      const spread = square / (mean * mean);
      let [next, drift] = [0, Number.NaN];
      if (spread <= switchAt) {
        const inverse = 2 / spread;
        const b2 = inverse - 1 + Math.sqrt(inverse * (inverse - 1));
        const a = mean / (1 + b2);
        const root = Math.sqrt(b2) + normalQuantile(uniform);
        next = a * root * root;
        const rest = 1 - 2 * pull * a;
        if (rest > 0) drift = (-pull * b2 * a) / rest + 0.5 * log(rest) - (k1 + 0.5 * k3) * v;
      } else {
        const atZero = (spread - 1) / (spread + 1);
        const rate = (1 - atZero) / mean;
        next = uniform <= atZero ? 0 : log((1 - atZero) / (1 - uniform)) / rate;
        if (pull < rate) drift = -log(atZero + (rate * (1 - atZero)) / (rate - pull)) - (k1 + 0.5 * k3) * v;
      }
      // Where the corrected mean has no end the step keeps the mean to its order alone.
      if (Number.isNaN(drift)) drift = plainDrift;
      out[path * steps + k] = drift + k1 * v + k2 * next + Math.sqrt(k3 * (v + next)) * random.nextNormal();
      v = next;
    }
  }
  return out;
}

function checkProcess({ variance, meanVariance, reversion, volOfVariance, correlation }: HestonProcess, step: number) {
  const positive = { meanVariance, reversion, volOfVariance, stepYears: step };
  assert(variance >= 0 && variance < Infinity, `variance must be ≥ 0; have ${variance}`);
  for (const [name, value] of Object.entries(positive)) {
    assert(value > 0 && value < Infinity, `${name} must be above 0; have ${value}`);
  }
  assert(Math.abs(correlation) < 1, `correlation must lie in (-1, 1); have ${correlation}`);
}
