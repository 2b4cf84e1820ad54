import type { ForecastComparison, ForecastHistory, StaleFeature } from "../calibration/forecasts/index.ts";
import { isSynthetic, type TimeSeries } from "../market/timeSeries.ts";
import type { Failure } from "../numerics/outcome.ts";
import { clopperPearsonInterval } from "../statistics/binomial.ts";
import { type DieboldMariano, dieboldMariano } from "../statistics/dieboldMariano.ts";
import { fitVolatility, type VolatilityFit } from "../statistics/volatility/index.ts";
import { type Span, seriesHead } from "./oneSeries.ts";
import { type OnnxEntry, onnxNotes } from "./onnxForecaster.ts";
import { dayText, table, wrapped } from "./present.ts";

/** Steps with what was known before each, and how many are left out for what. */
export type KnownHistory = ForecastHistory & { readonly missing: number; readonly stale: readonly StaleFeature[] };

export interface VolatilityAnswer {
  readonly series: TimeSeries;
  readonly span: Span;
  /** Length of a step, as it was asked. */
  readonly step: string;
  readonly history: KnownHistory;
  readonly plan: { readonly fitSteps: number; readonly refitSteps: number; readonly tailProbability: number };
  readonly seed: number;
  readonly comparison: ForecastComparison;
  readonly refused: readonly Failure[];
  readonly whole: readonly WholeFit[];
  /** The user's own model, where one was given. */
  readonly onnx?: OnnxEntry;
}

/** A model fitted to the whole history, or why it is not. */
export type WholeFit =
  | { readonly id: string; readonly fit: VolatilityFit }
  | { readonly id: string; readonly failure: Failure };

const wholeModels = ["garch", "gjr-garch", "egarch", "aparch", "component-garch"];

/** The models of the whole history that estimates with errors are shown of, all with Student t errors. */
export function wholeFits({ returns }: ForecastHistory): WholeFit[] {
  return wholeModels.map((model): WholeFit => {
    const fit = fitVolatility(
      {
        model,
        law: "student-t",
        mean: "constant",
        start: { rule: "backcast", decay: 0.94, count: 75 },
        persistenceMax: 0.9999,
      },
      returns,
    );
    return fit.ok ? { id: model, fit: fit.value } : { id: model, failure: fit.failure };
  });
}

export const comparisonHead = ["model", "QLIKE", "p", "day", "FZ", "p", "day", "breaches", "95 %"];

/** Scores of every model, best variance first; a star marks the confidence sets. */
export function comparisonRows({ comparison }: VolatilityAnswer): string[][] {
  const { compared, steps } = comparison;
  const order = compared.toSorted((one, other) => (one.qlike?.mean ?? Infinity) - (other.qlike?.mean ?? Infinity));
  return order.map(({ run, qlike, fisslerZiegel, breaches }) => {
    const scored = (score: typeof qlike): string[] =>
      score === null
        ? ["–", "–", "–"]
        : [
            `${score.mean.toFixed(3)}${score.isInConfidenceSet ? " *" : "  "}`,
            ...(score.againstFirst === null
              ? ["–", "–"]
              : [pText(score.againstFirst.corrected.pValue), shareText(score.againstFirst.largest.share)]),
          ];
    const { lower: low, upper: high } = clopperPearsonInterval(breaches, steps, 0.95);
    return [
      run.forecaster.id,
      ...scored(qlike),
      ...scored(fisslerZiegel),
      String(breaches),
      `${(100 * low).toFixed(2)}–${percentText(high)}`,
    ];
  });
}

export const wholeHead = ["model", "BIC", "persistence", "half-life", "volatility a year", "parameters (error)"];

export function wholeRows({ whole, step }: VolatilityAnswer): string[][] {
  const stepsPerYear = stepsOfYear(step);
  return whole
    .flatMap((one) => ("fit" in one ? [one] : []))
    .toSorted((one, other) => one.fit.bic - other.fit.bic)
    .map(({ id, fit }) => [
      id,
      fit.bic.toFixed(1),
      `${fit.persistence.toFixed(4)}${fit.isPersistenceAtBound ? " at bound" : ""}`,
      fit.halfLife === null || fit.isPersistenceAtBound ? "none" : fit.halfLife.toFixed(1),
      fit.unconditionalVariance === null || fit.isPersistenceAtBound
        ? "none"
        : percentText(Math.sqrt(fit.unconditionalVariance * stepsPerYear)),
      fit.parameters
        .map(({ name, value, robustError, atBound }) => {
          const error = robustError === null ? "" : ` (${robustError.toPrecision(2)})`;
          return `${name} ${value.toPrecision(3)}${error}${atBound === null ? "" : ` at ${atBound} bound`}`;
        })
        .join(", "),
    ]);
}

