/** Stress in the lookback and floors under a tail, against numbers worked by hand. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { bind } from "../../src/margin/bind.ts";
import type { MarginModel } from "../../src/margin/marginModel.ts";
import { filteredHistoricalTail } from "../../src/margin/models/filteredHistoricalTail.ts";
import { historicalTail } from "../../src/margin/models/historicalTail.ts";
import { lognormalRiskFactors, lognormalTail } from "../../src/margin/models/lognormalTail.ts";
import { monteCarloTail } from "../../src/margin/models/monteCarloTail.ts";
import { checkParameters } from "../../src/margin/parameters.ts";
import { rulebookOf } from "../../src/margin/rulebook.ts";
import { type MarketSnapshot, snapshotAt } from "../../src/market/marketSnapshot.ts";
import {
  accountOf,
  arithmeticCloses,
  assessed,
  bound,
  dayMs,
  historyOf,
  lastSnapshot,
  position,
  seriesOf,
  unwrapped,
} from "./market.ts";

const [historical, filtered, monteCarlo, lognormal] = [
  historicalTail,
  filteredHistoricalTail,
  monteCarloTail,
  lognormalTail,
] as unknown as [MarginModel, MarginModel, MarginModel, MarginModel];

const contract = "BTC/USDT:USDT";
const long = accountOf([position(contract, "1", "100")], { USDT: "1000" });
const componentsOf = (model: MarginModel, snapshot: MarketSnapshot, given: Readonly<Record<string, unknown>>) => {
  const { requirement } = assessed(long, bound(model, snapshot, given));
  const { components, initial, maintenance } = requirement;
  expect(components.reduce((sum, one) => sum + one.initial, 0)).toBe(initial);
  expect(components.reduce((sum, one) => sum + one.maintenance, 0)).toBe(maintenance);
  return { requirement, initials: components.map((one) => [one.id, Number(one.initial.toFixed(9))]) };
};

describe("one coin long at 100 after days of −30, −20 and +10 % and five of −2 to +1 %", () => {
  const closes = [1];
  for (const move of [-0.3, -0.2, 0.1, 0.01, -0.02, 0, 0.01, -0.01]) closes.push(closes.at(-1)! * (1 + move));
  const scale = 100 / closes.at(-1)!;
  const history = historyOf(
    [
      seriesOf(
        "BTC/USDT",
        closes.map((close) => close * scale),
      ),
    ],
    [contract],
  );
  const snapshot = lastSnapshot(history);
  // Five calm days, of which the tail at 80 % holds one: 2. The two days of stress are −30 and −20.
  const calm = { lookbackDays: 5, scenariosMin: 1, confidenceLevel: 0.8 };
  const crash = { stressPeriods: ["2024-01-01..2024-01-02"] };
  const of = (given: Readonly<Record<string, unknown>>) => componentsOf(historical, snapshot, { ...calm, ...given });

  test("owes 2 as before where nothing is asked, whatever periods are named", () => {
    expect(of({}).initials).toEqual([["tail", 2]]);
    expect(of(crash).initials).toEqual([["tail", 2]]);
  });

  test("with a quarter of the weight on stress owes 20: 30 has a weight of 0.125, and 20 another, of the 0.2 asked", () => {
    expect(of({ ...crash, stressWeight: 0.25 }).initials).toEqual([["tail", 20]]);
    // (0.125 · 30 + 0.075 · 20) / 0.2
    const mean = { ...crash, stressWeight: 0.25, measure: "expected-shortfall" };
    expect(of(mean).initials).toEqual([["tail", 26.25]]);
    expect(of(mean).requirement.components[0]!.note).toContain("25 % of the weight on stress");
  });

  test("is raised by floors one above the other, and each says what it adds", () => {
    expect(of({ ...crash, stressFloor: 1 }).initials).toEqual([
      ["tail", 2],
      ["stressed-period floor", 28],
    ]);
    // Of eight days at 80 % the second worst counts.
    expect(of({ floorLookbackDays: 8 }).initials).toEqual([
      ["tail", 2],
      ["long-lookback floor", 18],
    ]);
    const all = of({ ...crash, stressFloor: 0.5, floorLookbackDays: 8, floorRatio: 0.4 });
    expect(all.initials).toEqual([
      ["tail", 2],
      ["stressed-period floor", 13],
      ["long-lookback floor", 5],
      ["absolute floor", 20],
    ]);
    expect(all.requirement.maintenance).toBeCloseTo(30, 9);
  });

  test("knows no stress before it came: a period that is not over is left out and named, alone it is refused", () => {
    const later = "2030-01-01..2030-01-05";
    const { requirement } = of({ stressPeriods: [...crash.stressPeriods, later], stressFloor: 1 });
    expect(requirement.initial).toBeCloseTo(30, 9);
    expect(requirement.components[1]!.note).toContain(`not over yet and left out of stress: ${later}`);
    const failureOf = (given: Readonly<Record<string, unknown>>) => {
      const parameters = unwrapped(checkParameters(historical.parameters, { ...calm, ...given }, ""));
      const answer = historical.prepare(parameters, snapshot, "USDT");
      return answer.ok ? undefined : answer.failure;
    };
    expect(failureOf({ stressPeriods: [later], stressWeight: 0.25 })).toMatchObject({ code: "missing-data" });
    expect(failureOf({ stressWeight: 0.25 })).toMatchObject({ code: "invalid", path: "stressPeriods" });
    expect(failureOf({ stressPeriods: ["last year"], stressFloor: 1 })).toMatchObject({
      code: "invalid",
      path: "stressPeriods[0]",
      message: '"last year" is no episode and no window',
    });
  });
});

test("each tail on scenarios is raised to the same floor, that of plain history", () => {
  const snapshot = lastSnapshot(historyOf([seriesOf("BTC/USDT", arithmeticCloses(100, 500, 37))], [contract]));
  const floor = { stressPeriods: ["2024-02-01..2024-05-01"], stressFloor: 3, confidenceLevel: 0.95 };
  const totals = [historical, filtered, monteCarlo].map((model) => {
    const { requirement } = componentsOf(model, snapshot, floor);
    expect(requirement.components.map(({ id }) => id)).toEqual(["tail", "stressed-period floor"]);
    return requirement.initial;
  });
  for (const total of totals) expect(total).toBeCloseTo(totals[0]!, 9);
});

describe("lognormal-tail", () => {
  const snapshot = lastSnapshot(historyOf([seriesOf("BTC/USDT", [90, 100])], [contract]));
  const law = { riskAversion: 0.01, years: 1 / 365, volatility: 0.5, stressedVolatility: 1.5, slippage: 0 };
  const initialOf = (given: Readonly<Record<string, unknown>>): number =>
    componentsOf(lognormal, snapshot, { markets: { [contract]: law }, longTail: "exact", initialScale: 1, ...given })
      .requirement.initial;
  const [now, stressed] = [0.5, 1.5].map((volatility) => lognormalRiskFactors(0.01, volatility / Math.sqrt(365)).long);

  test("blends the factors of today and of stress, and rests on either floor", () => {
    expect(initialOf({})).toBeCloseTo(100 * now!, 9);
    expect(initialOf({ stressWeight: 0.25 })).toBeCloseTo(100 * (0.75 * now! + 0.25 * stressed!), 9);
    expect(initialOf({ stressFloor: 0.8 })).toBeCloseTo(80 * stressed!, 9);
    expect(initialOf({ floorRatio: 0.4 })).toBeCloseTo(40, 9);
  });

  test("asks for the volatility of stress by name", () => {
    const { stressedVolatility: _, ...calm } = law;
    const given = { markets: { [contract]: calm }, stressWeight: 0.25 };
    const rulebook = rulebookOf(lognormal, unwrapped(checkParameters(lognormal.parameters, given, "")), "USDT");
    expect(bind(rulebook, snapshot)).toMatchObject({
      ok: false,
      failure: { code: "invalid", path: `markets/${contract}/stressedVolatility` },
    });
  });
});

const data = process.env["PLIMSOLL_HISTORY"] ?? join(import.meta.dirname, "../../../shared/data");
const recorded = join(data, "ohlcv/binance_BTCUSDT_1d.csv.gz");

test.skipIf(!existsSync(recorded))(
  "over recorded BTC from 2021 to 2023 a year of stress in the lookback flattens the charge, ten days of it freeze it (skipped without PLIMSOLL_HISTORY)",
  () => {
    const rows = gunzipSync(readFileSync(recorded)).toString().trim().split("\n").slice(1);
    const bars = rows.map((row) => row.split(",").map(Number));
    const closes = bars.map((bar) => bar[4]!);
    const series = { ...seriesOf("BTC/USDT", closes), startMs: bars[0]![0]! + dayMs };
    const history = historyOf([series], [contract]);
    const months = Array.from({ length: 36 }, (_, k) => Date.UTC(2021, k, 1));
    const ratiosOf = (given: Readonly<Record<string, unknown>>): number[] =>
      months.map((ms) => {
        const snapshot = unwrapped(snapshotAt(history, (ms - history.startMs) / dayMs));
        const { requirement, grossNotional } = assessed(long, bound(filtered, snapshot, given));
        return requirement.initial / grossNotional;
      });
    const peakToTrough = (ratios: readonly number[]): number => Math.max(...ratios) / Math.min(...ratios);
    const plain = ratiosOf({});
    const year = ratiosOf({ stressPeriods: ["2020-01-01..2020-12-31"], stressWeight: 0.25 });
    expect(peakToTrough(year)).toBeLessThan(0.7 * peakToTrough(plain));
    // Ten days with a quarter of the weight: the worst of them alone has 2.5 %, more than the tail, and stands for ever.
    const days = ratiosOf({ stressPeriods: ["march-2020"], stressWeight: 0.25 });
    expect(peakToTrough(days)).toBeCloseTo(1, 12);
    for (const [k, ratio] of ratiosOf({ stressPeriods: ["march-2020"], stressFloor: 1 }).entries()) {
      expect(ratio).toBeGreaterThanOrEqual(plain[k]!);
      expect(ratio).toBeCloseTo(days[0]!, 12);
    }
  },
);
