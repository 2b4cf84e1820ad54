import { assert } from "../numerics/assert.ts";
import { assertColumn } from "./assertColumn.ts";

/**
 * Rows of a state, two lanes each: lane l of row k is number 2k + l.
 *
 * `residual` is minus half of the slope by the mean; `tail` and `weight` are τ and w of the law, ln f(z) falling as
 * w·ln(1 + τz²)/τ, or as w·z² where τ is 0.
 */
export const garchPlaces = {
  // Read.
  mean: 0,
  omega: 1,
  alpha: 2,
  beta: 3,
  gamma: 4,
  tail: 5,
  weight: 6,
  // Carried on: h of the next return, and its slopes.
  variance: 7,
  varianceByOmega: 8,
  varianceByAlpha: 9,
  varianceByBeta: 10,
  varianceByGamma: 11,
  varianceByResidual: 12,
  // Added to: the slopes of ℓ through the variances.
  byOmega: 13,
  byAlpha: 14,
  byBeta: 15,
  byGamma: 16,
  byResidual: 17,
  /** Σ e/(h + τe²) and Σ e²/(h + τe²). */
  residuals: 18,
  squares: 19,
  /** Π h and Π (h + τe²), each a number and how many times 2^256 were taken out of it. */
  variances: 20,
  variancesTaken: 21,
  wholes: 22,
  wholesTaken: 23,
  /** The least h. */
  least: 24,
} as const;

/** Numbers of a state. */
export const garchStateLength = 50;

const [tiny, huge] = [2 ** -256, 2 ** 256];

/**
 * What the likelihood of h_(t+1) = ω + (α + γ·[e_t < 0])·e_t² + β·h_t and its slopes are made of, for two series at once,
 * each with parameters of its own. What happens in one lane changes no bit of the other.
 *
 * @param state  shape [25×2], as `garchPlaces` names its rows; moved on by all returns
 * @param first  shape [n], the returns of lane 0
 * @param second shape [n], the returns of lane 1; may be the same array
 * @throws InvariantError when the state is too short or the series differ in length
 * @cost   10 ns a return of both as vectors, some 35 as the reference
 * @source slopes by differentiating the recursion: G. Fiorentini, G. Calzolari, L. Panattoni, J. Applied Econometrics 11
 *         (1996)
 */
export function garchSums(state: Float64Array, first: Float64Array, second: Float64Array): void {
  assertSeries(state, first, second);
  moveLane(state, 0, first);
  moveLane(state, 1, second);
}

export function assertSeries(state: Float64Array, first: Float64Array, second: Float64Array): void {
  assertColumn(state, garchStateLength, "state");
  if (first.length !== second.length)
    assert(false, `both series must be of one length; have ${first.length} and ${second.length}`);
}

function moveLane(state: Float64Array, lane: 0 | 1, returns: Float64Array): void {
  const row = (place: number): number => state[2 * place + lane]!;
  const put = (place: number, value: number): void => {
    state[2 * place + lane] = value;
  };
  const at = garchPlaces;
  const [mean, omega, alpha, beta, gamma] = [row(at.mean), row(at.omega), row(at.alpha), row(at.beta), row(at.gamma)];
  const [tail, weight] = [row(at.tail), row(at.weight)];
  let [h, hOmega, hAlpha] = [row(at.variance), row(at.varianceByOmega), row(at.varianceByAlpha)];
  let [hBeta, hGamma, hResidual] = [row(at.varianceByBeta), row(at.varianceByGamma), row(at.varianceByResidual)];
  let [byOmega, byAlpha, byBeta] = [row(at.byOmega), row(at.byAlpha), row(at.byBeta)];
  let [byGamma, byResidual, residuals, squares] = [
    row(at.byGamma),
    row(at.byResidual),
    row(at.residuals),
    row(at.squares),
  ];
  let [variances, variancesTaken, wholes, wholesTaken] = [
    row(at.variances),
    row(at.variancesTaken),
    row(at.wholes),
    row(at.wholesTaken),
  ];
  let least = row(at.least);
  for (let t = 0; t < returns.length; t++) {
    const e = returns[t]! - mean;
    const square = e * e;
    const whole = h + square * tail;
    // One division for both: 1/h and 1/(h + τe²).
    const inverse = 1 / (h * whole);
    const inverseWhole = h * inverse;
    const slope = (weight * square - 0.5 * whole) * inverse;
    residuals += e * inverseWhole;
    squares += square * inverseWhole;
    variances *= h;
    wholes *= whole;
    if (h < least) least = h;
    byOmega += slope * hOmega;
    byAlpha += slope * hAlpha;
    byBeta += slope * hBeta;
    byGamma += slope * hGamma;
    byResidual += slope * hResidual;
    const isFall = e < 0;
    const news = (alpha + (isFall ? gamma : 0)) * e;
    hOmega = 1 + beta * hOmega;
    hAlpha = square + beta * hAlpha;
    hBeta = h + beta * hBeta;
    hGamma = (isFall ? square : 0) + beta * hGamma;
    hResidual = news + beta * hResidual;
    h = omega + news * e + beta * h;
    if ((t & 3) === 3) {
      // A power of two takes no digit: one logarithm at the end serves all factors.
      const [lift, wholeLift] = [liftOf(variances), liftOf(wholes)];
      variances *= lift;
      variancesTaken -= givenBy(lift);
      wholes *= wholeLift;
      wholesTaken -= givenBy(wholeLift);
    }
  }
  put(at.variance, h);
  put(at.varianceByOmega, hOmega);
  put(at.varianceByAlpha, hAlpha);
  put(at.varianceByBeta, hBeta);
  put(at.varianceByGamma, hGamma);
  put(at.varianceByResidual, hResidual);
  put(at.byOmega, byOmega);
  put(at.byAlpha, byAlpha);
  put(at.byBeta, byBeta);
  put(at.byGamma, byGamma);
  put(at.byResidual, byResidual);
  put(at.residuals, residuals);
  put(at.squares, squares);
  put(at.variances, variances);
  put(at.variancesTaken, variancesTaken);
  put(at.wholes, wholes);
  put(at.wholesTaken, wholesTaken);
  put(at.least, least);
}

const liftOf = (product: number): number => (product > huge ? tiny : product < tiny ? huge : 1);
/** How many times 2^256 a lift gave to a product; taken away from a count, 0 leaves a zero of either sign. */
const givenBy = (lift: number): number => (lift > 1 ? 1 : lift < 1 ? -1 : 0);
