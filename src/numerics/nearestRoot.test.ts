import fc from "fast-check";
import { expect, test } from "vitest";
import { nearestRoot } from "./nearestRoot.ts";

test("a line's root is found on the side where it lies, and on no other", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 1, max: 100 }), (thousandths, slope) => {
      const root = thousandths / 1_000;
      const line = (x: number) => slope * (x - root);
      const [below, above] = [nearestRoot(line, "below"), nearestRoot(line, "above")];
      if (root <= 1) expect(below).toBeCloseTo(root, 12);
      else expect(below).toBeNull();
      if (root >= 1) expect(above).toBeCloseTo(root, 12);
      else expect(above).toBeNull();
    }),
  );
});

test("of several roots the nearest is told", () => {
  const cubic = (x: number) => (x - 0.3) * (x - 0.8) * (x - 2);
  expect(nearestRoot(cubic, "below")).toBeCloseTo(0.8, 12);
  expect(nearestRoot(cubic, "above")).toBeCloseTo(2, 12);
});

test("a root at 1 is the answer on both sides", () => {
  expect([nearestRoot((x) => x - 1, "below"), nearestRoot((x) => x - 1, "above")]).toEqual([1, 1]);
});

test("a jump is closed in on from both sides", () => {
  const jump = (x: number) => (x < 0.7 ? -5 : 1);
  expect(nearestRoot(jump, "below")).toBeCloseTo(0.7, 12);
});

test("what never changes its sign has no root", () => {
  expect(nearestRoot((x) => x + 1, "below")).toBeNull();
  expect(nearestRoot((x) => 1 / x, "above")).toBeNull();
});

test("a kinked line needs few values: the chord of its last piece is exact", () => {
  let count = 0;
  const kinked = (x: number) => {
    count += 1;
    return x > 0.5 ? x - 0.2 : 2 * x - 0.7;
  };
  expect(nearestRoot(kinked, "below")).toBeCloseTo(0.35, 14);
  expect(count).toBeLessThan(60);
});
