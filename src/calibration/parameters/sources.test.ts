import { describe, expect, it } from "vitest";
import { coveredOf, replications } from "../../../test/contracts/coverage.ts";
import { unwrapped } from "../../../test/contracts/market.ts";
import { chainOf, coinPrice, type InventedOption } from "../../../test/contracts/smiles.ts";
import type { OrderEvent } from "../../market/orderEvent.ts";
import type { FundingSeries, TimeSeries } from "../../market/timeSeries.ts";
import { exp } from "../../numerics/exponential.ts";
import { RandomStream } from "../../statistics/randomStream.ts";
import { svi } from "../methods/svi.ts";
import { smilePointsOf } from "../smilePoints.ts";
import { calibrateCoin } from "./calibrateCoin.ts";
import { type CoinSources, noSources, type OpenInterestSeries } from "./coinSources.ts";
import { fundingEstimator } from "./estimators/fundingEstimator.ts";
import { surfaceEstimates, surfaceEstimator } from "./estimators/surfaceEstimator.ts";
import type { CoinCalibration, CoinHistory, ParameterEstimate } from "./parameterEstimator.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const startMs = Date.UTC(2022, 0, 1);
const source = { file: "synthetic.csv", sha256: "0", format: "test" };

/** Two years of hours that go nowhere, with a volume. */
const prices: TimeSeries = (() => {
  const random = new RandomStream({ seed: 8, stream: 0 });
  let price = 100;
  const values = Float64Array.from({ length: 24 * 730 }, () => {
    price *= exp(0.005 * random.nextNormal());
    return price;
  });
  return {
    market: "X/USDT",
    venue: "simulated",
    kind: "trade",
    stepMs: hourMs,
    startMs,
    values,
    present: new Uint8Array(values.length).fill(1),
    gaps: [],
    volumes: new Float64Array(values.length).fill(1000),
    source,
  };
})();

const calibrated = (sources: Partial<CoinSources>): CoinCalibration[] =>
  unwrapped(calibrateCoin(prices, { fromMs: 0, toMs: 9e12, seed: 1, sources: { ...noSources, ...sources } })).filter(
    ({ input }) => input !== undefined,
  );

const named = (estimates: readonly ParameterEstimate[], name: string): ParameterEstimate =>
  estimates.find((one) => one.name === name)!;

/** What a source's estimator reads of the history, where it reads no prices. */
const window = { fromMs: 0, toMs: 9e12, seed: 3 } as CoinHistory;

/** Payments every eight hours: an autoregression about a mean. */
function fundingOf(stream: number, count: number, { mean = 1e-4, persistence = 0.7 } = {}): FundingSeries {
  const random = new RandomStream({ seed: 11, stream });
  let deviation = 0;
  for (let k = 0; k < 50; k++) deviation = persistence * deviation + 1e-4 * random.nextNormal();
  const rates = Float64Array.from({ length: count }, () => {
    deviation = persistence * deviation + 1e-4 * random.nextNormal();
    return mean + deviation;
  });
  const times = rates.map((_, k) => startMs + 8 * hourMs * k);
  return { market: "X/USDT:USDT", venue: "simulated", times, rates, source };
}

describe("funding", () => {
  it("has the mean and the persistence that it was drawn from, within their intervals", () => {
    const { estimates } = unwrapped(fundingEstimator.estimate(fundingOf(0, 1200), window));
    for (const [name, truth] of [
      ["mean", 1e-4 * 3 * 365],
      ["persistence", 0.7],
      // ln 2 / −ln 0.7 payments of eight hours
      ["halfLife", 15.547],
    ] as const) {
      const { lower, upper } = named(estimates, name).interval!;
      expect(lower, name).toBeLessThan(truth);
      expect(upper, name).toBeGreaterThan(truth);
    }
  });

  it("of a rate that never moves has no persistence to quote, and of too few payments nothing", () => {
    const still = { ...fundingOf(0, 300), rates: new Float64Array(300).fill(1e-4) };
    const { estimates } = unwrapped(fundingEstimator.estimate(still, window));
    expect(named(estimates, "persistence")).toMatchObject({ interval: null });
    expect(named(estimates, "mean").value).toBeCloseTo(0.1095, 12);
    expect(named(estimates, "halfLife")).toBeUndefined();
    const [few] = calibrated({ funding: [fundingOf(0, 50)] });
    expect(few!.refused?.message).toContain("50 funding payments of X/USDT:USDT lie in the window, 90 are needed");
  });
});

