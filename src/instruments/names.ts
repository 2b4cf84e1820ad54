import { failed, type Outcome, success } from "../numerics/outcome.ts";
import { decimal, decimalText } from "./decimal.ts";
import type { Instrument } from "./kinds.ts";
import { isCurrency } from "./money.ts";
import { nearestOf } from "./nearest.ts";

const months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"] as const;
/** Dated futures settle at 08:00 UTC. @source Deribit contract specification; OKX, Binance and Bybit use the same hour */
const settlementHour = 8;

/** Deribit writes a decimal strike with a `d`: 0d45 is 0.45. */
const option = "(\\d+(?:[.d]\\d+)?)-([CP])";
const deribitForm = new RegExp(`^([A-Z0-9]+)(?:_([A-Z0-9]+))?-(PERPETUAL|\\d{1,2}[A-Z]{3}\\d{2}(?:-${option})?)$`);
const ccxtForm = new RegExp(`^([A-Z0-9]+)\\/([A-Z0-9]+)(?::([A-Z0-9]+)(?:-(\\d{6})(?:-${option})?)?)?$`);

/**
 * Resolves a Deribit name (`BTC-PERPETUAL`, `BTC-27JUN25`, `ETH_USDC-PERPETUAL`, `BTC-27JUN25-70000-C`), a ccxt name
 * (`BTC/USDT:USDT`, `BTC/USD:BTC-250627`, `BTC/USD:BTC-250627-70000-C`, `BTC/USDT`) or a currency code (`USDT`) to exactly one instrument.
 *
 * The canonical id is the Deribit form for dollar contracts settled in the coin, and the ccxt form for all others, so
 * `BTC-27JUN25` and `BTC/USD:BTC-250627` are one contract, and `BTC-PERPETUAL` is never `BTC/USDT:USDT`. An option on a
 * dated future is named by the future and its own terms, `BTC/USD:USD-250627/250530-70000-C`; a contract that pays in a
 * third currency by the ccxt form, `ETH/USD:BTC`.
 *
 * @param known ids to search for the nearest match when the name is unknown
 */
export function resolveInstrument(name: string, known: readonly string[] = [], path = name): Outcome<Instrument> {
  if (isCurrency(name)) return success({ kind: "cash", id: name, settlementCurrency: name });
  const deribit = deribitForm.exec(name);
  if (deribit !== null) {
    const [, base = "", quote, suffix = "", strike, type] = deribit;
    const expiresAt = suffix === "PERPETUAL" ? undefined : expiryOfDeribit(suffix.split("-")[0]!);
    const choice = choiceOf(strike, type);
    if (expiresAt !== null) return success(contractOf(base, quote ?? "USD", quote ?? base, expiresAt, choice));
  }
  const ccxt = ccxtForm.exec(name);
  if (ccxt !== null) {
    const [, base = "", quote = "", settle, date, strike, type] = ccxt;
    if (settle === undefined) {
      return success({ kind: "spot", id: name, baseCurrency: base, quoteCurrency: quote, settlementCurrency: quote });
    }
    const expiresAt = date === undefined ? undefined : expiryOfDigits(date);
    if (expiresAt !== null && (settle === quote || settle === base)) {
      return success(contractOf(base, quote, settle, expiresAt, choiceOf(strike, type)));
    }
    if (expiresAt !== null && strike === undefined) return quantoOf(base, quote, settle, date, path);
  }
  const onFuture = onFutureForm.exec(name);
  if (onFuture !== null) return optionOnFuture(name, onFuture, path);
  const nearest = nearestOf(name, [...known, ...examples]);
  return failed({
    code: "invalid",
    path,
    message: `unknown instrument "${name}"`,
    hint: nearest === undefined ? `names look like ${examples.join(", ")}` : `did you mean ${nearest}?`,
  });
}

/** An option on a dated future: the future's name, then expiry, strike and type. */
const onFutureForm = new RegExp(`^(.+-\\d{6})\\/(\\d{6})-${option}$`);

function optionOnFuture(name: string, parts: RegExpExecArray, path: string): Outcome<Instrument> {
  const [, deliverable = "", date = "", strike, type] = parts;
  const future = resolveInstrument(deliverable, [], path);
  if (!future.ok) return future;
  const expiresAt = expiryOfDigits(date);
  const { value } = future;
  if (value.kind !== "linear-future" || expiresAt === null || expiresAt > value.expiresAt) {
    const message = `"${name}" is no option on a linear future that ends with it or later`;
    const hint = "names look like BTC/USD:USD-250627/250530-70000-C";
    return failed({ code: "invalid", path, message, hint });
  }
  const choice = choiceOf(strike, type)!;
  const { id: deliverableId, underlying, quoteCurrency, settlementCurrency, contractSize } = value;
  const id = `${deliverableId}/${date}${rightText(choice)}`;
  const terms = { underlying, quoteCurrency, settlementCurrency, contractSize, expiresAt, ...choice };
  return success({ kind: "future-option", id, deliverableId, deliverableExpiresAt: value.expiresAt, ...terms });
}

