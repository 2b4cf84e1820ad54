import { type Failure, failed } from "../numerics/outcome.ts";
import type { FactorLaw, LossesOf } from "./factorLaw.ts";

/** So far out, in standard deviations, that payoffs are straight lines of prices; and twice as far. */
const far = 200;
/** A loss that is at most linear in the move doubles with it; one that grows like e to the move does more. */
const growthMax = 2.5;

/**
 * Why a book has no mean loss under Student's t of log returns: e to a Student t has no mean, so what loses by a rising price
 * without bound has none.
 *
 * Looks along each factor alone, both ways; undefined where no loss grows faster than the move, and for normal laws.
 *
 * @cost 4F losses
 */
export function missingMean({ factors, degreesOfFreedom }: FactorLaw, lossesOf: LossesOf): Failure | undefined {
  if (degreesOfFreedom === null) return undefined;
  const lossesAt = (step: number): Float64Array => {
    const count = 2 * factors;
    const normals = new Float64Array(factors * count);
    for (let f = 0; f < factors; f++) {
      normals[f * count + 2 * f] = step;
      normals[f * count + 2 * f + 1] = -step;
    }
    return lossesOf({ normals, mixing: new Float64Array(count).fill(1) });
  };
  const [near, farther] = [lossesAt(far), lossesAt(2 * far)];
  const isUnbounded = near.some((loss, k) => loss > 0 && farther[k]! > growthMax * loss);
  if (!isUnbounded) return undefined;
  const message = "the mean loss does not exist: a rising price costs without bound, and e to a Student t has no mean";
  const hint = "read the value at risk, which exists, or take a normal law";
  return failed({ code: "unsupported", path: "losses", message, hint }).failure;
}
