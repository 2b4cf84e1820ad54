import type { ProposalMethod } from "./proposal.ts";
import { crossEntropy } from "./proposals/crossEntropy.ts";
import { defensiveMixture } from "./proposals/defensiveMixture.ts";
import { meanShift } from "./proposals/meanShift.ts";
import { tiltedMixing } from "./proposals/tiltedMixing.ts";

/** Every way of proposing. One is a file in `proposals/` and a line here. */
export const proposalMethods: readonly ProposalMethod[] = [meanShift, tiltedMixing, crossEntropy, defensiveMixture];
