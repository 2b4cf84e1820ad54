import { describe, expect, test } from "vitest";
import { verdictOfBook } from "./verdict.ts";

const hourMs = 3_600_000;
const day = 24;

/** Columns of observations at given hours, a requirement of 100 and a loss of 150 where breached. */
function columnsAt(hours: readonly number[], isBreach: (hour: number) => boolean) {
  const filled = (value: number) => hours.map(() => value);
  return {
    times: hours.map((hour) => hour * hourMs),
    requirements: filled(100),
    losses: hours.map((hour) => (isBreach(hour) ? 150 : 0)),
    fundingPaid: filled(0),
    equities: filled(1000),
    notionals: filled(1000),
  };
}

const range = (count: number, step: number): number[] => Array.from({ length: count }, (_, k) => k * step);
const daily = { stepHours: day, horizonHours: day };

describe("the verdict of a book", () => {
  test("accepts the promised number of breaches and rejects too many and too few", () => {
    const word = (every: number) =>
      verdictOfBook(
        columnsAt(range(1000, day), (hour) => (hour / day) % every === every - 1),
        daily,
        0.01,
        [],
      ).word;
    expect(word(100)).toBe("accepted");
    expect(word(40)).toBe("rejected: too little margin");
    expect(word(1001)).toBe("rejected: too much margin");
  });

  test("rejects breaches that come together", () => {
    const columns = columnsAt(range(1000, day), (hour) => hour / day >= 500 && hour / day < 510);
    expect(verdictOfBook(columns, daily, 0.01, []).word).toBe("rejected: breaches cluster");
  });

  test("is undecided where no breach was due and none came", () => {
    expect(
      verdictOfBook(
        columnsAt(range(99, day), () => false),
        daily,
        0.01,
        [],
      ).word,
    ).toBe("undecided");
  });

  test("is undecided where the hour at which the day begins decides", () => {
    // Two of eight offsets hold every breach of their hour: the median accepts, a quarter reject.
    const bad = (hour: number) => hour % day === 0 || hour % day === 3;
    const columns = columnsAt(range(8000, 3), (hour) =>
      bad(hour) ? Math.floor(hour / day) % 30 === 0 : Math.floor(hour / day) % 100 === Math.floor((hour % day) / 3),
    );
    const verdict = verdictOfBook(columns, { stepHours: 3, horizonHours: day }, 0.01, []);
    expect(verdict.tests[0]!.result.offsets).toHaveLength(8);
    expect(verdict.word).toBe("undecided");
  });

  test("keeps an offset at its hour of the day across an outage of seven hours", () => {
    // Breaches at midnight alone. By position the offset after the outage would be another hour.
    const hours = range(2400, 1).filter((hour) => hour < 1000 || hour >= 1007);
    const columns = columnsAt(hours, (hour) => hour % day === 0 && (hour / day) % 10 === 5);
    const { offsets } = verdictOfBook(columns, { stepHours: 1, horizonHours: day }, 0.01, []).tests[0]!.result;
    expect(offsets.map(({ breaches }) => breaches)).toEqual([10, ...new Array(23).fill(0)]);
    // 100 days; hours 1000 to 1006 are 16:00 to 22:00 of day 41.
    expect(offsets.map(({ observations }) => observations)).toEqual(
      range(24, 1).map((hour) => (hour >= 16 && hour <= 22 ? 99 : 100)),
    );
  });

  test("takes spans of procyclicality in hours", () => {
    const columns = columnsAt(range(30, 48), () => false);
    columns.requirements = columns.requirements.map((_, k) => 100 * 1.1 ** k);
    const { procyclicality } = verdictOfBook(columns, { stepHours: 48, horizonHours: 24 }, 0.01, [24, 120, 480]);
    const rises = procyclicality!.largestRises.map(({ rise }) => rise);
    expect(rises.slice(0, 2)).toEqual([null, null]);
    expect(rises[2]).toBeCloseTo(1.1 ** 10 - 1, 12);
  });
});
