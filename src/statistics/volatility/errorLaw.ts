/** A parameter of a law or of a variance model, and the box in which it is searched. */
export interface SearchedParameter {
  readonly name: string;
  readonly lower: number;
  readonly upper: number;
  readonly start: number;
  /** The size at which it matters, > 0. */
  readonly scale: number;
}

/** What a likelihood writes besides its value. */
export interface LikelihoodSlopes {
  /** [n] ∂ℓ/∂h_t with the residuals held. */
  readonly byVariance: Float64Array;
  /** [number of shapes] ∂ℓ/∂shape. */
  readonly byShape: Float64Array;
  /** Σ ∂ℓ/∂e_t with the variances held. */
  byResiduals: number;
}

/** ln f(z) = constant − w·ln(1 + τz²)/τ; where τ is 0, its limit constant − w·z². */
export interface PowerTail {
  readonly tail: number;
  readonly weight: number;
  readonly constant: number;
  /** By the one shape, of the constant, of the power w/τ and of τ; absent where there is no shape and τ is 0. */
  readonly slopes?: { readonly constant: number; readonly power: number; readonly tail: number };
}

/** A law of standardised errors: mean 0, variance 1, whatever its shape. */
export interface ErrorLaw {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  readonly shapes: readonly SearchedParameter[];
  /** z ↦ ln f(z), its constants computed once. */
  logDensity(shape: readonly number[]): (z: number) => number;
  /** Where the density is of this form, a likelihood of it runs in a kernel. */
  powerTail?(shape: ArrayLike<number>): PowerTail;
  /** P(Z ≤ z). */
  cdf(z: number, shape: readonly number[]): number;
  /** The shape of −Z; absent where the law is symmetric. */
  mirrored?(shape: readonly number[]): readonly number[];
  /** Where the density has a kink or a peak; integrals are split there. */
  mode(shape: readonly number[]): number;
  /**
   * Σ ln(f(e_t/√h_t)/√h_t), with its slopes.
   *
   * @param residuals [n] e_t
   * @param variances [≥ n] h_t > 0
   * @returns         −∞ or NaN where a number leaves the range of a double
   * @cost            n divisions and n/4 logarithms at least
   */
  logLikelihood(
    residuals: Float64Array,
    variances: Float64Array,
    shape: readonly number[],
    slopes: LikelihoodSlopes,
  ): number;
}
