import { archetypes } from "../../backtest/archetype.ts";
import type { Book } from "../../backtest/run.ts";
import { isCurrency } from "../../instruments/money.ts";
import type { Rulebook } from "../../margin/rulebook.ts";
import { type Failure, failed, type Outcome, success } from "../../numerics/outcome.ts";
import { horizonsNeeded } from "../../tuning/fitToCoverage.ts";
import type { TuningPlan } from "../../tuning/objective.ts";
import { type TunedParameter, tunedParameter } from "../../tuning/tunedParameter.ts";
import { booksOf as accountBooks } from "../backtest/books.ts";
import { intervalMs, readSeries } from "../files/marketFiles.ts";
import { parseTime } from "../market.ts";
import { modelArgument } from "../modelArgument.ts";
import type { CommonOptions } from "../terminal.ts";

export interface TuneOptions extends CommonOptions {
  readonly history: string;
  readonly model: string;
  readonly parameter: string;
  readonly target: string;
  readonly horizon: string;
  readonly bounds?: string;
  readonly books: string;
  /** Accounts in place of archetypes. */
  readonly portfolio?: string;
  readonly coins?: string;
  readonly interval: string;
  readonly venue?: string;
  readonly from?: string;
  readonly to?: string;
  readonly frontier?: string;
  readonly sensitivity?: string;
  readonly peakToTroughMax?: string;
  readonly out?: string;
}

/** A parameter with the ends between which it may move. */
export interface BoundedParameter extends TunedParameter {
  readonly lower: number;
  readonly upper: number;
}

export interface TuneQuestion {
  readonly plan: TuningPlan;
  readonly parameters: readonly BoundedParameter[];
  readonly rulebook: Rulebook;
}

const hourMs = 3_600_000;
/** Spans of the largest rise: a day and five. */
const spansHours = [24, 120];
const intervalLevel = 0.95;

/** Reads the options, the model and the history. */
export async function tuneQuestionOf(options: TuneOptions): Promise<Outcome<TuneQuestion>> {
  const level = numberIn(options.target, (value) => value > 0.5 && value < 1);
  if (level === undefined) return usage("--target", `${options.target} must lie in (0.5, 1)`, "write 0.995");
  const barMs = intervalMs(options.interval);
  if (barMs === undefined) return usage("--interval", `"${options.interval}" is not a bar`, "write 1h or 1d");
  const horizonMs = intervalMs(options.horizon);
  if (horizonMs === undefined || horizonMs === 0 || horizonMs % barMs !== 0) {
    const message = `"${options.horizon}" is no whole number of ${options.interval} bars`;
    return usage("--horizon", message, "write 24h, or choose a shorter --interval");
  }
  const from = options.from === undefined ? success(0) : parseTime(options.from, "--from", "start");
  if (!from.ok) return from;
  const to = options.to === undefined ? success(8.64e15) : parseTime(options.to, "--to");
  if (!to.ok) return to;
  if (from.value >= to.value) return usage("--from", "it must come before --to", "exchange the two");
  const { portfolio } = options;
  // Accounts bring their own coins.
  const named = options.coins ?? (portfolio === undefined ? "BTC" : undefined);
  const coins = named?.split(",").map((coin) => coin.trim()) ?? [];
  const odd = coins.find((coin) => !isCurrency(coin));
  if (odd !== undefined) return usage("--coins", `"${odd}" is not a currency code`, "write BTC,ETH");
  const archetypeBooks = booksOf(options.books);
  if (!archetypeBooks.ok) return archetypeBooks;
  const mporHours = horizonMs / hourMs;
  const rulebook = await modelArgument(options.model, "USD", { confidenceLevel: level, horizonHours: mporHours });
  if (!rulebook.ok) return rulebook;
  const names = options.parameter.split(",").map((name) => name.trim());
  const ends = boundsOf(options.bounds, names.length);
  if (!ends.ok) return ends;
  const parameters: BoundedParameter[] = [];
  for (const [k, name] of names.entries()) {
    const parameter = tunedParameter(rulebook.value, name);
    if (!parameter.ok) return { ok: false, failure: { ...parameter.failure, path: "--parameter" } };
    const { upper, lower } = ends.value[k] ?? usualBounds(parameter.value);
    for (const end of [lower, upper]) {
      const made = parameter.value.at(end);
      if (!made.ok) return { ok: false, failure: { ...made.failure, path: "--bounds" } };
    }
    parameters.push({ ...parameter.value, lower, upper });
  }
  const { history, interval, venue } = options;
  const chosen = { ...(coins.length === 0 ? {} : { coins }), ...(venue ? { venue } : {}) };
  const series = await readSeries({ history, interval, ...chosen });
  if (!series.ok) return series;
  const books = portfolio === undefined ? archetypeBooks : await accountBooks(portfolio, series.value, from.value);
  if (!books.ok) return books;
  const plan: TuningPlan = {
    series: series.value,
    stepMs: barMs,
    coins,
    books: books.value,
    mporHours,
    fromMs: from.value,
    toMs: to.value,
    seasoningDays: 400,
    level,
    intervalLevel,
    spansHours: spansHours.filter((hours) => hours % mporHours === 0),
  };
  return success({ plan, parameters, rulebook: rulebook.value });
}

/** A tenth and ten times the value now, as far as the schema allows; a probability stays below 1. */
function usualBounds(parameter: TunedParameter): { lower: number; upper: number } {
  const lower = [0.1, 0.2, 0.5, 0.9].map((share) => share * parameter.current).find((end) => parameter.at(end).ok);
  const upper = [10, 5, 2, 1]
    .map((share) => share * parameter.current)
    .concat(0.9999)
    .find((end) => end > parameter.current && parameter.at(end).ok);
  return { lower: lower ?? parameter.current, upper: upper ?? Math.max(1, parameter.current) };
}

function boundsOf(text: string | undefined, count: number): Outcome<({ lower: number; upper: number } | undefined)[]> {
  if (text === undefined) return success([]);
  const hint = "write 0.05:0.6, one pair a parameter with commas between";
  const ends = text.split(",").map((pair) => {
    const [lower, upper, ...rest] = pair.split(":").map((part) => numberIn(part.trim(), Number.isFinite));
    return lower === undefined || upper === undefined || rest.length > 0 || lower >= upper
      ? undefined
      : { lower, upper };
  });
  if (ends.includes(undefined)) return usage("--bounds", `"${text}" is no list of LOWER:UPPER`, hint);
  if (ends.length !== count) return usage("--bounds", `${ends.length} pairs for ${count} parameters`, hint);
  return success(ends);
}

function booksOf(text: string): Outcome<Book[]> {
  const books: Book[] = [];
  for (const id of text.split(",")) {
    const archetype = archetypes.find((one) => one.id === id.trim());
    if (archetype === undefined) {
      return usage("--books", `"${id}" is no book`, `write ${archetypes.map((one) => one.id).join(", ")}`);
    }
    books.push({ kind: "archetype", archetype });
  }
  return success(books);
}

/** Whether a target can be told at all, in words for the result. */
export const neededText = ({ level, intervalLevel: confidence }: TuningPlan): string =>
  `${horizonsNeeded(level, confidence)} horizons are the least that can tell`;

export function numberIn(text: string, holds: (value: number) => boolean): number | undefined {
  const value = /^-?\d+(\.\d+)?(e-?\d+)?$/.test(text) ? Number(text) : Number.NaN;
  return holds(value) ? value : undefined;
}

export const usage = (path: string, message: string, hint: string): { readonly ok: false; readonly failure: Failure } =>
  failed({ code: "invalid", path, message, hint });
