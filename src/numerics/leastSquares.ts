import { assert } from "./assert.ts";

/** Residuals of a model; their squares are summed and made small. */
export interface LeastSquaresProblem {
  /** Number of residuals, ≥ 1. */
  readonly count: number;
  /** Writes all residuals at `parameters`; a NaN or infinite one rejects the step that led there. */
  readonly residuals: (parameters: Float64Array, residuals: Float64Array) => void;
  readonly start: readonly number[];
  readonly lower: readonly number[];
  readonly upper: readonly number[];
  /** The size at which each parameter matters, > 0: derivatives step by it and convergence is told by it. */
  readonly scales: readonly number[];
  /** Jacobians that may be computed; each costs two evaluations per parameter. */
  readonly iterationsMax: number;
}

export interface LeastSquaresFit {
  readonly parameters: Float64Array;
  /** Sum of squared residuals. */
  readonly objective: number;
  readonly iterations: number;
  /** False when iterations ran out first. */
  readonly converged: boolean;
  /** [P] whether the parameter rests on one of its bounds. */
  readonly atBound: readonly boolean[];
}

/** Cube root of a double's epsilon: balances truncation and rounding of a central difference. */
const differenceStep = 6e-6;
const stepTolerance = 1e-12;
const gradientTolerance = 1e-14;
const dampingMax = 1e16;

/**
 * Levenberg–Marquardt with box constraints: parameters on a bound whose gradient points outward stay there, the others
 * take the damped Gauss–Newton step, cut at the box.
 *
 * @throws InvariantError when shapes differ, bounds cross, the start lies outside, or its residuals are not finite
 * @cost   per iteration 2P evaluations and O(N P² + P³)
 * @source J. Moré, The Levenberg–Marquardt algorithm (1978); damping of H. Nielsen, Damping parameter in Marquardt's
 *         method (1999); bounds by projection as in C. Kanzow, N. Yamashita, M. Fukushima (2004)
 */
export function leastSquares(problem: LeastSquaresProblem): LeastSquaresFit {
  checkProblem(problem);
  const { count, lower, upper, scales, iterationsMax } = problem;
  const size = problem.start.length;
  const parameters = Float64Array.from(problem.start);
  const residuals = new Float64Array(count);
  const trial = new Float64Array(size);
  const trialResiduals = new Float64Array(count);
  const jacobian = new Float64Array(count * size);

  problem.residuals(parameters, residuals);
  let objective = sumOfSquares(residuals);
  assert(Number.isFinite(objective), "residuals at the start must be finite");
  let [damping, growth, iterations, converged] = [1e-3, 2, 0, false];

  while (!converged && iterations < iterationsMax) {
    iterations += 1;
    differentiate(problem, parameters, jacobian);
    const { normal, gradient } = normalEquations(jacobian, residuals, size);
    const free = freeParameters(problem, parameters, gradient);
    const slope = Math.max(0, ...free.map((at) => Math.abs(gradient[at]!) / Math.sqrt(normal[at * size + at]! || 1)));
    if (free.length === 0 || slope <= gradientTolerance * Math.sqrt(objective) || objective === 0) {
      converged = true;
      break;
    }
    for (;;) {
      const step = dampedStep(normal, gradient, { free, size, damping });
      trial.set(parameters);
      let moved = 0;
      free.forEach((at, position) => {
        const next = clamp(parameters[at]! + step[position]!, lower[at]!, upper[at]!);
        moved = Math.max(moved, Math.abs(next - parameters[at]!) / scales[at]!);
        trial[at] = next;
      });
      problem.residuals(trial, trialResiduals);
      const reached = sumOfSquares(trialResiduals);
      if (reached < objective) {
        const expected = expectedDrop(normal, gradient, { parameters, trial });
        const gain = expected > 0 ? (objective - reached) / expected : 1;
        const cut = 2 * gain - 1;
        damping *= Math.max(1 / 3, 1 - cut * cut * cut);
        growth = 2;
        parameters.set(trial);
        residuals.set(trialResiduals);
        converged = moved <= stepTolerance || objective - reached <= 1e-15 * reached;
        objective = reached;
        break;
      }
      if (moved <= stepTolerance || damping > dampingMax) {
        converged = true;
        break;
      }
      damping *= growth;
      growth *= 2;
    }
  }
  const atBound = Array.from(parameters, (value, at) => {
    const near = 1e-9 * scales[at]!;
    return value - lower[at]! <= near || upper[at]! - value <= near;
  });
  return { parameters, objective, iterations, converged, atBound };
}

/**
 * Solves A x = b for a symmetric positive definite A by Cholesky's factors. Undefined when A is not.
 *
 * @param matrix [n×n], read from its lower half
 */
