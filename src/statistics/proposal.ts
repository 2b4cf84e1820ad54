import { assert } from "../numerics/assert.ts";
import type { Outcome } from "../numerics/outcome.ts";
import type { FactorLaw, FactorPoints, LossesOf } from "./factorLaw.ts";
import { RandomStream, type RandomStreamKey } from "./randomStream.ts";

/** A law to draw from in place of the one that is meant. */
export interface Proposal {
  readonly law: FactorLaw;
  /**
   * Writes one point.
   *
   * @param along a uniform number that drives the move along the tilt, so that it can be stratified
   * @param point shape [F+1]: normals, then v
   */
  draw(random: RandomStream, along: number, point: Float64Array): void;
  /** ln of target over proposal density at a point. */
  logWeightOf(point: Float64Array): number;
}

/** Where the event lies: a unit direction of the normals, and how far along it, in standard deviations. */
export interface Tilt {
  /** Shape [F], of length 1. */
  readonly direction: Float64Array;
  readonly distance: number;
}

/** What is asked: a loss to exceed, or the loss exceeded with probability 1 − level. */
export type RareTarget = { readonly loss: number } | { readonly level: number };

/** What a method of proposing may look at. */
export interface ProposalRequest {
  readonly law: FactorLaw;
  /** A first idea, as `steepestTilt` finds it. */
  readonly tilt: Tilt;
  readonly lossesOf: LossesOf;
  readonly target: RareTarget;
  /** Draws of each pilot round; methods that look at none ignore it. */
  readonly pilotDraws: number;
  /** Of the pilot rounds, which draw from streams `stream`, `stream + 1` and so on. */
  readonly key: RandomStreamKey;
}

/** A way of proposing. */
export interface ProposalMethod {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  propose(request: ProposalRequest): Outcome<Proposal>;
}

export interface FactorSample extends FactorPoints {
  readonly logWeights: Float64Array;
  /** Shape [S], where stratified. */
  readonly stratum?: Int32Array;
}

export interface SamplePlan extends RandomStreamKey {
  /** S ≥ 1; a whole multiple of the strata, at least twice as many. */
  readonly count: number;
  /** Equally likely slices along the tilt, each drawn as often; 1 for none. */
  readonly strata: number;
}

/** Draws from a proposal, with weights. @cost O(S F) and the random numbers */
export function sampleFrom(proposal: Proposal, { count, strata, ...key }: SamplePlan): FactorSample {
  const isPlan = Number.isInteger(strata) && strata >= 1 && Number.isInteger(count / strata) && count >= 1;
  assert(isPlan, `draws must be a whole multiple of the strata; have ${count} and ${strata}`);
  const { factors } = proposal.law;
  const random = new RandomStream(key);
  const point = new Float64Array(factors + 1);
  const normals = new Float64Array(factors * count);
  const [mixing, logWeights, stratum] = [new Float64Array(count), new Float64Array(count), new Int32Array(count)];
  for (let s = 0; s < count; s++) {
    stratum[s] = s % strata;
    proposal.draw(random, (stratum[s]! + random.nextUniform()) / strata, point);
    for (let f = 0; f < factors; f++) normals[f * count + s] = point[f]!;
    mixing[s] = point[factors]!;
    logWeights[s] = proposal.logWeightOf(point);
  }
  return { normals, mixing, logWeights, ...(strata === 1 ? {} : { stratum }) };
}
