import type { OptionChain } from "../../market/optionChain.ts";
import { failed, type Outcome } from "../../numerics/outcome.ts";
import { type ChainValues, chainTime, chainValues, type QuoteValue } from "../../pricing/chainValues.ts";
import { cashGreeks, coinGreeks } from "../../pricing/formulas/greekForms.ts";
import { type ExitCode, exitCodes } from "../exitCodes.ts";
import { readChain } from "../files/marketFiles.ts";
import { parseTime } from "../market.ts";
import { minuteText, percent, table, wrapped } from "../present.ts";
import { listedValues } from "../priceList.ts";
import { optionTables } from "../priceTables.ts";
import { sensitivity } from "../sensitivity.ts";
import { type CommonOptions, reportFailure, terminalFor } from "../terminal.ts";
import { version } from "../version.ts";

export interface PriceOptions extends CommonOptions {
  readonly chain: string;
  /** A UTC day, as the venue names the expiry. */
  readonly expiry?: string;
  /** Second-order Greeks, rho and cash forms on the terminal too; JSON has them always. */
  readonly allGreeks?: boolean;
  /** Options by name, with commas between; those that the chain does not quote are valued on the fitted surface. */
  readonly list?: string;
  /** One option under every law and bumped input. */
  readonly instrument?: string;
  readonly out?: string;
  /** A time, or `infer`. */
  readonly asOf?: string;
}

/** Value, implied volatility and Greeks of every option of a chain, and how far the model is from the venue's marks. */
export async function price(options: PriceOptions): Promise<ExitCode> {
  const terminal = terminalFor(options);
  const chain = await readChain(options.chain);
  if (!chain.ok) return reportFailure(chain.failure, options);
  const time = timeOf(chain.value, options.asOf);
  if (!time.ok) return reportFailure(time.failure, options);
  const valued = chainValues(chain.value, time.value);
  if (options.instrument !== undefined)
    return sensitivity(chain.value, time.value, valued, options.instrument, options);
  const all = options.allGreeks ?? false;
  if (options.list !== undefined) {
    const listed = listedValues(chain.value, time.value, valued, options.list);
    if (!listed.ok) return reportFailure(listed.failure, options, exitCodes.usage);
    const document = priceDocument(chain.value, time.value, { values: listed.value, unvalued: [] });
    if (options.json) terminal.out(JSON.stringify(document, null, 2));
    else terminal.out(listText(chain.value, time.value, listed.value, all));
    return exitCodes.ok;
  }
  const expiry = options.expiry === undefined ? undefined : expiryOf(valued, options.expiry);
  if (expiry !== undefined && !expiry.ok) return reportFailure(expiry.failure, options, exitCodes.usage);
  if (options.json) {
    const isWanted = ({ quote }: QuoteValue) => expiry === undefined || quote.instrument.expiresAt === expiry.value;
    const wanted = { ...valued, values: valued.values.filter(isWanted) };
    terminal.out(JSON.stringify(priceDocument(chain.value, time.value, wanted), null, 2));
  } else if (expiry === undefined) terminal.out(summaryText(chain.value, time.value, valued));
  else terminal.out(expiryText(chain.value, time.value, valued, expiry.value, all));
  return exitCodes.ok;
}

/** A chain is valued at a time near its own: its prices are of no other. */
const awayMaxMs = 24 * 3_600_000;
/** How far around the stated time a chain's own is looked for. */
const inferredWithinMs = 6 * 3_600_000;

export function timeOf(chain: OptionChain, asOf: string | undefined): Outcome<number> {
  if (asOf === undefined) return { ok: true, value: chain.timestamp };
  if (asOf !== "infer") {
    const time = parseTime(asOf, "--as-of");
    if (!time.ok || Math.abs(time.value - chain.timestamp) <= awayMaxMs) return time;
    const message = `${asOf} is more than ${awayMaxMs / 3_600_000} h from the chain's ${new Date(chain.timestamp).toISOString()}`;
    return failed({ code: "invalid", path: "--as-of", message, hint: "leave --as-of out" });
  }
  const inferred = chainTime(chain, inferredWithinMs);
  if (inferred !== undefined) return { ok: true, value: inferred };
  const message = "no quote has a forward, a mark and a volatility of the venue's";
  return failed({ code: "missing-data", path: chain.source.file, message, hint: "state the time: --as-of" });
}

const expiriesOf = ({ values }: ChainValues): number[] =>
  [...new Set(values.map(({ quote }) => quote.instrument.expiresAt))].sort((a, b) => a - b);

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

function expiryOf(valued: ChainValues, text: string): Outcome<number> {
  const expiries = expiriesOf(valued);
  const found = expiries.find((one) => dayOf(one) === text);
  if (found !== undefined) return { ok: true, value: found };
  const days = expiries.length === 0 ? "no expiry with a value" : expiries.map(dayOf).join(", ");
  const hint = `the chain has ${days}`;
  return failed({ code: "invalid", path: "--expiry", message: `no expiry on ${text}`, hint });
}

/** What counts as the venue's price: a ten-thousandth of the underlying, a tick of a cheap coin-settled option. */
const repriceTolerance = 1e-4;

