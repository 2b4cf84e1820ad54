import { expm1 } from "../../../numerics/exponential.ts";
import { failed, success } from "../../../numerics/outcome.ts";
import { valueAtRiskInterval } from "../../../statistics/tailInterval.ts";
import { valueAtRisk } from "../../../statistics/valueAtRisk.ts";
import type { ParameterEstimate, ParameterEstimator } from "../parameterEstimator.ts";
import { stabilityOf } from "../windows.ts";

const level = 0.995;
const daysMin = 200;

/** The move of a day that 99.5 % of days stay inside, either way: what a price range of a scenario grid has to cover. */
export const priceRangeEstimator: ParameterEstimator = {
  id: "price-range",
  title: "Move of a day at 99.5 %",
  source: "order statistics: H. David, H. Nagaraja, Order Statistics, 3rd ed. (2003), §7.1",
  estimate({ days }) {
    if (!days.ok) return days;
    const { returns } = days.value;
    if (returns.length < daysMin) {
      const message = `${returns.length} days, the 99.5 % quantile needs ${daysMin} to have one day beyond it`;
      return failed({
        code: "missing-data",
        path: "days",
        message,
        hint: "give a longer history, or calibrate by a proxy",
      });
    }
    // Simple returns: a price range is a share of the price.
    const moves = returns.map((value) => -Math.abs(expm1(value)));
    if (valueAtRisk(moves, level) === 0) {
      const moving = moves.filter((move) => move !== 0).length;
      const message = `the price moves on ${moving} of ${moves.length} days: the move at 99.5 % is 0`;
      return failed({
        code: "invalid",
        path: "days",
        message,
        hint: "look at the data: a halted market repeats its price",
      });
    }
    const falls = returns.map((value) => expm1(value));
    const rises = returns.map((value) => -expm1(value));
    return success({
      estimates: [estimateOf("priceRange", moves), estimateOf("fall", falls), estimateOf("rise", rises)],
      observations: returns.length,
      method:
        "order statistic of days that do not overlap, midnight to midnight UTC; the interval holds for independent days",
      stability: stabilityOf(days.value, (from, to) =>
        to - from < daysMin
          ? failed({ code: "missing-data", path: "days", message: `${to - from} days` })
          : success(valueAtRisk(moves.subarray(from, to), level)),
      ),
      sensitivity: [0.98, 0.99, 0.999].map((other) => ({
        change: `at ${Number((100 * other).toFixed(2))} %`,
        value: returns.length * (1 - other) >= 1 ? valueAtRisk(moves, other) : null,
      })),
      plots: [],
    });
  },
};

function estimateOf(name: string, outcomes: Float64Array): ParameterEstimate {
  const { lower, upper } = valueAtRiskInterval({ outcomes, level, intervalLevel: 0.95 });
  const interval = lower === null || upper === null ? null : { lower, upper, level: 0.95 };
  return {
    name,
    value: valueAtRisk(outcomes, level),
    unit: "fraction of the price",
    interval,
    flags: interval === null ? ["no interval: too few days for an upper end"] : [],
  };
}
