import type { OptionChain } from "../../market/optionChain.ts";
import { failed, type Outcome } from "../../numerics/outcome.ts";
import { type ChainValues, chainTime, chainValues, type QuoteValue } from "../../pricing/chainValues.ts";
import { cashGreeks, coinGreeks } from "../../pricing/formulas/greekForms.ts";
import { type ExitCode, exitCodes } from "../exitCodes.ts";
import { readChain } from "../files/marketFiles.ts";
import { parseTime } from "../market.ts";
import { minuteText, money, percent, table, wrapped } from "../present.ts";
import { sensitivity } from "../sensitivity.ts";
import { type CommonOptions, reportFailure, terminalFor } from "../terminal.ts";
import { version } from "../version.ts";

export interface PriceOptions extends CommonOptions {
  readonly chain: string;
  /** A UTC day, as the venue names the expiry. */
  readonly expiry?: string;
  /** Second-order Greeks, rho and cash forms on the terminal too; JSON has them always. */
  readonly allGreeks?: boolean;
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
  const expiry = options.expiry === undefined ? undefined : expiryOf(valued, options.expiry);
  if (expiry !== undefined && !expiry.ok) return reportFailure(expiry.failure, options, exitCodes.usage);
  if (options.json) {
    terminal.out(JSON.stringify(priceDocument(chain.value, time.value, valued, expiry?.value), null, 2));
  } else if (expiry === undefined) terminal.out(summaryText(chain.value, time.value, valued));
  else terminal.out(expiryText(chain.value, time.value, valued, expiry.value, options.allGreeks ?? false));
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
  const hint = `the chain has ${expiries.map(dayOf).join(", ")}`;
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

/** One volatility point, one day. */
const point = 0.01;
const day = 1 / 365;

function expiryText(chain: OptionChain, time: number, valued: ChainValues, expiresAt: number, all: boolean): string {
  const of = valued.values.filter(({ quote }) => quote.instrument.expiresAt === expiresAt);
  const inCoin = chain.settlementCurrency === chain.underlying;
  const rows = of.map(({ quote, volatility, value, dollars, forward }) => [
    nameOf(quote.instrument),
    percent(volatility, 1),
    inCoin ? value.toFixed(4) : money(value, 2),
    quote.mark === undefined ? "" : inCoin ? quote.mark.toFixed(4) : money(quote.mark, 2),
    money(inCoin ? dollars.delta - value : dollars.delta, 3),
    money((inCoin ? dollars.gamma - (dollars.delta - value) / forward : dollars.gamma) * forward * point, 4),
    money(dollars.vega * point, 1),
    money(dollars.theta * day, 1),
  ]);
  const head = ["strike", "vol", "value", "mark", "delta", "gamma 1%", "vega 1pt", "theta 1d"];
  const units = inCoin
    ? "value and mark in coin; delta premium-adjusted, in coins; vega and theta in dollars"
    : `value, mark, vega and theta in ${chain.quoteCurrency}; delta in coins`;
  return [
    heading(chain, time).join("\n"),
    `Expiry ${dayOf(expiresAt)}, forward ${of[0]!.forward.toFixed(2)}`,
    table(head, rows),
    ...(all ? [secondTable(of, inCoin)] : []),
    wrapped(`${units}${all ? secondUnits : ""}; gamma is the change of delta for 1 % of the forward`, 2),
    provenance(chain),
  ].join("\n\n");
}

/** What the first table leaves out, of the dollar value; delta as it is where the first adjusts it. */
function secondTable(of: readonly QuoteValue[], inCoin: boolean): string {
  const rows = of.map(({ quote, dollars, forward }) => {
    const cash = cashGreeks(dollars, forward);
    return [
      nameOf(quote.instrument),
      money(dollars.delta, 3),
      money(cash.delta, 0),
      money(cash.gamma * point, 0),
      money(dollars.rho * point, 2),
      money(dollars.vanna * point, 4),
      money(dollars.volga * point * point, 3),
      money(dollars.charm * day, 5),
    ];
  });
  const delta = inCoin ? "delta $" : "delta";
  return table(["strike", delta, "cash delta", "cash gamma", "rho 1pt", "vanna 1pt", "volga 1pt", "charm 1d"], rows);
}

const secondUnits =
  "; in the second table all of the value in the quote currency, delta not adjusted, cash gamma the change of cash delta";

const nameOf = ({ strike, optionType }: QuoteValue["quote"]["instrument"]): string =>
  `${strike} ${optionType === "call" ? "C" : "P"}`;

function priceDocument(chain: OptionChain, time: number, valued: ChainValues, expiry: number | undefined) {
  const { venue, underlying, quoteCurrency, settlementCurrency, notes, source } = chain;
  const wanted = valued.values.filter(({ quote }) => expiry === undefined || quote.instrument.expiresAt === expiry);
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
    unvalued: valued.unvalued.map(({ quote, reason }) => ({ id: quote.instrument.id, reason })),
  };
}
