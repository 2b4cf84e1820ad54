import {
  type ConditionedReturns,
  conditionedReturns,
  type FeatureRange,
} from "../../calibration/conditionedReturns.ts";
import { forecastHistory, withFeatures } from "../../calibration/forecasts/index.ts";
import { failed, type Outcome, success } from "../../numerics/outcome.ts";
import { type ExitCode, exitCodes } from "../exitCodes.ts";
import { readFeature } from "../files/featureFile.ts";
import { intervalMs } from "../files/marketFiles.ts";
import { oneSeries, type SeriesOptions, seriesHead, spanOf } from "../oneSeries.ts";
import { dayText, table, wrapped } from "../present.ts";
import { seedOf } from "../seed.ts";
import { type CommonOptions, reportFailure, terminalFor } from "../terminal.ts";
import { numberIn, usage } from "../tuning/tuneQuestion.ts";

export interface ConditionOptions extends CommonOptions, SeriesOptions {
  readonly feature: string;
  readonly above?: string;
  readonly below?: string;
  readonly featureLag: string;
  readonly step: string;
  readonly level: string;
}

interface Question {
  readonly range: FeatureRange;
  readonly stepMs: number;
  readonly barsPerStep: number;
  readonly lagMs: number;
  readonly level: number;
  readonly seed: number;
}

/** Whether a coin moves otherwise when a feature lies in a range, and the windows to draw such scenarios from. */
export async function condition(options: ConditionOptions): Promise<ExitCode> {
  const terminal = terminalFor(options);
  const asked = questionOf(options);
  if (!asked.ok) return reportFailure(asked.failure, options, exitCodes.usage);
  const { range, stepMs, barsPerStep, lagMs, level, seed } = asked.value;
  const series = await oneSeries(options);
  if (!series.ok) return reportFailure(series.failure, options);
  const span = spanOf(options, series.value);
  if (!span.ok) return reportFailure(span.failure, options, exitCodes.usage);
  const feature = await readFeature(options.feature);
  if (!feature.ok) return reportFailure(feature.failure, options);
  const steps = forecastHistory(series.value, { fromMs: span.value[0], toMs: span.value[1], barsPerStep });
  if (!steps.ok) return reportFailure(steps.failure, options);
  const history = withFeatures(steps.value, [feature.value], { stepMs, lagMs, ageMaxMs: null });
  if (!history.ok) return reportFailure(history.failure, options);
  const found = conditionedReturns(history.value, range, { level, stepMs, seed });
  if (!found.ok) return reportFailure(found.failure, options);
  const windows = found.value.windows.map(({ fromMs, toMs }) => `${dayText(fromMs)}..${dayText(toMs)}`);
  const document = {
    ...seriesHead(series.value, span.value),
    feature: feature.value.name,
    range,
    level,
    seed,
    ...found.value,
    windows,
  };
  terminal.out(
    options.json
      ? JSON.stringify(document, null, 2)
      : textOf(found.value, windows, { ...options, name: feature.value.name }),
  );
  return exitCodes.ok;
}

function questionOf(options: ConditionOptions): Outcome<Question> {
  const range: { above?: number; below?: number } = {};
  for (const name of ["above", "below"] as const) {
    const text = options[name];
    if (text === undefined) continue;
    const value = numberIn(text, Number.isFinite);
    if (value === undefined) return usage(`--${name}`, `${text} must be a number`, "write 30");
    range[name] = value;
  }
  if (range.above === undefined && range.below === undefined) {
    return usage("--above", "says where the feature has to lie, and so does --below", "give one of them, or both");
  }
  const [bar, stepMs] = [intervalMs(options.interval), intervalMs(options.step)];
  if (bar === undefined || stepMs === undefined || stepMs === 0 || stepMs % bar !== 0) {
    const message = `"${options.step}" is no whole number of bars of ${options.interval}`;
    return usage("--step", message, "write 1d with bars of 1h");
  }
  const lagMs = options.featureLag === "0" ? 0 : intervalMs(options.featureLag);
  if (lagMs === undefined) {
    const message = `"${options.featureLag}" is not like 0, 8h or 1d`;
    return failed({ code: "invalid", path: "--feature-lag", message });
  }
  const level = numberIn(options.level, (value) => value > 0.5 && value < 1);
  if (level === undefined) return usage("--level", `${options.level} must lie in (0.5, 1)`, "write 0.99");
  const seed = seedOf(options.seed, 1);
  return seed.ok ? success({ range, stepMs, barsPerStep: stepMs / bar, lagMs, level, seed: seed.value }) : seed;
}

const windowsShown = 8;

function textOf(
  { inside, outside, ratio }: ConditionedReturns,
  windows: readonly string[],
  { name, above, below, coin, step, level }: ConditionOptions & { readonly name: string },
): string {
  const shown = ({ value, interval }: ConditionedReturns["ratio"], times: number): string => {
    const text = (one: number) => (times * one).toFixed(2);
    return `${text(value)}${interval === null ? "" : ` (${text(interval.lower)} to ${text(interval.upper)})`}`;
  };
  const range = [above && `above ${above}`, below && `below ${below}`].filter(Boolean).join(" and ");
  const rows = [["in the range", inside] as const, ["outside", outside] as const].map(([label, side]) => [
    label,
    String(side.steps),
    shown(side.deviation, 100),
    shown(side.valueAtRisk, 100),
  ]);
  const isApart = ratio.interval !== null && (ratio.interval.lower > 1 || ratio.interval.upper < 1);
  const longest = windows.slice(0, windowsShown).join(", ");
  return [
    wrapped(`${coin}, steps of ${step}, by whether ${name} lay ${range} before they began; per cent of log returns`),
    "",
    table(["", "steps", "deviation (95 %)", `VaR at ${level} (95 %)`], rows),
    "",
    wrapped(
      `The deviation in the range is ${shown(ratio, 1)} times that outside: ${isApart ? "told apart from 1" : "not told apart from 1, so conditioning on it has no evidence here"}.`,
    ),
    wrapped(
      `${windows.length} windows: ${longest}${windows.length > windowsShown ? " …; all with --json" : ""}. Give them to stressPeriods of a tail model, or one to stress --episode.`,
    ),
    wrapped("Intervals by 400 resamples of blocks of 20 steps on average, both sides drawn together."),
  ].join("\n");
}
