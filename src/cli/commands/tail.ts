import { isSynthetic, type TimeSeries } from "../../market/timeSeries.ts";
import { log } from "../../numerics/logarithm.ts";
import type { Failure } from "../../numerics/outcome.ts";
import {
  type ParetoTail,
  paretoExpectedShortfall,
  paretoTail,
  paretoValueAtRisk,
} from "../../statistics/generalisedPareto.ts";
import { paretoShapeProfile, type ShapeProfile } from "../../statistics/paretoProfile.ts";
import { quantile } from "../../statistics/quantile.ts";
import { type TailIndex, tailIndex } from "../../statistics/tailIndex.ts";
import { type ExitCode, exitCodes } from "../exitCodes.ts";
import { oneSeries, type SeriesOptions, type Span, seriesHead, spanOf } from "../oneSeries.ts";
import { dayText, table, wrapped } from "../present.ts";
import { type CommonOptions, reportFailure, terminalFor } from "../terminal.ts";

export interface TailOptions extends CommonOptions, SeriesOptions {
  readonly side: string;
}

/** Shares of the losses below a threshold; a fit that is sound hardly moves from one to the next. */
const shares = [0.9, 0.925, 0.95, 0.975, 0.99];
const levels = [0.99, 0.999];

/** Of losses in percent. */
interface AnyRow {
  readonly share: number;
  readonly threshold: number;
  readonly index: TailIndex | null;
}

interface FittedRow extends AnyRow {
  readonly fit: ParetoTail;
  /** Of the shape, by profile likelihood. */
  readonly interval: ShapeProfile["interval"];
  readonly refused: null;
}

interface RefusedRow extends AnyRow {
  readonly fit: null;
  readonly interval: null;
  readonly refused: Failure;
}

type FitRow = FittedRow | RefusedRow;

/** How heavy a coin's tail is: generalised Pareto fits over thresholds, and the index of the tail three ways. */
export async function tail(options: TailOptions): Promise<ExitCode> {
  const terminal = terminalFor(options);
  if (options.side !== "fall" && options.side !== "rise") {
    const message = `"${options.side}" is no side`;
    const failure: Failure = { code: "invalid", path: "--side", message, hint: "write fall or rise" };
    return reportFailure(failure, options, exitCodes.usage);
  }
  const series = await oneSeries(options);
  if (!series.ok) return reportFailure(series.failure, options);
  const span = spanOf(options, series.value);
  if (!span.ok) return reportFailure(span.failure, options, exitCodes.usage);
  const { losses, missing } = lossesOf(series.value, span.value, options.side === "fall" ? -1 : 1);
  if (losses.length < returnsMin) {
    const message = `${losses.length} returns between ${span.value.map(dayText).join(" and ")}, a tail needs ${returnsMin}`;
    return reportFailure(
      { code: "missing-data", path: options.history, message, hint: "widen --from and --to" },
      options,
    );
  }
  const fits = shares.map((share) => fitAt(losses, share));
  const empirical = levels.map((level) => quantile(losses, level, 7));
  if (options.json)
    terminal.out(JSON.stringify(documentOf(series.value, span.value, losses, missing, fits, empirical), null, 2));
  else terminal.out(textOf(options, series.value, span.value, losses.length, missing, fits, empirical));
  return exitCodes.ok;
}

const returnsMin = 250;

/** Losses in percent, one a bar and the next; a pair with an outage in it is no return. */
function lossesOf({ startMs, stepMs, values, present }: TimeSeries, [from, to]: Span, sign: number) {
  const losses: number[] = [];
  let missing = 0;
  const begin = Math.max(1, Math.ceil((from - startMs) / stepMs) + 1);
  for (let k = begin; k < values.length && startMs + k * stepMs <= to; k++) {
    if (present[k] === 1 && present[k - 1] === 1) losses.push(sign * 100 * log(values[k]! / values[k - 1]!));
    else missing += 1;
  }
  return { losses: Float64Array.from(losses), missing };
}

function fitAt(losses: Float64Array, share: number): FitRow {
  const threshold = quantile(losses, share, 7);
  const fit = paretoTail(losses, threshold);
  const beyond = losses.reduce((count, loss) => (loss > threshold ? count + 1 : count), 0);
  const index = threshold > 0 && beyond >= 2 ? tailIndex(losses, beyond) : null;
  if (!fit.ok) return { share, threshold, fit: null, interval: null, refused: fit.failure, index };
  const { interval } = paretoShapeProfile(losses, fit.value, 0.95);
  return { share, threshold, fit: fit.value, interval, refused: null, index };
}

