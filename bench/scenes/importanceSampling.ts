/** A rare loss with a known answer, by every proposal and by plain Monte Carlo with as many draws. */
import { type FactorLaw, type LossesOf, standardMoves } from "../../src/statistics/factorLaw.ts";
import { eventBeyond } from "../../src/statistics/importanceEstimates.ts";
import { type Proposal, type ProposalRequest, sampleFrom } from "../../src/statistics/proposal.ts";
import { meanShiftProposal } from "../../src/statistics/proposals/meanShift.ts";
import { proposalMethods } from "../../src/statistics/proposals.ts";
import { steepestTilt } from "../../src/statistics/steepestTilt.ts";
import { studentTSurvival } from "../../src/statistics/studentT.ts";
import { cpuSeconds } from "../paired.ts";
import type { SceneTable, TableScene } from "../tables.ts";

const [factors, degreesOfFreedom, loss] = [10, 4, 15];
const draws = 20_000;
const runs = 40;
const law: FactorLaw = { factors, degreesOfFreedom };
const truth = studentTSurvival(loss, degreesOfFreedom);

/** Equal parts of every factor: a Student t of scale 1, whatever their number. */
const lossesOf: LossesOf = (points) => {
  const moves = standardMoves(points);
  const count = points.mixing.length;
  return points.mixing.map((_, s) => {
    let total = 0;
    for (let f = 0; f < factors; f++) total += moves[f * count + s]!;
    return total / Math.sqrt(factors);
  });
};

interface Way {
  readonly name: string;
  readonly strata: number;
  proposalOf(stream: number): Proposal;
}

const requestOf = (stream: number): ProposalRequest => {
  const target = { loss };
  const tilt = steepestTilt(law, lossesOf, target);
  return { law, lossesOf, target, tilt, pilotDraws: 1000, key: { seed: 5, stream: 1_000_000 + 10_000 * stream } };
};

const plain: Way = {
  name: "plain Monte Carlo",
  strata: 1,
  proposalOf: () => {
    const direction = new Float64Array(factors);
    direction[0] = 1;
    return meanShiftProposal(law, { direction, distance: 0 });
  },
};

const ways: readonly Way[] = [
  ...proposalMethods.map(({ id, propose }) => ({
    name: `${id}, 50 strata`,
    strata: 50,
    proposalOf(stream: number): Proposal {
      const proposal = propose(requestOf(stream));
      if (!proposal.ok) throw new Error(proposal.failure.message);
      return proposal.value;
    },
  })),
  plain,
];

/** Squared error relative to the truth, mean over runs, and seconds of a run, pilots included. */
function measuredWay({ strata, proposalOf }: Way): { readonly square: number; readonly seconds: number } {
  let [square, seconds] = [0, 0];
  for (let stream = 0; stream < runs; stream++) {
    let estimate = 0;
    seconds += cpuSeconds(() => {
      const sample = sampleFrom(proposalOf(stream), { count: draws, strata, seed: 6, stream });
      estimate = eventBeyond({ losses: lossesOf(sample), ...sample }, loss).estimate;
    });
    square += (estimate / truth - 1) * (estimate / truth - 1);
  }
  return { square: square / runs, seconds: seconds / runs };
}

export const importanceSampling: TableScene = {
  id: "importance-sampling",
  title: `P(loss > ${loss}) of ten factors under Student's t of ${degreesOfFreedom}, ${draws.toLocaleString("en")} draws`,
  async measure(): Promise<Omit<SceneTable, "id" | "title">> {
    const found = ways.map((way) => ({ name: way.name, ...measuredWay(way) }));
    const base = found.at(-1)!;
    const rows = found.map(({ name, square, seconds }) => ({
      name,
      numbers: [(base.square * base.seconds) / (square * seconds), 100 * Math.sqrt(square), 1000 * seconds],
    }));
    return {
      heads: ["times plain in squared error per second", "error, % of the truth", "ms a run"],
      rows,
      notes: [
        `truth ${truth.toPrecision(6)}, the survival function; errors over ${runs} runs with seeds, pilots timed`,
      ],
    };
  },
};