/** Difference from the mark in units of the underlying, whatever it is settled in. */
const apart = ({ difference, forward, quote }: QuoteValue): number | undefined =>
  difference === undefined || quote.instrument.settlementCurrency === quote.instrument.underlying
    ? difference
    : difference / forward;

const heading = (chain: OptionChain, time: number): string[] => [
  `${chain.venue} ${chain.underlying} options, ${chain.settlementCurrency}-settled, ${minuteText(time)}`,
  ...chain.notes.map((note) => wrapped(`note: ${note}`, 2)),
];

function summaryText(chain: OptionChain, time: number, valued: ChainValues): string {
  const rows = expiriesOf(valued).map((expiresAt) => {
    const of = valued.values.filter(({ quote }) => quote.instrument.expiresAt === expiresAt);
    const compared = of.flatMap((one) => Math.abs(apart(one) ?? Number.NaN)).filter((one) => !Number.isNaN(one));
    const near = compared.filter((one) => one <= repriceTolerance).length;
    const atMoney = of.reduce((best, one) => (distance(one) < distance(best) ? one : best));
    return [
      dayOf(expiresAt),
      String(of.length),
      atMoney.forward.toFixed(2),
      percent(atMoney.volatility, 1),
      `${near} of ${compared.length}`,
      compared.length === 0 ? "" : Math.max(...compared).toExponential(1),
    ];
  });
  const head = ["expiry", "options", "forward", "ATM vol", "within 1e-4", "largest"];
  const far = valued.values.filter((one) => Math.abs(apart(one) ?? 0) > repriceTolerance);
  const named = far.map((one) => `${one.quote.instrument.id} ${apart(one)!.toExponential(2)}`);
  const without = valued.unvalued.map(({ quote, reason }) => `${quote.instrument.id} (${reason})`);
  return [
    heading(chain, time).join("\n"),
    table(head, rows),
    ...(named.length === 0 ? [] : [wrapped(`Not within ${repriceTolerance}: ${named.join(", ")}`, 2)]),
    ...(without.length === 0 ? [] : [wrapped(`Without a value: ${without.join(", ")}`, 2)]),
    provenance(chain),
  ].join("\n\n");
}

const distance = ({ forward, quote }: QuoteValue): number => Math.abs(Number(quote.instrument.strike) / forward - 1);

const provenance = ({ source }: OptionChain): string =>
  wrapped(`${source.file} sha256 ${source.sha256.slice(0, 16)}, Black-76 undiscounted, plimsoll ${version}`, 2);

function expiryText(chain: OptionChain, time: number, valued: ChainValues, expiresAt: number, all: boolean): string {
  const of = valued.values.filter(({ quote }) => quote.instrument.expiresAt === expiresAt);
  const shown = of.map((at) => ({ name: nameOf(at.quote.instrument), at }));
  return [
    heading(chain, time).join("\n"),
    `Expiry ${dayOf(expiresAt)}, forward ${of[0]!.forward.toFixed(2)}`,
    ...optionTables(shown, chain, all),
    provenance(chain),
  ].join("\n\n");
}

const nameOf = ({ strike, optionType }: QuoteValue["quote"]["instrument"]): string =>
  `${strike} ${optionType === "call" ? "C" : "P"}`;

/** The options asked for by name, quoted or not. */
function listText(chain: OptionChain, time: number, listed: readonly QuoteValue[], all: boolean): string {
  const shown = listed.map((at) => ({ name: at.quote.instrument.id, at }));
  const from = listed.filter((one) => one.volatilitySource === "surface").map((one) => one.quote.instrument.id);
  const note = "Not quoted: forward and volatility from the fitted surface";
  return [
    heading(chain, time).join("\n"),
    ...optionTables(shown, chain, all),
    ...(from.length === 0 ? [] : [wrapped(`${note}: ${from.join(", ")}`, 2)]),
    provenance(chain),
  ].join("\n\n");
}

function priceDocument(chain: OptionChain, time: number, { values: wanted, unvalued }: ChainValues) {
  const { venue, underlying, quoteCurrency, settlementCurrency, notes, source } = chain;
  return {
    schemaVersion: 1,
    plimsoll: version,
    model: "black76, undiscounted",
    chain: {
      venue,
      underlying,
      quoteCurrency,
      settlementCurrency,
      timestamp: new Date(time).toISOString(),
      notes,
      source,
    },
    units:
      "dollars: in quote currency per unit, price 1, volatility 1.00, rate 1.00, one year; cash: quote currency for 100 % of the price; coin: in coins, delta premium-adjusted",
    options: wanted.map(({ quote, ...rest }) => ({
      id: quote.instrument.id,
      mark: quote.mark,
      bid: quote.bid,
      ask: quote.ask,
      ...rest,
      cash: cashGreeks(rest.dollars, rest.forward),
      ...(settlementCurrency === underlying ? { coin: coinGreeks(rest.dollars, rest.forward) } : {}),
    })),
    unvalued: unvalued.map(({ quote, reason }) => ({ id: quote.instrument.id, reason })),
  };
}
