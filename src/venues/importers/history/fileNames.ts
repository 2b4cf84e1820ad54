import { type Failure, failed, type Outcome, success } from "../../../numerics/outcome.ts";

export const minuteMs = 60_000;
export const dayMs = 86_400_000;

const unitMs: Readonly<Record<string, number>> = { m: minuteMs, h: 3_600_000, d: dayMs };

/** Milliseconds of `1m`, `8h`, `1d`; undefined unless it divides a UTC day, because the grid is anchored at midnight. */
export function intervalMs(text: string): number | undefined {
  const [, count = "", unit = ""] = /^([1-9]\d{0,3})([mhd])$/.exec(text) ?? [];
  const step = Number(count) * (unitMs[unit] ?? 0);
  return step > 0 && dayMs % step === 0 ? step : undefined;
}

/** Binance lists nothing against USD, so `BNBBUSD` there is BNB against BUSD. */
const binanceQuotes = ["USDT", "USDC", "FDUSD", "BUSD", "TUSD", "EUR", "BTC"];
const otherQuotes = ["USDT", "USDC", "USD", "EUR", "GBP", "BTC"];

/**
 * `BTCUSDT` as `BTC/USDT`, split at a known quote.
 *
 * @param linear whether it is the linear perpetual: `BTC/USDT:USDT`
 */
export function marketOf(symbol: string, venue: string, linear: boolean): string | undefined {
  const quotes = venue.startsWith("binance") ? binanceQuotes : otherQuotes;
  const quote = quotes.find((one) => symbol.endsWith(one) && symbol.length > one.length);
  if (quote === undefined) return undefined;
  const pair = `${symbol.slice(0, -quote.length)}/${quote}`;
  return linear ? `${pair}:${quote}` : pair;
}

/** The name without `.csv` and `.gz`. */
export const stemOf = (fileName: string): string => fileName.replace(/\.gz$/i, "").replace(/\.csv$/i, "");

export const nameFailure = (fileName: string, form: string): { readonly ok: false; readonly failure: Failure } =>
  failed({
    code: "invalid",
    path: fileName,
    message: `the file name does not say market and interval; must be ${form}`,
    hint: "rename the file",
  });

interface NamedMarket {
  readonly venue: string;
  readonly market: string;
  readonly stepMs: number;
}

/** Market and interval from their texts in a file name. */
export function namedMarket(
  fileName: string,
  form: string,
  parts: { readonly venue: string; readonly symbol: string; readonly interval: string; readonly linear: boolean },
): Outcome<NamedMarket> {
  const market = marketOf(parts.symbol, parts.venue, parts.linear);
  const stepMs = intervalMs(parts.interval);
  if (market === undefined || stepMs === undefined) return nameFailure(fileName, form);
  return success({ venue: parts.venue, market, stepMs });
}
