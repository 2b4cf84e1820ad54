import { assertColumn } from "./assertColumn.ts";
import { assertBlack76Columns, type Black76Columns, type Black76RowTerms, deviationMin } from "./black76Row.ts";
import { boundedExp, denominator, exponentMin, numerator, tailEnd } from "./normalTails.ts";

/** Undiscounted value and derivatives of one option; every array has shape [S]. T is `root`². */
export interface Black76GreeksColumns {
  /** Price units of the strike, ≥ 0: the bits of `black76Row`. */
  readonly values: Float64Array;
  /** ∂V/∂F */
  readonly deltas: Float64Array;
  /** ∂²V/∂F² */
  readonly gammas: Float64Array;
  /** ∂V/∂σ */
  readonly vegas: Float64Array;
  /** −∂V/∂T */
  readonly thetas: Float64Array;
  /** ∂²V/∂F∂σ */
  readonly vannas: Float64Array;
  /** ∂²V/∂σ² */
  readonly volgas: Float64Array;
  /** −∂²V/∂F∂T */
  readonly charms: Float64Array;
}

/** Columns for so many scenarios. */
export function black76GreeksColumns(count: number): Black76GreeksColumns {
  const column = (): Float64Array => new Float64Array(count);
  return {
    values: column(),
    deltas: column(),
    gammas: column(),
    vegas: column(),
    thetas: column(),
    vannas: column(),
    volgas: column(),
    charms: column(),
  };
}

/**
 * `black76Row` with all that its one exponential gives besides. The reference of `wasm/black76Greeks.ts`, operation by
 * operation, so that both give the same bits. Where σ·root is below `deviationMin` the delta is that of the intrinsic
 * value, and the other derivatives are 0.
 *
 * @param out filled
 * @returns   values as `black76Row`; deltas within 2e-15; gammas, vegas and thetas within 1e-12 of themselves; vannas,
 *            volgas and charms, which cancel where d1 or d2 is 0, within 1e-12 of what they would be with
 *            |ln(F(s)/K)|/(σ√T) + σ√T in the place of d1 and of d2
 * @throws    InvariantError when a column is shorter than `out.values`
 * @cost      S × one exponential and two divisions; no logarithm, no square root
 * @source    F. Black (1976), differentiated
 */
export function black76GreeksRow(terms: Black76RowTerms, columns: Black76Columns, out: Black76GreeksColumns): void {
  const { strike, moneyness, root } = terms;
  const { forwards, logRatios, volatilities, inverses } = columns;
  const { values, deltas, gammas, vegas, thetas, vannas, volgas, charms } = out;
  assertGreeksColumns(columns, out);
  const sign = terms.optionType === "call" ? 1 : -1;
  const [inverseStrike, inverseRoot] = [1 / strike, 1 / root];
  const halfInverseRoot = 0.5 * inverseRoot;
  const halfInverseYears = halfInverseRoot * inverseRoot;
  for (let s = 0; s < values.length; s++) {
    const forward = forwards[s]!;
    const volatility = volatilities[s]!;
    const inverseVolatility = inverses[s]!;
    const deviation = volatility * root;
    const inverseDeviation = inverseVolatility * inverseRoot;
    const center = (logRatios[s]! + moneyness) * inverseDeviation;
    const near = center + 0.5 * deviation;
    const far = near - deviation;
    const exponent = -0.5 * near * near;
    const density = boundedExp(exponent);
    const farDensity = density * (forward * inverseStrike);
    const nearSize = Math.min(Math.abs(near), tailEnd);
    const farSize = Math.min(Math.abs(far), tailEnd);
    const nearBelow = denominator(nearSize);
    const farBelow = denominator(farSize);
    const inverse = 1 / (nearBelow * farBelow);
    const nearTail = density * numerator(nearSize) * (farBelow * inverse);
    const farTail = farDensity * numerator(farSize) * (nearBelow * inverse);
    const nearShare = sign * near < 0 ? nearTail : 1 - nearTail;
    const farShare = sign * far < 0 ? farTail : 1 - farTail;
    const value = sign * (forward * nearShare - strike * farShare);
    const intrinsic = sign * (forward - strike);
    const isSure = deviation < deviationMin;
    values[s] = Math.max(isSure ? intrinsic : value, 0);
    deltas[s] = isSure ? (intrinsic > 0 ? sign : 0) : sign * nearShare;
    // Beyond the exponential's reach there is no density; one that is no number stays none.
    const reached = exponent < exponentMin ? 0 : density * inverseRootTwoPi;
    const normal = Number.isNaN(near) ? near : reached;
    const vega = forward * normal * root;
    const perVolatility = far * inverseVolatility;
    gammas[s] = isSure ? 0 : (normal * inverseDeviation) / forward;
    vegas[s] = isSure ? 0 : vega;
    thetas[s] = isSure ? 0 : -(forward * normal * (volatility * halfInverseRoot));
    vannas[s] = isSure ? 0 : -(normal * perVolatility);
    volgas[s] = isSure ? 0 : vega * near * perVolatility;
    charms[s] = isSure ? 0 : normal * far * halfInverseYears;
  }
}

/** @throws InvariantError when a column, given or filled, is shorter than that of the values */
export function assertGreeksColumns(columns: Black76Columns, out: Black76GreeksColumns): void {
  const count = out.values.length;
  assertBlack76Columns(columns, count);
  assertColumn(out.deltas, count, "deltas");
  assertColumn(out.gammas, count, "gammas");
  assertColumn(out.vegas, count, "vegas");
  assertColumn(out.thetas, count, "thetas");
  assertColumn(out.vannas, count, "vannas");
  assertColumn(out.volgas, count, "volgas");
  assertColumn(out.charms, count, "charms");
}

const inverseRootTwoPi = 0.3989422804014327;