/** What the scores allow to be said. */
export function conclusionsOf({ comparison, plan }: VolatilityAnswer): string[] {
  const { compared, steps } = comparison;
  const inSet = (of: "qlike" | "fisslerZiegel") =>
    compared.filter((one) => one[of]?.isInConfidenceSet).map(({ run }) => run.forecaster.id);
  const scored = (of: "qlike" | "fisslerZiegel") => compared.filter((one) => one[of] !== null).length;
  const out = compared.filter(({ breaches }) => {
    const { lower: low, upper: high } = clopperPearsonInterval(breaches, steps, 0.95);
    return plan.tailProbability < low || plan.tailProbability > high;
  });
  return [
    sentenceOfSet("variance, by QLIKE", inSet("qlike"), scored("qlike")),
    sentenceOfSet("quantile and shortfall, by the FZ score", inSet("fisslerZiegel"), scored("fisslerZiegel")),
    out.length === 0
      ? `No model's breaches are told apart from ${percentText(plan.tailProbability)}.`
      : `Breaches of ${out.map(({ run }) => run.forecaster.id).join(", ")} are not ${percentText(plan.tailProbability)}, at 95 %.`,
  ];
}

const sentenceOfSet = (what: string, ids: readonly string[], all: number): string => {
  if (ids.length === 0) return `Best of ${what}: not told, no model has a set to be in.`;
  const verb = ids.length === 1 ? "is" : "are";
  const rest = ids.length === all ? ": no model is told apart from the best" : "";
  return `Best of ${what}, at 90 %, ${verb} ${ids.join(", ")}${rest}.`;
};

export const headingOf = ({ series, span, step, comparison, plan }: VolatilityAnswer): string =>
  `${isSynthetic(series.source) ? "SYNTHETIC " : ""}${series.market} of ${series.venue}, steps of ${step}, ${dayText(span[0])} to ${dayText(span[1])}: ${comparison.steps} steps out of sample, each model fitted on ${plan.fitSteps} before them, again every ${plan.refitSteps}`;

export const notesOf = ({ history, plan, onnx, comparison: { compared } }: VolatilityAnswer): string[] => [
  `QLIKE is of variances against ${history.realised.some((value) => value > 0) ? "what shorter bars realised" : "squared returns"}; FZ is of quantiles and shortfalls at ${percentText(1 - plan.tailProbability)}; smaller is better. A star: in the set that holds the best with 90 %. p: Diebold and Mariano's test against the first model, two-sided, errors by Newey and West over ${lagsText(compared)}. day: the largest single step's share of the difference; above 100 % the others say the opposite.`,
  ...(history.missing > 0
    ? [`${history.missing} steps are missing and left out: time stands still in an outage.`]
    : []),
  ...history.stale.map(
    ({ name, steps, lastMs, ageMaxMs }) =>
      `${steps} steps, the last to ${dayText(lastMs)}, are left out: ${name} was older than ${ageMaxMs / 86_400_000} d before them.`,
  ),
  ...(onnx === undefined ? [] : onnxNotes(onnx)),
];

/** What regressions leaned on, the heaviest inputs first. */
export const importanceOf = ({ comparison }: VolatilityAnswer): string[] =>
  comparison.compared
    .filter(({ run }) => run.importance.size > 0)
    .map(({ run }) => {
      const heaviest = [...run.importance].toSorted(([, one], [, other]) => other - one).slice(0, 5);
      return `${run.forecaster.id} leaned on ${heaviest.map(([name, share]) => `${name} ${percentText(share)}`).join(", ")}.`;
    });

/** What learners and the usual GARCH lose beside the first model, with what sampling leaves open. */
function scoresBeside({ comparison: { compared } }: VolatilityAnswer): string[] {
  const first = compared.find(({ fisslerZiegel }) => fisslerZiegel !== null && fisslerZiegel.againstFirst === null);
  if (first === undefined) return [];
  const shown = compared.flatMap(({ run: { forecaster }, fisslerZiegel }) => {
    const test = fisslerZiegel?.againstFirst;
    const isShown = forecaster.id === "garch/student-t" || /^(quantile-|onnx)/.test(forecaster.id);
    if (test === undefined || test === null || !isShown) return [];
    // The test's difference is the first model's loss less this one's.
    const [low, high] = [-test.interval.upper, -test.interval.lower].map((one) => one.toFixed(3));
    return [`${forecaster.id} ${(-test.meanDifference).toFixed(3)} (${low} to ${high})`];
  });
  return shown.length === 0
    ? []
    : [`FZ less that of ${first.run.forecaster.id} on the same steps, with 95 %: ${shown.join(", ")}.`];
}

