/** What a forecast of risk lost at each observation: the smaller the mean, the better the forecast. */
import { log } from "../numerics/logarithm.ts";
import { failed, type Outcome, success } from "../numerics/outcome.ts";

/**
 * Loss of variance forecasts against a proxy of the variance that came: ln h + proxy/h.
 *
 * Its mean is least at the true variance whatever unbiased proxy stands in for it, a squared return for example; a proxy
 * of 0 is allowed.
 *
 * @param proxies   shape [T], ≥ 0, in the square of the unit of returns
 * @param variances shape [T], > 0, forecasts made before the proxy was seen
 * @returns         shape [T], any sign; differences between forecasts have no unit
 * @source          A. Patton, Volatility forecast comparison using imperfect volatility proxies, J. Econometrics 160 (2011)
 */
export function qlike(proxies: Float64Array, variances: Float64Array): Outcome<Float64Array> {
  return scored([
    { name: "variances", values: variances, holds: (h) => h > 0, must: "be above 0" },
    { name: "proxies", values: proxies, holds: (proxy) => proxy >= 0, must: "not be negative" },
  ])((t) => log(variances[t]!) + proxies[t]! / variances[t]!);
}

/** Quantile forecasts of one tail probability, gains +, and what came. */
export interface QuantileForecasts {
  /** Shape [T], what came. */
  readonly returns: Float64Array;
  /** Shape [T], signed low quantiles: below 0 for a loss. */
  readonly quantiles: Float64Array;
  /** Of a breach, in (0, 1): 0.01 for a confidence of 99 %. */
  readonly tailProbability: number;
}

/**
 * Loss of quantile forecasts: (p − 1{y < v})(y − v).
 *
 * @returns shape [T], ≥ 0, in the unit of the returns
 * @source  R. Koenker, G. Bassett, Regression quantiles, Econometrica 46 (1978)
 */
export function tickLoss({ returns, quantiles, tailProbability }: QuantileForecasts): Outcome<Float64Array> {
  const fault = probabilityFault(tailProbability);
  if (fault !== undefined) return fault;
  return scored([finite("quantiles", quantiles), finite("returns", returns)])((t) => {
    const beyond = returns[t]! - quantiles[t]!;
    return (tailProbability - (beyond < 0 ? 1 : 0)) * beyond;
  });
}

export interface ShortfallForecasts extends QuantileForecasts {
  /** Shape [T], signed mean beyond the quantile: below 0 and not above its quantile. */
  readonly shortfalls: Float64Array;
}

/**
 * Loss of quantile and shortfall forecasts together, of degree 0: −1{y ≤ v}(v − y)/(p e) + v/e + ln(−e) − 1.
 *
 * A change of unit moves every score by the same amount, so differences between forecasts have no unit.
 *
 * @returns shape [T], any sign; a shortfall that is not a loss, or smaller than its quantile, is a failure
 * @source  T. Fissler, J. Ziegel, Annals of Statistics 44 (2016); A. Patton, J. Ziegel, R. Chen, J. Econometrics 211 (2019)
 */
export function fisslerZiegelScore({
  returns,
  quantiles,
  shortfalls,
  tailProbability,
}: ShortfallForecasts): Outcome<Float64Array> {
  const fault = probabilityFault(tailProbability);
  if (fault !== undefined) return fault;
  const isBeyond = (e: number, t: number): boolean => e < 0 && e <= quantiles[t]!;
  return scored([
    finite("quantiles", quantiles),
    { name: "shortfalls", values: shortfalls, holds: isBeyond, must: "be below 0 and not above the quantile" },
    finite("returns", returns),
  ])((t) => {
    const [y, v, e] = [returns[t]!, quantiles[t]!, shortfalls[t]!];
    const breach = y <= v ? (v - y) / (tailProbability * e) : 0;
    return -breach + v / e + log(-e) - 1;
  });
}

interface Column {
  readonly name: string;
  readonly values: Float64Array;
  readonly holds: (value: number, t: number) => boolean;
  readonly must: string;
}

const finite = (name: string, values: Float64Array): Column => ({ name, values, holds: () => true, must: "" });

/** Checks every entry of every column, because forecasts come from files, and fills the scores. */
const scored =
  (columns: readonly Column[]) =>
  (scoreOf: (t: number) => number): Outcome<Float64Array> => {
    const count = columns[0]!.values.length;
    for (const { name, values, holds, must } of columns) {
      if (values.length !== count) {
        return failed({ code: "invalid", path: name, message: `${values.length} values beside ${count} forecasts` });
      }
      const wrong = values.findIndex((value, t) => !(Number.isFinite(value) && holds(value, t)));
      if (wrong >= 0) {
        const message = `must be finite${must === "" ? "" : ` and ${must}`}; have ${values[wrong]}`;
        return failed({ code: "invalid", path: `${name}[${wrong}]`, message });
      }
    }
    return success(Float64Array.from({ length: count }, (_, t) => scoreOf(t)));
  };

function probabilityFault(tailProbability: number) {
  if (tailProbability > 0 && tailProbability < 1) return undefined;
  const message = `must lie in (0, 1); have ${tailProbability}`;
  return failed({ code: "invalid", path: "tailProbability", message });
}
