import type { FundingCurve } from "../market/curves/fundingCurve.ts";
import type { FundingSeries } from "../market/timeSeries.ts";
import { log } from "../numerics/logarithm.ts";
import { failed, type Outcome, success } from "../numerics/outcome.ts";

const hourMs = 3_600_000;
const yearMs = 365 * 24 * hourMs;

export interface FundingCurveRules {
  /** Fewer settlements than this give no curve. */
  readonly settlementsMin: number;
  /** The last settlement may be this old, milliseconds. */
  readonly ageMaxMs: number;
}

export const fundingCurveRules: FundingCurveRules = { settlementsMin: 90, ageMaxMs: 24 * hourMs };

/** A curve and the sample that it was estimated from. */
export interface FundingCurveFit {
  readonly curve: FundingCurve;
  /** Settlements used, the last one at or before the curve's time. */
  readonly count: number;
  /** First-order autocorrelation of the rates, one settlement to the next. */
  readonly autocorrelation: number;
  /** What was done beyond the estimate, in words. */
  readonly notes: readonly string[];
}

/**
 * Expected funding from the rates paid up to a time: the last one now, their mean in the long run, and between the two the
 * decay of a first-order autoregression. Nothing after `timestamp` is read.
 *
 * @param timestamp milliseconds UTC
 * @returns `missing-data` with too few settlements, or with the last one too old
 */
export function fitFundingCurve(
  series: FundingSeries,
  timestamp: number,
  { settlementsMin, ageMaxMs }: FundingCurveRules = fundingCurveRules,
): Outcome<FundingCurveFit> {
  const known = series.times.findIndex((time) => time > timestamp);
  const count = known < 0 ? series.times.length : known;
  const path = `${series.source.file}, ${series.market}`;
  const when = new Date(timestamp).toISOString();
  if (count < settlementsMin) {
    const message = `${count} funding payments up to ${when}, a curve needs ${settlementsMin}`;
    return failed({ code: "missing-data", path, message, hint: "choose a later time, or leave --funding out" });
  }
  const last = series.times[count - 1]!;
  if (timestamp - last > ageMaxMs) {
    const message = `the last funding payment, ${new Date(last).toISOString()}, is more than ${ageMaxMs / hourMs} h before ${when}`;
    return failed({ code: "missing-data", path, message, hint: "choose an earlier time, or newer funding" });
  }
  const rates = series.rates.subarray(0, count);
  const intervalMs = medianInterval(series.times.subarray(0, count));
  const perYear = yearMs / intervalMs;
  const mean = rates.reduce((total, rate) => total + rate, 0) / count;
  const autocorrelation = lagOne(rates, mean);
  const isDecaying = autocorrelation > 0 && autocorrelation < 1;
  const settlements = isDecaying ? -Math.LN2 / log(autocorrelation) : 1;
  const curve = {
    market: series.market,
    timestamp,
    now: rates[count - 1]! * perYear,
    longRun: mean * perYear,
    halfLifeYears: (settlements * intervalMs) / yearMs,
  };
  const notes = isDecaying ? [] : ["no decay can be read from the rates: a half-life of one settlement is taken"];
  return success({ curve, count, autocorrelation, notes });
}

function medianInterval(times: Float64Array): number {
  const gaps = Float64Array.from(times.subarray(1), (time, k) => time - times[k]!).sort();
  return gaps[gaps.length >> 1]!;
}

/** Deviations this small, as a share of the rate, are what adding up the mean leaves behind. */
const roundingShare = 1e-12;

/** Of the deviations from the mean; 0 where the rates never change. */
function lagOne(rates: Float64Array, mean: number): number {
  let [products, squares] = [0, 0];
  for (let k = 0; k < rates.length; k++) {
    const deviation = rates[k]! - mean;
    squares += deviation * deviation;
    if (k > 0) products += deviation * (rates[k - 1]! - mean);
  }
  const rounding = roundingShare * mean;
  return squares <= rates.length * rounding * rounding ? 0 : products / squares;
}
