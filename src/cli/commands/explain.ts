import { join } from "node:path";
import type { Instrument } from "../../instruments/kinds.ts";
import { type BoundRulebook, bind } from "../../margin/bind.ts";
import {
  type ChangeExplanation,
  explainChange,
  explainChangeOverExpiry,
  type MarginState,
} from "../../margin/explainChange.ts";
import type { Rulebook } from "../../margin/rulebook.ts";
import { type MarketSnapshot, snapshotId } from "../../market/marketSnapshot.ts";
import { failed, type Outcome, success } from "../../numerics/outcome.ts";
import type { Account } from "../../portfolio/account.ts";
import type { ReportSection } from "../../reports/sectionReport.ts";
import { importAccounts } from "../../venues/accountImporters.ts";
import { type ExitCode, exitCodes } from "../exitCodes.ts";
import { readInputFile } from "../files/readFile.ts";
import { checkFolder, makeFolder } from "../files/writeFile.ts";
import { writeSections } from "../files/writeSections.ts";
import { listedPart } from "../listedPart.ts";
import type { Refusal } from "../marginComparison.ts";
import { unverifiedNotes } from "../marginResult.ts";
import { accountMarket, type MarketData, marketAt, parseTime, readMarket } from "../market.ts";
import { dayText, decimalsOf, failureText, minuteText, money, percent, table, wrapped } from "../present.ts";
import { type CommonOptions, reportFailure, terminalFor } from "../terminal.ts";
import { version } from "../version.ts";
import { type MarginOptions, needsOf, rulebooksOf, unansweredRulebooks } from "./margin.ts";

export interface ExplainOptions extends Omit<MarginOptions, "asOf">, CommonOptions {
  readonly from: string;
  readonly to: string;
  /** The book at `from`, where it was another one. */
  readonly portfolioFrom?: string;
  /** The prices at `from`, where prices come from files of one time. */
  readonly marketFrom?: string;
  readonly chainFrom?: readonly string[];
  /** The rules at `from`, where they were others. */
  readonly modelFrom?: readonly string[];
}

interface Explained {
  readonly accountId: string;
  readonly rulebooks: readonly [from: Rulebook, to: Rulebook];
  readonly snapshots: readonly [from: MarketSnapshot, to: MarketSnapshot];
  readonly change: ChangeExplanation;
}

interface Explanations {
  readonly explained: readonly Explained[];
  /** Rulebooks that could not say it, each with its reason. */
  readonly refusals: readonly Refusal[];
  /** What the parts leave out, and how an expiry is told. */
  readonly notes: readonly string[];
}

/** Why the initial requirement of every account changed between two times: parts that sum exactly. */
export async function explain(options: ExplainOptions): Promise<ExitCode> {
  const terminal = terminalFor(options);
  const writable = options.out === undefined ? success(true) : await checkFolder(options.out);
  if (!writable.ok) return reportFailure(writable.failure, options);
  const found = await explanations(options);
  if (!found.ok) return reportFailure(found.failure, options);
  const { explained, refusals, notes } = found.value;
  const files: string[] = [];
  if (options.out !== undefined) {
    const made = await makeFolder(options.out);
    if (!made.ok) return reportFailure(made.failure, options);
    const path = join(options.out, "explain.html");
    await writeSections(path, pageOf(found.value));
    files.push(path);
  }
  if (options.json) terminal.out(JSON.stringify(documentOf(found.value, files), null, 2));
  else {
    const refused = refusals.map((one) => wrapped(`not computed: ${failureText(one)}`, 2));
    const noted = notes.map((note) => wrapped(`note: ${note}`, 2));
    const parts = [...explained.map(textOf), ...[noted, refused].map((lines) => lines.join("\n"))];
    terminal.out([...parts.filter((part) => part !== ""), ...files.map((file) => `Wrote ${file}`)].join("\n\n"));
  }
  return exitCodes.ok;
}

