import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { black76Value } from "./formulas/black76.ts";
import { impliedVolatility } from "./impliedVolatility.ts";

const option = { optionType: "call", forward: 60_000, strike: 65_000, years: 0.25, rate: 0 } as const;
const reasonOf = (change: object) => {
  const answer = impliedVolatility({ ...option, price: 1_000, ...change });
  return answer.found ? "found" : answer.reason;
};

describe("implied volatility", () => {
  it("gives back the volatility of every price, to what the price's own rounding leaves", () => {
    const drawn = fc.record({
      optionType: fc.constantFrom("call" as const, "put" as const),
      moneyness: fc.double({ min: -1.5, max: 1.5, noNaN: true }),
      years: fc.double({ min: 1 / 525_600, max: 5, noNaN: true }),
      volatility: fc.double({ min: 0.01, max: 10, noNaN: true }),
      rate: fc.double({ min: -0.05, max: 0.1, noNaN: true }),
    });
    fc.assert(
      fc.property(drawn, ({ moneyness, volatility, ...rest }) => {
        const terms = { ...rest, forward: 60_000, strike: 60_000 * Math.exp(moneyness) };
        const answer = impliedVolatility({ ...terms, price: black76Value({ ...terms, volatility }) });
        if (!answer.found) return; // the price has rounded to its bound
        const allowed =
          1e-11 + 4e-16 * answer.conditioning * (1 + 1 / Math.min(1, volatility * Math.sqrt(terms.years)));
        expect(Math.abs(answer.volatility / volatility - 1)).toBeLessThan(Math.max(1e-9, 100 * allowed));
      }),
      { numRuns: 500 },
    );
  });

  it("says why a price has none, and never throws or clamps", () => {
    expect(reasonOf({ price: -1 })).toBe("at-or-below-intrinsic");
    expect(reasonOf({ price: 0 })).toBe("at-or-below-intrinsic");
    expect(reasonOf({ strike: 50_000, price: 10_000 })).toBe("at-or-below-intrinsic");
    expect(reasonOf({ price: 60_000 })).toBe("at-or-above-bound");
    expect(reasonOf({ price: 1e15 })).toBe("at-or-above-bound");
    expect(reasonOf({ years: 0 })).toBe("invalid-input");
    expect(reasonOf({ forward: Number.NaN })).toBe("invalid-input");
    expect(reasonOf({ price: Number.POSITIVE_INFINITY })).toBe("invalid-input");
  });

  it("says how many digits the price lost: a deep call has few of its own", () => {
    const deep = { ...option, strike: 12_000, years: 1 };
    const answer = impliedVolatility({ ...deep, price: black76Value({ ...deep, volatility: 0.6 }) });
    const near = impliedVolatility({ ...option, price: black76Value({ ...option, volatility: 0.6 }) });
    expect(answer.found && answer.conditioning).toBeGreaterThan(100);
    expect(near.found && near.conditioning).toBeLessThan(10);
  });
});
