/**
 * P&L of an account over the moves of one coin, reporting currency: `x` the share by which its price moves, `u` the size of
 * the volatility move, `s` the share of the horizon that passes. Second order in x and u, first order in s.
 */
export interface Expansion {
  /** Of x. */
  readonly delta: number;
  /** Of x²/2. */
  readonly gamma: number;
  /** Of u. */
  readonly vega: number;
  /** Of x·u. */
  readonly vanna: number;
  /** Of u²/2. */
  readonly volga: number;
  /** Of s. */
  readonly theta: number;
  /** Of x·s. */
  readonly charm: number;
}

/** Expansions of holdings added up, in the order given. */
export class ExpansionSum implements Expansion {
  delta = 0;
  gamma = 0;
  vega = 0;
  vanna = 0;
  volga = 0;
  theta = 0;
  charm = 0;

  add(one: Expansion, quantity: number): void {
    this.delta += quantity * one.delta;
    this.gamma += quantity * one.gamma;
    this.vega += quantity * one.vega;
    this.vanna += quantity * one.vanna;
    this.volga += quantity * one.volga;
    this.theta += quantity * one.theta;
    this.charm += quantity * one.charm;
  }

  isZero(): boolean {
    const { delta, gamma, vega, vanna, volga, theta, charm } = this;
    return [delta, gamma, vega, vanna, volga, theta, charm].every((one) => one === 0);
  }
}

/** How far each may move, ≥ 0. */
export interface MoveBounds {
  readonly priceDown: number;
  readonly priceUp: number;
  readonly volatilityDown: number;
  readonly volatilityUp: number;
}

/** A point of the box: x, u and s. */
export interface BoxMove {
  readonly price: number;
  readonly volatility: number;
  readonly time: number;
}

export interface WorstMove extends BoxMove {
  readonly pnl: number;
}

/** The P&L of a move. */
export const pnlOf = (expansion: Expansion, { price: x, volatility: u, time: s }: BoxMove): number => {
  const { delta, gamma, vega, vanna, volga, theta, charm } = expansion;
  return delta * x + 0.5 * gamma * x * x + vega * u + vanna * x * u + 0.5 * volga * u * u + (theta + charm * x) * s;
};

/**
 * The least P&L over the box, found exactly. For a given x the expansion is straight in s, so the least lies at s = 0 or
 * s = 1; at each it is a quadratic over a rectangle, whose least lies at a corner, where an edge is level, or where the
 * whole is level inside. These are at most nine points a time: all are tried, and staying where one is too.
 *
 * @returns a P&L ≤ 0: no move is a point of the box
 */
export function worstMove(expansion: Expansion, bounds: MoveBounds): WorstMove {
  let worst: WorstMove = { price: 0, volatility: 0, time: 0, pnl: 0 };
  for (const time of [0, 1]) {
    for (const [price, volatility] of levelPoints(expansion, bounds, time)) {
      const pnl = pnlOf(expansion, { price, volatility, time });
      if (pnl < worst.pnl) worst = { price, volatility, time, pnl };
    }
  }
  return worst;
}

type Point = readonly [x: number, u: number];

function levelPoints(expansion: Expansion, bounds: MoveBounds, time: number): Point[] {
  const { gamma, vega, vanna, volga } = expansion;
  const slope = expansion.delta + expansion.charm * time;
  const prices: Range = [-bounds.priceDown, bounds.priceUp];
  const volatilities: Range = [-bounds.volatilityDown, bounds.volatilityUp];
  const points: Point[] = prices.flatMap((x) => volatilities.map((u): Point => [x, u]));
  // Where an edge bends down its level point is its highest.
  if (gamma > 0) {
    for (const u of volatilities) points.push([-(slope + vanna * u) / gamma, u]);
  }
  if (volga > 0) {
    for (const x of prices) points.push([x, -(vega + vanna * x) / volga]);
  }
  const determinant = gamma * volga - vanna * vanna;
  if (gamma > 0 && determinant > 0) {
    points.push([(vanna * vega - volga * slope) / determinant, (vanna * slope - gamma * vega) / determinant]);
  }
  return points.filter(([x, u]) => isWithin(x, prices) && isWithin(u, volatilities));
}

type Range = readonly [low: number, high: number];

const isWithin = (value: number, [low, high]: Range): boolean => value >= low && value <= high;
