import { describe, expect, it } from "vitest";
import { dayMs, seriesOf, unwrapped } from "../../test/contracts/market.ts";
import { exp } from "../numerics/exponential.ts";
import { RandomStream } from "../statistics/randomStream.ts";
import { proxyCalibration } from "./proxyCalibration.ts";

const random = new RandomStream({ seed: 12, stream: 0 });
const common = Array.from({ length: 500 }, () => 0.02 * random.nextNormal());
const priced = (returns: readonly number[]) => {
  let close = 100;
  return [close, ...returns.map((one) => (close *= exp(one)))];
};
const proxy = seriesOf("OLD/USDT", priced(common));
const seriesWith = (returns: readonly number[]) => seriesOf("NEW/USDT", priced(returns));
const terms = {
  horizonMs: dayMs,
  horizonsMin: 90,
  conservatism: 1.2,
  intervalLevel: 0.95,
  resamples: 200,
  blockLength: 7,
  seed: 1,
};

describe("a parameter carried over from a proxy", () => {
  it("of a product twice as volatile is twice the proxy's and a little more, times the conservatism", () => {
    const product = seriesWith(common.map((one) => 2 * one));
    const { ratio, value, factor, correlation, horizons } = unwrapped(proxyCalibration(product, proxy, 0.1, terms));
    expect(ratio).toBeCloseTo(2, 1);
    expect(factor).toBeGreaterThanOrEqual(ratio * 1.2);
    expect(factor).toBeLessThan(1.1 * ratio * 1.2);
    expect(value).toBeCloseTo(0.1 * factor, 12);
    expect(correlation).toBeGreaterThan(0.99);
    expect(horizons).toBe(500);
  });

  it("is never below the proxy's own, however calm the product was", () => {
    const calm = seriesWith(common.map((one) => 0.2 * one));
    expect(unwrapped(proxyCalibration(calm, proxy, 0.1, terms)).value).toBeCloseTo(0.12, 12);
  });

  it("grows as the common history shortens, since less is known", () => {
    const noisy = common.map((one) => one + 0.02 * random.nextNormal());
    const widths = [100, 500].map((days) => {
      const { ratioInterval } = unwrapped(proxyCalibration(seriesWith(noisy.slice(0, days)), proxy, 0.1, terms));
      return ratioInterval.upper - ratioInterval.lower;
    });
    expect(widths[0]).toBeGreaterThan(widths[1]!);
  });

  it("is refused where the overlap is short, or a market does not move", () => {
    const short = proxyCalibration(seriesWith(common.slice(0, 60)), proxy, 0.1, terms);
    expect(short.ok ? "" : short.failure.message).toContain("60 horizons are common to both; 90 are needed");
    const peg = proxyCalibration(seriesWith(common.map(() => 0)), proxy, 0.1, terms);
    expect(peg.ok ? "" : peg.failure.message).toContain("returns are all equal");
    expect(() => proxyCalibration(proxy, proxy, 0.1, { ...terms, conservatism: 0.5 })).toThrow("at least 1");
  });
});
