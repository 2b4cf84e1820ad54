/** A tilt learned from the draws that lose most, round by round, until the event itself is common. */
import { failed, type Outcome, success } from "../../numerics/outcome.ts";
import type { FactorLaw, FactorPoints } from "../factorLaw.ts";
import { tailLossOf, weightsOf } from "../importanceEstimates.ts";
import { type ProposalMethod, type ProposalRequest, sampleFrom, type Tilt } from "../proposal.ts";
import { quantile } from "../quantile.ts";
import { tiltedMixingProposal } from "./tiltedMixing.ts";

/** Part of a round's draws from which the next tilt is learned, while the event is still rarer. */
const eliteShare = 0.1;
const roundsMax = 15;

/** A tilt and the loss it was adapted to. */
export interface AdaptedTilt {
  readonly tilt: Tilt;
  /** The loss asked for, or the pilot's idea of the one at the level. */
  readonly loss: number;
}

/**
 * The tilt of the tilted-mixing family that is nearest, in cross-entropy, to the law given the event.
 *
 * @returns a failure where no round reaches the loss: the book may not be able to lose as much
 * @cost    up to 15 rounds of `pilotDraws` losses
 * @source  P. de Boer, D. Kroese, S. Mannor, R. Rubinstein, A tutorial on the cross-entropy method, Annals of Operations
 *          Research 134 (2005), algorithm 3.1; the step solved for the family of `tiltedMixingProposal`
 */
export function adaptedTilt(request: ProposalRequest): Outcome<AdaptedTilt> {
  const { law, lossesOf, target, pilotDraws, key } = request;
  let tilt = request.tilt;
  let [most, isLast] = [Number.NEGATIVE_INFINITY, false];
  for (let round = 0; round < roundsMax; round++) {
    const plan = { seed: key.seed, stream: key.stream + round, count: pilotDraws, strata: 1 };
    const sample = sampleFrom(tiltedMixingProposal(law, tilt), plan);
    const losses = lossesOf(sample);
    const asked = "loss" in target ? target.loss : tailLossOf({ losses, logWeights: sample.logWeights }, target.level);
    const elite = quantile(losses, 1 - eliteShare, 7);
    most = Math.max(most, elite);
    const isReached = asked !== undefined && asked <= elite;
    const threshold = isReached ? asked : elite;
    const next = nextTilt(law, sample, weightsOf(sample.logWeights), losses, threshold);
    if (next === undefined) break;
    tilt = next;
    // One more round at the event itself, whose draws say more than those on the way to it.
    if (isReached && isLast) return success({ tilt, loss: threshold });
    isLast = isReached;
  }
  const asked = "loss" in target ? `a loss of ${target.loss.toPrecision(6)}` : `the tail beyond ${target.level}`;
  const message = `no pilot round reached ${asked}; the worst tenth began at ${most.toPrecision(6)}`;
  const hint = "ask for a smaller loss or a lower level, or draw more; a book may be unable to lose as much";
  return failed({ code: "not-converged", path: "proposal", message, hint });
}

/** Solves r (2κ − 1/(1 + r²/ν)) = |s| with s the weighted mean of √v z in the event and κ that of v. */
function nextTilt(
  { factors, degreesOfFreedom }: FactorLaw,
  { normals, mixing }: FactorPoints,
  weights: Float64Array,
  losses: Float64Array,
  threshold: number,
): Tilt | undefined {
  const count = losses.length;
  const moment = new Float64Array(factors);
  let [total, kappa] = [0, 0];
  for (let s = 0; s < count; s++) {
    if (!(losses[s]! >= threshold)) continue;
    total += weights[s]!;
    kappa += weights[s]! * mixing[s]!;
    const scaled = weights[s]! * Math.sqrt(mixing[s]!);
    for (let f = 0; f < factors; f++) moment[f]! += scaled * normals[f * count + s]!;
  }
  const size = Math.sqrt(moment.reduce((sum, one) => sum + one * one, 0));
  if (!(total > 0 && size > 0 && kappa > 0)) return undefined;
  const [goal, mean] = [size / total, kappa / total];
  const nu = degreesOfFreedom ?? Number.POSITIVE_INFINITY;
  // Falls at first where v is small in the event, then rises for good: it crosses 0 once.
  const slope = (r: number): number => r * (2 * mean - 1 / (1 + (r * r) / nu)) - goal;
  let high = 1;
  while (slope(high) < 0 && high < 1e6) high *= 2;
  let low = 0;
  for (let step = 0; step < 60; step++) {
    const middle = 0.5 * (low + high);
    if (slope(middle) < 0) low = middle;
    else high = middle;
  }
  return { direction: moment.map((one) => one / size), distance: high };
}

export const crossEntropy: ProposalMethod = {
  id: "cross-entropy",
  title: "Tilt adapted by cross-entropy",
  source: "R. Rubinstein, D. Kroese, The Cross-Entropy Method (2004), chapter 3",
  propose(request) {
    const adapted = adaptedTilt(request);
    return adapted.ok ? success(tiltedMixingProposal(request.law, adapted.value.tilt)) : adapted;
  },
};
