import { describe, expect, test } from "vitest";
import { RandomStream } from "./randomStream.ts";
import { splicedTail } from "./splicedTail.ts";
import { studentTQuantile } from "./studentT.ts";

const stream = new RandomStream({ seed: 12, stream: 0 });
const values = Float64Array.from({ length: 20_000 }, () => studentTQuantile(stream.nextUniform(), 4));

describe("a spliced tail of 20,000 draws of Student's t", () => {
  const spliced = splicedTail(values, 0.05);
  if (!spliced.ok) throw new Error(spliced.failure.message);
  const { quantileAt, lower, upper } = spliced.value;

  test("has the quantiles of the law far beyond what a sample of its own says", () => {
    for (const probability of [1e-5, 1e-4, 1e-3, 0.999, 0.9999]) {
      expect(quantileAt(probability) / studentTQuantile(probability, 4)).toBeGreaterThan(0.75);
      expect(quantileAt(probability) / studentTQuantile(probability, 4)).toBeLessThan(1.35);
    }
    // 1/ν is 0.25 in the limit; at a share of 5 % the shape is a little below.
    for (const { shape } of [lower, upper]) expect(Math.abs(shape - 0.2)).toBeLessThan(0.12);
  });

  test("rises all the way, over both splices too", () => {
    let before = -Infinity;
    for (let k = 1; k < 2000; k++) {
      const value = quantileAt(k / 2000);
      expect(value).toBeGreaterThanOrEqual(before - 1e-3);
      before = value;
    }
  });

  test("is the sample in the middle", () => {
    const sorted = values.toSorted();
    expect(quantileAt(0.5)).toBeCloseTo(0.5 * (sorted[9999]! + sorted[10_000]!), 12);
  });
});

test("a sample without a tail, or with too few in it, is refused and the side named", () => {
  expect(splicedTail(values.slice(0, 100), 0.05)).toMatchObject({ ok: false, failure: { path: "lower tail" } });
  const flat = values.map((value) => Math.max(-1, value));
  expect(splicedTail(flat, 0.05)).toMatchObject({ ok: false, failure: { path: "lower tail" } });
  expect(splicedTail(values, 0.6)).toMatchObject({ ok: false, failure: { code: "invalid" } });
});
