import { describe, expect, test } from "vitest";
import { RandomStream } from "../randomStream.ts";
import { averageTrueRange } from "./averageTrueRange.ts";
import type { BarRun } from "./realisedEstimator.ts";
import { realisedEstimators } from "./realisedEstimators.ts";
import { hourOfWeek, weekProfile } from "./seasonality.ts";

interface Walk {
  readonly bars: number;
  readonly ticks: number;
  /** Of a bar. */
  readonly deviation: number;
  readonly drift?: number;
  /** Added between bars, and inside the middle bar. */
  readonly overnight?: number;
  readonly jump?: number;
}

/** Bars of a random walk with `ticks` prices each. */
function walk({ bars, ticks, deviation, drift = 0, overnight = 0, jump = 0 }: Walk, stream: RandomStream): BarRun {
  const closes = new Float64Array(bars + 1);
  const [opens, highs, lows] = [new Float64Array(bars), new Float64Array(bars), new Float64Array(bars)];
  let level = 0;
  closes[0] = 100;
  for (let k = 0; k < bars; k++) {
    level += overnight * stream.nextNormal();
    let [high, low] = [level, level];
    opens[k] = 100 * Math.exp(level);
    for (let t = 0; t < ticks; t++) {
      level += drift / ticks + (deviation / Math.sqrt(ticks)) * stream.nextNormal();
      if (k === bars >> 1 && t === 0) level += jump;
      high = Math.max(high, level);
      low = Math.min(low, level);
    }
    closes[k + 1] = 100 * Math.exp(level);
    highs[k] = 100 * Math.exp(high);
    lows[k] = 100 * Math.exp(low);
  }
  return { closes, ranges: { opens, highs, lows } };
}

const runs = 500;
const made = new Map<Walk, readonly BarRun[]>();

/** Made once for all estimators. */
function walks(of: Walk): readonly BarRun[] {
  const known = made.get(of);
  if (known !== undefined) return known;
  const fresh = Array.from({ length: runs }, (_, r) => walk(of, new RandomStream({ seed: 8, stream: r })));
  made.set(of, fresh);
  return fresh;
}

function estimatesOver(of: Walk, id: string): readonly number[] {
  const estimator = realisedEstimators.find((one) => one.id === id)!;
  return walks(of).map((run) => estimator.varianceOf(run));
}

const meanOver = (of: Walk, id: string): number => estimatesOver(of, id).reduce((sum, value) => sum + value, 0) / runs;

describe("over 500 random walks", () => {
  const plain: Walk = { bars: 24, ticks: 150, deviation: 0.02 };
  const truth = 0.02 ** 2;

  test.each(realisedEstimators.map(({ id, readsRanges }): [string, boolean] => [id, readsRanges]))(
    "%s has the mean of the variance, a little less where it reads highs that 150 prices a bar miss",
    (id, readsRanges) => {
      const found = meanOver(plain, id) / truth;
      expect(found).toBeGreaterThan(readsRanges ? 0.84 : 0.97);
      expect(found).toBeLessThan(1.03);
    },
  );

  test("estimators by ranges err less than by closes, by about what their sources say", () => {
    const spread = (id: string): number => {
      const mean = meanOver(plain, id);
      return estimatesOver(plain, id).reduce((sum, value) => sum + (value - mean) ** 2, 0) / runs;
    };
    const base = spread("close-to-close");
    // Of 5.2 and 7.4 in the limit of prices without pause.
    expect(base / spread("parkinson")).toBeGreaterThan(4);
    expect(base / spread("garman-klass")).toBeGreaterThan(5.5);
  });

  test("a drift moves Parkinson and leaves Rogers-Satchell", () => {
    const drifting = { ...plain, drift: 0.02 };
    expect(meanOver(drifting, "parkinson") / meanOver(plain, "parkinson")).toBeGreaterThan(1.2);
    expect(meanOver(drifting, "rogers-satchell") / meanOver(plain, "rogers-satchell")).toBeCloseTo(1, 1);
  });

  test("jumps between bars are seen by Yang-Zhang and by closes, and not by Garman-Klass", () => {
    const jumpy = { ...plain, overnight: 0.02 };
    expect(meanOver(jumpy, "yang-zhang") / truth).toBeGreaterThan(1.8);
    expect(meanOver(jumpy, "close-to-close") / truth).toBeGreaterThan(1.9);
    expect(meanOver(jumpy, "garman-klass") / truth).toBeLessThan(1.05);
  });

  test("one jump of ten deviations hardly moves the estimators that are robust to it", () => {
    const jumped = { ...plain, jump: 0.2 };
    expect(meanOver(jumped, "close-to-close") / truth).toBeGreaterThan(4);
    expect(meanOver(jumped, "median") / truth).toBeLessThan(1.3);
    expect(meanOver(jumped, "bipower") / truth).toBeLessThan(2.2);
  });
});

test("the average true range of Wilder's first bars, by hand", () => {
  const run: BarRun = {
    closes: Float64Array.of(10, 11, 12, 11),
    ranges: {
      opens: Float64Array.of(10, 11, 12),
      highs: Float64Array.of(12, 13, 12),
      lows: Float64Array.of(9, 11, 10),
    },
  };
  // Widths 3, 2, 2: mean 2.5, then 2.5 + (2 − 2.5)/2.
  expect([...averageTrueRange(run, 2)]).toEqual([2.5, 2.25]);
});

describe("hours of the week", () => {
  test("begin on Monday at midnight UTC and belong to the bar that ends them", () => {
    expect(hourOfWeek(Date.UTC(2024, 0, 1, 1))).toBe(0);
    expect(hourOfWeek(Date.UTC(2024, 0, 1, 0))).toBe(167);
    expect(hourOfWeek(Date.UTC(2024, 0, 7, 12))).toBe(6 * 24 + 11);
  });

  test("with twice the deviation have four times the share, and shares have a mean of 1", () => {
    const stream = new RandomStream({ seed: 2, stream: 0 });
    const count = 168 * 300;
    const closesMs = Float64Array.from({ length: count }, (_, t) => Date.UTC(2020, 0, 6, 1) + t * 3_600_000);
    const isBusy = (t: number) => hourOfWeek(closesMs[t]!) % 24 >= 12;
    const returns = Float64Array.from({ length: count }, (_, t) => stream.nextNormal() * (isBusy(t) ? 2 : 1));
    const { shares } = weekProfile(returns, closesMs, 0);
    expect(shares.reduce((sum, share) => sum + share, 0) / 168).toBeCloseTo(1, 12);
    const total = (wanted: (hour: number) => boolean) =>
      shares.reduce((sum, share, hour) => (wanted(hour) ? sum + share : sum), 0);
    expect(total((hour) => hour % 24 >= 12) / total((hour) => hour % 24 < 12)).toBeCloseTo(4, 0);
  });

  test("without a return take the mean of their neighbours", () => {
    const returns = Float64Array.of(1, 3);
    const { shares } = weekProfile(returns, Float64Array.of(Date.UTC(2024, 0, 1, 1), Date.UTC(2024, 0, 1, 3)), 0);
    expect(shares[1]! / shares[0]!).toBe(5);
    expect(shares.every(Number.isFinite)).toBe(true);
  });
});
