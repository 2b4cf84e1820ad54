import { type BarrierChance, barrierChance, forecastHistory } from "../../calibration/index.ts";
import { isSynthetic, type TimeSeries } from "../../market/timeSeries.ts";
import { failed, type Outcome, success } from "../../numerics/outcome.ts";
import { fitVolatility, type VolatilityFit } from "../../statistics/volatility/index.ts";
import { type ExitCode, exitCodes } from "../exitCodes.ts";
import { intervalMs } from "../files/marketFiles.ts";
import { oneSeries, type SeriesOptions, type Span, seriesHead, spanOf } from "../oneSeries.ts";
import { dayText, failureText, wrapped } from "../present.ts";
import { seedOf } from "../seed.ts";
import { type CommonOptions, reportFailure, terminalFor } from "../terminal.ts";

export interface BarrierOptions extends CommonOptions, SeriesOptions {
  readonly move: string;
  readonly horizon: string;
  readonly step: string;
  readonly paths: string;
  readonly law: string;
}

interface Question {
  readonly ratio: number;
  readonly stepsMax: number;
  readonly stepMs: number;
  readonly barsPerStep: number;
  readonly paths: number;
  readonly seed: number;
}

/** Independent runs, from which the error comes. */
const repeats = 20;
const laws = ["normal", "student-t", "skewed-t"];

/** How likely a coin's price is to reach a barrier within a horizon of many steps. */
export async function barrier(options: BarrierOptions): Promise<ExitCode> {
  const terminal = terminalFor(options);
  const asked = questionOf(options);
  if (!asked.ok) return reportFailure(asked.failure, options, exitCodes.usage);
  const question = asked.value;
  const series = await oneSeries(options);
  if (!series.ok) return reportFailure(series.failure, options);
  const span = spanOf(options, series.value);
  if (!span.ok) return reportFailure(span.failure, options, exitCodes.usage);
  const [fromMs, toMs] = span.value;
  const history = forecastHistory(series.value, { fromMs, toMs, barsPerStep: question.barsPerStep });
  if (!history.ok) return reportFailure(history.failure, options);
  const start = { rule: "backcast", decay: 0.94, count: 75 } as const;
  const specification = { model: "garch", law: options.law, mean: "zero", start, persistenceMax: 0.9999 } as const;
  const fit = fitVolatility(specification, history.value.returns, { errors: false, observationsMin: 250 });
  if (!fit.ok) return reportFailure(fit.failure, options);
  const chance = barrierChance(fit.value, {
    ...question,
    repeats,
    onRepeat: (done) => terminal.progress(`${done} of ${repeats} repeats`),
  });
  terminal.endProgress();
  const answer = { series: series.value, span: span.value, fit: fit.value, question, chance };
  terminal.out(options.json ? JSON.stringify(documentOf(answer), null, 2) : textOf(answer, options));
  return chance.ok ? exitCodes.ok : exitCodes.checkFailed;
}

interface Answer {
  readonly series: TimeSeries;
  readonly span: Span;
  readonly fit: VolatilityFit;
  readonly question: Question;
  readonly chance: Outcome<BarrierChance>;
}

const documentOf = ({ series, span, fit, question, chance }: Answer) => ({
  ...seriesHead(series, span),
  ...question,
  repeats,
  law: { ...fit.specification, parameters: fit.parameters, observations: fit.observations, next: fit.next },
  ...(chance.ok ? chance.value : { refused: chance.failure }),
});

function textOf({ series, span, fit, question, chance }: Answer, { horizon, step, law, move }: BarrierOptions): string {
  const synthetic = isSynthetic(series.source) ? "SYNTHETIC " : "";
  const deviation = (100 * Math.sqrt(fit.next.variance)).toFixed(2);
  const head = `${synthetic}${series.market} of ${series.venue}: the chance of a move of ${move} or more within ${horizon}, seen at the end of each ${step}`;
  const rule = `Returns follow GARCH(1,1) with ${law} errors and no drift, fitted to ${fit.observations} steps from ${dayText(span[0])} to ${dayText(span[1])}; persistence ${fit.persistence.toFixed(4)}${fit.isPersistenceAtBound ? " at bound" : ""}, the next step's deviation ${deviation} %.`;
  return [
    wrapped(head),
    "",
    ...(chance.ok ? chanceLines(chance.value, question) : refusalLines(chance)),
    "",
    wrapped(rule),
  ].join("\n");
}

const refusalLines = ({ failure }: Extract<Outcome<BarrierChance>, { ok: false }>): string[] => [
  wrapped(`Refused: ${failureText(failure)}`),
];

function chanceLines(
  { splitting, distances, plain, varianceReduction }: BarrierChance,
  { paths, seed }: Question,
): string[] {
  const { probability, interval, relativeError, shares } = splitting;
  const [text, lower, upper] = [probability, interval.lower, interval.upper].map((one) => one.toExponential(2));
  const places = distances.map((distance, k) => `${distance.toFixed(2)} (${(100 * shares[k]!).toFixed(0)} %)`);
  return [
    `probability ${text}, 95 % ${lower} to ${upper}, relative error ${(100 * relativeError).toFixed(1)} %`,
    wrapped(
      `Levels by a pilot, deviations of what is left of the way, and the share that came there from the one before: ${places.join(", ")}.`,
    ),
    wrapped(
      `Plain Monte Carlo at the same cost, ${plain.paths} paths: ${plain.reached} reached it; its variance is ${varianceReduction.toPrecision(2)} times that here.${varianceReduction < 2 ? " Splitting does no better: a single step may jump all levels, and then it is the draws that count. Start more --paths." : ""}`,
    ),
    wrapped(
      `${repeats} repeats of ${paths} paths a level, seed ${seed}. The interval says what the draws leave open, not whether the law is right.`,
    ),
  ];
}

function questionOf(options: BarrierOptions): Outcome<Question> {
  const refused = (path: string, message: string, hint: string) => failed({ code: "invalid", path, message, hint });
  const move = /^-?\d+(\.\d+)?$/.test(options.move) ? Number(options.move) : Number.NaN;
  if (!(move > -1 && move !== 0 && move <= 9)) {
    return refused("--move", `"${options.move}" must lie in (-1, 9] and not be 0`, "write -0.5 for a fall by half");
  }
  const [bar, step, horizon] = [options.interval, options.step, options.horizon].map(intervalMs);
  if (bar === undefined || step === undefined || !(step > 0) || step % bar !== 0) {
    return refused("--step", `"${options.step}" is no whole number of bars of ${options.interval}`, "write 1d");
  }
  const stepsMax = (horizon ?? 0) / step;
  if (!Number.isInteger(stepsMax) || stepsMax < 2 || stepsMax > 1000) {
    return refused("--horizon", `"${options.horizon}" must be 2 to 1000 steps of ${options.step}`, "write 30d");
  }
  if (!laws.includes(options.law)) return refused("--law", `"${options.law}" is none`, `write ${laws.join(", ")}`);
  const paths = Number(options.paths);
  if (!Number.isInteger(paths) || paths < 100 || paths > 100_000) {
    return refused("--paths", `"${options.paths}" must be a whole number in [100, 100000]`, "write 1000");
  }
  const seed = seedOf(options.seed, 1);
  if (!seed.ok) return seed;
  return success({ ratio: 1 + move, stepsMax, stepMs: step, barsPerStep: step / bar, paths, seed: seed.value });
}