/** Whether features earned their place: each method that reads them against the same method without. */
export function featureEvidence({ comparison, history, plan }: VolatilityAnswer): string[] {
  const { compared } = comparison;
  return compared.flatMap(({ run, fisslerZiegel }) => {
    if (run.forecaster.readsFeatures !== true || fisslerZiegel === null) return [];
    const without = compared.find((one) => one.run.forecaster.id === run.forecaster.id.replace("/features", ""));
    if (without?.fisslerZiegel == null) return [];
    const test = dieboldMariano(without.fisslerZiegel.losses, fisslerZiegel.losses, 1, "bartlett");
    const saved = without.fisslerZiegel.mean - fisslerZiegel.mean;
    const told = test.ok
      ? `p ${pText(test.value.corrected.pValue)}: ${test.value.corrected.pValue < 0.05 ? "that is told apart from none" : "not told apart from none"}`
      : "no test";
    const day = test.ok ? largestText(test.value, history.closesMs[plan.fitSteps + test.value.largest.index]!) : "";
    return [
      `Features ${saved > 0 ? "save" : "cost"} ${run.forecaster.id.replace("/features", "")} ${Math.abs(saved).toFixed(4)} of the FZ score, ${told}.${day}`,
    ];
  });
}

export function volatilityText(answer: VolatilityAnswer, written: string | undefined): string {
  return [
    wrapped(headingOf(answer)),
    "",
    table(comparisonHead, comparisonRows(answer)),
    "",
    ...notesOf(answer).map((note) => wrapped(note)),
    "",
    ...[...conclusionsOf(answer), ...scoresBeside(answer), ...featureEvidence(answer), ...importanceOf(answer)].map(
      (sentence) => wrapped(sentence),
    ),
    "",
    "The whole history, Student t errors, by BIC (robust errors):",
    ...wholeRows(answer).map(([id, bic, persistence, halfLife, yearly, parameters]) =>
      wrapped(
        `  ${id}: BIC ${bic}, persistence ${persistence}, half-life ${halfLife === "none" ? "none" : `${halfLife} steps`}, volatility a year ${yearly}; ${parameters}`,
        4,
      ),
    ),
    ...refusedOf(answer).map((failure) => wrapped(`Refused: ${failure.path}: ${failure.message}.`)),
    ...(written === undefined ? [] : [`Report: ${written}`]),
  ].join("\n");
}

const refusedOf = ({ refused, whole }: VolatilityAnswer): Failure[] => [
  ...refused,
  ...whole.flatMap((one) => ("failure" in one ? [{ ...one.failure, path: one.id }] : [])),
];

export function volatilityDocument(answer: VolatilityAnswer, written: string | undefined) {
  const { series, span, history, plan, seed, comparison, whole } = answer;
  return {
    ...seriesHead(series, span),
    step: answer.step,
    seed,
    plan,
    steps: comparison.steps,
    missing: history.missing,
    stale: history.stale,
    models: comparison.compared.map(({ run, qlike, fisslerZiegel, breaches }) => ({
      id: run.forecaster.id,
      fits: run.fits,
      breaches,
      importance: Object.fromEntries(run.importance),
      breachInterval: clopperPearsonInterval(breaches, comparison.steps, 0.95),
      qlike: scoreDocument(qlike),
      fisslerZiegel: scoreDocument(fisslerZiegel),
    })),
    whole: whole.map((one) => ("fit" in one ? { id: one.id, fit: one.fit } : { id: one.id, refused: one.failure })),
    refused: answer.refused,
    features: history.features.map(({ name }) => name),
    ...(answer.onnx === undefined ? {} : { onnx: onnxDocument(answer.onnx) }),
    conclusions: [...conclusionsOf(answer), ...featureEvidence(answer)],
    ...(written === undefined ? {} : { written }),
  };
}

const onnxDocument = ({ file, sha256, trainedToMs, steps, lowered, crossed }: OnnxEntry) => ({
  file,
  sha256,
  trainedTo: trainedToMs === undefined ? null : new Date(trainedToMs).toISOString(),
  steps,
  lowered,
  crossed,
});

const scoreDocument = (score: ForecastComparison["compared"][number]["qlike"]) =>
  score === null
    ? null
    : {
        mean: score.mean,
        againstFirst: score.againstFirst,
        confidencePValue: score.confidencePValue,
        isInConfidenceSet: score.isInConfidenceSet,
      };

const lagsText = (compared: ForecastComparison["compared"]): string => {
  const tests = compared.flatMap(({ qlike, fisslerZiegel }) => [qlike?.againstFirst, fisslerZiegel?.againstFirst]);
  return `${tests.find((test) => test != null)?.lags ?? "no"} lags`;
};

/** One step that decides a test is said by its date. */
const largestText = ({ largest }: DieboldMariano, closeMs: number): string =>
  ` The step to ${new Date(closeMs).toISOString().slice(0, 10)} alone is ${shareText(largest.share)} of it.`;

const shareText = (share: number): string => (share < 10 ? `${(100 * share).toFixed(0)} %` : "> 999 %");
const pText = (value: number): string => (value < 0.001 ? "<.001" : value.toFixed(3));
const percentText = (share: number): string => `${(100 * share).toFixed(share < 0.1 ? 2 : 1)} %`;

function stepsOfYear(step: string): number {
  const [, count, unit] = /^(\d+)(m|h|d)$/.exec(step) ?? [];
  const perDay = unit === "m" ? 1440 : unit === "h" ? 24 : 1;
  return (365 * perDay) / Number(count);
}
