import { assert } from "./assert.ts";
import { choleskyFactor } from "./cholesky.ts";

/** A smooth function of a few parameters inside a box. */
export interface MinimiseProblem {
  /**
   * The value at a point; writes its gradient. Infinity or NaN says that the point is outside what the function knows,
   * and shortens the step.
   */
  readonly objective: (point: Float64Array, gradient: Float64Array) => number;
  /** Inside the box, where the value is finite. */
  readonly start: readonly number[];
  readonly lower: readonly number[];
  readonly upper: readonly number[];
  /** The size at which each parameter matters, > 0: the first step and convergence are told by it. */
  readonly scales: readonly number[];
  readonly iterationsMax?: number;
  /** Parameters along which the function has kinks: where no step leads down, their slopes need not be flat. */
  readonly kinked?: readonly number[];
  /** [P×P] a guess of the second derivatives, as an earlier and similar search ended with; scaled identity unless said. */
  readonly curvature?: Float64Array;
}

export interface Minimum {
  readonly point: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
  readonly iterations: number;
  readonly evaluations: number;
  /** False when iterations ran out or no step went down while the slope was still not flat. */
  readonly converged: boolean;
  /** [P] whether the parameter rests on one of its bounds. */
  readonly atBound: readonly boolean[];
  /** [P×P] the search's own approximation of the second derivatives: a start for the next, not an estimate of errors. */
  readonly curvature: Float64Array;
}

/** Flat when a move by its scale in any free parameter changes the value, relative to 1 + |value|, by less. */
const flat = 1e-9;
/** A stop without a step down is still an end when the slope is less than this: what rounding leaves. */
const nearlyFlat = 1e-5;
const sufficientDecrease = 1e-4;
const curvatureShare = 0.9;

/**
 * Quasi-Newton search with box constraints: parameters on a bound whose gradient points outward stay there, the others
 * take the BFGS step, cut where the first of them meets its bound, under the weak Wolfe conditions.
 *
 * A local search: it ends at the minimum whose valley the start lies in.
 *
 * @throws InvariantError when shapes differ, bounds cross, the start lies outside, or its value is not finite
 * @cost   per iteration one to three evaluations and O(P³)
 * @source J. Nocedal, S. Wright, Numerical Optimization, 2nd ed. (2006), §6.1, damping §18.3; line search of A. Lewis,
 *         M. Overton, Mathematical Programming 141 (2013)
 */
export function minimise({ objective, ...problem }: MinimiseProblem): Minimum {
  const search = minimising(problem);
  let step = search.next();
  while (step.done !== true) {
    const { point, gradient } = step.value;
    step = search.next(objective(point, gradient));
  }
  return step.value;
}

/** A point whose value a search asks for. */
export interface Trial {
  readonly point: Float64Array;
  /** Written by who answers. */
  readonly gradient: Float64Array;
}

/**
 * The same search, its values asked for one by one: several searches can go on side by side.
 *
 * @throws InvariantError as `minimise`
 */