async function explanations(options: ExplainOptions): Promise<Outcome<Explanations>> {
  const span = spanOf(options);
  if (!span.ok) return span;
  const rules = await rulesOf(options);
  if (!rules.ok) return rules;
  const { marketFrom = options.market, chainFrom = options.chain, portfolioFrom } = options;
  const earlier = { ...options, ...given({ market: marketFrom, chain: chainFrom }) };
  const [fromMs, toMs] = span.value;
  const data = [await readMarket(earlier, fromMs), await readMarket(options, toMs)] as const;
  if (!data[0].ok) return data[0];
  if (!data[1].ok) return data[1];
  // One book is read once: an entry left out is the mark of the earlier time, and no trade between the two.
  const was = await accountsOf(portfolioFrom ?? options.portfolio, data[0].value, fromMs);
  if (!was.ok) return was;
  const is = portfolioFrom === undefined ? was : await accountsOf(options.portfolio, data[1].value, toMs);
  if (!is.ok) return is;
  const isBookedOnce = portfolioFrom === undefined;
  const books = [was.value, is.value] as const;
  const priced = marketsOf([data[0].value, data[1].value], books, {
    span: span.value,
    rules: rules.value,
    isBookedOnce,
  });
  if (!priced.ok) return priced;
  const explained = explainAll([books[0].accounts, books[1].accounts], rules.value, priced.value);
  if (!explained.ok) return explained;
  const { refusals, notes } = explained.value;
  const { ended } = priced.value;
  return success({
    ...explained.value,
    refusals: [...refusals, ...unansweredRulebooks(options.model)],
    notes: [
      ...(ended.length === 0 ? [] : [`${ended.join(", ")} expired in between: told first, at the earlier prices`]),
      ...(ended.length > 0 && isBookedOnce ? [settlementNote] : []),
      ...notes,
    ],
  });
}

const settlementNote = "no settlement is booked; a later book states it: --portfolio, the earlier one --portfolio-from";

type Span = readonly [fromMs: number, toMs: number];

function spanOf({ from, to }: ExplainOptions): Outcome<Span> {
  const times = [parseTime(from, "--from"), parseTime(to, "--to")] as const;
  if (!times[0].ok) return times[0];
  if (!times[1].ok) return times[1];
  if (times[0].value <= times[1].value) return success([times[0].value, times[1].value]);
  const message = `${from} is later than --to ${to}`;
  return failed({ code: "invalid", path: "--from", message, hint: "exchange the two" });
}

async function rulesOf({ model, modelFrom, currency }: ExplainOptions): Promise<Outcome<RulesPair>> {
  const after = await rulebooksOf(model, currency);
  if (!after.ok) return after;
  const before = modelFrom === undefined ? after : await rulebooksOf(modelFrom, currency);
  if (!before.ok) return before;
  if (before.value.length === after.value.length) return success([before.value, after.value]);
  const message = `${before.value.length} models before and ${after.value.length} after`;
  return failed({ code: "invalid", path: "--model-from", message, hint: "give as many as --model, in its order" });
}

/** Both markets price what is held at both times; a contract that ends in between is priced apart, at the earlier time. */
function marketsOf(
  data: readonly [MarketData, MarketData],
  books: readonly [Book, Book],
  { span, rules, isBookedOnce }: { readonly span: Span; readonly rules: RulesPair; readonly isBookedOnce: boolean },
): Outcome<Markets> {
  const [fromMs, toMs] = span;
  const all = rules.flat();
  const currencies = all.map(({ reportingCurrency: id }): Instrument => ({ kind: "cash", id, settlementCurrency: id }));
  const isEnded = (row: Instrument): boolean => "expiresAt" in row && row.expiresAt > fromMs && row.expiresAt <= toMs;
  const held = [...books[0].instruments, ...currencies];
  const ended = held.filter(isEnded).map(({ id }) => id);
  // A later book of its own states what is left; one that is read once still names what has ended.
  const later = isBookedOnce ? [] : books[1].instruments;
  const instruments = [...held.filter((row) => !isEnded(row)), ...later];
  const needs = needsOf(all);
  const before = marketAt(data[0], instruments, fromMs, needs);
  if (!before.ok) return before;
  const after = marketAt(data[1], instruments, toMs, needs);
  if (!after.ok) return after;
  const markets = { before: before.value, after: after.value, ended };
  if (ended.length === 0) return success(markets);
  const whole = marketAt(data[0], [...held, ...later], fromMs, needs);
  return whole.ok ? success({ ...markets, held: whole.value }) : whole;
}

interface Markets {
  /** Both without the contracts that end between them. */
  readonly before: MarketSnapshot;
  readonly after: MarketSnapshot;
  readonly ended: readonly string[];
  /** The earlier one with them, where there are any. */
  readonly held?: MarketSnapshot;
}

type BookPair = readonly [earlier: readonly Account[], later: readonly Account[]];
type RulesPair = readonly [before: readonly Rulebook[], after: readonly Rulebook[]];

