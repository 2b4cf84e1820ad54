import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { partsOf } from "./partsNote.ts";
import { type Expansion, ExpansionSum, pnlOf, worstMove } from "./worstMove.ts";

const none: Expansion = { delta: 0, gamma: 0, vega: 0, vanna: 0, volga: 0, theta: 0, charm: 0 };
const bounds = { priceDown: 0.1, priceUp: 0.2, volatilityDown: 0.2, volatilityUp: 0.3 };

const coefficient = fc.oneof(fc.constant(0), fc.double({ min: -1000, max: 1000, noNaN: true }));
const anyExpansion: fc.Arbitrary<Expansion> = fc.record({
  delta: coefficient,
  gamma: coefficient,
  vega: coefficient,
  vanna: coefficient,
  volga: coefficient,
  theta: coefficient,
  charm: coefficient,
});
const side = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1, noNaN: true }));
const anyBounds = fc.record({ priceDown: side, priceUp: side, volatilityDown: side, volatilityUp: side });
const share = fc.double({ min: 0, max: 1, noNaN: true });

const sumOf = (...held: readonly (readonly [one: Expansion, quantity: number])[]): Expansion => {
  const sum = new ExpansionSum();
  for (const [one, quantity] of held) sum.add(one, quantity);
  return sum;
};

describe("the worst move of the box, by hand", () => {
  test("long delta alone loses delta times the fall, short delta times the rise", () => {
    expect(worstMove({ ...none, delta: 1000 }, bounds)).toEqual({
      price: -0.1,
      volatility: 0.2 * -1,
      time: 0,
      pnl: -100,
    });
    expect(worstMove({ ...none, delta: -1000 }, bounds)).toMatchObject({ price: 0.2, pnl: -200 });
  });

  test("long gamma with delta is worst inside: at −delta/gamma it loses delta²/(2·gamma)", () => {
    // 30·x + ½·1000·x²: level at x = −0.03, where it is −0.9 + 0.45 = −0.45.
    const worst = worstMove({ ...none, delta: 30, gamma: 1000 }, bounds);
    expect(worst.price).toBeCloseTo(-0.03, 12);
    expect(worst.pnl).toBeCloseTo(-0.45, 12);
  });

  test("price and volatility are level together inside", () => {
    // 20x + 200x²/2·… with gamma 400, volga 100, vanna 100: 400x + 100u = −20, 100x + 100u = −10: x = −1/30, u = −1/15.
    const worst = worstMove({ ...none, delta: 20, gamma: 400, vega: 10, volga: 100, vanna: 100 }, bounds);
    expect(worst.price).toBeCloseTo(-1 / 30, 12);
    expect(worst.volatility).toBeCloseTo(-1 / 15, 12);
    // Half the slopes times the point: ½·(20·(−1/30) + 10·(−1/15)) = −2/3.
    expect(worst.pnl).toBeCloseTo(-2 / 3, 12);
  });

  test("vanna alone loses most where price and volatility part at their furthest corner", () => {
    // 100·x·u with x to +0.2 and u to −0.2 is −4, with x to −0.1 and u to +0.3 is −3.
    expect(worstMove({ ...none, vanna: 100 }, bounds)).toMatchObject({ price: 0.2, volatility: -0.2, pnl: -4 });
  });

  test("time passes only where it costs: decay is charged and never lent", () => {
    expect(worstMove({ ...none, theta: -7 }, bounds)).toMatchObject({ time: 1, pnl: -7 });
    expect(worstMove({ ...none, theta: 7 }, bounds)).toEqual({ price: 0, volatility: 0, time: 0, pnl: 0 });
  });

  test("charm counts with the price that it goes with", () => {
    // 100·x·s is least at x = −0.1 and s = 1.
    expect(worstMove({ ...none, charm: 100 }, bounds)).toMatchObject({ price: -0.1, time: 1, pnl: -10 });
  });
});

describe("for every expansion and box", () => {
  test("no point of the box is worse, and the point found has the P&L stated", () => {
    fc.assert(
      fc.property(anyExpansion, anyBounds, share, share, share, (expansion, box, a, b, time) => {
        const worst = worstMove(expansion, box);
        const price = -box.priceDown + a * (box.priceDown + box.priceUp);
        const volatility = -box.volatilityDown + b * (box.volatilityDown + box.volatilityUp);
        expect(worst.pnl).toBeLessThanOrEqual(pnlOf(expansion, { price, volatility, time }) + 1e-9);
        expect(worst.pnl).toBe(pnlOf(expansion, worst));
        expect(worst.pnl).toBeLessThanOrEqual(0);
        expect(worst.price).toBeGreaterThanOrEqual(-box.priceDown);
        expect(worst.price).toBeLessThanOrEqual(box.priceUp);
        expect(worst.volatility).toBeGreaterThanOrEqual(-box.volatilityDown);
        expect(worst.volatility).toBeLessThanOrEqual(box.volatilityUp);
      }),
      { numRuns: 2000 },
    );
  });

  test("no point of a fine grid is worse either", () => {
    fc.assert(
      fc.property(anyExpansion, (expansion) => {
        const { pnl } = worstMove(expansion, bounds);
        for (let i = 0; i <= 30; i++) {
          for (let j = 0; j <= 25; j++) {
            const point = { price: -0.1 + 0.01 * i, volatility: -0.2 + 0.02 * j, time: (i + j) % 2 };
            expect(pnl).toBeLessThanOrEqual(pnlOf(expansion, point) + 1e-9);
          }
        }
      }),
      { numRuns: 50 },
    );
  });

  test("a wider box never loses less", () => {
    fc.assert(
      fc.property(anyExpansion, anyBounds, share, (expansion, box, more) => {
        const wider = { ...box, priceUp: box.priceUp + more, volatilityDown: box.volatilityDown + more };
        expect(worstMove(expansion, wider).pnl).toBeLessThanOrEqual(worstMove(expansion, box).pnl + 1e-9);
      }),
    );
  });

  test("twice the holdings lose twice, and two holdings together no more than apart", () => {
    fc.assert(
      fc.property(anyExpansion, anyExpansion, anyBounds, (a, b, box) => {
        const [one, other] = [worstMove(a, box).pnl, worstMove(b, box).pnl];
        expect(worstMove(sumOf([a, 2]), box).pnl).toBeCloseTo(2 * one, 8);
        expect(worstMove(sumOf([a, 1], [b, 1]), box).pnl).toBeGreaterThanOrEqual(one + other - 1e-9);
      }),
    );
  });

  test("delta, gamma, vega, theta and cross sum to the P&L", () => {
    fc.assert(
      fc.property(anyExpansion, anyBounds, (expansion, box) => {
        const worst = worstMove(expansion, box);
        const { delta, gamma, vega, theta, cross } = partsOf(expansion, worst);
        expect(delta + gamma + vega + theta + cross).toBeCloseTo(worst.pnl, 9);
      }),
    );
  });
});
