/** Normals moved and the chi-square made smaller together: what makes a Student t large is a small chi-square. */
import { log1p } from "../../numerics/logarithm.ts";
import { success } from "../../numerics/outcome.ts";
import { drawMixing, type FactorLaw } from "../factorLaw.ts";
import type { Proposal, ProposalMethod, Tilt } from "../proposal.ts";
import { alongOf, assertTilt, drawShifted } from "./tilted.ts";

/**
 * v smaller by 1 + c²/ν, then z ~ N(c √v u, I); ln weight −c √v u·z + c² v − (ν/2) ln(1 + c²/ν).
 *
 * Where u·z/√v > c the weight is at most (1 + c²/ν)^(−ν/2), so that a linear loss has a bounded one. The twist is the one
 * of least bound, θ = c in units of the linear loss. With a normal law it is `meanShiftProposal`.
 */
export function tiltedMixingProposal(law: FactorLaw, tilt: Tilt): Proposal {
  assertTilt(tilt, law.factors);
  const { direction, distance } = tilt;
  const { factors, degreesOfFreedom: nu } = law;
  const ratio = nu === null ? 0 : (distance * distance) / nu;
  const constant = nu === null ? 0.5 * distance * distance : 0.5 * nu * log1p(ratio);
  return {
    law,
    draw(random, along, point) {
      const mixing = drawMixing(random, law) / (1 + ratio);
      drawShifted(random, { direction, distance: distance * Math.sqrt(mixing) }, along, point);
      point[factors] = mixing;
    },
    logWeightOf(point) {
      const mixing = point[factors]!;
      const shift = distance * Math.sqrt(mixing);
      return shift * (shift - alongOf(direction, point)) - constant;
    },
  };
}

/**
 * v smaller by 1 + c²/ν and z as it is: far out in every direction alike; ln weight c² v/2 − (ν/2) ln(1 + c²/ν).
 *
 * With a normal law, which has no v, it is the law itself.
 */
export function smallerMixingProposal(law: FactorLaw, { direction, distance }: Tilt): Proposal {
  const { factors, degreesOfFreedom: nu } = law;
  const square = nu === null ? 0 : distance * distance;
  const ratio = nu === null ? 0 : square / nu;
  const constant = nu === null ? 0 : 0.5 * nu * log1p(ratio);
  return {
    law,
    draw(random, along, point) {
      drawShifted(random, { direction, distance: 0 }, along, point);
      point[factors] = drawMixing(random, law) / (1 + ratio);
    },
    logWeightOf: (point) => 0.5 * square * point[factors]! - constant,
  };
}

export const tiltedMixing: ProposalMethod = {
  id: "tilted-mixing",
  title: "Normals and chi-square tilted together",
  source: "P. Glasserman, P. Heidelberger, P. Shahabuddin, Mathematical Finance 12 (2002), §4",
  propose: ({ law, tilt }) => success(tiltedMixingProposal(law, tilt)),
};
