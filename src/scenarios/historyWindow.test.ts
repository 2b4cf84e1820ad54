import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dayMs, instrument, seriesOf, unwrapped } from "../../test/contracts/market.ts";
import { type MarketHistory, marketHistory } from "../market/marketHistory.ts";
import { snapshotAt } from "../market/marketSnapshot.ts";
import { historicalScenarios } from "./generators/historical.ts";
import { historyWindow, type WindowParameters } from "./historyWindow.ts";

const hourMs = 3_600_000;

/** Closes of BTC and, where given, of ETH; a 0 is a bar that was not observed. */
function historyOf(stepMs: number, btc: readonly number[], eth?: readonly number[]): MarketHistory {
  const one = { ...seriesOf("BTC/USDT", btc), stepMs };
  const names = eth === undefined ? ["BTC/USDT:USDT"] : ["BTC/USDT:USDT", "ETH/USDT:USDT"];
  const all = eth === undefined ? [one] : [one, { ...seriesOf("ETH/USDT", eth), stepMs }];
  return unwrapped(marketHistory(all, names.map(instrument), stepMs));
}

const ones = (count: number): number[] => new Array<number>(count).fill(1);
/** Ten bars of which those named were not observed. */
const without = (...missing: readonly number[]): number[] => ones(10).map((one, k) => (missing.includes(k) ? 0 : one));

const windowAt = (history: MarketHistory, lastIndex: number, parameters: Partial<WindowParameters>) =>
  historyWindow(unwrapped(snapshotAt(history, lastIndex)), {
    lookbackDays: 9,
    horizonHours: 24,
    stepHours: 24,
    scenariosMin: 1,
    ...parameters,
  });

/** Window at the last bar, starts as a plain list. */
function cut(history: MarketHistory, parameters: Partial<WindowParameters>) {
  const { starts, span, step, missing } = unwrapped(windowAt(history, history.count - 1, parameters));
  return { starts: [...starts], span, step, missing };
}

describe("ten daily bars", () => {
  const history = historyOf(dayMs, ones(10));

  test("make nine spans of a day", () => {
    const starts = [0, 1, 2, 3, 4, 5, 6, 7, 8];
    expect(cut(history, {})).toEqual({ starts, span: 1, step: 1, missing: 0 });
  });

  test("make seven overlapping spans of three days", () => {
    expect(cut(history, { horizonHours: 72 })).toEqual({ starts: [0, 1, 2, 3, 4, 5, 6], span: 3, step: 1, missing: 0 });
  });

  test("make three spans of a day, every third, of which the newest ends at the snapshot", () => {
    expect(cut(history, { stepHours: 72 })).toEqual({ starts: [2, 5, 8], span: 1, step: 3, missing: 0 });
  });

  test("make three spans of three days end to end, the oldest from the first bar", () => {
    expect(cut(history, { horizonHours: 72, stepHours: 72 }).starts).toEqual([0, 3, 6]);
  });

  test("are cut no further back than the lookback: a span that begins before it is not used", () => {
    // Four days back from bar 9 is bar 5.
    expect(cut(history, { lookbackDays: 4 }).starts).toEqual([5, 6, 7, 8]);
    expect(cut(history, { lookbackDays: 4, horizonHours: 72 })).toMatchObject({ starts: [5, 6], missing: 0 });
  });

  test("are fewer than a lookback of twenty days asks for: eleven spans are missing", () => {
    expect(cut(history, { lookbackDays: 20 })).toMatchObject({ starts: [0, 1, 2, 3, 4, 5, 6, 7, 8], missing: 11 });
  });

  test("of which an earlier snapshot sees only its past", () => {
    const { starts } = unwrapped(windowAt(history, 4, {}));
    expect([...starts]).toEqual([0, 1, 2, 3]);
  });
});

describe("a missing bar", () => {
  test("takes out the span that starts there and the span that ends there, and both are counted", () => {
    expect(cut(historyOf(dayMs, without(4)), {})).toMatchObject({ starts: [0, 1, 2, 5, 6, 7, 8], missing: 2 });
  });

  test("takes out no span that only passes over it: a span needs its two ends", () => {
    // Spans of three days: 1 → 4 ends there, 4 → 7 starts there; 2 → 5 and 3 → 6 pass over it.
    const gappy = historyOf(dayMs, without(4));
    expect(cut(gappy, { horizonHours: 72 })).toMatchObject({ starts: [0, 2, 3, 5, 6], missing: 2 });
  });

  test("of any one factor takes the span out for all of them", () => {
    // BTC lacks bar 2 (spans 1 and 2), ETH lacks bars 6 and 7 (spans 5, 6 and 7).
    const gappy = historyOf(dayMs, without(2), without(6, 7));
    expect(cut(gappy, {})).toMatchObject({ starts: [0, 3, 4, 8], missing: 5 });
  });
});

