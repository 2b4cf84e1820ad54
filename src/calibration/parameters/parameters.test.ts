import { describe, expect, it } from "vitest";
import type { TimeSeries } from "../../market/timeSeries.ts";
import { RandomStream } from "../../statistics/randomStream.ts";
import { studentTQuantile } from "../../statistics/studentT.ts";
import { calibrateCoin } from "./calibrateCoin.ts";

const stream = new RandomStream({ seed: 4, stream: 0 });

/** Hourly closes from log returns. */
function seriesOf(returns: readonly number[]): TimeSeries {
  let price = 100;
  const values = Float64Array.from([0, ...returns], (value) => {
    price *= Math.exp(value);
    return price;
  });
  return {
    market: "X/USDT",
    venue: "simulated",
    kind: "trade",
    stepMs: 3_600_000,
    startMs: Date.UTC(2020, 0, 1),
    values,
    present: new Uint8Array(values.length).fill(1),
    gaps: [],
    source: { file: "synthetic_x.csv", sha256: "0", format: "test" },
  };
}

const hoursOf = (count: number, returnAt: (k: number) => number): number[] =>
  Array.from({ length: count }, (_, k) => returnAt(k));

function calibrated(returns: readonly number[]) {
  const made = calibrateCoin(seriesOf(returns), { fromMs: 0, toMs: 9e12, seed: 1 });
  if (!made.ok) throw new Error(made.failure.message);
  return new Map(made.value.map((one) => [one.id, one]));
}

/** Numbers anywhere in a value that are not finite. */
function oddNumbers(value: unknown, path = ""): string[] {
  if (typeof value === "number") return Number.isFinite(value) ? [] : [path];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, own]) => oddNumbers(own, `${path}.${name}`));
}

describe("of a price that hardly moves", () => {
  const days = 24 * 400;

  it.each([
    ["never", () => 0],
    ["once", (k: number) => (k === 5000 ? -0.7 : 0)],
  ])("%s: a range of 0 and an even week are no answers", (_, returnAt) => {
    const found = calibrated(hoursOf(days, returnAt));
    expect(found.get("price-range")!.refused?.message).toMatch(/moves on [01] of 400 days/);
    expect(found.get("week-profile")!.refused?.message).toMatch(/moves in [01] of 9600 hours/);
  });

  it("a tail whose threshold is a price that repeats is refused, and nothing is thrown or NaN", () => {
    const seldom = calibrated(hoursOf(48_000, (k) => (k % 700 === 0 ? 0.01 * stream.nextNormal() ** 3 : 0)));
    expect(seldom.get("tail-fall")!.refused?.message).toContain("too many bars repeat one price");
    const often = calibrated(hoursOf(days, (k) => (k % 50 === 0 ? 0.01 * stream.nextNormal() : 0)));
    expect(oddNumbers([...often.values()])).toEqual([]);
  });

  it("a spike of the likelihood over repeated prices is no fit", () => {
    const { refused } = calibrated(hoursOf(days, (k) => (k < 6000 ? 0.01 * stream.nextNormal() : 0))).get(
      "conditional-variance",
    )!;
    expect(refused?.message).toContain("rises without end where returns repeat one value");
  });

  it("what the median takes for jumps is said to be repeated prices", () => {
    const { report } = calibrated(hoursOf(days, (k) => (k % 2 === 0 ? 0.01 * stream.nextNormal() : 0))).get(
      "realised-volatility",
    )!;
    const jumps = report!.estimates.find(({ name }) => name === "jumpShare")!;
    expect(jumps.value).toBeGreaterThan(0.3);
    expect(jumps.flags[0]).toMatch(/50 % of bars repeat a price/);
  });
});

it("of returns that do not cluster, a persistence is flagged as meaning nothing", () => {
  const { report } = calibrated(hoursOf(200, () => 0.01 * stream.nextNormal())).get("conditional-variance")!;
  for (const name of ["persistence", "beta"]) {
    const estimate = report!.estimates.find((one) => one.name === name)!;
    expect(estimate.flags.join(), name).toContain("alpha is not told apart from 0");
  }
});

describe("of returns whose tail has no variance", () => {
  const flagsOf = (returns: readonly number[]): readonly string[] =>
    calibrated(returns)
      .get("realised-volatility")!
      .report!.estimates.find(({ name }) => name === "close-to-close")!.flags;

  it("a volatility and its interval are flagged; of normal returns they are not", () => {
    // Student's t of 1.5: its tail has a shape of 2/3.
    const wild = hoursOf(24 * 300, () => 0.001 * studentTQuantile(stream.nextUniform(), 1.5));
    expect(flagsOf(wild).join()).toMatch(/the tail of (falls|rises) has a shape of 0\.\d\d: no variance/);
    expect(flagsOf(hoursOf(24 * 300, () => 0.01 * stream.nextNormal()))).toEqual([]);
  });
});

it("a memory held shorter than the one that returns were drawn with costs likelihood, the shorter the more", () => {
  // GARCH of persistence 0.99, a half-life of 69 bars.
  let variance = 1e-4;
  const clustered = hoursOf(12_000, () => {
    const value = Math.sqrt(variance) * stream.nextNormal();
    variance = 1e-6 + 0.08 * value * value + 0.91 * variance;
    return value;
  });
  const { report } = calibrated(clustered).get("conditional-variance")!;
  const { points } = report!.plots.find(({ id }) => id === "memory")!.curves[0]!;
  points.slice(1).forEach(({ y }, k) => {
    expect(y).toBeLessThan(points[k]!.y);
  });
  const at = (halfLife: number) => points.find(({ x }) => Math.abs(x - Math.log10(halfLife)) < 1e-9)!.y;
  // 99.9 % of a chi-square of one degree of freedom is 10.8.
  expect(at(12)).toBeGreaterThan(10.8);
  expect(at(48)).toBeLessThan(10.8);
});
