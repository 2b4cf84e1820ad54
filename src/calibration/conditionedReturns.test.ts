import { describe, expect, it } from "vitest";
import { unwrapped } from "../../test/contracts/market.ts";
import { RandomStream } from "../statistics/randomStream.ts";
import { conditionedReturns } from "./conditionedReturns.ts";
import type { ForecastHistory } from "./forecasts/forecaster.ts";

const dayMs = 86_400_000;

/** Days of 2 %, as wild as a factor says where a feature that stays for a week at a time is above 30. */
function historyOf(factor: number, stream = 0): ForecastHistory {
  const random = new RandomStream({ seed: 61, stream });
  let level = 20;
  const days = Array.from({ length: 1400 }, (_, k) => {
    if (k % 7 === 0) level = random.nextUniform() < 0.3 ? 35 : 20;
    return { level, value: 0.02 * (level > 30 ? factor : 1) * random.nextNormal() };
  });
  return {
    returns: Float64Array.from(days, ({ value }) => value),
    realised: new Float64Array(days.length),
    closesMs: Float64Array.from(days, (_, k) => Date.UTC(2020, 0, 2) + k * dayMs),
    features: [{ name: "fear", values: Float64Array.from(days, ({ level: own }) => own) }],
  };
}

const terms = { level: 0.99, stepMs: dayMs, seed: 1 };
const conditioned = (history: ForecastHistory) => unwrapped(conditionedReturns(history, { above: 30 }, terms));

describe("returns by where a feature lay", () => {
  it("are twice as wild where they were drawn so, and the quantile with them", () => {
    const { ratio, inside, outside } = conditioned(historyOf(2));
    expect(ratio.interval!.lower).toBeGreaterThan(1.5);
    expect(ratio.interval!.lower).toBeLessThan(2);
    expect(ratio.interval!.upper).toBeGreaterThan(2);
    // 2.326 deviations at 99 %.
    expect(outside.valueAtRisk.interval!.lower).toBeLessThan(0.0465);
    expect(outside.valueAtRisk.interval!.upper).toBeGreaterThan(0.0465);
    expect(inside.valueAtRisk.value).toBeGreaterThan(1.4 * outside.valueAtRisk.value);
  });

  it("are not told apart where the feature is idle, in at least 35 of 40 histories", () => {
    let apart = 0;
    for (let stream = 0; stream < 40; stream++) {
      const { interval } = conditioned(historyOf(1, stream)).ratio;
      if (interval!.lower > 1 || interval!.upper < 1) apart += 1;
    }
    expect(apart).toBeLessThanOrEqual(5);
  });

  it("come in windows that begin and end with the feature, and hold every step inside once", () => {
    const history = historyOf(2);
    const { windows, inside, outside } = conditioned(history);
    expect(windows.reduce((sum, { fromMs, toMs }) => sum + (toMs - fromMs) / dayMs, 0)).toBe(inside.steps);
    expect(inside.steps + outside.steps).toBe(1400);
    for (const { fromMs } of windows) {
      const t = history.closesMs.indexOf(fromMs + dayMs);
      expect(history.features[0]!.values[t]).toBe(35);
      if (t > 0) expect(history.features[0]!.values[t - 1]).toBe(20);
    }
  });

  it("too few on a side are refused with the count", () => {
    const answer = conditionedReturns(historyOf(2), { above: 40 }, terms);
    expect(answer).toMatchObject({
      ok: false,
      failure: { message: "fear lies in the range before 0 of 1400 steps; each side needs 50" },
    });
  });
});
