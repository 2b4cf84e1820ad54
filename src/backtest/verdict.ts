import type { ObservationColumns } from "./observations.ts";
import { backtestSignificance } from "./statistics/backtestStatistic.ts";
import { breachesOf } from "./statistics/breachSequence.ts";
import { christoffersenIndependence } from "./statistics/christoffersenIndependence.ts";
import { conditionalCoverage } from "./statistics/conditionalCoverage.ts";
import { type BreachSizes, breachSizes, type Coverage, coverageOf } from "./statistics/coverage.ts";
import { kupiec } from "./statistics/kupiec.ts";
import { evaluateNonOverlapping, type NonOverlappingResult } from "./statistics/nonOverlapping.ts";
import { type Procyclicality, procyclicality } from "./statistics/procyclicality.ts";
import { trafficLight } from "./statistics/trafficLight.ts";

/** What a backtest says of one model on one book. */
export interface BookVerdict {
  /** On all observations, which overlap when the MPOR is longer than their spacing: descriptive only. */
  readonly descriptive: Coverage;
  readonly sizes: BreachSizes;
  /** Tests on non-overlapping observations, every start offset. */
  readonly tests: readonly { readonly id: string; readonly title: string; readonly result: NonOverlappingResult }[];
  /** Zones of the traffic light by offset count. */
  readonly zones: Readonly<Record<string, number>>;
  readonly procyclicality: Procyclicality | null;
  /** Decided by the median offset; undecided when a quarter of the offsets reject, or half are too small to say. */
  readonly word: VerdictWord;
}

export type VerdictWord =
  | "accepted"
  | "rejected: too little margin"
  | "rejected: too much margin"
  | "rejected: breaches cluster"
  | "undecided";

const intervalLevel = 0.95;

/** @param spansHours spans over which the largest rise of the requirement is sought */
export function verdictOfBook(
  columns: ObservationColumns,
  spacing: { readonly stepHours: number; readonly horizonHours: number },
  breachProbability: number,
  spansHours: readonly number[],
): BookVerdict {
  const losses = Float64Array.from(columns.losses);
  const requirements = Float64Array.from(columns.requirements);
  const breaches = breachesOf(losses, requirements);
  const expected = { breachProbability };
  const tests = [kupiec, christoffersenIndependence, conditionalCoverage].map((statistic) => ({
    id: statistic.id,
    title: statistic.title,
    result: evaluateNonOverlapping(statistic, breaches, spacing, expected, columns.times),
  }));
  const lights = evaluateNonOverlapping(trafficLight, breaches, spacing, expected, columns.times);
  const zones: Record<string, number> = {};
  for (const { result } of lights.offsets) {
    const zone = String(result.details["zone"] ?? "none");
    zones[zone] = (zones[zone] ?? 0) + 1;
  }
  return {
    descriptive: coverageOf(breaches, intervalLevel),
    sizes: breachSizes(losses, requirements),
    tests,
    zones,
    procyclicality:
      requirements.length > 1 && requirements.every((one) => one > 0)
        ? procyclicality(requirements, columns.times, spansHours)
        : null,
    word: wordOf(tests[0]!.result, tests[1]!.result, breachProbability),
  };
}

/** From this share of rejecting offsets on, an accepting median is no answer. */
export const undecidedShare = 0.25;

const shareRejecting = ({ offsets }: NonOverlappingResult): number =>
  offsets.filter(({ result }) => result.pValue !== null && result.pValue < backtestSignificance).length /
  offsets.length;

/** No breach where less than one was due: an offset that neither rejects nor supports. */
const isSilent = ({ offsets }: NonOverlappingResult): boolean =>
  2 * offsets.filter(({ result }) => result.verdict === "insufficient").length >= offsets.length;

/** The median offset decides; p-values of neighbouring offsets are not independent, so they are not pooled. */
function wordOf(
  result: NonOverlappingResult,
  independence: NonOverlappingResult,
  breachProbability: number,
): VerdictWord {
  if (result.pValues === null || isSilent(result)) return "undecided";
  if (result.pValues.median >= backtestSignificance) {
    if ((independence.pValues?.median ?? 1) < backtestSignificance) return "rejected: breaches cluster";
    const rejecting = Math.max(shareRejecting(result), shareRejecting(independence));
    return rejecting < undecidedShare ? "accepted" : "undecided";
  }
  const observed = result.offsets.reduce((total, one) => total + one.breaches, 0);
  const due = result.offsets.reduce((total, one) => total + one.observations * breachProbability, 0);
  return observed > due ? "rejected: too little margin" : "rejected: too much margin";
}