const answersOf = (fit: ParetoTail) =>
  levels.map((level) => {
    const isBeyond = 1 - level <= fit.exceedances / fit.observations;
    return {
      level,
      valueAtRisk: isBeyond ? paretoValueAtRisk(fit, level) : null,
      expectedShortfall: isBeyond ? paretoExpectedShortfall(fit, level) : null,
    };
  });

const fitDocument = ({ fit, interval: { lower, upper, level } }: FittedRow) => ({
  ...fit,
  shapeInterval: [lower, upper],
  intervalLevel: level,
  at: answersOf(fit),
});

function documentOf(
  series: TimeSeries,
  span: Span,
  losses: Float64Array,
  missing: number,
  fits: readonly FitRow[],
  empirical: readonly number[],
) {
  return {
    ...seriesHead(series, span),
    stepMs: series.stepMs,
    unit: "percent, log returns",
    returns: losses.length,
    missing,
    empirical: levels.map((level, k) => ({ level, quantile: empirical[k]! })),
    fits: fits.map((row) => {
      const { interval: _, ...shown } = row;
      return { ...shown, fit: row.fit === null ? null : fitDocument(row) };
    }),
  };
}

function textOf(
  { side, interval }: TailOptions,
  series: TimeSeries,
  span: Span,
  returns: number,
  missing: number,
  fits: readonly FitRow[],
  empirical: readonly number[],
): string {
  const two = (value: number | null): string => (value === null ? "none" : value.toFixed(2));
  const fitRows = fits.map((row) => {
    const { threshold, fit, interval: shapes } = row;
    if (fit === null) return [two(threshold), "refused", "", "", "", "", ""];
    const [near, far] = answersOf(fit);
    const quantiles = [near!.valueAtRisk, near!.expectedShortfall, far!.valueAtRisk];
    return [
      two(threshold),
      String(fit.exceedances),
      two(fit.shape),
      `${two(shapes.lower)} to ${two(shapes.upper)}`,
      ...quantiles.map(two),
    ];
  });
  const indexRows = fits.flatMap(({ threshold, index }) =>
    index === null ? [] : [[two(threshold), two(index.hill), two(index.dekkersEinmahlDeHaan), two(index.pickands)]],
  );
  const reasons = [...new Set(fits.flatMap(({ refused }) => (refused === null ? [] : [refused.message])))];
  const synthetic = isSynthetic(series.source) ? "SYNTHETIC " : "";
  return [
    `${synthetic}${series.market} of ${series.venue}, ${side}s of one ${interval} bar, percent: ${returns} returns, ${dayText(span[0])} to ${dayText(span[1])}`,
    "",
    table(["threshold", "beyond", "shape", "95 %", "VaR 99 %", "ES 99 %", "VaR 99.9 %"], fitRows),
    `history: VaR 99 % ${two(empirical[0]!)}, 99.9 % ${two(empirical[1]!)}`,
    "",
    table(["threshold", "Hill", "moments", "Pickands"], indexRows),
    "",
    wrapped(conclusionOf(fits)),
    ...reasons.map((reason) => wrapped(`Refused: ${reason}.`)),
    ...(missing > 0 ? [wrapped(`${missing} returns are missing, because a price at one of their ends is.`)] : []),
    wrapped(
      "Intervals are by profile likelihood and take returns for independent; volatility comes in clusters, so they are too narrow.",
    ),
  ].join("\n");
}

/** What the intervals leave open about the moments of the law. */
function conclusionOf(fits: readonly FitRow[]): string {
  const intervals = fits.flatMap(({ interval }) => (interval === null ? [] : [interval]));
  if (intervals.length === 0) return "No threshold has a fit.";
  const most = Math.max(...intervals.map(({ upper }) => upper));
  const least = Math.min(...intervals.map(({ lower }) => lower));
  if (least >= 1) return "All intervals lie above a shape of 1: the law has no mean.";
  const mean =
    most < 1 ? "All intervals lie below a shape of 1: the law has a mean" : "A law without a mean is not ruled out";
  if (most < 0.5) return `${mean}, and a variance.`;
  return least >= 0.5 ? `${mean}; it has no variance.` : `${mean}; one without a variance is not ruled out.`;
}
