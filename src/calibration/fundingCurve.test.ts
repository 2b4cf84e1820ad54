import { describe, expect, test } from "vitest";
import type { FundingSeries } from "../market/timeSeries.ts";
import { fitFundingCurve } from "./fundingCurve.ts";

const hourMs = 3_600_000;
const start = Date.UTC(2024, 0, 1);
const seriesOf = (rates: readonly number[]): FundingSeries => ({
  market: "BTC/USDT:USDT",
  venue: "invented",
  times: Float64Array.from(rates, (_, k) => start + 8 * hourMs * k),
  rates: Float64Array.from(rates),
  source: { file: "invented_BTCUSDT_funding.csv", sha256: "00", format: "funding" },
});
const endOf = (count: number): number => start + 8 * hourMs * (count - 1);

/** A first-order autoregression around 0.0001 with a known memory, its shocks an alternating pattern without trend. */
function remembering(memory: number, count: number): number[] {
  let deviation = 0;
  let state = 12345;
  return Array.from({ length: count }, () => {
    state = (1103515245 * state + 12345) % 2147483648;
    deviation = memory * deviation + 1e-5 * (state / 2147483648 - 0.5);
    return 0.0001 + deviation;
  });
}

describe("the curve of a simulated autoregression", () => {
  const rates = remembering(0.9, 6000);
  const fitted = fitFundingCurve(seriesOf(rates), endOf(6000));
  const fit = fitted.ok ? fitted.value : undefined;

  test("finds its memory: a half-life of ln 2 / −ln 0.9 settlements", () => {
    expect(fit?.autocorrelation).toBeCloseTo(0.9, 1);
    const settlements = (fit!.curve.halfLifeYears * 365 * 24) / 8;
    expect(settlements / (Math.LN2 / -Math.log(0.9))).toBeGreaterThan(0.8);
    expect(settlements / (Math.LN2 / -Math.log(0.9))).toBeLessThan(1.25);
  });

  test("starts at the last rate and goes back to the mean, both per year of 1095 settlements", () => {
    expect(fit?.curve.now).toBeCloseTo(rates.at(-1)! * 1095, 9);
    expect(fit?.curve.longRun).toBeCloseTo(0.0001 * 1095, 2);
  });
});

test("what is paid later changes nothing", () => {
  const rates = remembering(0.8, 400);
  const changed = rates.map((rate, k) => (k < 300 ? rate : 0.01));
  const at = endOf(300);
  expect(fitFundingCurve(seriesOf(changed), at)).toEqual(fitFundingCurve(seriesOf(rates), at));
});

test("rates that never change have no decay to read, and the curve says so", () => {
  const fitted = fitFundingCurve(seriesOf(Array.from({ length: 100 }, () => 0.0001)), endOf(100));
  expect(fitted.ok && fitted.value.notes).toEqual([expect.stringContaining("no decay")]);
  expect(fitted.ok && fitted.value.curve.longRun).toBeCloseTo(0.0001 * 1095, 12);
});

test("too few payments, and payments that ended long ago, are refused with their number and time", () => {
  const few = fitFundingCurve(seriesOf(remembering(0.9, 20)), endOf(20));
  expect(few.ok ? "" : few.failure.message).toContain("20 funding payments");
  const old = fitFundingCurve(seriesOf(remembering(0.9, 200)), endOf(200) + 25 * hourMs);
  expect(old.ok ? "" : old.failure.message).toContain("more than 24 h before");
});
