import { log } from "../numerics/logarithm.ts";
import { failed, type Outcome, success } from "../numerics/outcome.ts";
import { multilevelSplitting, type SplittingResult } from "../statistics/multilevelSplitting.ts";
import { RandomStream } from "../statistics/randomStream.ts";
import { placedLevels } from "../statistics/splittingLevels.ts";
import {
  absoluteMean,
  lawSampler,
  partsOf,
  type VolatilityFit,
  volatilityModel,
} from "../statistics/volatility/index.ts";

/** A price move that is reached, or not, at the end of some step. */
export interface BarrierQuestion {
  /** Barrier over the price now: 0.7 is a fall of 30 %, 1.3 a rise of 30 %. */
  readonly ratio: number;
  /** Steps of the length that the fit's returns have. */
  readonly stepsMax: number;
  /** Paths at each level, in each repeat. */
  readonly paths: number;
  readonly repeats: number;
  readonly seed: number;
  readonly onRepeat?: (done: number) => void;
}

export interface BarrierChance {
  readonly splitting: SplittingResult;
  /** Levels, the barrier last: the way that is left, in deviations of the return that is left. */
  readonly distances: readonly number[];
  readonly pilotSteps: number;
  /** Paths of plain Monte Carlo that cost as many steps, pilot counted, and how many of them reached the barrier. */
  readonly plain: { readonly paths: number; readonly reached: number };
  /** Variance of plain Monte Carlo at that cost, by the probability found here, over the variance here. */
  readonly varianceReduction: number;
}

/** What a price and its variance are at the end of a step. */
interface PathState {
  /** ln of the price over the price now, towards the barrier. */
  readonly at: number;
  /** Steps to come. */
  readonly left: number;
  readonly variance: number;
  readonly state: number;
}

/**
 * How likely a price is to reach a barrier within a number of steps, when returns go on as a fitted conditional variance
 * says, from today's.
 *
 * A pilot places the levels so that about a third of the paths reach each next; the estimate is made by other draws.
 *
 * @returns `not-converged` where no level can be placed or reached, or the relative error exceeds 30 %
 * @cost    (repeats + 1) × levels × paths × steps, as much again for plain Monte Carlo
 */
export function barrierChance(fit: VolatilityFit, question: BarrierQuestion): Outcome<BarrierChance> {
  const { stepsMax, paths, repeats, seed } = question;
  const walk = walkOf(fit, question);
  const placed = placedLevels({ ...walk, event: 0, stepsMax, paths, share: 0.35, seed });
  if (!placed.ok) return placed;
  const { levels, steps: pilotSteps } = placed.value;
  const split = multilevelSplitting({ ...question, ...walk, levels, stepsMax, paths, repeats, seed });
  if (!split.ok) return split;
  const { probability, relativeError, steps } = split.value;
  if (relativeError > relativeErrorMax) {
    const message = `${probability.toExponential(1)} has a relative error of ${(100 * relativeError).toFixed(0)} %, at most ${100 * relativeErrorMax} % is told`;
    return failed({ code: "not-converged", path: "--paths", message, hint: "start more --paths" });
  }
  const plainPaths = Math.ceil((steps + pilotSteps) / stepsMax);
  const spread = probability * relativeError;
  return success({
    splitting: split.value,
    distances: levels.map((level) => 0 - level),
    pilotSteps,
    plain: { paths: plainPaths, reached: plainReached(walk, { stepsMax, paths: plainPaths, seed }) },
    varianceReduction: (probability * (1 - probability)) / plainPaths / (spread * spread),
  });
}

/** Above it an interval says little more than the order of magnitude. */
export const relativeErrorMax = 0.3;
/** Streams of plain paths begin here, beyond those of repeats. */
const plainStream = 1_000_000;

type Walk = ReturnType<typeof walkOf>;

/**
 * The path, and how near the barrier it is: less the distance that is left in deviations of the return that is left, 0 at
 * the barrier. By price alone a path that is near and calm would stand above one that is far and wild.
 */
function walkOf(fit: VolatilityFit, { ratio, stepsMax }: BarrierQuestion) {
  const model = volatilityModel(fit.specification);
  const values = fit.parameters.map(({ value }) => value);
  const { mean, theta, shape } = partsOf(model, values);
  const { variance: recursion, law } = model;
  const sample = lawSampler(law, shape);
  const centre = recursion.readsAbsoluteMean ? absoluteMean(law, shape) : 0;
  const barrier = log(ratio);
  const sign = Math.sign(barrier);
  const scales = varianceScales(fit, stepsMax);
  return {
    start: { at: 0, left: stepsMax, ...fit.next } satisfies PathState,
    step({ at, left, variance, state }: PathState, random: RandomStream): PathState {
      const news = Math.sqrt(variance) * sample(random.nextNormal());
      const next = { variance, state };
      recursion.step(theta, next, news, centre);
      return { at: at + sign * (mean + news), left: left - 1, ...next };
    },
    scoreOf({ at, left, variance }: PathState): number {
      const distance = sign * barrier - at;
      if (distance <= 0) return 0;
      return -distance / Math.sqrt(scales.own[left]! * variance + scales.fixed[left]!);
    },
  };
}

/** The variance of the return of k steps as a multiple of the next step's and a part that does not depend on it. */
function varianceScales({ persistence, unconditionalVariance: mean }: VolatilityFit, stepsMax: number) {
  const [own, fixed] = [new Float64Array(stepsMax + 1), new Float64Array(stepsMax + 1)];
  let faded = 1;
  for (let k = 1; k <= stepsMax; k++) {
    own[k] = own[k - 1]! + (mean === null ? 1 : faded);
    fixed[k] = fixed[k - 1]! + (mean === null ? 0 : (1 - faded) * mean);
    faded *= persistence;
  }
  return { own, fixed };
}

function plainReached(
  { start, step, scoreOf }: Walk,
  { stepsMax, paths, seed }: { readonly stepsMax: number; readonly paths: number; readonly seed: number },
): number {
  const random = new RandomStream({ seed, stream: plainStream });
  let reached = 0;
  for (let path = 0; path < paths; path++) {
    let state: PathState = start;
    for (let k = 0; k < stepsMax && scoreOf(state) < 0; k++) state = step(state, random);
    if (scoreOf(state) >= 0) reached += 1;
  }
  return reached;
}
