import { pairedReturns } from "../calibration/pairedReturns.ts";
import type { TimeSeries } from "../market/timeSeries.ts";
import { assert } from "../numerics/assert.ts";
import { failed, type Outcome, success } from "../numerics/outcome.ts";
import { sum } from "../numerics/summation.ts";
import { bootstrapIndices } from "../statistics/bootstrapIndices.ts";
import { pearsonCorrelation } from "../statistics/correlation.ts";
import { quantile } from "../statistics/quantile.ts";

export interface ProxyTerms {
  readonly horizonMs: number;
  /** Fewer common horizons than this are refused. */
  readonly horizonsMin: number;
  /** What the value is multiplied by beside the ratio of volatilities, ≥ 1: stated, because nothing estimates it. */
  readonly conservatism: number;
  readonly intervalLevel: number;
  readonly resamples: number;
  readonly blockLength: number;
  readonly seed: number;
}

/** A parameter of a new product from that of a product like it. */
export interface ProxyCalibration {
  readonly value: number;
  /** Of the product's volatility over the proxy's in the common horizons. */
  readonly ratio: number;
  readonly ratioInterval: { readonly lower: number; readonly upper: number };
  /** Upper end of the ratio's interval, at least 1, times the conservatism. */
  readonly factor: number;
  /** Of returns: how much of the product the proxy explains at all. */
  readonly correlation: number;
  readonly horizons: number;
  readonly from: number;
  readonly to: number;
}

/**
 * The parameter of a proxy, such as its price range, carried over to a product with little history of its own.
 *
 * A product is never given less than its proxy: what a short calm history shows below 1 is not trusted.
 *
 * @param proxyValue > 0, of a parameter in proportion to volatility
 * @returns          `missing-data` where the common history is short or one of both does not move
 * @throws InvariantError when the conservatism is below 1 or the value not positive
 */
export function proxyCalibration(
  product: TimeSeries,
  proxy: TimeSeries,
  proxyValue: number,
  terms: ProxyTerms,
): Outcome<ProxyCalibration> {
  const { conservatism, intervalLevel, resamples, blockLength, seed } = terms;
  assert(conservatism >= 1 && Number.isFinite(conservatism), `conservatism must be at least 1; have ${conservatism}`);
  assert(proxyValue > 0 && Number.isFinite(proxyValue), `the proxy's value must be positive; have ${proxyValue}`);
  const returns = pairedReturns(product, proxy, terms);
  if (!returns.ok) return returns;
  const { one, other, times } = returns.value;
  const still = [one, other].findIndex((column) => column.every((change) => change === column[0]));
  if (still >= 0) {
    const { market } = still === 0 ? product : proxy;
    const message = `its returns are all equal over ${one.length} horizons`;
    return failed({ code: "missing-data", path: market, message, hint: "choose another proxy, or a longer span" });
  }
  const ratioOf = (indices?: Int32Array): number => deviation(one, indices) / deviation(other, indices);
  const drawn = bootstrapIndices({ observations: one.length, blocks: "stationary", resamples, blockLength, seed });
  // A resample of nothing but one calm block of the proxy has no ratio.
  const ratios = Float64Array.from(drawn, ratioOf).filter(Number.isFinite);
  const side = (1 - intervalLevel) / 2;
  const ratioInterval = { lower: quantile(ratios, side, 7), upper: quantile(ratios, 1 - side, 7) };
  const factor = Math.max(1, ratioInterval.upper) * conservatism;
  return success({
    value: proxyValue * factor,
    ratio: ratioOf(),
    ratioInterval,
    factor,
    correlation: pearsonCorrelation(one, other),
    horizons: one.length,
    from: times[0]!,
    to: times.at(-1)! + terms.horizonMs,
  });
}

/** About the mean, divisor n. */
function deviation(values: Float64Array, indices?: Int32Array): number {
  const own = indices === undefined ? values : Float64Array.from(indices, (t) => values[t]!);
  const mean = sum(own) / own.length;
  return Math.sqrt(sum(own.map((value) => (value - mean) * (value - mean))) / own.length);
}
