import { exp } from "../../numerics/exponential.ts";
import { log } from "../../numerics/logarithm.ts";
import { type SabrParameters, sabrVolatility } from "./sabr.ts";
import { sameDeltaAt, sameDeltaWings } from "./sameDelta.ts";
import { type SsviParameters, ssviAt, ssviPhi } from "./ssvi.ts";
import { type SmileDerivatives, type SviParameters, sviAt } from "./svi.ts";

export interface SviSmile {
  readonly kind: "svi";
  readonly parameters: SviParameters;
}

export interface SsviSmile {
  readonly kind: "ssvi";
  /** At-the-money total variance of the expiry, > 0. */
  readonly theta: number;
  readonly parameters: SsviParameters;
}

export interface SabrSmile {
  readonly kind: "sabr";
  readonly parameters: SabrParameters;
  readonly forward: number;
  readonly years: number;
}

/** Straight lines of total variance between quotes, flat beyond the outermost. */
export interface LinearSmile {
  readonly kind: "linear";
  /** Strictly increasing. */
  readonly logMoneyness: readonly number[];
  readonly totalVariance: readonly number[];
}

/** Another smile slid along log-moneyness and scaled: w(k) = varianceFactor × w₀(k + slide). */
export interface SlidSmile {
  readonly kind: "slid";
  readonly of: Smile;
  readonly slide: number;
  /** > 0 */
  readonly varianceFactor: number;
}

/** Another smile with every volatility scaled at equal delta. @see sameDelta.ts */
export interface SameDeltaSmile {
  readonly kind: "same-delta";
  readonly of: Smile;
  /** > 0 */
  readonly volatilityFactor: number;
}

/** Total variance of one expiry over log-moneyness ln(K/F), as plain data. */
export type Smile = SviSmile | SsviSmile | SabrSmile | LinearSmile | SlidSmile | SameDeltaSmile;

/** An interval of log-moneyness. */
export interface MoneynessRange {
  readonly from: number;
  readonly to: number;
}

/** Total variance gained per unit of log-moneyness away from the money. */
export interface WingSlopes {
  readonly left: number;
  readonly right: number;
}

interface Shape<S extends Smile> {
  at(smile: S, k: number): SmileDerivatives;
  /** In the limit where the formula has one, else at the ends of `range`. */
  wingSlopes(smile: S, range: MoneynessRange): WingSlopes;
  /** Where the formula turns and over which width; undefined where it means nothing beyond its quotes. */
  turn(smile: S): { readonly center: number; readonly width: number } | undefined;
}

const shapes: { readonly [K in Smile["kind"]]: Shape<Extract<Smile, { kind: K }>> } = {
  svi: {
    at: ({ parameters }, k) => sviAt(parameters, k),
    wingSlopes: ({ parameters: { b, rho } }) => ({ left: b * (1 - rho), right: b * (1 + rho) }),
    turn: ({ parameters: { m, sigma } }) => ({ center: m, width: sigma }),
  },
  ssvi: {
    at: ({ parameters, theta }, k) => ssviAt(parameters, theta, k),
    wingSlopes: ({ parameters, theta }) => {
      const half = (theta / 2) * ssviPhi(parameters, theta);
      return { left: half * (1 - parameters.rho), right: half * (1 + parameters.rho) };
    },
    turn: ({ parameters, theta }) => {
      const phi = ssviPhi(parameters, theta);
      return { center: -parameters.rho / phi, width: Math.sqrt(1 - parameters.rho * parameters.rho) / phi };
    },
  },
  sabr: { at: sabrAt, wingSlopes: slopesAtEnds, turn: () => undefined },
  linear: { at: linearAt, wingSlopes: slopesAtEnds, turn: () => undefined },
  slid: {
    at({ of, slide, varianceFactor }, k) {
      const { w, slope, curvature } = smileAt(of, k + slide);
      return { w: varianceFactor * w, slope: varianceFactor * slope, curvature: varianceFactor * curvature };
    },
    wingSlopes({ of, slide, varianceFactor }, { from, to }) {
      const { left, right } = wingSlopesOf(of, { from: from + slide, to: to + slide });
      return { left: varianceFactor * left, right: varianceFactor * right };
    },
    turn({ of, slide }) {
      const turn = shapeOf(of).turn(of);
      return turn && { center: turn.center - slide, width: turn.width };
    },
  },
  "same-delta": {
    at: ({ of, volatilityFactor }, k) => sameDeltaAt((u) => smileAt(of, u), volatilityFactor, k),
    wingSlopes({ of, volatilityFactor }, { from, to }) {
      const own = wingSlopesOf(of, { from: from / volatilityFactor, to: to / volatilityFactor });
      return sameDeltaWings(own, volatilityFactor);
    },
    turn({ of, volatilityFactor }) {
      const turn = shapeOf(of).turn(of);
      return turn && { center: volatilityFactor * turn.center, width: volatilityFactor * turn.width };
    },
  },
};

