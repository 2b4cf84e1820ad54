import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  add,
  compare,
  type Decimal,
  decimal,
  decimalOf,
  decimalText,
  divide,
  multiply,
  negate,
  parseDecimal,
  type Rounding,
  roundTo,
  subtract,
  toNumber,
} from "./decimal.ts";

const anyDecimal: fc.Arbitrary<Decimal> = fc.record({
  units: fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }),
  scale: fc.integer({ min: 0, max: 20 }),
});
/** The value in units of 10^-40: an integer, so that exactness can be judged by bigint arithmetic alone. */
const fine = ({ units, scale }: Decimal): bigint => units * 10n ** BigInt(40 - scale);

describe("arithmetic is exact", () => {
  test("a + b, a − b, −a and a × b are those of the integers", () => {
    fc.assert(
      fc.property(anyDecimal, anyDecimal, (a, b) => {
        expect(fine(add(a, b))).toBe(fine(a) + fine(b));
        expect(fine(subtract(a, b))).toBe(fine(a) - fine(b));
        expect(fine(negate(a))).toBe(-fine(a));
        expect(fine(multiply(a, b)) * 10n ** 40n).toBe(fine(a) * fine(b));
        expect(compare(a, b)).toBe(fine(a) < fine(b) ? -1 : fine(a) > fine(b) ? 1 : 0);
      }),
    );
  });

  test("0.1 + 0.2 is 0.3", () => {
    expect(decimalText(add(decimal("0.1"), decimal("0.2")))).toBe("0.3");
  });

  test("equal sums are equal data, however they came about", () => {
    fc.assert(
      fc.property(anyDecimal, anyDecimal, (a, b) => {
        expect(subtract(add(a, b), b)).toEqual(add(a, decimal("0")));
      }),
    );
  });
});

describe("rounding", () => {
  // To whole numbers: what each way makes of ±0.5, ±1.5, ±2.5 and of what lies just beside them.
  const cases: readonly (readonly [string, Record<Rounding, string>])[] = [
    ["0.5", { "towards-zero": "0", down: "0", up: "1", "half-even": "0" }],
    ["1.5", { "towards-zero": "1", down: "1", up: "2", "half-even": "2" }],
    ["2.5", { "towards-zero": "2", down: "2", up: "3", "half-even": "2" }],
    ["2.500001", { "towards-zero": "2", down: "2", up: "3", "half-even": "3" }],
    ["-0.5", { "towards-zero": "0", down: "-1", up: "0", "half-even": "0" }],
    ["-1.5", { "towards-zero": "-1", down: "-2", up: "-1", "half-even": "-2" }],
    ["-2.5", { "towards-zero": "-2", down: "-3", up: "-2", "half-even": "-2" }],
    ["-2.499999", { "towards-zero": "-2", down: "-3", up: "-2", "half-even": "-2" }],
    ["7", { "towards-zero": "7", down: "7", up: "7", "half-even": "7" }],
  ];
  test.each(cases)("%s to a whole number", (text, expected) => {
    for (const rounding of ["towards-zero", "down", "up", "half-even"] as const) {
      expect([rounding, decimalText(roundTo(decimal(text), 0, rounding))]).toEqual([rounding, expected[rounding]]);
    }
  });

  test("a quotient times its divisor misses by less than one unit of the last place", () => {
    fc.assert(
      fc.property(anyDecimal, anyDecimal, fc.integer({ min: 0, max: 18 }), (a, b, scale) => {
        fc.pre(b.units !== 0n);
        const unit = { units: 1n, scale };
        const missed = subtract(multiply(divide(a, b, scale, "down"), b), a);
        const limit = multiply(unit, b.units < 0n ? negate(b) : b);
        expect(compare(missed.units < 0n ? negate(missed) : missed, limit)).toBe(-1);
      }),
    );
  });

  test("1/3 rounds down below and up above, also when negative", () => {
    const [one, three] = [decimal("1"), decimal("3")];
    expect(decimalText(divide(one, three, 4, "down"))).toBe("0.3333");
    expect(decimalText(divide(one, three, 4, "up"))).toBe("0.3334");
    expect(decimalText(divide(negate(one), three, 4, "down"))).toBe("-0.3334");
    expect(decimalText(divide(one, negate(three), 4, "up"))).toBe("-0.3333");
    expect(() => divide(one, decimal("0"), 4, "down")).toThrow("by 0");
  });
});

describe("text", () => {
  test("what is written reads back as the same value", () => {
    fc.assert(
      fc.property(anyDecimal, (a) => {
        expect(compare(decimal(decimalText(a)), a)).toBe(0);
      }),
    );
  });

  test("toNumber is the float64 nearest to the text, whether or not units and scale are exact in float64", () => {
    const anyUnits = fc.oneof(
      fc.bigInt({ min: -(2n ** 54n), max: 2n ** 54n }),
      fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }),
    );
    fc.assert(
      fc.property(anyUnits, fc.integer({ min: 0, max: 30 }), (units, scale) => {
        expect(toNumber({ units, scale })).toBe(Number(`${units}e-${scale}`));
      }),
      { numRuns: 2000 },
    );
  });

  test("a float64 survives the way through a decimal", () => {
    fc.assert(
      fc.property(fc.double({ min: -1e15, max: 1e15, noNaN: true }), (value) => {
        expect(toNumber(decimalOf(value, 400)) === value).toBe(true);
      }),
    );
  });

  test("exponents are read, never written", () => {
    expect(decimalText(decimal("1.5e3"))).toBe("1500");
    expect(decimalText(decimal("15e-4"))).toBe("0.0015");
  });

  test.each([
    "",
    " 1",
    "1 ",
    ".5",
    "5.",
    "0x10",
    "1_000",
    "1,5",
    "NaN",
    "Infinity",
    "--1",
    "1e",
    "1e9999",
    "9".repeat(61),
  ])("%j is refused", (text) => {
    expect(parseDecimal(text).ok).toBe(false);
  });
});
