/** Interest rates and event calendars of a user, on simulated returns: found where they matter, not where they do not. */
import { describe, expect, test } from "vitest";
import { dieboldMariano } from "../../statistics/dieboldMariano.ts";
import { fisslerZiegelScore } from "../../statistics/forecastScores.ts";
import { RandomStream } from "../../statistics/randomStream.ts";
import type { ForecastHistory } from "./forecaster.ts";
import { forecasters } from "./forecasters.ts";
import { walkForward } from "./walkForward.ts";
import { type ObservedSeries, withFeatures } from "./withFeatures.ts";

const dayMs = 86_400_000;
const [count, fitSteps, tailProbability] = [6000, 2000, 0.05];

interface SimulatedMarket {
  readonly history: ForecastHistory;
  /** 1 on every fifth day in the mean: the variance of that day is doubled. */
  readonly events: ObservedSeries;
  /** Percent, around 3: each point above it adds half of the variance again. */
  readonly rate: ObservedSeries;
  /** As the other two, and without a part in the returns. */
  readonly otherEvents: ObservedSeries;
  readonly otherRate: ObservedSeries;
}

function simulatedMarket(seed: number): SimulatedMarket {
  const stream = new RandomStream({ seed, stream: 0 });
  // A calendar is known long before, so that its row of a day stands at that day's start.
  const timesMs = Float64Array.from({ length: count }, (_, t) => dayMs * t);
  const calendar = (name: string): ObservedSeries => ({
    name,
    timesMs,
    values: timesMs.map(() => (stream.nextNormal() > 0.8416 ? 1 : 0)),
  });
  const rateOf = (name: string): ObservedSeries => {
    let rate = 3;
    const values = timesMs.map(() => {
      rate += 0.01 * (3 - rate) + 0.15 * stream.nextNormal();
      return rate;
    });
    return { name, timesMs, values };
  };
  const [events, otherEvents, rate, otherRate] = [
    calendar("events"),
    calendar("other events"),
    rateOf("rate"),
    rateOf("other rate"),
  ];
  const returns = timesMs.map((_, t) => {
    const variance = 4e-4 * (1 + events.values[t]!) * Math.exp(Math.log(1.5) * (rate.values[t]! - 3));
    return Math.sqrt(variance) * stream.nextNormal();
  });
  const closesMs = timesMs.map((time) => time + dayMs);
  return {
    history: { returns, realised: new Float64Array(count), closesMs, features: [] },
    events,
    rate,
    otherEvents,
    otherRate,
  };
}

/** What features save linear quantiles of the joint score, and how sure that is. */
async function savedBy(history: ForecastHistory, series: readonly ObservedSeries[]) {
  const beside = withFeatures(history, series, { stepMs: dayMs, lagMs: 0, ageMaxMs: null });
  if (!beside.ok) throw new Error(beside.failure.message);
  const losses = [];
  for (const id of ["quantile-regression", "quantile-regression/features"]) {
    const forecaster = forecasters.find((one) => one.id === id)!;
    const run = await walkForward(beside.value, forecaster, { fitSteps, refitSteps: 1000, tailProbability });
    if (!run.ok) throw new Error(run.failure.message);
    const { quantiles, shortfalls } = run.value.forecasts;
    const score = fisslerZiegelScore({
      returns: beside.value.returns.subarray(fitSteps),
      quantiles: quantiles.subarray(fitSteps),
      shortfalls: shortfalls.subarray(fitSteps),
      tailProbability,
    });
    if (!score.ok) throw new Error(score.failure.message);
    losses.push(score.value);
  }
  const tested = dieboldMariano(losses[0]!, losses[1]!, 1, "bartlett");
  if (!tested.ok) throw new Error(tested.failure.message);
  return { saved: tested.value.meanDifference, pValue: tested.value.corrected.pValue, largest: tested.value.largest };
}

describe("linear quantiles of simulated markets, 4,000 days out of sample", () => {
  const markets = [1, 2, 3, 4, 5].map(simulatedMarket);

  test("are better for a calendar of events and a rate that move the variance, in every market", async () => {
    for (const { history, events, rate } of markets) {
      const { saved, pValue, largest } = await savedBy(history, [events, rate]);
      expect(saved).toBeGreaterThan(0.02);
      expect(pValue).toBeLessThan(0.05);
      // Not the merit of one day.
      expect(largest.share).toBeLessThan(0.25);
    }
  }, 30_000);

  test("are better for no calendar and no rate that have nothing to do with the returns", async () => {
    for (const { history, otherEvents, otherRate } of markets) {
      for (const series of [[otherEvents], [otherRate], [otherEvents, otherRate]]) {
        const { saved, pValue } = await savedBy(history, series);
        expect(saved < 0 || pValue > 0.05).toBe(true);
      }
    }
  }, 30_000);
});