it("funding that changed its spacing is refused: one mean a payment is not one rate a year", () => {
  const eight = fundingOf(0, 300);
  const hourly = fundingOf(1, 399);
  const begin = eight.times.at(-1)! + hourMs;
  const times = Float64Array.from([...eight.times, ...hourly.times.map((_, k) => begin + k * hourMs)]);
  const rates = Float64Array.from([...eight.rates, ...hourly.rates]);
  const answer = fundingEstimator.estimate({ ...eight, times, rates }, window);
  expect(answer).toMatchObject({ ok: false, failure: { code: "unsupported" } });
  expect(answer).toMatchObject({
    failure: { message: expect.stringContaining("come 1.0 h apart, and 299 of 698 do not") },
  });
});

it("a half-life is flagged where rates remember for longer than it says, and not where they are what it takes them for", () => {
  const plain = unwrapped(fundingEstimator.estimate(fundingOf(0, 1200), window)).estimates;
  expect(named(plain, "halfLife").flags).toEqual([]);
  const own = fundingOf(0, 1200);
  // A level that shifts by itself every 200 payments.
  const rates = own.rates.map((rate, k) => rate + (Math.floor(k / 200) % 2 === 0 ? 2e-4 : -2e-4));
  const shifting = unwrapped(fundingEstimator.estimate({ ...own, rates }, window)).estimates;
  expect(named(shifting, "halfLife").flags[0]).toMatch(/^memory beyond it/);
});

describe("a chain", () => {
  const forward = 100;
  /** A line in log-moneyness, 60 % at the money; each quote off by a normal error of a fifth of a vol point. */
  const noisy = (stream: number, years: number): InventedOption[] => {
    const random = new RandomStream({ seed: 5, stream });
    return Array.from({ length: 12 }, (_, k) => 78 + 4 * k).map((strike) => {
      const volatility = 0.6 - 0.2 * Math.log(strike / forward) + 0.002 * random.nextNormal();
      const optionType = strike < forward ? "put" : "call";
      const price = coinPrice(optionType, { forward, strike, years, volatility });
      return { optionType, strike, years, quote: { bid: price * 0.999, ask: price * 1.001, forward } };
    });
  };

  it("has a volatility at the money whose interval holds the true one as often as it says", () => {
    let covered = 0;
    for (let stream = 0; stream < replications; stream++) {
      const { smiles } = smilePointsOf(chainOf(noisy(stream, 0.1)));
      const estimates = surfaceEstimates(svi.fit(smiles, svi.defaults), smiles);
      const { lower, upper } = estimates.find(({ name }) => name.startsWith("atm"))!.interval!;
      if (lower <= 0.6 && 0.6 <= upper) covered += 1;
    }
    expect(covered).toSatisfy(coveredOf);
  }, 900_000);

  it("draws every slice with its quotes, and all residuals", () => {
    const chain = chainOf([...noisy(0, 0.1), ...noisy(1, 0.4)]);
    const { plots, sensitivity } = unwrapped(surfaceEstimator.estimate(chain, window));
    expect(plots.map(({ id }) => id.replace(/\d.*/, ""))).toEqual(["slice-", "slice-", "residuals"]);
    expect(plots.at(-1)!.curves[0]!.points).toHaveLength(24);
    for (const { value } of sensitivity) expect(Math.abs(value! - 0.6)).toBeLessThan(0.01);
  });

  it("of stale quotes is refused with the reason, and an old quote among new ones is left out and counted", () => {
    const chain = chainOf(noisy(0, 0.1));
    const old = chain.timestamp - 2 * hourMs;
    const stale = { ...chain, quotes: chain.quotes.map((quote) => ({ ...quote, timeMs: old })) };
    const [refused] = calibrated({ chains: [stale] });
    expect(refused!.refused).toMatchObject({ code: "missing-data", message: expect.stringContaining("12 stale") });
    const one = { ...chain, quotes: chain.quotes.map((quote, k) => (k === 3 ? { ...quote, timeMs: old } : quote)) };
    const { method, observations } = unwrapped(surfaceEstimator.estimate(one, window));
    expect(observations).toBe(11);
    expect(method).toContain("left out: 1 stale");
  });
});

