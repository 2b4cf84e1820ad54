import { decimalOf, negate, parseDecimal, signOf, toNumber } from "../../instruments/decimal.ts";
import { type Instrument, kindOf } from "../../instruments/kinds.ts";
import type { Currency } from "../../instruments/money.ts";
import { resolveInstrument } from "../../instruments/names.ts";
import { contractsOf } from "../../instruments/quantity.ts";
import { bind } from "../../margin/bind.ts";
import { checkedAssessment } from "../../margin/checkedAssessment.ts";
import type { Rulebook } from "../../margin/rulebook.ts";
import { keptBy } from "../../margin/wallets.ts";
import { levelOf, type MarketSnapshot } from "../../market/marketSnapshot.ts";
import { factorsOf } from "../../market/riskFactor.ts";
import { type Failure, failed, type Outcome, success } from "../../numerics/outcome.ts";
import type { Account } from "../../portfolio/account.ts";
import { fillOf } from "../../portfolio/fill.ts";
import { tradePriceOf } from "../../risk/tradePrice.ts";
import { unitValues } from "../../risk/unitValues.ts";
import { type ExitCode, exitCodes } from "../exitCodes.ts";
import { provenance, unverifiedNotes } from "../marginResult.ts";
import { marketAt, parseTime, readMarket } from "../market.ts";
import { decimalsOf, failureText, money, percent, table, wrapped } from "../present.ts";
import { type CommonOptions, reportFailure, terminalFor } from "../terminal.ts";
import { version } from "../version.ts";
import { type MarginOptions, needsOf, rulebooksOf } from "./margin.ts";

export interface LeverageOptions extends Omit<MarginOptions, "portfolio">, CommonOptions {
  readonly instrument: string;
  /** Sizes in the contract's own unit, with commas between. */
  readonly sizes: string;
  readonly short?: boolean;
}

interface Row {
  readonly rulebook: string;
  readonly size: string;
  /** Of the rulebook; the amounts are in it. */
  readonly reportingCurrency: Currency;
  readonly notional: number;
  readonly initial: number;
  readonly maintenance: number;
}

/** What a single position of each size owes, as a share of its notional, and the leverage that this allows. */
export async function leverage(options: LeverageOptions): Promise<ExitCode> {
  const terminal = terminalFor(options);
  const rulebooks = await rulebooksOf(options.model, options.currency);
  if (!rulebooks.ok) return reportFailure(rulebooks.failure, options, exitCodes.usage);
  const instrument = resolveInstrument(options.instrument, [], "--instrument");
  if (!instrument.ok) return reportFailure(instrument.failure, options, exitCodes.usage);
  if (!("contractSize" in instrument.value)) {
    const message = `${instrument.value.id} is no contract, and only contracts have leverage`;
    const hint = "name a perpetual, a future or an option: BTC/USDT:USDT";
    return reportFailure({ code: "unsupported", path: "--instrument", message, hint }, options, exitCodes.usage);
  }
  const sizes = sizesOf(options.sizes);
  if (!sizes.ok) return reportFailure(sizes.failure, options, exitCodes.usage);
  const asOf = options.asOf === undefined ? success(undefined) : parseTime(options.asOf, "--as-of");
  if (!asOf.ok) return reportFailure(asOf.failure, options, exitCodes.usage);
  const data = await readMarket(options, asOf.value);
  if (!data.ok) return reportFailure(data.failure, options);
  const counted = [options.currency, ...rulebooks.value.map(({ reportingCurrency }) => reportingCurrency)];
  const currencies = counted.map((id): Instrument => ({ kind: "cash", id, settlementCurrency: id }));
  const snapshot = marketAt(data.value, [instrument.value, ...currencies], asOf.value, needsOf(rulebooks.value));
  if (!snapshot.ok) return reportFailure(snapshot.failure, options);
  const rows: Row[] = [];
  const refusals: Failure[] = [];
  for (const rulebook of rulebooks.value) {
    for (const size of sizes.value) {
      const row = rowOf(instrument.value, options.short === true ? `-${size}` : size, rulebook, snapshot.value);
      if (row.ok) rows.push(row.value);
      else refusals.push({ ...row.failure, path: `${rulebook.id}, ${size}: ${row.failure.path}` });
    }
  }
  if (rows.length === 0 && refusals[0] !== undefined) return reportFailure(refusals[0], options);
  if (options.json) terminal.out(JSON.stringify({ schemaVersion: 1, plimsoll: version, rows, refusals }, null, 2));
  else {
    const notes = unverifiedNotes(rulebooks.value.filter(({ id }) => rows.some(({ rulebook }) => rulebook === id)));
    terminal.out(
      textOf(
        rows,
        [...notes.map((note) => `note: ${note}`), ...refusals.map(refusalText)],
        instrument.value,
        snapshot.value,
      ),
    );
  }
  return exitCodes.ok;
}

