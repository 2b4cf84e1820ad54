import { assert } from "../numerics/assert.ts";
import { type Failure, failed, type Outcome, success } from "../numerics/outcome.ts";
import type { FactorLaw, LossesOf } from "./factorLaw.ts";
import {
  meanOneTest,
  splitProposalTest,
  type WeightDiagnostics,
  weightDiagnostics,
  type ZTest,
} from "./importanceDiagnostics.ts";
import {
  eventBeyond,
  type ImportanceResult,
  importanceExpectedShortfall,
  importanceValueAtRisk,
  probabilityBeyond,
  tailLossOf,
  type WeightedLosses,
  weightsOf,
} from "./importanceEstimates.ts";
import { type ProposalMethod, type RareTarget, sampleFrom } from "./proposal.ts";
import { meanShiftProposal } from "./proposals/meanShift.ts";
import { steepestTilt } from "./steepestTilt.ts";
import { missingMean } from "./unboundedLoss.ts";

export interface RareEventRequest {
  readonly law: FactorLaw;
  readonly lossesOf: LossesOf;
  readonly target: RareTarget;
  readonly method: ProposalMethod;
  /** From both proposals together; a whole multiple of 100. */
  readonly draws: number;
  /** Integer in [0, 2^53). */
  readonly seed: number;
}

/** One asked number, or why it is not told. */
export type RareEstimate = Outcome<ImportanceResult>;

export interface RareEventAnswer {
  /** With a loss asked: the probability of more. With a level: the two measures. */
  readonly probability?: RareEstimate;
  readonly valueAtRisk?: RareEstimate;
  readonly expectedShortfall?: RareEstimate;
  /** The loss beyond which the event lies. */
  readonly threshold: number;
  /** Of the event, by the weights, told or not: what the diagnostics below are of. */
  readonly event: ImportanceResult;
  readonly weights: WeightDiagnostics;
  readonly meanOne: ZTest | null;
  /** The event's probability by either of two proposals found and drawn independently. */
  readonly split: ZTest | null;
  /** Losses computed: draws, pilots of both proposals, slopes. */
  readonly evaluations: number;
  /** As many draws from the law itself. */
  readonly plain: { readonly draws: number; readonly eventCount: number; readonly probability: number };
  /** Variance of plain Monte Carlo with as many evaluations, by the same weights, over that of the event's probability. */
  readonly varianceReduction: number;
}

const strataPerProposal = 50;
/** Of either pilot round: enough for a hundred draws in the worst tenth and a direction from them. */
const pilotDraws = 1000;
/** Streams of the two proposals' pilots lie this far apart. */
const pilotStreams = 100_000;

/**
 * A rare loss by importance sampling: two proposals found independently, half of the draws from each, and beside them
 * plain Monte Carlo at the same cost.
 *
 * @returns the failure of a proposal that could not be made; an estimate that its weights do not bear is refused inside
 * @cost    about twice `draws` losses, and up to 60 pilot rounds of 1,000
 */
export function rareEvent(request: RareEventRequest): Outcome<RareEventAnswer> {
  const { law, lossesOf, target, method, draws, seed } = request;
  const half = draws / 2;
  assert(
    Number.isInteger(half / strataPerProposal) && half >= 2 * strataPerProposal,
    "draws must be a multiple of 100",
  );
  let evaluations = 0;
  const counted: LossesOf = (points) => {
    evaluations += points.mixing.length;
    return lossesOf(points);
  };
  const missing = missingMean(law, counted);
  const tilt = steepestTilt(law, counted, target);
  const halves: WeightedLosses[] = [];
  for (const part of [0, 1]) {
    const key = { seed, stream: pilotStreams * (part + 1) };
    const proposal = method.propose({ law, tilt, lossesOf: counted, target, pilotDraws, key });
    if (!proposal.ok) return proposal;
    const sample = sampleFrom(proposal.value, { count: half, strata: strataPerProposal, seed, stream: 1 + part });
    halves.push({ losses: counted(sample), ...sample });
  }
  const [first, second] = [halves[0]!, halves[1]!];
  if (first.losses.every((loss) => loss === first.losses[0])) return failed(unmoved);
  const pooled = pool(first, second);
  const threshold = "loss" in target ? target.loss : tailLossOf(pooled, target.level);
  if (threshold === undefined) return failed(unreached);
  const event = eventBeyond(pooled, threshold);
  const nothing = { direction: tilt.direction, distance: 0 };
  const plainSample = sampleFrom(meanShiftProposal(law, nothing), { count: evaluations, strata: 1, seed, stream: 3 });
  const eventCount = lossesOf(plainSample).reduce((count, loss) => (loss > threshold ? count + 1 : count), 0);
  return success({
    ...("loss" in target
      ? { probability: probabilityBeyond(pooled, target.loss) }
      : {
          valueAtRisk: importanceValueAtRisk(pooled, target.level),
          expectedShortfall: missing ? failed(missing) : importanceExpectedShortfall(pooled, target.level),
        }),
    threshold,
    event,
    weights: weightDiagnostics(pooled.logWeights),
    meanOne: meanOneTest(weightsOf(pooled.logWeights), pooled.stratum),
    split: splitProposalTest(eventBeyond(first, threshold), eventBeyond(second, threshold)),
    evaluations,
    plain: { draws: evaluations, eventCount, probability: eventCount / evaluations },
    varianceReduction: (event.varianceReduction * draws) / evaluations,
  });
}

const unmoved: Failure = {
  code: "unsupported",
  path: "losses",
  message: "every draw loses the same: nothing held moves with the market",
  hint: "leave it out",
};

const unreached: Failure = {
  code: "not-converged",
  path: "weights",
  message: "the draws do not reach the tail",
  hint: "draw more, or use the defensive mixture",
};

/** Two samples of one size as one: the strata of the second follow those of the first. */
function pool(first: WeightedLosses, second: WeightedLosses): WeightedLosses {
  const joined = (one: Float64Array, other: Float64Array): Float64Array => {
    const out = new Float64Array(one.length + other.length);
    out.set(one);
    out.set(other, one.length);
    return out;
  };
  const before = first.stratum ?? new Int32Array(first.losses.length);
  const after = second.stratum ?? new Int32Array(second.losses.length);
  const strata = 1 + before.reduce((most, k) => Math.max(most, k), 0);
  const stratum = new Int32Array(before.length + after.length);
  stratum.set(before);
  stratum.set(
    after.map((k) => k + strata),
    before.length,
  );
  return {
    losses: joined(first.losses, second.losses),
    logWeights: joined(first.logWeights, second.logWeights),
    stratum,
  };
}