it("a chain that was seen after the window is refused: parameters may not know what came later", () => {
  const chain = chainOf([]);
  const answer = surfaceEstimator.estimate(chain, { ...window, toMs: chain.timestamp - 1 });
  expect(answer).toMatchObject({ ok: false, failure: { message: expect.stringContaining("the window ends") } });
});

describe("open interest", () => {
  /** Log changes of 3 % a day, 10 % lower on the days when the coin falls most. */
  const daily = (unit: OpenInterestSeries["unit"]): OpenInterestSeries => {
    const random = new RandomStream({ seed: 6, stream: 0 });
    const returnOf = (day: number) => Math.log(prices.values[24 * day]! / prices.values[24 * (day - 1)]!);
    const worst = Array.from({ length: 700 }, (_, k) => returnOf(k + 1)).sort((a, b) => a - b)[35]!;
    let held = 1e6;
    const values = Float64Array.from({ length: 700 }, (_, k) => {
      if (k > 0) held *= exp(0.03 * random.nextNormal() - (returnOf(k) < worst ? 0.1 : 0));
      return held;
    });
    return { symbol: "XUSD_PERP.A", timesMs: values.map((_, k) => startMs + k * dayMs), values, unit, source };
  };

  it("moves as it was drawn, leaves on the coin's worst days, and is weighed in days of volume", () => {
    const [one] = calibrated({ openInterest: [daily("dollars")] });
    const { estimates } = one!.report!;
    const { lower, upper } = named(estimates, "dailyDeviation").interval!;
    // √(0.03² + 0.05·0.1²)
    expect(lower).toBeLessThan(0.0374);
    expect(upper).toBeGreaterThan(0.0374);
    const worst = named(estimates, "changeOnWorstDays");
    expect(worst.interval!.lower).toBeLessThan(-0.1);
    expect(worst.interval!.upper).toBeGreaterThan(-0.12);
    expect(worst.interval!.upper).toBeLessThan(0);
    const last = daily("dollars").values.at(-1)!;
    const daysOfVolume = last / (24_000 * 100);
    expect(named(estimates, "daysOfVolume").value / daysOfVolume).toBeGreaterThan(0.1);
    expect(named(estimates, "last").value).toBe(last);
  });

  it("that went to nothing says so, and that never moves is refused", () => {
    const series = daily("dollars");
    const emptied = { ...series, values: series.values.map((value, k) => (k === 300 ? 0 : value)) };
    const [one] = calibrated({ openInterest: [emptied] });
    expect(named(one!.report!.estimates, "fall995").flags).toContain("1 falls to nothing are left out");
    const [still] = calibrated({ openInterest: [{ ...series, values: series.values.map(() => 5) }] });
    expect(still!.refused?.message).toContain("never moves");
  });

  it("of an unknown unit is not set against a volume", () => {
    const [one] = calibrated({ openInterest: [daily("unknown")] });
    expect(named(one!.report!.estimates, "daysOfVolume")).toBeUndefined();
    expect(named(one!.report!.estimates, "last").unit).toBe("unit of the source");
  });
});

it("a log of orders in which nothing is traded is refused by its name", () => {
  const events: OrderEvent[] = Array.from({ length: 120 }, (_, k) => ({
    id: String(k),
    timeMs: startMs + k * 60_000,
    price: k % 2 === 0 ? 99 : 101,
    volume: 1,
    action: "created",
    side: k % 2 === 0 ? "bid" : "ask",
  }));
  const [one] = calibrated({ orders: [{ venue: "v", market: "X/USD", events, source }] });
  expect(one!.refused).toMatchObject({
    path: "synthetic.csv",
    message: expect.stringContaining("say nothing of impact"),
  });
});
