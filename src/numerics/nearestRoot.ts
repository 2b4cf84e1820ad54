import { exp } from "./exponential.ts";

/** The first step of the search and how much longer each next one is, logarithms of x. */
const firstStep = 0.01;
const stepGrowth = 1.05;
/** Logarithms of the least and the greatest x tried: a billionth, a million. */
const reach = { below: 20.7, above: 13.8 } as const;

/**
 * The root nearest to 1 on one side of it, over positive x.
 *
 * Steps outwards until the sign changes, then closes in. Between two steps, one percent apart near 1 and more further off,
 * a function that changes its sign twice is not seen to.
 *
 * @param f    continuous, or with jumps; 0 and signs are all that is read outside the last step; NaN where it means nothing
 *             any more, which ends the search
 * @param side where to look; a root at 1 itself is the answer on both
 * @returns    x, or null where no sign changes down to a billionth or up to a million; at a jump the end nearer to 0
 * @cost       up to 90 values to find the step, mostly fewer than 10 to close in; one on a straight piece
 */
export function nearestRoot(f: (x: number) => number, side: "below" | "above"): number | null {
  const end = reach[side];
  const direction = side === "below" ? -1 : 1;
  let known: Point = { x: 1, value: f(1) };
  if (known.value === 0) return 1;
  let [near, step] = [0, firstStep];
  while (near < end) {
    near = Math.min(end, near + step);
    step *= stepGrowth;
    const x = exp(direction * near);
    const there = { x, value: f(x) };
    if (Number.isNaN(there.value)) return null;
    if (there.value === 0) return x;
    if (there.value > 0 !== known.value > 0) return rootBetween(f, known, there);
    known = there;
  }
  return null;
}

interface Point {
  readonly x: number;
  readonly value: number;
}

const iterationsMax = 200;

/**
 * The root between two points of opposite sign: the chord's, an end that stays halved in weight (Illinois), until the ends
 * meet. On one straight piece the first chord is exact.
 *
 * @source M. Dowell, P. Jarratt, A modified regula falsi method for computing the root of an equation, BIT 11 (1971)
 */
function rootBetween(f: (x: number) => number, first: Point, second: Point): number {
  let [low, high] = first.x < second.x ? [first, second] : [second, first];
  let weights = { low: 1, high: 1 };
  for (let k = 0; k < iterationsMax; k++) {
    const [a, b] = [low.value * weights.low, high.value * weights.high];
    const chord = low.x - (a * (high.x - low.x)) / (b - a);
    // Every fourth step halves, so that a jump is closed in on as well.
    const middle = low.x + (high.x - low.x) / 2;
    const x = k % 4 === 3 || !(chord > low.x && chord < high.x) ? middle : chord;
    if (x <= low.x || x >= high.x) break;
    const there = { x, value: f(x) };
    if (there.value === 0) return x;
    const isLow = there.value > 0 === low.value > 0;
    weights = isLow ? { low: 1, high: weights.high / 2 } : { low: weights.low / 2, high: 1 };
    [low, high] = isLow ? [there, high] : [low, there];
  }
  return Math.abs(low.value) <= Math.abs(high.value) ? low.x : high.x;
}