/** Every account under every pair of rules; a rulebook that cannot say it is a refusal, and the end only where all refuse. */
function explainAll([earlier, later]: BookPair, [before, after]: RulesPair, markets: Markets): Outcome<Explanations> {
  const explained: Explained[] = [];
  const refusals: Refusal[] = [];
  const notes: string[] = [];
  const ids = [...new Set([...earlier, ...later].map(({ id }) => id))];
  for (const [k, rulebook] of after.entries()) {
    const rules = [before[k]!, rulebook] as const;
    const bounds = boundPair(rules, markets);
    if (!bounds.ok) {
      refusals.push({ ...bounds.failure, path: `${rulebook.id}, ${bounds.failure.path}`, rulebook: rulebook.id });
      continue;
    }
    for (const id of ids) {
      const nobody: Account = { id, groups: [] };
      const [was, is] = [earlier, later].map((accounts) => accounts.find((one) => one.id === id) ?? nobody);
      const { change, note } = explainOne([was!, is!], rules, bounds.value, markets);
      if (!change.ok) {
        const path = `${rulebook.id}, ${change.failure.path}`;
        refusals.push({ ...change.failure, path, rulebook: rulebook.id, account: id });
        continue;
      }
      if (note !== undefined) notes.push(`${id} under ${rulebook.id}: ${note}`);
      const both = [markets.held ?? markets.before, markets.after] as const;
      explained.push({ accountId: id, rulebooks: rules, snapshots: both, change: change.value });
    }
  }
  const [first] = refusals;
  if (explained.length === 0 && first !== undefined) return failed(first);
  const unverified = unverifiedNotes(explained.flatMap(({ rulebooks }) => rulebooks));
  return success({ explained, refusals, notes: [...unverified, ...notes] });
}

type BoundPair = readonly [before: BoundRulebook, after: BoundRulebook];

function boundPair([was, is]: readonly [Rulebook, Rulebook], { held, before, after }: Markets): Outcome<BoundPair> {
  if (was.reportingCurrency !== is.reportingCurrency) {
    const message = `${was.id} counts in ${was.reportingCurrency}, ${is.id} in ${is.reportingCurrency}`;
    return failed({ code: "unsupported", path: "--model-from", message, hint: "explain rules of one currency" });
  }
  const bounds = [bind(was, held ?? before), bind(is, after)] as const;
  if (!bounds[0].ok) return bounds[0];
  return bounds[1].ok ? success([bounds[0].value, bounds[1].value]) : bounds[1];
}

function explainOne(
  accounts: readonly [was: Account, is: Account],
  [before, after]: readonly [Rulebook, Rulebook],
  bounds: BoundPair,
  markets: Markets,
): { readonly change: Outcome<ChangeExplanation>; readonly note: string | undefined } {
  const ended = new Set(markets.ended);
  const parts = [listedPart(accounts[0], bounds[0]), listedPart(without(accounts[1], ended), bounds[1])] as const;
  // What one of the two rules does not list is left out of both books, or the mixtures could not be asked.
  const unlisted = new Set(parts.flatMap((part) => part.unlisted));
  const [held, is] = parts.map(({ listed }) => without(listed, unlisted)) as [Account, Account];
  const was = without(held, ended);
  const scale = 2 + decimalsOf(after.reportingCurrency);
  const from: MarginState = { account: was, snapshot: markets.before, rulebook: before };
  const to: MarginState = { account: is, snapshot: markets.after, rulebook: after };
  const holds = held.groups.some(({ positions }) => positions.some(({ instrumentId }) => ended.has(instrumentId)));
  const change =
    markets.held !== undefined && holds
      ? explainChangeOverExpiry({ account: held, snapshot: markets.held, rulebook: before }, from, to, scale)
      : explainChange(from, to, scale);
  return { change, note: parts[0].note ?? parts[1].note };
}

/** The account without some instruments and currencies. */
const without = (account: Account, ids: ReadonlySet<string>): Account => ({
  ...account,
  groups: account.groups.map((group) => ({
    ...group,
    positions: group.positions.filter(({ instrumentId }) => !ids.has(instrumentId)),
    balances: group.balances.filter(({ currency }) => !ids.has(currency)),
    orders: group.orders.filter(({ instrumentId }) => !ids.has(instrumentId)),
  })),
});

interface Book {
  readonly accounts: readonly Account[];
  readonly instruments: readonly Instrument[];
}

async function accountsOf(path: string, data: MarketData, asOf: number): Promise<Outcome<Book>> {
  const file = await readInputFile(path);
  return file.ok ? importAccounts(file.value.text, file.value.name, accountMarket(data, asOf)) : file;
}

const given = <T extends object>(values: T): Partial<T> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;

/** Whole units and hundredths, of a minor amount. */
const amountOf = (minor: bigint, scale: number): number => Number(minor) / 10 ** scale;

