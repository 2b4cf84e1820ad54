/** Names that venues give their contracts and pairs, in ccxt form; a name of another form stays as it stands. */
import { bybitOptionName, okxOptionName } from "./options/optionNames.ts";

const okxSwapForm = /^([A-Z0-9]+)-([A-Z0-9]+)-SWAP$/;
const okxFutureForm = /^([A-Z0-9]+)-([A-Z0-9]+)-(\d{6})$/;
const okxPairForm = /^([A-Z0-9]+)-([A-Z0-9]+)$/;

/** OKX settles what is quoted in dollars in the coin, all else in the quote currency: `BTC-USD-SWAP`, `BTC-USDT-250627`. */
export function okxName(name: string): string {
  const option = okxOptionName(name);
  if (option !== name) return option;
  const [, base = "", quote = "", date] = okxSwapForm.exec(name) ?? okxFutureForm.exec(name) ?? [];
  if (base !== "") return contractName(base, quote, quote === "USD" ? base : quote, date);
  const pair = okxPairForm.exec(name);
  return pair === null ? name : `${pair[1]}/${pair[2]}`;
}

export type BybitCategory = "linear" | "inverse" | "option" | "spot";

const dated = "(?:-(\\d{1,2}[A-Z]{3}\\d{2}))?";
const bybitTetherForm = new RegExp(`^([A-Z0-9]+?)USDT${dated}$`);
const bybitCoinForm = /^([A-Z0-9]+?)(?:PERP|-(\d{1,2}[A-Z]{3}\d{2}))$/;
const bybitInverseForm = new RegExp(`^([A-Z0-9]+?)USD(?:([HMUZ])(\\d{2}))?${dated}$`);
const dollarPairForm = /^([A-Z0-9]+?)(USDT|USDC|USD)$/;

/**
 * Bybit: `BTCUSDT` and `BTCUSDT-27JUN25` settle in USDT, `BTCPERP` and `BTC-27JUN25` in USDC, `BTCUSD` and the quarterly
 * `BTCUSDM25` in the coin; a spot pair is written like the perpetual, so the category decides.
 */
export function bybitName(name: string, category: BybitCategory): string {
  if (category === "option") return bybitOptionName(name);
  if (category === "spot") return pairName(name);
  if (category === "inverse") {
    const [, base = "", month, year = "", date] = bybitInverseForm.exec(name) ?? [];
    if (base === "") return name;
    const quarterly = month === undefined ? undefined : quarterEnd(month, year);
    return contractName(base, "USD", base, quarterly ?? digitsOf(date));
  }
  const tether = bybitTetherForm.exec(name);
  if (tether !== null) return contractName(tether[1]!, "USDT", "USDT", digitsOf(tether[2]));
  const coin = bybitCoinForm.exec(name);
  return coin === null ? name : contractName(coin[1]!, "USDC", "USDC", digitsOf(coin[2]));
}

const binanceForm = /^([A-Z0-9]+?)(?:(USDT|USDC)(?:_(\d{6}))?|USD_(PERP|\d{6}))$/;

/** Binance futures: `BTCUSDT` and `BTCUSDT_250627` settle in USDT, `BTCUSD_PERP` and `BTCUSD_250627` in the coin. */
export function binanceName(name: string): string {
  const [, base = "", quote, date, suffix] = binanceForm.exec(name) ?? [];
  if (base === "") return name;
  if (quote !== undefined) return contractName(base, quote, quote, date);
  return contractName(base, "USD", base, suffix === "PERP" ? undefined : suffix);
}

/** A pair that is quoted in dollars or a dollar coin: `BTCUSDT`. */
export function pairName(name: string): string {
  const pair = dollarPairForm.exec(name);
  return pair === null ? name : `${pair[1]}/${pair[2]}`;
}

/** Hyperliquid names a perpetual by its coin; `kPEPE` counts thousands. Coins of other builders, `xyz:TSLA`, stay. */
export function hyperliquidName(coin: string): string {
  const upper = /^k?[A-Z0-9]+$/.test(coin) ? coin.toUpperCase() : "";
  return upper === "" ? coin : `${upper}/USDC:USDC`;
}

const contractName = (base: string, quote: string, settle: string, date: string | undefined): string =>
  `${base}/${quote}:${settle}${date === undefined ? "" : `-${date}`}`;

const months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

/** `27JUN25` as `250627`. */
function digitsOf(date: string | undefined): string | undefined {
  if (date === undefined) return undefined;
  const month = String(months.indexOf(date.slice(-5, -2)) + 1).padStart(2, "0");
  return `${date.slice(-2)}${month}${date.slice(0, -5).padStart(2, "0")}`;
}

/** The last Friday of a quarter as `250627`. @source Bybit, inverse futures: the month's letter as exchanges write it */
function quarterEnd(letter: string, year: string): string {
  const month = { H: 3, M: 6, U: 9, Z: 12 }[letter] ?? 0;
  const last = new Date(Date.UTC(2000 + Number(year), month, 0));
  last.setUTCDate(last.getUTCDate() - ((last.getUTCDay() + 2) % 7));
  return last.toISOString().slice(2, 10).replaceAll("-", "");
}
