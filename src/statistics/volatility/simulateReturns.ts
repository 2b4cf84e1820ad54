import { assert } from "../../numerics/assert.ts";
import { absoluteMean } from "./lawMoments.ts";
import { type LawSampler, lawSampler } from "./lawSampler.ts";
import { partsOf, type VolatilityModel } from "./specification.ts";
import type { RecursionState } from "./varianceModel.ts";

/**
 * Returns that follow a model, from what is known before the first.
 *
 * @param values  in the order of `model.parameters`, in units of the returns
 * @param next    as a fit or a path ends with; see `VolatilityFit.next`
 * @param normals [paths × steps] standard normal numbers, path by path: their law becomes the model's
 * @param sampler of the model's law and shape, where the caller has it from before; made here unless given. One that is
 *                the identity takes `normals` for standardised errors as they are
 * @param out     [paths × steps], written
 * @returns false where a variance left the range of a double: numbers of a fit may let a path do what no history did
 * @throws InvariantError when shapes differ
 * @cost   a dozen operations a return; 20 ms once for a law that is not normal
 */
export function simulatedWithinRange(
  model: VolatilityModel,
  values: ArrayLike<number>,
  {
    next,
    steps,
    normals,
    sampler,
  }: {
    readonly next: Readonly<RecursionState>;
    readonly steps: number;
    readonly normals: Float64Array;
    readonly sampler?: LawSampler;
  },
  out: Float64Array,
): boolean {
  assert(
    normals.length === out.length && normals.length % steps === 0,
    `normals and out must be paths of ${steps} steps`,
  );
  const { mean, theta, shape } = partsOf(model, values);
  const { variance, law } = model;
  const sample = sampler ?? lawSampler(law, shape);
  const centre = variance.readsAbsoluteMean ? absoluteMean(law, shape) : 0;
  const at: RecursionState = { variance: next.variance, state: next.state };
  for (let first = 0; first < normals.length; first += steps) {
    at.variance = next.variance;
    at.state = next.state;
    for (let k = first; k < first + steps; k++) {
      const e = Math.sqrt(at.variance) * sample(normals[k]!);
      out[k] = mean + e;
      variance.step(theta, at, e, centre);
    }
    if (!(at.variance > 0 && at.variance < Infinity)) return false;
  }
  return true;
}

/** As `simulatedWithinRange`. @throws InvariantError when a variance leaves the range of a double, too */
export function simulateReturns(...terms: Parameters<typeof simulatedWithinRange>): void {
  assert(simulatedWithinRange(...terms), "a simulated variance left the range of a double");
}
