import { expect, test } from "vitest";
import { aboveZero, everywhere, rangeInterval, share } from "./rangeInterval.ts";

test("without bounds an interval is the normal one", () => {
  const { lower, upper } = rangeInterval(3, 1, everywhere)!;
  expect([lower, upper]).toEqual([expect.closeTo(1.040036, 6), expect.closeTo(4.959964, 6)]);
});

test("degrees of freedom of 2.5 with an error of 1 lie above 2, where the normal interval begins at 0.54", () => {
  // ln(ν − 2) = ln 0.5, its error 1 / 0.5 = 2: 0.5 · exp(±3.919928) beyond 2.
  const { lower, upper } = rangeInterval(2.5, 1, { lower: 2, upper: Number.POSITIVE_INFINITY })!;
  expect([lower, upper]).toEqual([expect.closeTo(2.009921, 5), expect.closeTo(27.198, 3)]);
});

test("a decay of 0.995 with an error of 0.005 stays below 1, where the normal interval ends at 1.0048", () => {
  // logit 0.995 = 5.293305, its error 0.005 / (0.995 · 0.005) = 1.005025.
  const { lower, upper } = rangeInterval(0.995, 0.005, share)!;
  expect([lower, upper]).toEqual([expect.closeTo(0.965228, 5), expect.closeTo(0.9993, 4)]);
});

test("a value on its bound, without an error, or with one beyond all numbers has none", () => {
  expect(rangeInterval(0, 0.1, aboveZero)).toBeNull();
  expect(rangeInterval(1, null, aboveZero)).toBeNull();
  expect(rangeInterval(1, 1e6, aboveZero)).toBeNull();
});
