import { hasWings, type MoneynessRange, type Smile, smileAt, smileGrid, wingSlopesOf } from "./smile.ts";
import { durrleman, type SmileDerivatives } from "./svi.ts";

/** Rounding, not arbitrage. */
export const arbitrageTolerance = 1e-10;

/** What a smile of one expiry says about butterflies. */
export interface SmileArbitrage {
  /** Least value of Durrleman's function; below 0 some butterfly costs less than nothing. */
  readonly minDurrleman: number;
  /** Log-moneyness of that least value. */
  readonly minDurrlemanAt: number;
  /** Total variance per unit of log-moneyness; above 2 the wing pays more than the forward. */
  readonly leftWingSlope: number;
  readonly rightWingSlope: number;
  readonly isFree: boolean;
}

/** How far the earlier of two expiries lies above the later one. */
export interface CalendarArbitrage {
  /** Largest excess of total variance, 0 when the order holds. */
  readonly violation: number;
  /** Log-moneyness of the largest excess, or of the least distance where there is none. */
  readonly at: number;
  /** Whether a wing of the earlier smile is the steeper one, so that they cross somewhere. */
  readonly wingsCross: boolean;
  readonly isFree: boolean;
}

/**
 * Butterfly arbitrage of one smile over a grid, its local minima refined.
 *
 * @param range the quoted log-moneyness; formulas with wings are followed beyond it
 */
export function smileArbitrage(smile: Smile, range: MoneynessRange): SmileArbitrage {
  const { minDurrleman, minDurrlemanAt } = leastDurrleman((k) => smileAt(smile, k), smileGrid(smile, range));
  const { left, right } = wingSlopesOf(smile, range);
  const isFree = minDurrleman >= -arbitrageTolerance && Math.max(left, right) <= 2 + arbitrageTolerance;
  return { minDurrleman, minDurrlemanAt, leftWingSlope: left, rightWingSlope: right, isFree };
}

/** Least value of Durrleman's function of any total variance curve. A w of 0 or less counts as −1. */
export function leastDurrleman(at: (k: number) => SmileDerivatives, grid: readonly number[]) {
  const value = (k: number): number => {
    const smile = at(k);
    return smile.w > 0 ? durrleman(smile, k) : -1;
  };
  return least(value, grid);
}

function least(value: (k: number) => number, grid: readonly number[]) {
  const values = grid.map(value);
  let [minDurrleman, minDurrlemanAt] = [Number.POSITIVE_INFINITY, 0];
  const offer = (k: number, found: number): void => {
    if (found < minDurrleman) [minDurrleman, minDurrlemanAt] = [found, k];
  };
  values.forEach((found, at) => {
    offer(grid[at]!, found);
    const isLocal = found <= (values[at - 1] ?? found) && found <= (values[at + 1] ?? found);
    if (!isLocal || at === 0 || at === grid.length - 1) return;
    let [low, high] = [grid[at - 1]!, grid[at + 1]!];
    for (let step = 0; step < 40; step++) {
      const [a, b] = [low + (high - low) / 3, high - (high - low) / 3];
      const [first, second] = [value(a), value(b)];
      offer(a, first);
      offer(b, second);
      if (first < second) high = b;
      else low = a;
    }
  });
  return { minDurrleman, minDurrlemanAt };
}

/**
 * Calendar arbitrage between two smiles at equal log-moneyness.
 *
 * @param range the log-moneyness that both are quoted at; formulas with wings are followed beyond it
 */
export function calendarArbitrage(near: Smile, far: Smile, range: MoneynessRange): CalendarArbitrage {
  let [worst, at] = [Number.NEGATIVE_INFINITY, 0];
  for (const k of [...smileGrid(near, range), ...smileGrid(far, range)]) {
    const excess = smileAt(near, k).w - smileAt(far, k).w;
    if (excess > worst) [worst, at] = [excess, k];
  }
  const [before, after] = [wingSlopesOf(near, range), wingSlopesOf(far, range)];
  const steeper = before.left > after.left + arbitrageTolerance || before.right > after.right + arbitrageTolerance;
  const wingsCross = steeper && hasWings(near) && hasWings(far);
  const violation = Math.max(0, worst);
  return { violation, at, wingsCross, isFree: violation <= arbitrageTolerance && !wingsCross };
}
