import { forecastHistory } from "../../calibration/forecasts/index.ts";
import { type MarketDepth, marketDepth } from "../../calibration/impact.ts";
import { seriesUntil, type TimeSeries } from "../../market/timeSeries.ts";
import { expm1 } from "../../numerics/exponential.ts";
import { type Outcome, success } from "../../numerics/outcome.ts";
import { type BracketTerms, bracketTable, type FittedBracket } from "../../tuning/bracketTable.ts";
import {
  type OpenInterestScaling,
  type OpenInterestTerms,
  openInterestScaling,
} from "../../tuning/openInterestScaling.ts";
import { type ExitCode, exitCodes } from "../exitCodes.ts";
import { intervalMs } from "../files/marketFiles.ts";
import { oneSeries, type SeriesOptions, type Span, seriesHead, spanOf } from "../oneSeries.ts";
import { dayText, money, percent, table, wrapped } from "../present.ts";
import { type CommonOptions, reportFailure, terminalFor } from "../terminal.ts";
import { numberIn, usage } from "../tuning/tuneQuestion.ts";

export interface BracketsOptions extends CommonOptions, SeriesOptions {
  readonly caps: string;
  readonly horizon: string;
  readonly target: string;
  readonly maintenance: string;
  readonly participation: string;
  readonly impact: string;
  /** Of the open interest that has to be closed out at once: fits a scaling by open interest too. */
  readonly openInterestShare?: string;
  readonly base?: string;
}

/** Days behind the volume and volatility of a sale. */
const depthDays = 90;
const [tick, leverageTick, intervalLevel] = [0.005, 1, 0.95];

type Terms = Omit<BracketTerms, "depth"> & { readonly horizonMs: number };

/** Leverage brackets of one coin that cover a target on its own history, with the price that a sale of their size gives away. */
export async function brackets(options: BracketsOptions): Promise<ExitCode> {
  const terminal = terminalFor(options);
  const asked = termsOf(options);
  if (!asked.ok) return reportFailure(asked.failure, options, exitCodes.usage);
  const whole = await oneSeries(options);
  if (!whole.ok) return reportFailure(whole.failure, options);
  const span = spanOf(options, whole.value);
  if (!span.ok) return reportFailure(span.failure, options, exitCodes.usage);
  const { horizonMs, ...terms } = asked.value;
  // A sale is calibrated at the end of the window, not of the file.
  const series = seriesUntil(whole.value, span.value[1]);
  const barsPerStep = horizonMs / series.stepMs;
  const history = forecastHistory(series, { fromMs: span.value[0], toMs: span.value[1], barsPerStep });
  if (!history.ok) return reportFailure(history.failure, options);
  const depth = marketDepth(series, depthDays);
  if (!depth.ok) return reportFailure(depth.failure, options);
  const { returns, missing } = history.value;
  const losses = [returns.map((value) => -expm1(value)), returns.map((value) => expm1(value))];
  const fitted = bracketTable(losses, { ...terms, depth: depth.value });
  if (!fitted.ok) return reportFailure(fitted.failure, options);
  const scaling = scalingOf(options, losses, { ...terms, depth: depth.value }, fitted.value);
  if (!scaling.ok) {
    const isWord = scaling.failure.path.startsWith("--");
    return reportFailure(scaling.failure, options, isWord ? exitCodes.usage : exitCodes.badData);
  }
  const answer = {
    series,
    span: span.value,
    horizons: returns.length,
    missing,
    depth: depth.value,
    terms,
    brackets: fitted.value,
    ...(scaling.value === undefined ? {} : { scaling: scaling.value }),
  };
  terminal.out(options.json ? JSON.stringify(documentOf(answer), null, 2) : textOf(answer, options.horizon));
  return exitCodes.ok;
}

interface Answer {
  readonly series: TimeSeries;
  readonly span: Span;
  readonly horizons: number;
  readonly missing: number;
  readonly depth: MarketDepth;
  readonly terms: Omit<BracketTerms, "depth">;
  readonly brackets: readonly FittedBracket[];
  readonly scaling?: OpenInterestScaling & Pick<OpenInterestTerms, "baseRatio" | "closedShare">;
}

/** What `open-interest-scaled` would ask for; nothing where it is not asked for. */
function scalingOf(
  { openInterestShare, base }: BracketsOptions,
  losses: readonly Float64Array[],
  terms: BracketTerms,
  [first]: readonly FittedBracket[],
): Outcome<Answer["scaling"]> {
  if (openInterestShare === undefined && base !== undefined) {
    return usage("--base", "is of a scaling by open interest, and none is asked for", "give --open-interest-share too");
  }
  if (openInterestShare === undefined) return success(undefined);
  const closedShare = numberIn(openInterestShare, (value) => value > 0 && value <= 1);
  if (closedShare === undefined) {
    return usage("--open-interest-share", `${openInterestShare} must lie in (0, 1]`, "write 0.1");
  }
  const baseRatio = base === undefined ? first!.initialRatio : numberIn(base, (value) => value > 0 && value < 1);
  if (baseRatio === undefined) return usage("--base", `${base} must lie in (0, 1)`, "write 0.15");
  const found = openInterestScaling(losses, { ...terms, baseRatio, closedShare });
  return found.ok ? success({ ...found.value, baseRatio, closedShare }) : found;
}

