/** Raw SVI: total variance of one expiry as w(k) = a + b(ρ(k − m) + √((k − m)² + σ²)), k the log-moneyness ln(K/F). */
export interface SviParameters {
  /** Level, any sign; total variance. */
  readonly a: number;
  /** Slope of the wings, ≥ 0. */
  readonly b: number;
  /** Skew, in (−1, 1). */
  readonly rho: number;
  /** Where the smile turns, log-moneyness. */
  readonly m: number;
  /** Roundness of the turn, > 0. */
  readonly sigma: number;
}

/** Total variance and its first two derivatives to log-moneyness. */
export interface SmileDerivatives {
  readonly w: number;
  readonly slope: number;
  readonly curvature: number;
}

/** @source J. Gatheral, A. Jacquier, Arbitrage-free SVI volatility surfaces, Quantitative Finance 14 (2014) */
export function sviAt({ a, b, rho, m, sigma }: SviParameters, k: number): SmileDerivatives {
  const x = k - m;
  const root = Math.sqrt(x * x + sigma * sigma);
  return {
    w: a + b * (rho * x + root),
    slope: b * (rho + x / root),
    curvature: (b * sigma * sigma) / (root * root * root),
  };
}

/** The least total variance of the smile. */
export const sviMinimum = ({ a, b, rho, sigma }: SviParameters): number => a + b * sigma * Math.sqrt(1 - rho * rho);

/** Lee: a wing steeper than 2 pays more than the forward. */
export const sviWithinLee = ({ b, rho }: SviParameters): boolean => b * (1 + Math.abs(rho)) <= 2;

/**
 * Durrleman's function. The implied density is proportional to it, so below 0 a butterfly costs less than nothing.
 *
 * @param k log-moneyness
 */
export function durrleman({ w, slope, curvature }: SmileDerivatives, k: number): number {
  const lean = 1 - (k * slope) / (2 * w);
  return lean * lean - (slope * slope * (1 / w + 0.25)) / 4 + curvature / 2;
}

/** The same smile in numbers that a trader reads; rates per year, slopes over the root of total variance. */
export interface JumpWings {
  /** At-the-money variance per year. */
  readonly v: number;
  /** Skew at the money. */
  readonly psi: number;
  /** Slope of the put wing. */
  readonly p: number;
  /** Slope of the call wing. */
  readonly c: number;
  /** Least variance per year. */
  readonly vTilde: number;
}

/** @param years to expiry, > 0 */
export function jumpWingsOf(parameters: SviParameters, years: number): JumpWings {
  const { b, rho, m, sigma } = parameters;
  const { w } = sviAt(parameters, 0);
  const root = Math.sqrt(w);
  return {
    v: w / years,
    psi: (b / (2 * root)) * (rho - m / Math.sqrt(m * m + sigma * sigma)),
    p: (b * (1 - rho)) / root,
    c: (b * (1 + rho)) / root,
    vTilde: sviMinimum(parameters) / years,
  };
}

/**
 * The nearest smile of the SSVI family with the same v, ψ and p: free of butterflies where its conditions hold.
 *
 * @source Gatheral & Jacquier (2014), section 5.1: c′ = p + 2ψ, ṽ′ = 4vpc′/(p + c′)²
 */
export function withoutButterfly({ v, psi, p }: JumpWings): JumpWings {
  const c = p + 2 * psi;
  return { v, psi, p, c, vTilde: (4 * v * p * c) / ((p + c) * (p + c)) };
}
