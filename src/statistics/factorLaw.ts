import { log } from "../numerics/logarithm.ts";
import { power } from "../numerics/power.ts";
import type { RandomStream } from "./randomStream.ts";

/** The numbers behind a multivariate Student t: independent normals z, and one chi-square over its degrees, v. */
export interface FactorLaw {
  /** F ≥ 1 */
  readonly factors: number;
  /** ν > 2, or null for a normal law, whose v is 1. */
  readonly degreesOfFreedom: number | null;
}

/** Draws of them. A standard move is z/√v: normal, or Student's t of variance ν/(ν − 2). */
export interface FactorPoints {
  /** Shape [F×S], factor by factor. */
  readonly normals: Float64Array;
  /** Shape [S], > 0. */
  readonly mixing: Float64Array;
}

/** Loss of each point, losses +: a portfolio without its name. */
export type LossesOf = (points: FactorPoints) => Float64Array;

/** [F×S] z/√v */
export function standardMoves({ normals, mixing }: FactorPoints): Float64Array {
  const count = mixing.length;
  const out = new Float64Array(normals.length);
  for (let at = 0; at < out.length; at++) out[at] = normals[at]! / Math.sqrt(mixing[at % count]!);
  return out;
}

/** One v of the law. */
export const drawMixing = (random: RandomStream, { degreesOfFreedom }: FactorLaw): number =>
  degreesOfFreedom === null ? 1 : (2 * drawGamma(random, degreesOfFreedom / 2)) / degreesOfFreedom;

/**
 * A gamma variate of scale 1.
 *
 * @param shape ≥ ⅓
 * @source G. Marsaglia, W. Tsang, A simple method for generating gamma variables, ACM TOMS 26 (2000)
 */
export function drawGamma(random: RandomStream, shape: number): number {
  if (shape < 1) return drawGamma(random, shape + 1) * power(random.nextUniform(), 1 / shape);
  const base = shape - 1 / 3;
  const slope = 1 / (3 * Math.sqrt(base));
  for (;;) {
    const normal = random.nextNormal();
    const root = 1 + slope * normal;
    if (root <= 0) continue;
    const cube = root * root * root;
    if (log(random.nextUniform()) < 0.5 * normal * normal + base * (1 - cube + log(cube))) return base * cube;
  }
}