/**
 * Settlement units per contract and unit of price, by underlying, quote and settlement currency.
 *
 * @source BitMEX series guide of ETHUSD: 0.000001 XBT per contract and dollar, dated contracts ending at 12:00 UTC
 */
const quantoMultipliers: Readonly<Record<string, string>> = { "ETH/USD:BTC": "0.000001" };
const quantoHour = 12;

function quantoOf(
  base: string,
  quote: string,
  settle: string,
  date: string | undefined,
  path: string,
): Outcome<Instrument> {
  const perpetual = `${base}/${quote}:${settle}`;
  const contractSize = quantoMultipliers[perpetual];
  if (contractSize === undefined) {
    const known = Object.keys(quantoMultipliers).join(", ");
    const message = `${perpetual} pays in ${settle}, and its multiplier is not known`;
    return failed({ code: "unsupported", path, message, hint: `multipliers are known of ${known}` });
  }
  const terms = { underlying: base, quoteCurrency: quote, settlementCurrency: settle, contractSize };
  if (date === undefined) return success({ kind: "quanto-perpetual", id: perpetual, ...terms });
  const expiresAt = expiryOfDigits(date)! + (quantoHour - settlementHour) * 3_600_000;
  return success({ kind: "quanto-future", id: `${perpetual}-${date}`, ...terms, expiresAt });
}

const examples = ["BTC-PERPETUAL", "ETH-PERPETUAL", "BTC-27JUN25", "ETH_USDC-PERPETUAL", "BTC/USDT:USDT", "BTC/USDT"];

/** What makes a dated contract an option. */
interface Choice {
  readonly strike: string;
  readonly optionType: "call" | "put";
}

function choiceOf(strike: string | undefined, type: string | undefined): Choice | undefined {
  if (strike === undefined) return undefined;
  const plain = decimalText(decimal(strike.replace("d", ".")));
  return { strike: plain, optionType: type === "C" ? "call" : "put" };
}

const rightText = ({ strike, optionType }: Choice): string => `-${strike}-${optionType === "call" ? "C" : "P"}`;

function contractOf(
  base: string,
  quote: string,
  settle: string,
  expiresAt: number | undefined,
  choice: Choice | undefined,
): Instrument {
  const isInverse = settle === base;
  const id = canonicalId(base, quote, settle, expiresAt, choice);
  const terms = { id, underlying: base, quoteCurrency: quote, settlementCurrency: settle };
  const contractSize = isInverse && choice === undefined ? inverseContractSize(base) : "1";
  if (expiresAt === undefined)
    return { kind: isInverse ? "inverse-perpetual" : "linear-perpetual", ...terms, contractSize };
  const dated = { ...terms, contractSize, expiresAt, ...settlementWindow(quote) };
  return choice === undefined
    ? { kind: isInverse ? "inverse-future" : "linear-future", ...dated }
    : { kind: isInverse ? "inverse-option" : "linear-option", ...dated, ...choice };
}

const settlementWindowMs = 30 * 60_000;

/**
 * The dollar and USDC contracts of these names settle on an average; how those in USDT do, no name says.
 *
 * @source Deribit contract specification: the delivery price is the time-weighted average of the index over the last
 *         30 minutes before expiry; Bybit's USDC options settle on an average over the same 30 minutes
 */
const settlementWindow = (quote: string) => (quote === "USD" || quote === "USDC" ? { settlementWindowMs } : {});

/** Dollars per contract. @source Deribit contract specification: BTC 10 USD, all other inverse contracts 1 USD */
const inverseContractSize = (base: string): string => (base === "BTC" ? "10" : "1");

function canonicalId(
  base: string,
  quote: string,
  settle: string,
  expiresAt: number | undefined,
  choice: Choice | undefined,
): string {
  const right = choice === undefined ? "" : rightText(choice);
  if (settle === base && quote === "USD") {
    return `${base}-${expiresAt === undefined ? "PERPETUAL" : deribitDate(expiresAt)}${right}`;
  }
  return `${base}/${quote}:${settle}${expiresAt === undefined ? "" : `-${digitsDate(expiresAt)}`}${right}`;
}

function expiryOfDeribit(text: string): number | null {
  const month = months.indexOf(text.slice(-5, -2) as (typeof months)[number]);
  return month < 0 ? null : expiryAt(2000 + Number(text.slice(-2)), month, Number(text.slice(0, -5)));
}

const expiryOfDigits = (text: string): number | null =>
  expiryAt(2000 + Number(text.slice(0, 2)), Number(text.slice(2, 4)) - 1, Number(text.slice(4)));

/** Null when the calendar has no such day: 31 June is not 1 July. */
function expiryAt(year: number, month: number, day: number): number | null {
  const time = Date.UTC(year, month, day, settlementHour);
  const date = new Date(time);
  return date.getUTCMonth() === month && date.getUTCDate() === day ? time : null;
}

function deribitDate(expiresAt: number): string {
  const date = new Date(expiresAt);
  return `${date.getUTCDate()}${months[date.getUTCMonth()]}${String(date.getUTCFullYear()).slice(2)}`;
}

const digitsDate = (expiresAt: number): string => new Date(expiresAt).toISOString().slice(2, 10).replaceAll("-", "");
