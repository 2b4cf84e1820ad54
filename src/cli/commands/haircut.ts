import { haircut } from "../../calibration/haircut.ts";
import { marketDepth } from "../../calibration/impact.ts";
import { impliedDollarSeries, pairedReturns } from "../../calibration/pairedReturns.ts";
import { dollarCurrencies, isCurrency } from "../../instruments/money.ts";
import type { TimeSeries } from "../../market/timeSeries.ts";
import { type Failure, failed, type Outcome, success } from "../../numerics/outcome.ts";
import { type ExitCode, exitCodes } from "../exitCodes.ts";
import { intervalMs, readSeries } from "../files/marketFiles.ts";
import {
  bootstrapTerms,
  type HaircutRow,
  type HaircutSettings,
  haircutDocument,
  haircutText,
  tail,
} from "../haircutResult.ts";
import { seedOf } from "../seed.ts";
import { type CommonOptions, reportFailure, terminalFor } from "../terminal.ts";
import { numberIn, usage } from "../tuning/tuneQuestion.ts";

export interface HaircutOptions extends CommonOptions {
  readonly history: string;
  readonly coins: string;
  readonly book: string;
  readonly venue?: string;
  readonly dollarVenue: string;
  readonly horizon: string;
  readonly interval: string;
  readonly level: string;
  readonly size: string;
  readonly participation: string;
  readonly impact: string;
  readonly stated?: string;
}

const dayMs = 86_400_000;
/** Days behind the volume and volatility of a sale. */
const depthDays = 90;
const horizonsMin = 400;

/** How much of each collateral coin does not count, with what makes it so. */
export async function haircutCommand(options: HaircutOptions): Promise<ExitCode> {
  const terminal = terminalFor(options);
  const settings = settingsOf(options);
  if (!settings.ok) return reportFailure(settings.failure, options, exitCodes.usage);
  const { coins } = settings.value;
  const factor = await seriesOf(options.book, options);
  if (!factor.ok) return reportFailure(factor.failure, options);
  const [rows, refusals] = [[] as HaircutRow[], [] as Failure[]];
  for (const coin of coins) {
    terminal.progress(`haircut of ${coin}`);
    const row = await rowOf(coin, factor.value, options, settings.value);
    if (row.ok) rows.push(row.value);
    else refusals.push({ ...row.failure, path: `${coin}: ${row.failure.path}` });
  }
  terminal.endProgress();
  if (rows.length === 0) return reportFailure(refusals[0]!, options);
  const text = options.json
    ? JSON.stringify(haircutDocument(rows, refusals, settings.value), null, 2)
    : haircutText(rows, refusals, settings.value);
  terminal.out(text);
  return refusals.length > 0 ? exitCodes.checkFailed : exitCodes.ok;
}

async function rowOf(
  coin: string,
  factor: TimeSeries,
  options: HaircutOptions,
  settings: HaircutSettings,
): Promise<Outcome<HaircutRow>> {
  const { horizonMs, level, size, participation, impact, stated, seed } = settings;
  const isStable = dollarCurrencies.includes(coin);
  const series = isStable ? await pegOf(coin, factor, options) : await seriesOf(coin, options);
  if (!series.ok) return series;
  const returns = pairedReturns(series.value, factor, { horizonMs, horizonsMin });
  if (!returns.ok) return returns;
  // A stablecoin's own market is not among price files of coins against it.
  const depth = isStable ? undefined : marketDepth(series.value, depthDays);
  if (depth?.ok === false) return depth;
  const found = haircut(returns.value, {
    ...tail,
    level,
    horizonDays: horizonMs / dayMs,
    size,
    ...(depth === undefined ? {} : { depth: depth.value }),
    impactCoefficient: impact,
    participation,
    statedLoss: isStable ? stated : 0,
    bootstrap: { ...bootstrapTerms, seed },
  });
  if (!found.ok) return found;
  const { times, missing } = returns.value;
  return success({
    coin,
    market: series.value.market,
    sources: [series.value.source, factor.source],
    from: times[0]!,
    to: times.at(-1)! + horizonMs,
    missing,
    depth: depth === undefined ? null : depth.value,
    haircut: found.value,
  });
}

async function seriesOf(coin: string, { history, interval, venue }: HaircutOptions): Promise<Outcome<TimeSeries>> {
  const read = await readSeries({ history, interval, coins: [coin], ...(venue ? { venue } : {}) });
  if (!read.ok) return read;
  const spot = read.value.filter(({ market }) => !market.includes(":"));
  if (spot.length === 1) return success(spot[0]!);
  const names = read.value.map((one) => `${one.market} of ${one.venue}`).join(", ");
  const message = `${spot.length} spot series of ${coin} among ${names}`;
  return failed({ code: "invalid", path: "--history", message, hint: "choose with --venue" });
}

/** The stablecoin by the book's factor in dollars at another venue. */
async function pegOf(coin: string, factor: TimeSeries, options: HaircutOptions): Promise<Outcome<TimeSeries>> {
  const dollars = await seriesOf(options.book, { ...options, venue: options.dollarVenue });
  if (!dollars.ok) return dollars;
  const fits = factor.market.endsWith(`/${coin}`) && dollars.value.market.endsWith("/USD");
  if (fits) return success(impliedDollarSeries(dollars.value, factor));
  const message = `${factor.market} over ${dollars.value.market} says nothing of ${coin}`;
  return failed({
    code: "missing-data",
    path: coin,
    message,
    hint: `give prices of ${options.book} in ${coin} and USD`,
  });
}

function settingsOf(options: HaircutOptions): Outcome<HaircutSettings> {
  const coins = options.coins.split(",").map((coin) => coin.trim());
  const odd = [...coins, options.book].find((coin) => !isCurrency(coin));
  if (odd !== undefined) return usage("--coins", `"${odd}" is not a currency code`, "write BTC,ETH,USDT");
  const barMs = intervalMs(options.interval);
  const horizonMs = intervalMs(options.horizon);
  if (barMs === undefined) return usage("--interval", `"${options.interval}" is not a bar`, "write 1h or 1d");
  if (horizonMs === undefined || horizonMs === 0 || horizonMs % barMs !== 0) {
    const message = `"${options.horizon}" is no whole number of ${options.interval} bars`;
    return usage("--horizon", message, "write 24h, or choose a shorter --interval");
  }
  const level = numberIn(options.level, (value) => value > 0.5 && value < 1);
  if (level === undefined) return usage("--level", `${options.level} must lie in (0.5, 1)`, "write 0.99");
  const size = numberIn(options.size, (value) => value >= 0);
  if (size === undefined) return usage("--size", `"${options.size}" is no amount`, "write 1000000");
  const participation = numberIn(options.participation, (value) => value > 0 && value <= 1);
  if (participation === undefined)
    return usage("--participation", `${options.participation} must lie in (0, 1]`, "0.1");
  const impact = numberIn(options.impact, (value) => value > 0);
  if (impact === undefined) return usage("--impact", `${options.impact} must be above 0`, "write 1");
  const stated = numberIn(options.stated ?? "0", (value) => value >= 0 && value <= 1);
  if (stated === undefined) return usage("--stated", `${options.stated} must lie in [0, 1]`, "write 0.1");
  const seed = seedOf(options.seed, 1);
  if (!seed.ok) return seed;
  const { book, horizon } = options;
  return success({ book, horizon, coins, horizonMs, level, size, participation, impact, stated, seed: seed.value });
}
