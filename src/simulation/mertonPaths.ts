import { assert } from "../numerics/assert.ts";
import { exp } from "../numerics/exponential.ts";
import { poissonCount } from "../statistics/poisson.ts";
import { RandomStream } from "../statistics/randomStream.ts";
import type { PathShape } from "./hestonPaths.ts";

/** Normal jumps of the log price on top of a diffusion. */
export interface MertonProcess {
  /** Of the diffusion, per square root of a year, ≥ 0. */
  readonly volatility: number;
  /** Jumps a year, ≥ 0. */
  readonly intensity: number;
  readonly jumpMean: number;
  /** ≥ 0 */
  readonly jumpDeviation: number;
}

/**
 * Log returns of a price without drift of its own (its mean stays) under Merton, exact at any step.
 *
 * Of the facts of markets it has fat tails and skewness; its returns are independent, so that sizes do not cluster, there
 * is no leverage, and tails thin out over longer spans faster than in markets.
 *
 * @returns shape [paths × steps], path by path
 * @throws InvariantError when a parameter is out of range
 * @cost    two normal quantiles and a uniform number a step
 * @source  R. Merton, Option pricing when underlying stock returns are discontinuous, J. Financial Economics 3 (1976)
 */
export function mertonPaths(process: MertonProcess, { paths, steps, stepYears, seed }: PathShape): Float64Array {
  const { volatility, intensity, jumpMean, jumpDeviation } = process;
  const notNegative = { volatility, intensity, jumpDeviation, stepYears };
  for (const [name, value] of Object.entries(notNegative)) {
    assert(value >= 0 && value < Infinity, `${name} must be ≥ 0; have ${value}`);
  }
  const expected = intensity * stepYears;
  const none = exp(-expected);
  const meanJump = exp(jumpMean + 0.5 * jumpDeviation * jumpDeviation) - 1;
  const drift = -0.5 * volatility * volatility * stepYears - expected * meanJump;
  const width = volatility * Math.sqrt(stepYears);
  const out = new Float64Array(paths * steps);
  for (let path = 0; path < paths; path++) {
    const random = new RandomStream({ seed, stream: path });
    for (let k = 0; k < steps; k++) {
      const diffused = width * random.nextNormal();
      const jumps = poissonCount(random.nextUniform(), expected, none);
      const sizes = random.nextNormal();
      out[path * steps + k] = drift + diffused + jumps * jumpMean + Math.sqrt(jumps) * jumpDeviation * sizes;
    }
  }
  return out;
}