export function* minimising(problem: Omit<MinimiseProblem, "objective">): Generator<Trial, Minimum, number> {
  checkProblem(problem);
  const { lower, upper, scales, iterationsMax = 500, kinked = [] } = problem;
  const size = problem.start.length;
  let point: Float64Array = Float64Array.from(problem.start);
  let gradient: Float64Array = new Float64Array(size);
  let value = yield { point, gradient };
  assert(Number.isFinite(value) && gradient.every(Number.isFinite), "value and gradient at the start must be finite");
  const guess = problem.curvature === undefined ? undefined : Float64Array.from(problem.curvature);
  let curvature: Float64Array = guess ?? new Float64Array(size * size);
  let isFresh = guess === undefined;
  let [iterations, evaluations, converged] = [0, 1, false];

  while (iterations < iterationsMax) {
    const free = freeOf(point, gradient, lower, upper);
    const slope = slopeOf(free, gradient, scales, value);
    if (slope <= flat) {
      converged = true;
      break;
    }
    iterations += 1;
    if (isFresh) curvature = startingCurvature(gradient, scales);
    const direction = inwardStep(curvature, gradient, free, (p, move) =>
      move < 0 ? point[p]! <= lower[p]! : point[p]! >= upper[p]!,
    );
    if (direction === undefined) {
      if (isFresh) break;
      isFresh = true;
      continue;
    }
    const longest = longestStep(point, direction, lower, upper);
    const found = yield* lineSearch({ point, value, gradient, direction, longest, lower, upper });
    evaluations += found.evaluations;
    if (found.point === undefined || !(found.value < value)) {
      const smooth = free.filter((p) => !kinked.includes(p));
      converged = slopeOf(smooth, gradient, scales, value) <= nearlyFlat;
      if (isFresh || converged) break;
      isFresh = true;
      continue;
    }
    update(curvature, { from: point, to: found.point, gradient, next: found.gradient }, isFresh);
    isFresh = false;
    ({ point, gradient, value } = found);
  }
  const atBound = Array.from(point, (at, p) => at <= lower[p]! || at >= upper[p]!);
  return { point, value, gradient, iterations, evaluations, converged, atBound, curvature };
}

/**
 * Gradient by central differences, for objectives that have none of their own. A difference that would leave the box is
 * taken one-sided.
 *
 * @cost two evaluations per parameter
 */
export function withDifferences(
  value: (point: Float64Array) => number,
  { lower, upper, scales }: Pick<MinimiseProblem, "lower" | "upper" | "scales">,
): MinimiseProblem["objective"] {
  return (point, gradient) => {
    const trial = Float64Array.from(point);
    for (let p = 0; p < point.length; p++) {
      const step = 6e-6 * scales[p]!;
      const high = Math.min(upper[p]!, point[p]! + step);
      const low = Math.max(lower[p]!, point[p]! - step);
      trial[p] = high;
      const above = value(trial);
      trial[p] = low;
      gradient[p] = (above - value(trial)) / (high - low);
      trial[p] = point[p]!;
    }
    return value(point);
  };
}

/**
 * Second derivatives by central differences of a gradient, made symmetric.
 *
 * @param scales [P] the size at which each parameter matters; the step is a hundred-thousandth of it
 * @returns      [P×P] row by row; entries are not finite where the gradient is not
 * @cost         two gradients per parameter
 */
export function secondDerivatives(
  objective: MinimiseProblem["objective"],
  point: Float64Array,
  scales: readonly number[],
): Float64Array {
  const trials = curvatureTrials(point, scales);
  for (const trial of trials) objective(trial.point, trial.gradient);
  return curvatureOf(trials);
}

/** [2P] points above and below in each coordinate, whose gradients `curvatureOf` takes: asked for in any order. */
export const curvatureTrials = (point: Float64Array, scales: readonly number[]): Trial[] =>
  scales.flatMap((scale, p) =>
    [1, -1].map((side) => {
      const moved = Float64Array.from(point);
      moved[p] = point[p]! + side * 1e-5 * scale;
      return { point: moved, gradient: new Float64Array(point.length) };
    }),
  );

/** [P×P] as `secondDerivatives`, from trials whose gradients are written. */
export function curvatureOf(trials: readonly Trial[]): Float64Array {
  const size = trials.length >> 1;
  const out = new Float64Array(size * size);
  for (let p = 0; p < size; p++) {
    const [above, below] = [trials[2 * p]!, trials[2 * p + 1]!];
    const apart = above.point[p]! - below.point[p]!;
    for (let q = 0; q < size; q++) out[p * size + q] = (above.gradient[q]! - below.gradient[q]!) / apart;
  }
  for (let p = 0; p < size; p++) {
    for (let q = 0; q < p; q++) {
      const mean = 0.5 * (out[p * size + q]! + out[q * size + p]!);
      out[p * size + q] = mean;
      out[q * size + p] = mean;
    }
  }
  return out;
}

