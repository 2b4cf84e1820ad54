import { bookId } from "../backtest/run.ts";
import { log } from "../numerics/logarithm.ts";
import { failed, type Outcome, success } from "../numerics/outcome.ts";
import { bootstrapIndices } from "../statistics/bootstrapIndices.ts";
import { quantile } from "../statistics/quantile.ts";
import { valueAtRiskInterval } from "../statistics/tailInterval.ts";
import { criticalValues, type ParameterBounds } from "./criticalValues.ts";
import type { Progress, TuningPlan } from "./objective.ts";
import type { TunedParameter } from "./tunedParameter.ts";

/** How uncertainty is drawn from the horizons by blocks, beside the interval of order statistics. */
export interface BlockBootstrap {
  readonly resamples: number;
  /** Mean length of a block, horizons. */
  readonly blockLength: number;
  readonly seed: number;
}

/** Ends are null where the sample cannot place them inside the bounds. */
export interface ValueInterval {
  readonly lower: number | null;
  readonly upper: number | null;
}

/** The value one book asks for. */
export interface BookFit {
  readonly bookId: string;
  readonly horizons: number;
  /** Breaches that the target leaves room for: ⌊horizons · (1 − target)⌋. */
  readonly breachesAllowed: number;
  readonly value: number;
  /** By two order statistics of the critical values, for independent horizons. */
  readonly interval: ValueInterval;
  /** By resampled blocks of neighbouring horizons, which keep storms together. */
  readonly blockInterval: ValueInterval;
}

export interface CoverageFit {
  readonly parameter: string;
  readonly current: number;
  /** The largest of what the books ask for: the least value at which every one of them is covered. */
  readonly value: number;
  readonly binding: BookFit;
  readonly books: readonly BookFit[];
}

/**
 * The least value of one parameter at which the requirement covers the target share of horizons on every book.
 *
 * A horizon has a critical value from which on it is covered; the answer is the (⌊n(1 − target)⌋ + 1)-th largest, so its
 * uncertainty is that of an order statistic.
 *
 * @param bounds where the search may go
 * @returns      a failure where there are too few horizons to tell, or the bounds do not reach the target
 * @source       David & Nagaraja, Order statistics, 3rd ed. (2003), §7.1; Politis & Romano (1994)
 */
export function* fitToCoverage(
  plan: TuningPlan,
  parameter: TunedParameter,
  bounds: ParameterBounds,
  bootstrap: BlockBootstrap,
): Generator<Progress, Outcome<CoverageFit>> {
  if (!(bounds.lower < bounds.upper)) {
    const message = `the lower bound ${bounds.lower} must lie below the upper ${bounds.upper}`;
    return failed({ code: "invalid", path: parameter.name, message });
  }
  const fits: BookFit[] = [];
  for (const book of plan.books) {
    const bars = Math.floor((plan.toMs - plan.fromMs) / (plan.mporHours * 3_600_000));
    const room = Math.min(bars, longestSpan(plan));
    const wanted = 3 * Math.floor(room * (1 - plan.level)) + 30;
    const work = criticalValues(plan, book, parameter, bounds, wanted);
    let step = work.next();
    while (!step.done) {
      yield (fits.length + step.value) / plan.books.length;
      step = work.next();
    }
    if (!step.value.ok) return step.value;
    const { values, resolvedFrom } = step.value.value;
    const fit = bookFit(bookId(book), values, { plan, parameter, bounds, bootstrap, resolvedFrom });
    if (!fit.ok) return fit;
    fits.push(fit.value);
  }
  const binding = fits.reduce((most, one) => (one.value > most.value ? one : most));
  return success({
    parameter: parameter.name,
    current: parameter.current,
    value: binding.value,
    binding,
    books: fits,
  });
}

/**
 * Horizons below which no interval of the target's value has an upper end: with fewer, even the largest loss seen may lie
 * within the target. From targetⁿ ≤ (1 − intervalLevel)/2.
 */
export const horizonsNeeded = (target: number, intervalLevel: number): number =>
  Math.ceil(log((1 - intervalLevel) / 2) / log(target));

const longestSpan = ({ series, mporHours }: TuningPlan): number =>
  Math.max(...series.map((one) => Math.floor((one.values.length * one.stepMs) / (mporHours * 3_600_000))));

interface FitTerms {
  readonly plan: TuningPlan;
  readonly parameter: TunedParameter;
  readonly bounds: ParameterBounds;
  readonly bootstrap: BlockBootstrap;
  readonly resolvedFrom: number;
}

function bookFit(id: string, values: Float64Array, terms: FitTerms): Outcome<BookFit> {
  const { plan, parameter, bounds, bootstrap, resolvedFrom } = terms;
  const { level, intervalLevel } = plan;
  const horizons = values.length;
  const needed = horizonsNeeded(level, intervalLevel);
  const path = `${parameter.name} on ${id}`;
  if (horizons < needed) {
    const message = `${horizons} horizons are too few to tell a coverage of ${level}; ${needed} are needed`;
    return failed({ code: "missing-data", path, message, hint: "lower the target, or widen the span" });
  }
  const breachesAllowed = breachesWithin(horizons, level);
  const valueAt = (sample: Float64Array): number => sample.toSorted()[horizons - 1 - breachesAllowed]!;
  const value = valueAt(values);
  if (value === Number.POSITIVE_INFINITY) {
    const beyond = values.reduce((count, one) => (one === Number.POSITIVE_INFINITY ? count + 1 : count), 0);
    const message = `${bounds.upper} leaves ${beyond} of ${horizons} horizons uncovered; the target allows ${breachesAllowed}`;
    return failed({ code: "unsupported", path, message, hint: "raise the upper bound, or lower the target" });
  }
  if (value <= bounds.lower) {
    const message = `${bounds.lower} already covers all but ${breachesAllowed} of ${horizons} horizons or fewer`;
    return failed({ code: "unsupported", path, message, hint: "lower the lower bound, or raise the target" });
  }
  const placed = (end: number | null): number | null =>
    end === null || !Number.isFinite(end) || end <= Math.max(bounds.lower, resolvedFrom) ? null : end;
  const outcomes = values.map((one) => -one);
  const exact = valueAtRiskInterval({ outcomes, level, intervalLevel });
  const drawn = bootstrapIndices({ observations: horizons, blocks: "stationary", ...bootstrap });
  const redrawn = Float64Array.from(drawn, (indices) => valueAt(Float64Array.from(indices, (t) => values[t]!)));
  const side = (1 - intervalLevel) / 2;
  return success({
    bookId: id,
    horizons,
    breachesAllowed,
    value,
    interval: { lower: placed(exact.lower), upper: placed(exact.upper) },
    blockInterval: { lower: placed(quantile(redrawn, side, 1)), upper: placed(quantile(redrawn, 1 - side, 1)) },
  });
}

/** As a decimal: 0.005 of 2,000 is 10, which no rounding may make 9. */
export const breachesWithin = (horizons: number, target: number): number =>
  Math.floor(horizons * (1 - target) * (1 + 1e-12) + 1e-9);