const shapeOf = (smile: Smile): Shape<Smile> => shapes[smile.kind] as Shape<Smile>;

/** Total variance and its derivatives to log-moneyness. */
export const smileAt = (smile: Smile, k: number): SmileDerivatives => shapeOf(smile).at(smile, k);

/** Lee: neither may exceed 2. */
export const wingSlopesOf = (smile: Smile, range: MoneynessRange): WingSlopes =>
  shapeOf(smile).wingSlopes(smile, range);

/** Whether the formula means something beyond its quotes, out to straight wings. */
export const hasWings = (smile: Smile): boolean => shapeOf(smile).turn(smile) !== undefined;

const gridSteps = 240;
const turnSteps = 80;
/** sinh(6) = 202 widths of the turn away, a smile is its wings. */
const turnReach = 6;

/** Where a smile is looked at: evenly over the range, and, where the formula goes beyond it, densely around its turn. */
export function smileGrid(smile: Smile, { from, to }: MoneynessRange): number[] {
  const grid = Array.from({ length: gridSteps + 1 }, (_, step) => from + ((to - from) * step) / gridSteps);
  const turn = shapeOf(smile).turn(smile);
  if (turn !== undefined) {
    for (let step = 0; step <= turnSteps; step++) {
      const at = exp(turnReach * ((2 * step) / turnSteps - 1));
      grid.push(turn.center + (turn.width * (at - 1 / at)) / 2);
    }
  }
  return grid.sort((a, b) => a - b);
}

/** Hagan's formula has no short derivative: central differences, wide enough for the digits it loses near the money. */
function sabrAt({ parameters, forward, years }: SabrSmile, k: number): SmileDerivatives {
  const step = 2e-3 * Math.max(1e-6, parameters.alpha * Math.sqrt(years) * exp((parameters.beta - 1) * log(forward)));
  const varianceAt = (at: number): number => {
    const volatility = sabrVolatility(parameters, { forward, strike: forward * exp(at), years });
    return volatility * volatility * years;
  };
  const [below, w, above] = [varianceAt(k - step), varianceAt(k), varianceAt(k + step)];
  return { w, slope: (above - below) / (2 * step), curvature: (above - 2 * w + below) / (step * step) };
}

function linearAt({ logMoneyness, totalVariance }: LinearSmile, k: number): SmileDerivatives {
  const last = logMoneyness.length - 1;
  const next = logMoneyness.findIndex((node) => node > k);
  if (next === 0) return { w: totalVariance[0]!, slope: 0, curvature: 0 };
  if (next < 0) return { w: totalVariance[last]!, slope: 0, curvature: 0 };
  const [near, far] = [logMoneyness[next - 1]!, logMoneyness[next]!];
  const slope = (totalVariance[next]! - totalVariance[next - 1]!) / (far - near);
  return { w: totalVariance[next - 1]! + slope * (k - near), slope, curvature: 0 };
}

function slopesAtEnds(smile: Smile, { from, to }: MoneynessRange): WingSlopes {
  return { left: -smileAt(smile, from).slope, right: smileAt(smile, to).slope };
}
