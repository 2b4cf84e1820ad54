import { assert } from "../numerics/assert.ts";

/**
 * Standard error of a mean over draws, each stratum having its share of them.
 *
 * Without strata s/√n. With them √(Σ nₖ sₖ²)/n: what differs between strata is no error.
 *
 * @param values  shape [n], n ≥ 2
 * @param stratum shape [n], whole numbers from 0; each stratum drawn in proportion to its probability, at least twice
 * @cost          O(n)
 * @source        W. Cochran, Sampling Techniques, 3rd ed. (1977), §5.4
 */
export function standardErrorOfMean(values: Float64Array, stratum?: Int32Array): number {
  const count = values.length;
  assert(count >= 2, `a standard error needs two values; have ${count}`);
  assert(stratum === undefined || stratum.length === count, `as many strata as values (${count}) are needed`);
  const strata = stratum === undefined ? 1 : 1 + stratum.reduce((most, k) => Math.max(most, k), 0);
  const [counts, means, spreads] = [new Float64Array(strata), new Float64Array(strata), new Float64Array(strata)];
  for (let i = 0; i < count; i++) {
    const k = stratum === undefined ? 0 : stratum[i]!;
    counts[k]! += 1;
    const apart = values[i]! - means[k]!;
    means[k]! += apart / counts[k]!;
    spreads[k]! += apart * (values[i]! - means[k]!);
  }
  let total = 0;
  for (let k = 0; k < strata; k++) {
    if (counts[k] === 0) continue;
    assert(counts[k]! >= 2, `stratum ${k} must be drawn twice at least`);
    total += (spreads[k]! / (counts[k]! - 1)) * counts[k]!;
  }
  return Math.sqrt(total) / count;
}