describe("hour bars", () => {
  const history = historyOf(hourMs, ones(100));

  test("make daily spans that keep the snapshot's hour", () => {
    // Bar 99 is the snapshot: 99 − 24 = 75, then every 24 bars back to 99 − 96 = 3.
    const daily = { lookbackDays: 4, horizonHours: 24, stepHours: 24 };
    expect(cut(history, daily)).toEqual({ starts: [3, 27, 51, 75], span: 24, step: 24, missing: 0 });
  });

  test("make daily spans that start every eight hours", () => {
    const starts = [51, 59, 67, 75];
    expect(cut(history, { lookbackDays: 2, stepHours: 8 })).toEqual({ starts, span: 24, step: 8, missing: 0 });
  });
});

describe("a window is refused", () => {
  const failureOf = (history: MarketHistory, parameters: Partial<WindowParameters>) => {
    const outcome = windowAt(history, history.count - 1, parameters);
    if (outcome.ok) throw new Error("it was cut");
    return outcome.failure;
  };
  const daily = historyOf(dayMs, ones(10));

  test("when the horizon or the step is no multiple of the bar", () => {
    expect(failureOf(daily, { horizonHours: 36 })).toMatchObject({
      code: "unsupported",
      message: "spans of 36 h every 24 h do not fit bars of 24 h",
    });
    expect(failureOf(daily, { stepHours: 8 }).code).toBe("unsupported");
    expect(failureOf(historyOf(hourMs, ones(100)), { horizonHours: 1.5 }).code).toBe("unsupported");
  });

  test("when fewer spans are whole than asked for, and not when just as many are", () => {
    expect(failureOf(daily, { scenariosMin: 10 })).toMatchObject({
      code: "missing-data",
      path: "2024-01-10T00:00:00.000Z",
      message: "9 whole scenarios in 9 days, the model needs 10",
    });
    expect(cut(daily, { scenariosMin: 9 }).starts.length).toBe(9);
  });

  test("when a gap leaves too few", () => {
    // Five days back from bar 9 is bar 4: spans 4, 6 and 7 touch a missing bar, 5 and 8 are left.
    const gappy = historyOf(dayMs, without(4, 7));
    expect(failureOf(gappy, { lookbackDays: 5, scenariosMin: 3 }).message).toBe(
      "2 whole scenarios in 5 days, the model needs 3",
    );
  });
});

test("nothing later than the snapshot is read, neither gaps nor prices", () => {
  const anyClose = fc.integer({ min: 1, max: 1000 });
  const orMissing = fc.oneof({ weight: 4, arbitrary: anyClose }, { weight: 1, arbitrary: fc.constant(0) });
  const arbitrary = fc.record({
    past: fc.array(orMissing, { minLength: 4, maxLength: 30 }),
    now: anyClose,
    // Both futures are of one length, so that the grids are the same.
    futures: fc.array(fc.tuple(orMissing, orMissing), { minLength: 1, maxLength: 10 }),
    horizonDays: fc.integer({ min: 1, max: 4 }),
    stepDays: fc.integer({ min: 1, max: 3 }),
    lookbackDays: fc.integer({ min: 4, max: 40 }),
  });
  fc.assert(
    fc.property(arbitrary, ({ past, now, futures, horizonDays, stepDays, lookbackDays }) => {
      const parameters = {
        lookbackDays,
        horizonHours: 24 * horizonDays,
        stepHours: 24 * stepDays,
        scenariosMin: 1,
      };
      const [one, other] = [0, 1].map((which) => {
        const history = historyOf(dayMs, [...past, now, ...futures.map((pair) => pair[which]!)]);
        const snapshot = unwrapped(snapshotAt(history, past.length));
        const set = historicalScenarios(snapshot, {
          ...parameters,
          volatilityPerFall: 1,
          volatilityPerRise: 1,
          volatilityTenorPower: 0,
          smileDynamics: "sticky-strike",
        });
        return [historyWindow(snapshot, parameters), set.ok ? [...set.value.levels] : set.failure];
      });
      expect(other).toEqual(one);
    }),
  );
});