export function solvePositive(matrix: Float64Array, right: Float64Array): Float64Array | undefined {
  const size = right.length;
  const factor = new Float64Array(size * size);
  const solution = Float64Array.from(right);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let rest = matrix[row * size + column]!;
      for (let k = 0; k < column; k++) rest -= factor[row * size + k]! * factor[column * size + k]!;
      if (row !== column) factor[row * size + column] = rest / factor[column * size + column]!;
      else if (rest > 0 && Number.isFinite(rest)) factor[row * size + row] = Math.sqrt(rest);
      else return undefined;
    }
  }
  for (let row = 0; row < size; row++) {
    for (let k = 0; k < row; k++) solution[row]! -= factor[row * size + k]! * solution[k]!;
    solution[row]! /= factor[row * size + row]!;
  }
  for (let row = size - 1; row >= 0; row--) {
    for (let k = row + 1; k < size; k++) solution[row]! -= factor[k * size + row]! * solution[k]!;
    solution[row]! /= factor[row * size + row]!;
  }
  return solution;
}

function checkProblem({ count, start, lower, upper, scales }: LeastSquaresProblem): void {
  assert(count >= 1 && start.length >= 1, "a fit needs at least one residual and one parameter");
  assert(
    [lower, upper, scales].every((list) => list.length === start.length),
    "start, bounds and scales must have the same length",
  );
  start.forEach((value, at) => {
    const [from, to] = [lower[at]!, upper[at]!];
    assert(value >= from && value <= to, `parameter ${at} must start in [${from}, ${to}]; have ${value}`);
    assert(scales[at]! > 0, `scale ${at} must be above 0; have ${scales[at]}`);
  });
}

/** Central differences, one-sided beside a bound. `jacobian` is [N×P]. */
function differentiate(problem: LeastSquaresProblem, parameters: Float64Array, jacobian: Float64Array): void {
  const { count, lower, upper, scales } = problem;
  const size = parameters.length;
  const point = Float64Array.from(parameters);
  const [ahead, behind] = [new Float64Array(count), new Float64Array(count)];
  for (let at = 0; at < size; at++) {
    const value = parameters[at]!;
    const step = differenceStep * Math.max(scales[at]!, Math.abs(value));
    const [from, to] = [Math.max(lower[at]!, value - step), Math.min(upper[at]!, value + step)];
    point[at] = to;
    problem.residuals(point, ahead);
    point[at] = from;
    problem.residuals(point, behind);
    point[at] = value;
    for (let row = 0; row < count; row++) {
      jacobian[row * size + at] = to > from ? (ahead[row]! - behind[row]!) / (to - from) : 0;
    }
  }
}

function normalEquations(jacobian: Float64Array, residuals: Float64Array, size: number) {
  const normal = new Float64Array(size * size);
  const gradient = new Float64Array(size);
  for (let row = 0; row < residuals.length; row++) {
    for (let i = 0; i < size; i++) {
      const value = jacobian[row * size + i]!;
      if (value === 0) continue;
      gradient[i]! += value * residuals[row]!;
      for (let j = 0; j <= i; j++) normal[i * size + j]! += value * jacobian[row * size + j]!;
    }
  }
  for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) normal[j * size + i] = normal[i * size + j]!;
  return { normal, gradient };
}

function freeParameters({ lower, upper }: LeastSquaresProblem, parameters: Float64Array, gradient: Float64Array) {
  const free: number[] = [];
  parameters.forEach((value, at) => {
    const held = (value <= lower[at]! && gradient[at]! >= 0) || (value >= upper[at]! && gradient[at]! <= 0);
    if (!held) free.push(at);
  });
  return free;
}

interface Damped {
  readonly free: readonly number[];
  readonly size: number;
  readonly damping: number;
}

function dampedStep(normal: Float64Array, gradient: Float64Array, { free, size, damping }: Damped): Float64Array {
  const matrix = new Float64Array(free.length * free.length);
  const largest = Math.max(...free.map((at) => normal[at * size + at]!), 1e-300);
  free.forEach((i, row) => {
    free.forEach((j, column) => {
      matrix[row * free.length + column] = normal[i * size + j]!;
    });
    matrix[row * free.length + row]! += damping * Math.max(normal[i * size + i]!, 1e-12 * largest);
  });
  const downhill = Float64Array.from(free, (at) => -gradient[at]!);
  return solvePositive(matrix, downhill) ?? downhill.fill(0);
}

/** What the linear model of the residuals promised for the step taken. */
function expectedDrop(
  normal: Float64Array,
  gradient: Float64Array,
  { parameters, trial }: { readonly parameters: Float64Array; readonly trial: Float64Array },
): number {
  const size = parameters.length;
  let drop = 0;
  for (let i = 0; i < size; i++) {
    const step = trial[i]! - parameters[i]!;
    drop -= 2 * gradient[i]! * step;
    for (let j = 0; j < size; j++) drop -= step * normal[i * size + j]! * (trial[j]! - parameters[j]!);
  }
  return drop;
}

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

function sumOfSquares(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value * value;
  return total;
}
