import fc from "fast-check";
import { expect, test } from "vitest";
import { smallestAt } from "./worstOutcomes.ts";

test("smallestAt finds what sorting finds, at every rank", () => {
  const values = fc.array(fc.double({ noNaN: true, min: -5, max: 5 }), { minLength: 1, maxLength: 80 });
  fc.assert(
    fc.property(values, fc.nat(), (list, choice) => {
      const array = Float64Array.from(list);
      const rank = 1 + (choice % array.length);
      expect(smallestAt(array, rank) - array.toSorted()[rank - 1]!).toBe(0);
    }),
  );
});

test("smallestAt works beyond the size of its reused memory", () => {
  const array = Float64Array.from({ length: 9000 }, (_, i) => (i * 7919) % 9000);
  expect(smallestAt(array, 5000)).toBe(4999);
});