/** Parameters that may move: not on a bound that the gradient presses them against. */
function freeOf(
  point: Float64Array,
  gradient: Float64Array,
  lower: readonly number[],
  upper: readonly number[],
): number[] {
  const free: number[] = [];
  point.forEach((at, p) => {
    const isHeld = (at <= lower[p]! && gradient[p]! >= 0) || (at >= upper[p]! && gradient[p]! <= 0);
    if (!isHeld) free.push(p);
  });
  return free;
}

const slopeOf = (free: readonly number[], gradient: Float64Array, scales: readonly number[], value: number): number =>
  Math.max(0, ...free.map((p) => Math.abs(gradient[p]!) * scales[p]!)) / (1 + Math.abs(value));

/** Such that the first step moves the steepest parameter by a tenth of its scale. */
function startingCurvature(gradient: Float64Array, scales: readonly number[]): Float64Array {
  const size = gradient.length;
  const out = new Float64Array(size * size);
  const steepest = Math.max(...scales.map((scale, p) => Math.abs(gradient[p]!) * scale));
  for (let p = 0; p < size; p++) out[p * size + p] = (10 * steepest) / (scales[p]! * scales[p]!);
  return out;
}

/** The step without those that it would push out of a bound they rest on, though their own slopes point inward. */
function inwardStep(
  curvature: Float64Array,
  gradient: Float64Array,
  free: readonly number[],
  isOutward: (p: number, move: number) => boolean,
): Float64Array | undefined {
  let moving = free;
  for (;;) {
    const direction = stepOf(curvature, gradient, moving);
    if (direction === undefined) return undefined;
    const inward = moving.filter((p) => direction[p] === 0 || !isOutward(p, direction[p]!));
    if (inward.length === moving.length) return direction;
    moving = inward;
  }
}

/** [P] the Newton step of the free parameters, 0 for the others; absent when it leads nowhere. */
function stepOf(curvature: Float64Array, gradient: Float64Array, free: readonly number[]): Float64Array | undefined {
  const size = gradient.length;
  const count = free.length;
  const part = new Float64Array(count * count);
  free.forEach((p, i) => {
    free.forEach((q, j) => {
      part[i * count + j] = curvature[p * size + q]!;
    });
  });
  const factor = choleskyFactor(part, count);
  if (!factor.ok) return undefined;
  const lower = factor.value;
  const solved = free.map((p) => -gradient[p]!);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < i; j++) solved[i]! -= lower[i * count + j]! * solved[j]!;
    solved[i]! /= lower[i * count + i]!;
  }
  for (let i = count - 1; i >= 0; i--) {
    for (let j = i + 1; j < count; j++) solved[i]! -= lower[j * count + i]! * solved[j]!;
    solved[i]! /= lower[i * count + i]!;
  }
  const direction = new Float64Array(size);
  free.forEach((p, i) => {
    direction[p] = solved[i]!;
  });
  return direction.every(Number.isFinite) && inner(direction, gradient) < 0 ? direction : undefined;
}

/** The step, in units of the direction, at which the first parameter meets its bound. */
function longestStep(
  point: Float64Array,
  direction: Float64Array,
  lower: readonly number[],
  upper: readonly number[],
): number {
  let longest = Infinity;
  direction.forEach((move, p) => {
    if (move > 0) longest = Math.min(longest, (upper[p]! - point[p]!) / move);
    if (move < 0) longest = Math.min(longest, (lower[p]! - point[p]!) / move);
  });
  return longest;
}

interface Line {
  readonly point: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
  readonly direction: Float64Array;
  readonly longest: number;
  readonly lower: readonly number[];
  readonly upper: readonly number[];
}

type Step =
  | {
      readonly point: Float64Array;
      readonly gradient: Float64Array;
      readonly value: number;
      readonly evaluations: number;
    }
  | { readonly point?: undefined; readonly evaluations: number };

