/** Exponential tilting of the normals alone: their mean moves to the event, the mixing stays. */
import { success } from "../../numerics/outcome.ts";
import { drawMixing, type FactorLaw } from "../factorLaw.ts";
import type { Proposal, ProposalMethod, Tilt } from "../proposal.ts";
import { alongOf, assertTilt, drawShifted } from "./tilted.ts";

/** z ~ N(c u, I), v as it is; ln weight −c u·z + c²/2. */
export function meanShiftProposal(law: FactorLaw, tilt: Tilt): Proposal {
  assertTilt(tilt, law.factors);
  const { direction, distance } = tilt;
  return {
    law,
    draw(random, along, point) {
      drawShifted(random, tilt, along, point);
      point[law.factors] = drawMixing(random, law);
    },
    logWeightOf: (point) => distance * (0.5 * distance - alongOf(direction, point)),
  };
}

export const meanShift: ProposalMethod = {
  id: "mean-shift",
  title: "Mean of the normals moved to the event",
  source: "P. Glasserman, Monte Carlo Methods in Financial Engineering (2003), §4.6",
  propose: ({ law, tilt }) => success(meanShiftProposal(law, tilt)),
};