function termsOf(options: BracketsOptions): Outcome<Terms> {
  const caps = options.caps.split(",").map(Number);
  if (!caps.every((cap, k) => Number.isFinite(cap) && cap > (caps[k - 1] ?? 0))) {
    return usage("--caps", `${options.caps} must be amounts that rise`, "write 1e5,1e6,1e7");
  }
  const [bar, horizonMs] = [intervalMs(options.interval), intervalMs(options.horizon)];
  if (bar === undefined || horizonMs === undefined || horizonMs % bar !== 0) {
    const message = `"${options.horizon}" is no whole number of bars of ${options.interval}`;
    return usage("--horizon", message, "write 24h with bars of 1h");
  }
  const level = numberIn(options.target, (value) => value > 0.5 && value < 1);
  if (level === undefined) return usage("--target", `${options.target} must lie in (0.5, 1)`, "write 0.995");
  const maintenanceLevel = numberIn(options.maintenance, (value) => value > 0 && value <= level);
  if (maintenanceLevel === undefined) {
    return usage("--maintenance", `${options.maintenance} must lie in (0, ${level}]`, "write 0.97");
  }
  const participation = numberIn(options.participation, (value) => value > 0 && value <= 1);
  if (participation === undefined) {
    return usage("--participation", `${options.participation} must lie in (0, 1]`, "write 0.1");
  }
  const impactCoefficient = numberIn(options.impact, (value) => value > 0);
  if (impactCoefficient === undefined) return usage("--impact", `${options.impact} must be above 0`, "write 1");
  const horizonDays = horizonMs / 86_400_000;
  const levels = { level, maintenanceLevel, intervalLevel, tick, leverageTick };
  return success({ ...levels, caps, horizonMs, horizonDays, participation, impactCoefficient });
}

function scalingText({ baseRatio, closedShare, floor, cap, points }: NonNullable<Answer["scaling"]>): string {
  const rows = points.map((one) => [money(one.openInterest), percent(one.asked), percent(one.cost)]);
  return [
    wrapped(
      `Scaled by open interest: ${percent(baseRatio)} up to ${money(floor)}, rising to the whole notional at ${money(cap)}, where ${percent(closedShare)} of what is open has to be closed out at once. The line nowhere asks for less than that costs.`,
    ),
    "",
    table(["open interest", "asked", "cost"], rows),
    "",
    wrapped(
      `open-interest-scaled: initialPpm ${Math.ceil(baseRatio * 1e6)}, openInterestFloor ${floor}, openInterestCap ${cap}`,
    ),
  ].join("\n");
}

function textOf(
  { series, span, horizons, missing, depth, terms, brackets: fitted, scaling }: Answer,
  horizon: string,
): string {
  const rows = fitted.map((one) => [
    money(one.cap),
    percent(one.initialRatio),
    percent(one.maintenanceRate),
    `${one.leverageMax}x`,
    percent(one.move),
    percent(one.impact),
    one.closeOutDays.toFixed(1),
  ]);
  const own = `${series.market} of ${series.venue}, ${horizons} horizons of ${horizon}, ${span.map(dayText).join(" to ")}`;
  return [
    wrapped(
      `${own}: initial covers ${percent(terms.level)}, maintenance ${percent(terms.maintenanceLevel)}, the worse of both sides`,
    ),
    "",
    table(["up to", "initial", "maintenance", "leverage", "move", "impact", "days"], rows),
    "",
    wrapped(
      `A day trades ${money(depth.dailyVolume)} (median of ${depth.days}) and moves ${percent(depth.dailyVolatility, 2)}; a close-out takes at most ${percent(terms.participation)} of the volume, and a longer one widens the move by the square root of time. Impact ${terms.impactCoefficient} σ √(size / volume): the coefficient is taken, not measured. Ratios are rounded up to ${percent(tick)}.`,
    ),
    ...(scaling === undefined ? [] : ["", scalingText(scaling)]),
    ...(missing > 0 ? [`${missing} horizons have no price at an end and are left out.`] : []),
  ].join("\n");
}

const documentOf = ({ series, span, horizons, missing, depth, terms, brackets: fitted, scaling }: Answer) => ({
  ...seriesHead(series, span),
  horizons,
  missing,
  depth,
  terms,
  brackets: fitted,
  ...(scaling === undefined ? {} : { openInterestScaling: scaling }),
});
