import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InvariantError } from "../../numerics/assert.ts";
import { basis, carryRate, type ForwardCurve, forwardCurve, forwardPrice } from "./forwardCurve.ts";
import { fundingPaid, fundingRate, meanFundingRate } from "./fundingCurve.ts";
import { discountFactor, rateCurve, zeroRate } from "./rateCurve.ts";

describe("a rate curve", () => {
  const curve = rateCurve({
    currency: "USDC",
    nodes: [
      { years: 0.25, rate: 0.04 },
      { years: 1, rate: 0.06 },
    ],
  });

  test("gives back its nodes and holds the outer ones", () => {
    expect([0, 0.1, 0.25, 1, 5].map((years) => zeroRate(curve, years))).toEqual([0.04, 0.04, 0.04, 0.06, 0.06]);
  });

  test("has one forward rate between two nodes: (0.06 − 0.01)/0.75", () => {
    for (const [from, to] of [
      [0.3, 0.5],
      [0.6, 0.61],
      [0.9, 1],
    ] as const) {
      const forwardRate = Math.log(discountFactor(curve, from) / discountFactor(curve, to)) / (to - from);
      expect(forwardRate).toBeCloseTo(0.05 / 0.75, 10);
    }
  });

  test("a unit now is worth a unit, and a negative rate makes a later one worth more", () => {
    expect(discountFactor(curve, 0)).toBe(1);
    expect(discountFactor(rateCurve({ currency: "X", nodes: [{ years: 1, rate: -0.02 }] }), 1)).toBeGreaterThan(1);
  });

  test.each([
    ["no term", []],
    [
      "terms out of order",
      [
        { years: 1, rate: 0 },
        { years: 0.5, rate: 0 },
      ],
    ],
    ["a term of 0", [{ years: 0, rate: 0.1 }]],
    ["a rate that is no number", [{ years: 1, rate: Number.NaN }]],
  ])("with %s is refused", (_, nodes) => {
    expect(() => rateCurve({ currency: "X", nodes })).toThrow(InvariantError);
  });
});

describe("a forward curve", () => {
  const node = (years: number, forward: number) => ({ expiresAt: years * 365 * 86_400_000, years, forward });
  const curve: ForwardCurve = forwardCurve({
    underlying: "BTC",
    quoteCurrency: "USD",
    timestamp: 0,
    spot: 100,
    nodes: [node(0.25, 102), node(0.5, 101)],
  });

  test("starts at spot and gives back its expiries", () => {
    expect([0, 0.25, 0.5].map((years) => forwardPrice(curve, years))).toEqual([100, 102, 101]);
    expect(basis(curve, 0.25)).toBe(2);
  });

  test("carries at one rate between expiries and goes on after the last with that of the last interval", () => {
    const last = Math.log(101 / 102) / 0.25;
    expect(forwardPrice(curve, 0.4)).toBeCloseTo(102 * Math.exp(last * 0.15), 10);
    expect(forwardPrice(curve, 1)).toBeCloseTo(101 * Math.exp(last * 0.5), 10);
  });

  test("its carry is the rate that takes spot to the forward", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 3, noNaN: true }), (years) => {
        expect(100 * Math.exp(carryRate(curve, years) * years)).toBeCloseTo(forwardPrice(curve, years), 9);
      }),
    );
  });

  test.each([
    ["no expiry", { nodes: [] }],
    ["a forward of 0", { nodes: [node(1, 0)] }],
    ["expiries out of order", { nodes: [node(1, 100), node(0.5, 100)] }],
    ["a spot that is no price", { spot: Number.NaN }],
  ])("with %s is refused", (_, changes) => {
    expect(() => forwardCurve({ ...curve, ...changes })).toThrow(InvariantError);
  });
});

describe("a funding curve", () => {
  const curve = { market: "BTC/USDT:USDT", timestamp: 0, now: 0.5, longRun: 0.1, halfLifeYears: 0.02 };

  test("goes half of the way to the long run in its half-life", () => {
    expect([0, 0.02, 0.04].map((years) => fundingRate(curve, years))).toEqual([
      0.5,
      expect.closeTo(0.3, 12),
      expect.closeTo(0.2, 12),
    ]);
  });

  test("charges the area under its rate, added up in small steps", () => {
    const steps = 20_000;
    let area = 0;
    for (let k = 0; k < steps; k++) area += fundingRate(curve, (0.1 * (k + 0.5)) / steps) * (0.1 / steps);
    expect(fundingPaid(curve, 0.1)).toBeCloseTo(area, 10);
    expect(meanFundingRate(curve, 0.1)).toBeCloseTo(area / 0.1, 9);
  });
});