function sentenceOf({ accountId, rulebooks: [, rulebook], change }: Explained): string {
  const { from, to, parts, minorScale } = change;
  const currency = rulebook.reportingCurrency;
  const shown = (minor: bigint): string => `${money(amountOf(minor, minorScale), decimalsOf(currency))} ${currency}`;
  const total = to - from;
  if (total === 0n) return `${accountId} under ${rulebook.id}: the initial requirement is ${shown(to)}, as before.`;
  const [first] = [...parts].sort((a, b) => (magnitude(b.minor) > magnitude(a.minor) ? 1 : -1));
  const verb = total > 0n ? "rose" : "fell";
  const most = first === undefined ? "" : `, most of all by ${first.cause} (${shown(first.minor)})`;
  return `${accountId} under ${rulebook.id}: the initial requirement ${verb} by ${shown(magnitude(total))}, from ${shown(from)} to ${shown(to)}${most}.`;
}

const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);

function rowsOf({ rulebooks: [, rulebook], change }: Explained): string[][] {
  const { from, to, parts, minorScale } = change;
  const decimals = minorScale;
  const total = Number(to - from);
  return parts.map(({ cause, minor }) => [
    cause,
    `${money(amountOf(minor, minorScale), decimals)} ${rulebook.reportingCurrency}`,
    total === 0 ? "" : percent(Number(minor) / total, 0),
  ]);
}

function textOf(one: Explained): string {
  const { snapshots, rulebooks } = one;
  const [was, is] = snapshots.map((each) => `${minuteText(each.timestamp)} (${snapshotId(each)})`);
  const rules = [...new Set(rulebooks.map(({ id, parametersHash }) => `${id} parameters ${parametersHash}`))];
  return [
    wrapped(sentenceOf(one), 2),
    table(["cause", "part", "of all"], rowsOf(one)),
    wrapped(`From ${was} to ${is}; ${rules.join(", then ")}; Shapley shares, plimsoll ${version}`, 2),
  ].join("\n\n");
}

function documentOf({ explained, refusals, notes }: Explanations, files: readonly string[]) {
  return {
    schemaVersion: 1,
    plimsoll: version,
    explanations: explained.map((one) => ({
      accountId: one.accountId,
      rulebooks: one.rulebooks.map(({ id, parametersHash }) => ({ id, parametersHash })),
      reportingCurrency: one.rulebooks[1].reportingCurrency,
      snapshots: one.snapshots.map((each) => ({ asOf: new Date(each.timestamp).toISOString(), id: snapshotId(each) })),
      unit: `10^-${one.change.minorScale} ${one.rulebooks[1].reportingCurrency}`,
      from: String(one.change.from),
      to: String(one.change.to),
      parts: one.change.parts.map(({ cause, minor }) => ({ cause, minor: String(minor) })),
      sentence: sentenceOf(one),
    })),
    refusals,
    notes,
    files,
  };
}

function pageOf({ explained, refusals, notes }: Explanations) {
  return {
    title: "Why the requirement changed",
    dataLabel: `${explained.length} ${explained.length === 1 ? "explanation" : "explanations"}`,
    sentences: [
      ...explained.map(sentenceOf),
      ...(refusals.length === 0 ? [] : [`${refusals.length} could not be explained; the reasons stand at the end.`]),
    ],
    sections: [
      ...explained.map(sectionOf),
      ...(notes.length === 0 ? [] : [{ title: "Notes", list: notes }]),
      ...(refusals.length === 0 ? [] : [{ title: "Not computed", list: refusals.map((one) => failureText(one)) }]),
    ],
    provenance: [
      ["plimsoll", version],
      ["method", "Shapley shares over all orders of the causes; whole minor units, nothing left over"],
      ...explained.flatMap((one) => one.snapshots.map((each) => ["snapshot", snapshotId(each)] as const)),
    ] as const,
  };
}

function sectionOf(one: Explained): ReportSection {
  const { from, to, parts, minorScale } = one.change;
  const value = (minor: bigint): number => amountOf(minor, minorScale);
  const { id, reportingCurrency } = one.rulebooks[1];
  const [was, is] = one.snapshots;
  return {
    title: `${one.accountId} under ${id}, ${reportingCurrency}`,
    waterfall: {
      label: `Change of the requirement of ${one.accountId} under ${id}`,
      xLabel: `initial requirement, ${reportingCurrency}`,
      from: { id: dayText(was.timestamp), value: value(from) },
      steps: parts.map(({ cause, minor }) => ({ id: cause, change: value(minor) })),
      // Names of rows differ, also of two times of one day.
      to: { id: `${dayText(is.timestamp)} `, value: value(to) },
    },
    table: { head: ["cause", "part", "of all"], rows: rowsOf(one) },
  };
}
