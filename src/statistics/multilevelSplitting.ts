import { assert } from "../numerics/assert.ts";
import { failed, type Outcome, success } from "../numerics/outcome.ts";
import { sum } from "../numerics/summation.ts";
import { RandomStream } from "./randomStream.ts";
import { standardErrorOfMean } from "./strata.ts";
import { studentTQuantile } from "./studentT.ts";

/** A path event: a score along a simulated path reaches the last of some levels within a number of steps. */
export interface SplittingProblem<State> {
  readonly start: State;
  /** The state one step later; never changes what it is given. */
  readonly step: (state: State, random: RandomStream) => State;
  /** How near the event a state is, for example its drawdown: higher is nearer. */
  readonly scoreOf: (state: State) => number;
  /** Ascending, above the score of the start; the last one is the event. Best with a fifth to a half reaching each next. */
  readonly levels: readonly number[];
  readonly stepsMax: number;
  /** Paths started at each level, in each repeat; ≥ 2. */
  readonly paths: number;
  /** Independent runs of the whole, from which the error comes; ≥ 2. */
  readonly repeats: number;
  readonly seed: number;
  /** Told after each repeat. */
  readonly onRepeat?: (done: number) => void;
}

export interface SplittingResult {
  /** Mean of the repeats, each without bias. */
  readonly probability: number;
  /** Standard error over the probability, from the spread of the repeats. */
  readonly relativeError: number;
  /** At 95 %, Student's t with a degree less than repeats; never below 0. */
  readonly interval: { readonly lower: number; readonly upper: number; readonly level: number };
  /** [levels] share of the paths that reach each from the one before, over all repeats. */
  readonly shares: readonly number[];
  /** Steps simulated. */
  readonly steps: number;
}

const intervalLevel = 0.95;

/**
 * Multilevel splitting with fixed effort: at each level as many paths are started anew, from states drawn among those that
 * reached it, with the time each has left; the probability is the product of the shares.
 *
 * @returns `not-converged`, naming the level, where no path of any repeat reaches it
 * @throws InvariantError when the problem is out of range
 * @cost    at most repeats × levels × paths × steps
 * @source  P. Glasserman, P. Heidelberger, P. Shahabuddin, T. Zajic, Multilevel splitting for estimating rare event
 *          probabilities, Operations Research 47 (1999); fixed effort: M. Garvels, The splitting method in rare event
 *          simulation, thesis, Twente (2000)
 */
export function multilevelSplitting<State>(problem: SplittingProblem<State>): Outcome<SplittingResult> {
  checkProblem(problem);
  const { levels, paths, repeats } = problem;
  const [reached, started] = [new Float64Array(levels.length), new Float64Array(levels.length)];
  let steps = 0;
  const answers = Float64Array.from({ length: repeats }, (_, repeat) => {
    const run = oneRun(problem, repeat);
    run.reached.forEach((count, k) => {
      reached[k]! += count;
      started[k]! += paths;
    });
    steps += run.steps;
    problem.onRepeat?.(repeat + 1);
    return run.reached.length < levels.length
      ? 0
      : run.reached.reduce((product, count) => (product * count) / paths, 1);
  });
  const blocked = reached.indexOf(0);
  if (blocked >= 0) {
    const message = `no path of ${started[blocked]} reached the level ${levels[blocked]}`;
    const hint = "put levels between it and the one before, or start more paths";
    return failed({ code: "not-converged", path: `levels[${blocked}]`, message, hint });
  }
  const probability = sum(answers) / repeats;
  const error = standardErrorOfMean(answers);
  const halfWidth = -studentTQuantile((1 - intervalLevel) / 2, repeats - 1) * error;
  return success({
    probability,
    relativeError: error / probability,
    interval: {
      lower: Math.max(0, probability - halfWidth),
      upper: Math.min(1, probability + halfWidth),
      level: intervalLevel,
    },
    shares: Array.from(reached, (count, k) => count / started[k]!),
    steps,
  });
}

/** A state at its first time at or above a level, and the steps it has used. */
interface Entrance<State> {
  readonly state: State;
  readonly step: number;
}

/** Paths that reached each level, up to the first that none reached. */
function oneRun<State>(
  { start, step, scoreOf, levels, stepsMax, paths, seed }: SplittingProblem<State>,
  repeat: number,
): { readonly reached: number[]; readonly steps: number } {
  const random = new RandomStream({ seed, stream: repeat });
  const reached: number[] = [];
  let entrances: Entrance<State>[] = [{ state: start, step: 0 }];
  let steps = 0;
  for (const level of levels) {
    const next: Entrance<State>[] = [];
    for (let path = 0; path < paths; path++) {
      const from = entrances[Math.floor(random.nextUniform() * entrances.length)]!;
      let [state, used] = [from.state, from.step];
      // A step may jump over more than one level.
      while (scoreOf(state) < level && used < stepsMax) {
        state = step(state, random);
        used += 1;
        steps += 1;
      }
      if (scoreOf(state) >= level) next.push({ state, step: used });
    }
    reached.push(next.length);
    if (next.length === 0) break;
    entrances = next;
  }
  return { reached, steps };
}

function checkProblem<State>({ start, scoreOf, levels, stepsMax, paths, repeats }: SplittingProblem<State>): void {
  const isAscending = levels.every((level, k) => level > (k === 0 ? scoreOf(start) : levels[k - 1]!));
  assert(levels.length > 0 && isAscending, "levels must ascend from above the score of the start");
  const counts = { stepsMax, paths, repeats };
  for (const [name, count] of Object.entries(counts)) {
    const least = name === "stepsMax" ? 1 : 2;
    assert(Number.isInteger(count) && count >= least, `${name} must be a whole number from ${least}; have ${count}`);
  }
}
