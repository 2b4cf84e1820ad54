import type { SearchedParameter } from "./errorLaw.ts";

/**
 * What stands for the past before the first return. It changes every number after it, so it is stated and kept with the
 * estimates.
 *
 * - `mean-square`: the first variance is the mean square of all residuals, as rugarch has it.
 * - `one-step`: square and variance before the first return are that mean square, and the recursion takes one step, as
 *   Fiorentini, Calzolari and Panattoni (1996) and fGarch have it.
 * - `backcast`: one step likewise, from the exponentially weighted mean of the first squares about the mean return.
 * - `variance`: the first variance is given, in the square of the unit of the returns.
 */
export type VarianceStart =
  | { readonly rule: "mean-square" }
  | { readonly rule: "one-step" }
  | { readonly rule: "backcast"; readonly decay: number; readonly count: number }
  | { readonly rule: "variance"; readonly variance: number };

/** A start as a recursion takes it. */
export interface StartLevel {
  /** Whether `level` is the first variance itself, or what came before the first return. */
  readonly at: "first" | "before";
  readonly level: number;
  /** Σ|e|^δ/n is the level of a model in powers of the deviation. */
  readonly isMeanOfResiduals: boolean;
}

export interface Recursion {
  /** [n] returns less their mean. */
  readonly residuals: Float64Array;
  /** The variance model's own parameters, in its order. */
  readonly theta: readonly number[];
  readonly start: StartLevel;
  /** E|Z| of the law; 0 unless the model reads it. */
  readonly absoluteMean: number;
}

export interface VariancePath {
  /** [n + 1] h_t, the last one the forecast after all returns. */
  readonly variances: Float64Array;
  /** [n + 1] what the recursion itself carries where that is not h: ln h, σ^δ, or the long-run component. */
  readonly states: Float64Array;
}

/** What is known before a step: its variance, and what the recursion carries besides. */
export interface RecursionState {
  variance: number;
  state: number;
}

/** Slopes that an adjoint pass adds to. */
export interface RecursionSlopes {
  readonly theta: Float64Array;
  /** ∂ℓ/∂ of a common shift of all residuals. */
  byResiduals: number;
  byAbsoluteMean: number;
}

/** What the law contributes to the expected news. */
export interface NewsMoments {
  /** E g(Z). */
  readonly mean: (g: (z: number) => number) => number;
}

/** How a conditional variance follows from past returns. */
export interface VarianceModel {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  readonly parameters: readonly SearchedParameter[];
  /** Whether h_(t+1) = ω + (α + γ[e_t < 0]) e_t² + β h_t, its parameters ω, α, β and, if any, γ: a kernel knows it. */
  readonly isRecursionOfSquares?: true;
  /** Whether E|Z| of the law enters the recursion. */
  readonly readsAbsoluteMean: boolean;
  /** Whether the likelihood has a kink in the mean at every return, so that no slope need be flat at its top. */
  readonly hasKinks?: true;
  /** The persistence that holds by definition; `beta` then follows from the others. */
  readonly fixedPersistence?: number;
  /** The parameter that alone is the persistence; where there is none, `beta` is one of its terms. */
  readonly persistenceParameter?: string;
  /** Beside such a parameter, a persistence of its own in which `beta` is a term: a bound on one is a bound on both. */
  shortRunPersistence?(theta: readonly number[]): number;
  /**
   * [P×P] what one return of deviation 1 usually tells of the parameters, minus the mean second derivative of its
   * likelihood. It shortens a search and decides nothing.
   */
  readonly typicalInformation?: readonly number[];
  /** Writes h and the states. A variance that is not positive is written as NaN. */
  filter(recursion: Recursion, path: VariancePath): void;
  /** One step of the same recursion from a residual: `at` becomes what is known for the next. To the bits of `filter`. */
  step(theta: readonly number[], at: RecursionState, residual: number, absoluteMean: number): void;
  /**
   * The slopes of ℓ by everything that the recursion read.
   *
   * @param byVariance [n] ∂ℓ/∂h_t with all else held; overwritten
   */
  adjoint(recursion: Recursion, path: VariancePath, byVariance: Float64Array, slopes: RecursionSlopes): void;
  /** Share of a shock to the variance that is expected to be left after one step; at 1 and above there is no long run. */
  persistence(theta: readonly number[], news: NewsMoments): number;
  /** The variance that the model returns to, or null where it returns to none. */
  unconditionalVariance(theta: readonly number[], news: NewsMoments): number | null;
  /** [steps] expected variances from the one known for the next step on; without correction for convexity where the recursion is not in h. */
  forecast(theta: readonly number[], news: NewsMoments, next: Readonly<RecursionState>, steps: number): Float64Array;
  /** The parameters as they are when returns are multiplied by `factor`. */
  rescaled(theta: readonly number[], factor: number): number[];
}