function sizesOf(text: string): Outcome<string[]> {
  const sizes = text.split(",").map((one) => one.trim());
  const bad = sizes.find((one) => {
    const parsed = parseDecimal(one);
    return !parsed.ok || signOf(parsed.value) <= 0;
  });
  if (bad === undefined) return success(sizes);
  const hint = "write 1,10,100, in the contract's own unit";
  return failed({ code: "invalid", path: "--sizes", message: `"${bad}" is not a size above 0`, hint });
}

function rowOf(instrument: Instrument, size: string, rulebook: Rulebook, snapshot: MarketSnapshot): Outcome<Row> {
  const bound = bind(rulebook, snapshot);
  if (!bound.ok) return bound;
  const unit = kindOf(instrument).contractUnit(instrument);
  const stated = parseDecimal(size.replace("-", ""), "--sizes");
  if (!stated.ok) return stated;
  const contracts = contractsOf(instrument, { amount: stated.value, unit }, undefined, "--sizes");
  if (!contracts.ok) return contracts;
  const quantity = size.startsWith("-") ? negate(contracts.value) : contracts.value;
  const fill = fillOf(instrument, quantity, decimalOf(tradePriceOf(snapshot, instrument), 12));
  // Without the premium: as cash of a currency with a haircut, or as a debt, it would be charged for itself.
  const group = { id: "one", marginMode: "cross", positions: fill.positions, balances: [], orders: [] } as const;
  const account: Account = keptBy({ id: "one position", groups: [group] }, bound.value);
  const assessed = checkedAssessment(account, bound.value);
  if (!assessed.ok) return assessed;
  const { initial, maintenance } = assessed.value.groups[0]!.requirement;
  const row = snapshot.instruments.findIndex(({ id }) => id === instrument.id);
  const units = unitValues(snapshot, rulebook.reportingCurrency);
  const perContract =
    "strike" in instrument ? strikeNotional(instrument, snapshot, units.conversion[row]!) : units.delta[row]!;
  const notional = toNumber(contracts.value) * Math.abs(perContract);
  const { id, reportingCurrency } = rulebook;
  return success({ rulebook: id, size: `${size} ${unit}`, reportingCurrency, notional, initial, maintenance });
}

/** An option's notional is that of what it is written on. */
function strikeNotional(
  option: Extract<Instrument, { readonly strike: string }>,
  snapshot: MarketSnapshot,
  conversion: number,
): number {
  const forward = levelOf(snapshot, factorsOf(option)[0]!.id);
  const inCoin = option.settlementCurrency === option.underlying;
  return Number(option.contractSize) * (inCoin ? conversion : forward * conversion);
}

const refusalText = (one: Failure): string => `not computed: ${failureText(one)}`;

function textOf(
  rows: readonly Row[],
  remarks: readonly string[],
  { id }: Instrument,
  snapshot: MarketSnapshot,
): string {
  const cells = rows.map(({ rulebook, size, reportingCurrency, notional, initial, maintenance }) => [
    rulebook,
    size,
    `${money(notional, decimalsOf(reportingCurrency))} ${reportingCurrency}`,
    percent(initial / notional, 2),
    percent(maintenance / notional, 2),
    initial > 0 ? `${(notional / initial).toFixed(1)}x` : "",
  ]);
  return [
    `${id}: requirement of one position as a share of its notional`,
    table(["model", "size", "notional", "initial", "maint.", "leverage"], cells),
    ...(remarks.length === 0 ? [] : [remarks.map((one) => wrapped(one, 2)).join("\n")]),
    provenance(snapshot, []),
  ].join("\n\n");
}
