import { assert } from "../../numerics/assert.ts";
import { exp } from "../../numerics/exponential.ts";
import type { OptionTerms } from "../valuations/valuation.ts";
import { black76, black76Value, type OptionValues } from "./black76.ts";
import { type Followed, still } from "./followed.ts";

/** Normal jumps of the log price on top of a diffusion. */
export interface MertonParameters {
  /** Diffusion, per square root of a year, > 0. */
  readonly volatility: number;
  /** Jumps a year, ≥ 0. */
  readonly intensity: number;
  /** Mean log jump. */
  readonly jumpMean: number;
  /** Deviation of the log jump, ≥ 0. */
  readonly jumpDeviation: number;
}

/** How diffusion variance and intensity follow from the volatility that vega is to. */
export interface MertonPath {
  /** Diffusion variance, per year. */
  readonly variance: Followed;
  readonly intensity: Followed;
}

/** Poisson weight below which the rest of the series is left out. */
const weightMin = 1e-18;
/** Beyond this the first weight nears the smallest double. */
const expectedMax = 100;

/** Black-76 given a number of jumps. */
interface Given {
  readonly jumps: number;
  /** Probability of that number, and of one and two fewer. */
  readonly weights: readonly [own: number, oneFewer: number, twoFewer: number];
  /** Forward of the term over the forward. */
  readonly growth: number;
  readonly volatility: number;
}

/**
 * Discounted value: Black-76 given the number of jumps, weighted by how likely that number is. The forward is kept:
 * the drift takes back what jumps add on average.
 *
 * @throws InvariantError when a parameter is out of range or more than 100 jumps are to be expected
 * @cost   about intensity × years + 10√ of it + 20 evaluations of Black-76
 * @source R. Merton, Option pricing when underlying stock returns are discontinuous, J. Financial Economics 3 (1976)
 */
export function mertonValue(option: OptionTerms, parameters: MertonParameters): number {
  const { forward, rate = 0 } = option;
  let total = 0;
  for (const { weights, growth, volatility } of termsOf(option, parameters))
    total += weights[0] * black76Value({ ...option, forward: forward * growth, volatility, rate });
  return total;
}

/**
 * Value and closed-form derivatives, the volatility ones along `path`: delta and gamma are sums of those of Black-76,
 * the others add how weights and jump-compensated forwards move. As `mertonValue`.
 *
 * @param path of the volatility: by default the diffusion's own
 */
export function merton(
  option: OptionTerms,
  parameters: MertonParameters,
  path: MertonPath = {
    variance: { value: parameters.volatility ** 2, slope: 2 * parameters.volatility, bend: 2 },
    intensity: still(parameters.intensity),
  },
): OptionValues {
  const { forward, years, rate = 0 } = option;
  const { jumpDeviation } = parameters;
  const { intensity } = path;
  const excess = jumpExcess(parameters);
  const sum = { value: 0, delta: 0, gamma: 0, vega: 0, theta: 0, vanna: 0, volga: 0, charm: 0, dualDelta: 0 };
  for (const { jumps, weights, growth, volatility } of termsOf(option, parameters)) {
    const own = black76({ ...option, forward: forward * growth, volatility, rate });
    const [weight, oneFewer, twoFewer] = weights;
    // To the expected number of jumps, then by the chain rule to volatility and to time.
    const perExpected = oneFewer - weight;
    const perExpectedTwice = twoFewer - 2 * oneFewer + weight;
    const expectedSlope = intensity.slope * years;
    const w1 = perExpected * expectedSlope;
    const w2 = perExpectedTwice * expectedSlope ** 2 + perExpected * intensity.bend * years;
    const g1 = -expectedSlope * excess * growth;
    const g2 = ((expectedSlope * excess) ** 2 - intensity.bend * years * excess) * growth;
    const s1 = path.variance.slope / (2 * volatility);
    const s2 = (path.variance.bend / 2 - s1 * s1) / volatility;
    const [f1, f2] = [forward * g1, forward * g2];
    const valueSlope = own.delta * f1 + own.vega * s1;
    const valueBend =
      own.gamma * f1 * f1 + 2 * own.vanna * f1 * s1 + own.volga * s1 * s1 + own.delta * f2 + own.vega * s2;
    const deltaSlope = own.gamma * f1 + own.vanna * s1;
    const wT = perExpected * intensity.value;
    const gT = -intensity.value * excess * growth;
    const sT = (-jumps * jumpDeviation ** 2) / (2 * years * years * volatility);
    const valueInTime = own.delta * forward * gT + own.vega * sT - own.theta;
    const deltaInTime = own.gamma * forward * gT + own.vanna * sT - own.charm;
    sum.value += weight * own.value;
    sum.delta += weight * growth * own.delta;
    sum.gamma += weight * growth * growth * own.gamma;
    sum.dualDelta += weight * own.dualDelta;
    sum.vega += w1 * own.value + weight * valueSlope;
    sum.volga += w2 * own.value + 2 * w1 * valueSlope + weight * valueBend;
    sum.vanna += (w1 * growth + weight * g1) * own.delta + weight * growth * deltaSlope;
    sum.theta -= wT * own.value + weight * valueInTime;
    sum.charm -= (wT * growth + weight * gT) * own.delta + weight * growth * deltaInTime;
  }
  return { ...sum, rho: -years * sum.value };
}

/** What a jump adds to the price on average, a share of it. */
const jumpExcess = ({ jumpMean, jumpDeviation }: MertonParameters): number =>
  exp(jumpMean + 0.5 * jumpDeviation * jumpDeviation) - 1;

function* termsOf({ years }: OptionTerms, parameters: MertonParameters): Generator<Given> {
  const { volatility, intensity, jumpMean, jumpDeviation } = parameters;
  assert(volatility > 0 && intensity >= 0 && jumpDeviation >= 0, "a Merton parameter is out of range");
  const expected = intensity * years;
  assert(expected <= expectedMax, `more than ${expectedMax} jumps to be expected: ${expected}`);
  const perJump = jumpMean + 0.5 * jumpDeviation * jumpDeviation;
  const compensation = -expected * jumpExcess(parameters);
  let [own, oneFewer, twoFewer] = [exp(-expected), 0, 0];
  for (let jumps = 0; jumps <= expected || twoFewer > weightMin || jumps < 3; jumps++) {
    yield {
      jumps,
      weights: [own, oneFewer, twoFewer],
      growth: exp(compensation + jumps * perJump),
      volatility: Math.sqrt(volatility * volatility + (jumps * jumpDeviation * jumpDeviation) / years),
    };
    [own, oneFewer, twoFewer] = [(own * expected) / (jumps + 1), own, oneFewer];
  }
}
