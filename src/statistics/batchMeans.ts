import { assert } from "../numerics/assert.ts";
import { sum } from "../numerics/summation.ts";
import { studentTQuantile } from "./studentT.ts";

const batches = 20;

/**
 * The mean of a series whose values depend on those before, with an interval: the series is cut into twenty batches one
 * after another, and their means are taken for independent. Right where the series forgets within a batch.
 *
 * @param values in order of time, at least 40; what is left over of whole batches is left out at the start
 * @param level  of the interval, in (0, 1): Student's t with 19 degrees of freedom
 * @throws InvariantError when a number is out of range
 * @source  B. Schmeiser, Batch size effects in the analysis of simulation output, Operations Research 30 (1982)
 */
export function batchMeans(values: ArrayLike<number>, level: number) {
  const all = Array.from(values);
  assert(all.length >= 2 * batches, `batch means need ${2 * batches} values; have ${all.length}`);
  assert(level > 0 && level < 1, `a level must lie in (0, 1); have ${level}`);
  const length = Math.floor(all.length / batches);
  const own = all.slice(all.length - batches * length);
  const means = Array.from({ length: batches }, (_, b) => sum(own.slice(b * length, (b + 1) * length)) / length);
  const mean = sum(all) / all.length;
  const centre = sum(means) / batches;
  const squares = sum(means.map((one) => (one - centre) * (one - centre)));
  const standardError = Math.sqrt(squares / (batches - 1) / batches);
  const reach = standardError * studentTQuantile((1 + level) / 2, batches - 1);
  return { mean, standardError, lower: mean - reach, upper: mean + reach, level };
}
