import type { MarketSnapshot } from "../market/marketSnapshot.ts";
import { isSyntheticMarket, snapshotId } from "../market/marketSnapshot.ts";
import type { Failure } from "../numerics/outcome.ts";
import type { ReturnLaw } from "../scenarios/returnLaw.ts";
import type { ZTest } from "../statistics/importanceDiagnostics.ts";
import type { RareEstimate, RareEventAnswer } from "../statistics/rareEvent.ts";
import { decimalsOf, failureText, minuteText, money, table, wrapped } from "./present.ts";
import { version } from "./version.ts";

/** What was asked of every group. */
export interface RareQuestion {
  readonly currency: string;
  readonly loss?: number;
  readonly level?: number;
  /** Null for a normal law. */
  readonly degrees: number | null;
  readonly lookbackDays: number;
  readonly horizonHours: number;
  readonly draws: number;
  readonly proposal: string;
  readonly seed: number;
}

export interface RareResult {
  readonly account: string;
  readonly group: string;
  readonly answer: RareEventAnswer;
}

/** A group that could not be answered at all. */
export interface RareRefusal extends Failure {
  readonly account: string;
  readonly group: string;
}

export interface RareReport {
  readonly question: RareQuestion;
  readonly snapshot: MarketSnapshot;
  readonly law: ReturnLaw;
  readonly results: readonly RareResult[];
  readonly refusals: readonly RareRefusal[];
}

type Named = readonly [name: string, estimate: RareEstimate];

const estimatesOf = ({ probability, valueAtRisk, expectedShortfall }: RareEventAnswer): Named[] => [
  ...(probability === undefined ? [] : [["probability", probability] as const]),
  ...(valueAtRisk === undefined ? [] : [["value at risk", valueAtRisk] as const]),
  ...(expectedShortfall === undefined ? [] : [["expected shortfall", expectedShortfall] as const]),
];

/** Whether the draws do not bear a number. One that does not exist is an answer. */
export const isRefused = ({ results, refusals }: RareReport): boolean =>
  results.length === 0 ||
  refusals.some(({ code }) => code !== "unsupported") ||
  results.some(({ answer }) =>
    estimatesOf(answer).some(([, estimate]) => !estimate.ok && estimate.failure.code !== "unsupported"),
  );

export function rareText({ question, snapshot, law, results, refusals }: RareReport): string {
  const { currency, degrees, lookbackDays, horizonHours, draws, proposal, seed } = question;
  const synthetic = isSyntheticMarket(snapshot) ? ", SYNTHETIC market" : "";
  const shape = degrees === null ? "a normal law" : `Student's t of ${degrees} degrees of freedom`;
  const asked =
    question.loss === undefined ? `tail beyond ${question.level}` : `loss above ${shown(question.loss, currency)}`;
  const still = law.still.length === 0 ? "" : ` Without moves in that time, and still: ${law.still.join(", ")}.`;
  return [
    `Rare losses over ${horizonHours} h, ${currency}${synthetic}: ${asked}`,
    ...results.map((one) => resultText(one, question)),
    ...refusals.map((one) => wrapped(`${nameOf(one)} refused: ${failureText(one)}`, 2)),
    wrapped(
      `Joint log returns of ${law.markets.join(", ")} follow ${shape}, with the sample covariance (equal weights, mean 0) of ${law.spans} returns over ${horizonHours} h in the last ${lookbackDays} days; every contract is revalued under every draw.${still}`,
    ),
    wrapped(
      "Intervals say what the draws leave open, at 95 %; they say nothing of whether the law is right: another tail or another lookback gives another number.",
    ),
    `As of ${minuteText(snapshot.timestamp)}, market snapshot ${snapshotId(snapshot)}, plimsoll ${version}`,
    `${draws} draws by ${proposal}, seed ${seed}`,
  ].join("\n\n");
}

const nameOf = ({ account, group }: { readonly account: string; readonly group: string }): string =>
  `${account}/${group}`;

const shown = (value: number, currency: string): string => money(value, decimalsOf(currency));

function resultText(result: RareResult, { currency }: RareQuestion): string {
  const { answer } = result;
  const rows = estimatesOf(answer).map(([name, estimate]) => {
    if (!estimate.ok) return [name, estimate.failure.code === "unsupported" ? "none" : "refused", "", ""];
    const text = (value: number | null): string =>
      value === null ? "unknown" : name === "probability" ? value.toExponential(3) : shown(value, currency);
    const { interval, varianceReduction } = estimate.value;
    return [
      name,
      text(estimate.value.estimate),
      `${text(interval.lower)} to ${text(interval.upper)}`,
      times(varianceReduction),
    ];
  });
  const reasons = new Set(estimatesOf(answer).flatMap(([, one]) => (one.ok ? [] : [failureText(one.failure)])));
  const { event, weights, plain, varianceReduction } = answer;
  const { eventCount, eventEffectiveCount, eventMaxShare, eventShape } = event.diagnostics;
  const facts = [
    `draws in the event ${eventCount}, worth ${eventEffectiveCount.toFixed(0)} equal ones; all draws worth ${weights.effectiveCount.toFixed(0)}`,
    `largest weight ${(100 * eventMaxShare).toFixed(2)} % of the event's; shape k of its weights ${shapeText(eventShape)}, of all ${shapeText(weights.shape)}`,
    `mean weight is 1: ${testText(answer.meanOne)}; two proposals agree: ${testText(answer.split)}`,
    `plain Monte Carlo, ${plain.draws} draws, as many as were valued: ${plain.eventCount} in the event; its variance is ${times(varianceReduction)} that of the event's probability here`,
  ];
  return [
    nameOf(result),
    table(["", "estimate", "95 %", "variance less"], rows),
    ...facts.map((fact) => wrapped(`  ${fact}`, 4)),
    ...[...reasons].map((reason) => wrapped(`not told: ${reason}`, 2)),
  ].join("\n");
}

const times = (value: number): string => `${value >= 1e6 ? value.toExponential(1) : money(value, value < 10 ? 1 : 0)}x`;
const shapeText = (shape: number | null): string => (shape === null ? "none, they are bounded" : shape.toFixed(2));
const testText = (test: ZTest | null): string =>
  test === null ? "nothing to test" : `z ${test.z.toFixed(2)}, p ${test.pValue.toPrecision(2)}`;

/** The stable form for machines. */
export function rareDocument({ question, snapshot, law, results, refusals }: RareReport) {
  return {
    schemaVersion: 1,
    plimsoll: version,
    asOf: new Date(snapshot.timestamp).toISOString(),
    snapshotId: snapshotId(snapshot),
    synthetic: isSyntheticMarket(snapshot),
    ...question,
    law: {
      markets: law.markets,
      still: law.still,
      spans: law.spans,
      covariance: "sample, equal weights, mean 0",
      degreesOfFreedom: question.degrees,
    },
    results: results.map(({ account, group, answer }) => ({ account, group, ...answer })),
    refusals,
  };
}
