import { describe, expect, it } from "vitest";
import { dayMs, seriesOf, unwrapped } from "../../test/contracts/market.ts";
import { RandomStream } from "../statistics/randomStream.ts";
import { type HaircutTerms, haircut } from "./haircut.ts";
import { liquidationDays, type MarketDepth, marketDepth, squareRootImpact } from "./impact.ts";
import { impliedDollarSeries, pairedReturns } from "./pairedReturns.ts";

const draws = (stream: number, count = 4000): Float64Array => {
  const random = new RandomStream({ seed: 11, stream });
  return Float64Array.from({ length: count }, () => 0.03 * random.nextNormal());
};
const depth: MarketDepth = { dailyVolume: 1e8, dailyVolatility: 0.03, days: 90 };
const terms: HaircutTerms = {
  level: 0.99,
  tailShare: 0.05,
  tailLevel: 0.95,
  horizonDays: 1,
  size: 0,
  depth,
  impactCoefficient: 1,
  participation: 0.1,
  statedLoss: 0,
  bootstrap: { resamples: 200, blockLength: 5, seed: 2, intervalLevel: 0.95 },
};
const pair = (one: Float64Array, other: Float64Array) => ({ times: [], one, other, missing: 0 });
const cut = (one: Float64Array, other: Float64Array, given: Partial<HaircutTerms> = {}) =>
  unwrapped(haircut(pair(one, other), { ...terms, ...given }));

describe("the haircut of a coin", () => {
  it("that has nothing to do with the book is its own quantile: 2.326 deviations at 99 %, inside its interval", () => {
    const { alone, jointFall, jointRise } = cut(draws(1), draws(2));
    expect(alone.interval.lower).toBeLessThan(0.03 * 2.326);
    expect(alone.interval.upper).toBeGreaterThan(0.03 * 2.326);
    for (const share of [jointFall, jointRise]) expect(Math.abs(share - 0.05)).toBeLessThan(0.05);
  });

  it("that is the book's own is the tail of the tail, 1 in 400 a horizon, and nothing where the book rises", () => {
    const one = draws(3);
    const { givenFall, givenRise, jointFall, value } = cut(one, one);
    // Φ⁻¹(0.9975) = 2.807
    expect(givenFall.interval.lower).toBeLessThan(0.03 * 2.807);
    expect(givenFall.interval.upper).toBeGreaterThan(0.03 * 2.807);
    expect(givenRise.value).toBe(0);
    expect(jointFall).toBe(1);
    expect(value).toBe(givenFall.value);
  });

  it("that falls when the book rises is caught on the other side", () => {
    const other = draws(4);
    const opposite = cut(
      other.map((change) => -change),
      other,
    );
    expect(opposite.givenRise.value).toBeGreaterThan(opposite.alone.value);
    expect(opposite.jointRise).toBe(1);
  });

  it("never falls with its size, nor with a stated loss, and never exceeds the whole", () => {
    const [one, other] = [draws(5), draws(6)];
    const sizes = [0, 1e5, 1e7, 1e9, 1e12].map((size) => cut(one, other, { size }).value);
    expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
    expect(sizes[0]).toBeLessThan(sizes[2]!);
    expect(sizes[4]).toBeLessThanOrEqual(1);
    const { value } = cut(one, other, { statedLoss: 0.3 });
    expect(value).toBe(0.3);
  });

  it("of a size that takes four days grows by two, before the sale", () => {
    const [one, other] = [draws(7), draws(8)];
    const { alone, givenFall, givenRise, value, liquidity, closeOutDays } = cut(one, other, { size: 4e7 });
    expect(closeOutDays).toBeCloseTo(4, 9);
    const most = Math.max(alone.value, givenFall.value, givenRise.value);
    expect(value).toBeCloseTo(1 - (1 - 2 * most) * (1 - liquidity!), 12);
  });

  it("is refused where the tail of the book has too few horizons", () => {
    const answer = haircut(pair(draws(1, 200), draws(2, 200)), terms);
    expect(answer.ok ? "" : answer.failure.message).toContain("10 of 200 horizons");
  });
});

describe("a market's depth", () => {
  const closes = Array.from({ length: 40 }, (_, k) => (k % 2 === 0 ? 100 : 101));
  const volumes = Float64Array.from(closes, (price) => 5000 / price);

  it("is the median of a day's volume in money and the deviation of its returns", () => {
    const found = unwrapped(marketDepth({ ...seriesOf("X/USDT", closes), volumes }, 30));
    expect(found.dailyVolume).toBeCloseTo(5000, 9);
    expect(found.dailyVolatility).toBeCloseTo(Math.log(1.01), 12);
    expect(found.days).toBe(30);
  });

  it("is refused without volumes and with too few days", () => {
    expect(marketDepth(seriesOf("X/USDT", closes), 30).ok).toBe(false);
    const short = { ...seriesOf("X/USDT", closes.slice(0, 5)), volumes: volumes.slice(0, 5) };
    expect(marketDepth(short, 30).ok).toBe(false);
  });

  it("takes a hundredth of a day's volume at a tenth of a day's deviation", () => {
    expect(squareRootImpact(1e6, depth, 1)).toBeCloseTo(0.003, 12);
    expect(squareRootImpact(4e6, depth, 1)).toBeCloseTo(0.006, 12);
    expect(liquidationDays(1e7, depth, 0.1)).toBeCloseTo(1, 12);
  });
});

describe("returns of two series", () => {
  const one = seriesOf("A/USDT", [1, 2, 0, 4, 8]);
  const other = { ...seriesOf("B/USDT", [10, 20, 10, 5]), startMs: one.startMs + dayMs };

  it("are those of horizons that both see, and an outage is counted", () => {
    const found = unwrapped(pairedReturns(one, other, { horizonMs: dayMs, horizonsMin: 1 }));
    expect(found.missing).toBe(2);
    expect([...found.one]).toEqual([1]);
    expect([...found.other]).toEqual([-0.5]);
  });

  it("are refused where too few are common, or the grids differ", () => {
    expect(pairedReturns(one, other, { horizonMs: dayMs, horizonsMin: 2 }).ok).toBe(false);
    const off = { ...other, startMs: other.startMs + 1 };
    const answer = pairedReturns(one, off, { horizonMs: dayMs, horizonsMin: 1 });
    expect(answer.ok ? "" : answer.failure.code).toBe("invalid");
  });

  it("give a stablecoin its price: 98 dollars that cost 100 of it", () => {
    const peg = impliedDollarSeries(seriesOf("BTC/USD", [98, 99, 0]), seriesOf("BTC/USDT", [100, 99, 99]));
    expect(peg.market).toBe("USDT/USD");
    expect([...peg.values]).toEqual([0.98, 1, 0]);
    expect([...peg.present]).toEqual([1, 1, 0]);
  });
});
