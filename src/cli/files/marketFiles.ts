import type { OptionChain } from "../../market/optionChain.ts";
import type { FundingSeries, TimeSeries } from "../../market/timeSeries.ts";
import { failed, type Outcome, success } from "../../numerics/outcome.ts";
import { importRates, type RateCurves } from "../../venues/importers/rates/ratesCsv.ts";
import { importOptionChain } from "../../venues/optionImporters.ts";
import { loadHistory } from "./loadHistory.ts";
import { readInputFile } from "./readFile.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

export interface SeriesChoice {
  readonly history: string;
  /** `1h`, `1d` …; absent: the coarsest daily bars. */
  readonly interval?: string;
  readonly venue?: string;
  readonly coins?: readonly string[];
}

export function intervalMs(text: string): number | undefined {
  const parts = /^(\d+)(m|h|d)$/.exec(text);
  if (parts === null) return undefined;
  return Number(parts[1]) * { m: 60_000, h: hourMs, d: dayMs }[parts[2] as "m" | "h" | "d"];
}

/** Reads the price series of a folder that match the choice; the files that do not match are not opened. */
export async function readSeries({
  history,
  interval = "1d",
  venue,
  coins,
}: SeriesChoice): Promise<Outcome<TimeSeries[]>> {
  const stepMs = intervalMs(interval);
  if (stepMs === undefined) {
    return failed({ code: "invalid", path: "--interval", message: `"${interval}" is not like 1h or 1d` });
  }
  const matches = (name: string): boolean =>
    new RegExp(`_${interval}[_.]`).test(name) && isOfVenue(name, venue) && isOfCoin(name, coins);
  const asked = [
    `interval ${interval}`,
    ...(venue ? [`venue ${venue}`] : []),
    ...(coins ? [`coins ${coins.join(", ")}`] : []),
  ];
  const loaded = await loadHistory(history, { matches, description: asked.join(", ") });
  if (!loaded.ok) return loaded;
  const series = loaded.value.flatMap((one) => (one.series === undefined ? [] : [one.series]));
  const chosen = series.filter((one) => one.stepMs === stepMs);
  if (chosen.length > 0) return success(chosen);
  return failed({
    code: "missing-data",
    path: history,
    message: `no price series of ${interval} in the folder`,
    hint: "files are named venue_SYMBOL_interval.csv.gz; choose with --interval, --venue and --coins",
  });
}

/** Reads the funding payments of a folder for the coins chosen, none meaning all; files that hold means of a day are left out. */
export async function readFunding(folder: string, coins: readonly string[]): Promise<Outcome<FundingSeries[]>> {
  const ofCoins = (name: string) => coins.length === 0 || isOfCoin(name, coins);
  const matches = (name: string): boolean => /_funding[_.](?!daily)/.test(name) && ofCoins(name);
  const description = `funding payments${coins.length === 0 ? "" : ` of ${coins.join(", ")}`}`;
  const loaded = await loadHistory(folder, { matches, description });
  if (!loaded.ok) return loaded;
  return success(loaded.value.flatMap((one) => (one.funding === undefined ? [] : [one.funding])));
}

const isOfVenue = (name: string, venue: string | undefined): boolean =>
  venue === undefined || venue.split(",").some((one) => name.startsWith(`${one}_`));

const isOfCoin = (name: string, coins: readonly string[] | undefined): boolean =>
  coins === undefined ||
  coins.some((coin) => ["USDT", "USDC", "USD"].some((quote) => name.includes(`_${coin}${quote}`)));

/** Reads one file of a volatility index; its interval must be that of the prices. */
export async function readVolatilityIndex(path: string, interval = "1d"): Promise<Outcome<TimeSeries[]>> {
  const loaded = await loadHistory(path);
  if (!loaded.ok) return loaded;
  const series = loaded.value.flatMap((one) => (one.series?.kind === "index" ? [one.series] : []));
  const fitting = series.filter((one) => one.stepMs === intervalMs(interval));
  if (fitting.length > 0) return success(fitting);
  const message = series.length === 0 ? "no volatility index in it" : `no volatility index of ${interval} in it`;
  const hint = "files are named venue_COIN_DVOL_interval.csv.gz, the interval that of the price bars";
  return failed({ code: "missing-data", path, message, hint });
}

export async function readRates(path: string): Promise<Outcome<RateCurves>> {
  const file = await readInputFile(path);
  if (!file.ok) return file;
  return importRates(file.value.text, { file: file.value.name, sha256: file.value.sha256, format: "rates-csv" });
}

export async function readChain(path: string): Promise<Outcome<OptionChain>> {
  const file = await readInputFile(path);
  return file.ok ? importOptionChain(file.value) : file;
}
