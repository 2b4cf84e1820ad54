import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { productError, sumError } from "./doubleDouble.ts";

const whole = fc.bigInt({ min: -(2n ** 53n), max: 2n ** 53n });

describe("rounding errors", () => {
  test("of a sum is what exact integers say", () => {
    fc.assert(
      fc.property(whole, whole, (a, b) => {
        const rounded = Number(a) + Number(b) * 1024;
        expect(BigInt(sumError(Number(a), Number(b) * 1024))).toBe(a + b * 1024n - BigInt(rounded));
      }),
    );
  });

  test("of a product is what exact integers say", () => {
    fc.assert(
      fc.property(whole, whole, (a, b) => {
        const rounded = Number(a) * Number(b);
        expect(BigInt(productError(Number(a), Number(b)))).toBe(a * b - BigInt(rounded));
      }),
    );
  });
});