function* lineSearch(line: Line): Generator<Trial, Step, number> {
  const { point, value, gradient, direction, longest, lower, upper } = line;
  const descent = inner(gradient, direction);
  let [low, high, step] = [0, Infinity, Math.min(1, longest)];
  let best: Step | undefined;
  for (let evaluations = 1; evaluations <= 40; evaluations++) {
    const trial = point.map((at, p) => {
      const moved = Math.min(upper[p]!, Math.max(lower[p]!, at + step * direction[p]!));
      // What the bound cuts lies on the bound, whatever rounding says: a parameter left a last bit inside would still be
      // free, and no step that short makes the value fall.
      const reach = longest * (1 + 1e-12);
      if (step === longest && direction[p]! > 0 && (upper[p]! - at) / direction[p]! <= reach) return upper[p]!;
      if (step === longest && direction[p]! < 0 && (lower[p]! - at) / direction[p]! <= reach) return lower[p]!;
      return moved;
    });
    const slope = new Float64Array(point.length);
    const reached = yield { point: trial, gradient: slope };
    const isKnown = Number.isFinite(reached) && slope.every(Number.isFinite);
    if (!isKnown || !(reached <= value + sufficientDecrease * step * descent)) {
      high = step;
    } else {
      best = { point: trial, gradient: slope, value: reached, evaluations };
      if (inner(slope, direction) >= curvatureShare * descent || step >= longest) return best;
      low = step;
    }
    const next = high === Infinity ? Math.min(2 * step, longest) : 0.5 * (low + high);
    if (next === step || next === low || next === high || next < 1e-14)
      return best ? { ...best, evaluations } : { evaluations };
    step = next;
  }
  return best ?? { evaluations: 40 };
}

interface Move {
  readonly from: Float64Array;
  readonly to: Float64Array;
  readonly gradient: Float64Array;
  readonly next: Float64Array;
}

/** The BFGS update in place, damped as Powell does so that the curvature stays positive definite. */
function update(curvature: Float64Array, { from, to, gradient, next }: Move, isFirst: boolean): void {
  const size = from.length;
  const moved = to.map((at, p) => at - from[p]!);
  const turned = next.map((at, p) => at - gradient[p]!);
  let bend = inner(moved, turned);
  if (isFirst && bend > 0) {
    // The scale of the first curvature is a guess; what was seen along the first step is better.
    const seen = bend / inner(moved, product(curvature, moved));
    for (let k = 0; k < curvature.length; k++) curvature[k]! *= seen;
  }
  const bent = product(curvature, moved);
  const guessed = inner(moved, bent);
  if (!(guessed > 0)) return;
  if (bend < 0.2 * guessed) {
    const share = (0.8 * guessed) / (guessed - bend);
    for (let p = 0; p < size; p++) turned[p] = share * turned[p]! + (1 - share) * bent[p]!;
    bend = inner(moved, turned);
  }
  for (let p = 0; p < size; p++) {
    for (let q = 0; q < size; q++) {
      curvature[p * size + q]! += (turned[p]! * turned[q]!) / bend - (bent[p]! * bent[q]!) / guessed;
    }
  }
}

const product = (matrix: Float64Array, vector: Float64Array): Float64Array =>
  vector.map((_, p) => {
    let total = 0;
    for (let q = 0; q < vector.length; q++) total += matrix[p * vector.length + q]! * vector[q]!;
    return total;
  });

function inner(one: Float64Array, other: Float64Array): number {
  let total = 0;
  for (let p = 0; p < one.length; p++) total += one[p]! * other[p]!;
  return total;
}

function checkProblem({ start, lower, upper, scales }: Omit<MinimiseProblem, "objective">): void {
  const size = start.length;
  assert(size > 0, "a search needs a parameter");
  assert(
    lower.length === size && upper.length === size && scales.length === size,
    `start, lower, upper and scales must be of one length; have ${size}, ${lower.length}, ${upper.length}, ${scales.length}`,
  );
  start.forEach((at, p) => {
    assert(lower[p]! <= at && at <= upper[p]!, `start ${at} of parameter ${p} must lie in [${lower[p]}, ${upper[p]}]`);
    assert(scales[p]! > 0, `scale of parameter ${p} must be positive; have ${scales[p]}`);
  });
}
