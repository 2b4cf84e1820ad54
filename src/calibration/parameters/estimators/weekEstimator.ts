import { failed, success } from "../../../numerics/outcome.ts";
import { weekProfile } from "../../../statistics/realised/seasonality.ts";
import type { ParameterEstimator } from "../parameterEstimator.ts";
import { stabilityOf } from "../windows.ts";

const hourMs = 3_600_000;

/** How the variance is spread over the hours of the week. */
export const weekEstimator: ParameterEstimator = {
  id: "week-profile",
  title: "Variance by hour of the week",
  source: "T. Andersen, T. Bollerslev, J. Empirical Finance 4 (1997)",
  estimate({ bars, series }) {
    if (series.stepMs !== hourMs) {
      const message = `bars of ${series.stepMs / 60_000} minutes; hours of the week need bars of an hour`;
      return failed({ code: "unsupported", path: "--interval", message, hint: "give bars of 1h" });
    }
    if (bars.returns.length < 168 * 10) {
      const message = `${bars.returns.length} hours, a profile needs ten weeks`;
      return failed({ code: "missing-data", path: "returns", message, hint: "give a longer history" });
    }
    const moving = bars.returns.filter((value) => value !== 0).length;
    if (moving < 168 * 10) {
      const message = `the price moves in ${moving} of ${bars.returns.length} hours, a profile needs ten weeks of such`;
      return failed({
        code: "invalid",
        path: "returns",
        message,
        hint: "look at the data: a halted market repeats its price",
      });
    }
    const { shares, counts } = weekProfile(bars.returns, bars.closesMs);
    const weekend = weekendOf(shares);
    const most = shares.reduce((best, value, hour) => (value > shares[best]! ? hour : best), 0);
    return success({
      estimates: [
        {
          name: "weekendShare",
          value: weekend,
          unit: "of a weekday's variance",
          interval: null,
          flags: ["no interval: see stability"],
        },
        {
          name: "busiestHour",
          value: most,
          unit: "hours after Monday 00:00 UTC",
          interval: null,
          flags: ["no interval: a place"],
        },
        {
          name: "busiestShare",
          value: shares[most]!,
          unit: "of the mean hour's variance",
          interval: null,
          flags: ["no interval: the largest of 168"],
        },
      ],
      observations: counts.reduce((sum, count) => sum + count, 0),
      method:
        "squared hourly returns by hour of the week, each cut at its hour's 99 % quantile, mean of three neighbours",
      stability: stabilityOf(bars, (from, to) =>
        to - from < 168 * 10
          ? failed({ code: "missing-data", path: "returns", message: `${to - from} hours` })
          : success(weekendOf(weekProfile(bars.returns.subarray(from, to), bars.closesMs.subarray(from, to)).shares)),
      ),
      sensitivity: [],
      plots: [
        {
          id: "week",
          title: "Variance by hour of the week",
          reading: "1 is the mean hour; days begin at 0, 24, 48 … from Monday, UTC.",
          xLabel: "hours after Monday 00:00 UTC",
          yLabel: "of the mean",
          curves: [{ id: "share", points: Array.from(shares, (y, x) => ({ x, y })) }],
        },
      ],
    });
  },
};

/** Mean of Saturday and Sunday over that of the other days. */
function weekendOf(shares: Float64Array): number {
  const mean = (from: number, to: number) =>
    shares.subarray(from, to).reduce((sum, value) => sum + value, 0) / (to - from);
  return mean(120, 168) / mean(0, 120);
}
