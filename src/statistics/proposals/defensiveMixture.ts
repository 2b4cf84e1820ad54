/** A share of the law itself, one far out in every direction, and tilts from both sides: no weight exceeds one over a share. */
import { assert } from "../../numerics/assert.ts";
import { exp } from "../../numerics/exponential.ts";
import { log } from "../../numerics/logarithm.ts";
import { success } from "../../numerics/outcome.ts";
import type { FactorLaw } from "../factorLaw.ts";
import type { Proposal, ProposalMethod, Tilt } from "../proposal.ts";
import { adaptedTilt } from "./crossEntropy.ts";
import { meanShiftProposal } from "./meanShift.ts";
import { smallerMixingProposal, tiltedMixingProposal } from "./tiltedMixing.ts";

/**
 * Draws from each proposal with its share, and weighs by the mixture of their densities.
 *
 * @param parts of one law; shares above 0 that sum to 1
 * @source T. Hesterberg, Weighted average importance sampling and defensive mixture distributions, Technometrics 37 (1995)
 */
export function mixtureProposal(parts: readonly { readonly share: number; readonly proposal: Proposal }[]): Proposal {
  const total = parts.reduce((sum, { share }) => sum + share, 0);
  const isMixture = parts.every(({ share }) => share > 0) && Math.abs(total - 1) < 1e-12;
  assert(isMixture, `shares must be above 0 and sum to 1; have ${parts.map(({ share }) => share).join(", ")}`);
  const last = parts.at(-1)!;
  return {
    law: last.proposal.law,
    draw(random, along, point) {
      const chosen = random.nextUniform();
      let below = 0;
      for (const { share, proposal } of parts) {
        below += share;
        if (chosen < below) return proposal.draw(random, along, point);
      }
      last.proposal.draw(random, along, point);
    },
    logWeightOf(point) {
      // Each density over the target's; the mixture's is their mean.
      const logRatios = parts.map(({ proposal }) => -proposal.logWeightOf(point));
      const top = Math.max(...logRatios);
      const mean = parts.reduce((sum, { share }, k) => sum + share * exp(logRatios[k]! - top), 0);
      return -(top + log(mean));
    },
  };
}

/** Part of the draws that come from the law itself. */
export const defensiveShare = 0.1;
/** Part that goes far out in every direction, for losses that no tilt points at. */
const everywhereShare = 0.2;

/** The law itself as a proposal of weight 1, its moves along a direction driven as those of the others. */
const plain = (law: FactorLaw, { direction }: Tilt): Proposal => meanShiftProposal(law, { direction, distance: 0 });

/** Two tilts of which one is no news to the other. */
const cosineMax = 0.8;

export const defensiveMixture: ProposalMethod = {
  id: "defensive-mixture",
  title: "The law itself, one far out everywhere, and tilts adapted from both sides",
  source: "T. Hesterberg, Technometrics 37 (1995); R. Rubinstein, D. Kroese, The Cross-Entropy Method (2004)",
  propose(request) {
    const first = adaptedTilt(request);
    if (!first.ok) return first;
    const { tilt, loss } = first.value;
    const back = { direction: tilt.direction.map((one) => -one), distance: tilt.distance };
    const key = { ...request.key, stream: request.key.stream + 1000 };
    // A loss on both sides of today's market, as a book of sold options has, is drawn from both.
    const other = adaptedTilt({ ...request, tilt: back, target: { loss }, key });
    const cosine = other.ok
      ? other.value.tilt.direction.reduce((total, one, f) => total + one * tilt.direction[f]!, 0)
      : 1;
    const tilts = other.ok && cosine < cosineMax ? [tilt, other.value.tilt] : [tilt];
    return success(
      mixtureProposal([
        { share: defensiveShare, proposal: plain(request.law, tilt) },
        { share: everywhereShare, proposal: smallerMixingProposal(request.law, tilt) },
        ...tilts.map((one) => ({
          share: (1 - defensiveShare - everywhereShare) / tilts.length,
          proposal: tiltedMixingProposal(request.law, one),
        })),
      ]),
    );
  },
};
