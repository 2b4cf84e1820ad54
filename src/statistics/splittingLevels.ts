import { assert } from "../numerics/assert.ts";
import { failed, type Outcome, success } from "../numerics/outcome.ts";
import type { SplittingProblem } from "./multilevelSplitting.ts";
import { RandomStream } from "./randomStream.ts";

/** A path event whose levels between start and event are still to be placed. */
export interface PilotProblem<State> extends Omit<SplittingProblem<State>, "levels" | "paths" | "repeats"> {
  /** The score that is the event. */
  readonly event: number;
  /** Pilot paths at each level; ≥ 20. */
  readonly paths: number;
  /** Of paths that shall reach each next level, in (0, 1). */
  readonly share: number;
}

export interface PlacedLevels {
  /** Ascending; the last is the event. */
  readonly levels: readonly number[];
  /** Steps that the pilot simulated. */
  readonly steps: number;
}

/**
 * Places the levels of `multilevelSplitting` by a pilot: paths run on to their highest score, the next level is the one
 * that `share` of them reached, and as many start anew from where they passed it.
 *
 * The product of the pilot's own shares would be biased, because the levels follow its paths. Only levels are returned:
 * estimate with another stream of the same seed, as `multilevelSplitting` does, and no bias is left.
 *
 * @returns `not-converged` where paths come no nearer, or the event is further than `levelsMax` levels
 * @throws InvariantError when the event is not above the start, or share or paths are out of range
 * @cost    at most levels × paths × steps
 * @source  F. Cérou, A. Guyader, Adaptive multilevel splitting, Stochastic Analysis and Applications 25 (2007)
 */
export function placedLevels<State>(problem: PilotProblem<State>): Outcome<PlacedLevels> {
  const { start, scoreOf, event, paths, share, seed } = problem;
  assert(event > scoreOf(start), "the event must lie above the score of the start");
  assert(share > 0 && share < 1, `the share must lie in (0, 1); have ${share}`);
  assert(Number.isInteger(paths) && paths >= 20, `a pilot needs 20 paths; have ${paths}`);
  const random = new RandomStream({ seed, stream: pilotStream });
  const levels: number[] = [];
  let entrances: Passage<State>[] = [{ state: start, step: 0 }];
  let steps = 0;
  while (levels.length < levelsMax) {
    const last = levels.at(-1) ?? scoreOf(start);
    const runs = Array.from({ length: paths }, () => {
      const from = entrances[Math.floor(random.nextUniform() * entrances.length)]!;
      const run = pathToHighest(from, problem, random);
      steps += run.steps;
      return run.records;
    });
    const highest = Float64Array.from(runs, (records) => scoreOf(records.at(-1)!.state)).toSorted();
    const wanted = Math.min(event, highest[paths - Math.max(1, Math.round(share * paths))]!);
    // Scores that come in lumps: too few rise above the last level, and the least of these is the next.
    const level = wanted > last ? wanted : highest.find((score) => score > last);
    if (level === undefined) {
      const message = `none of ${paths} paths rose above the score ${last}; the event is ${event}`;
      return failed({ code: "not-converged", path: "levels", message, hint: "give paths more steps, or ask for less" });
    }
    if (level >= event) return success({ levels: [...levels, event], steps });
    levels.push(level);
    entrances = runs.flatMap((records) => records.find(({ state }) => scoreOf(state) >= level) ?? []);
  }
  const message = `${levelsMax} levels reach a score of ${levels.at(-1)}; the event is ${event}`;
  return failed({ code: "not-converged", path: "levels", message, hint: "ask for an event less far out" });
}

/** More levels than these, at a fifth each, are a probability below 1e-27. */
const levelsMax = 40;
/** Beyond every repeat of the estimate. */
const pilotStream = 0x7fffffff;

/** A state and the steps that it has used. */
interface Passage<State> {
  readonly state: State;
  readonly step: number;
}

/** The states at which a path was higher than ever, from where it starts. */
function pathToHighest<State>(
  from: Passage<State>,
  { step, scoreOf, event, stepsMax }: PilotProblem<State>,
  random: RandomStream,
): { readonly records: Passage<State>[]; readonly steps: number } {
  const records = [from];
  let [state, used, highest] = [from.state, from.step, scoreOf(from.state)];
  while (highest < event && used < stepsMax) {
    state = step(state, random);
    used += 1;
    if (scoreOf(state) <= highest) continue;
    highest = scoreOf(state);
    records.push({ state, step: used });
  }
  return { records, steps: used - from.step };
}
