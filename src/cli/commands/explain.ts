import { join } from "node:path";
import type { Instrument } from "../../instruments/kinds.ts";
import { type ChangeExplanation, explainChange, type MarginState } from "../../margin/explainChange.ts";
import type { Rulebook } from "../../margin/rulebook.ts";
import { type MarketSnapshot, snapshotId } from "../../market/marketSnapshot.ts";
import { failed, type Outcome, success } from "../../numerics/outcome.ts";
import type { Account } from "../../portfolio/account.ts";
import { sectionReport } from "../../reports/sectionReport.ts";
import { importAccounts } from "../../venues/accountImporters.ts";
import { type ExitCode, exitCodes } from "../exitCodes.ts";
import { readInputFile } from "../files/readFile.ts";
import { checkFolder, makeFolder, writeWhole } from "../files/writeFile.ts";
import { accountMarket, type MarketData, marketAt, parseTime, readMarket } from "../market.ts";
import { dayText, decimalsOf, minuteText, money, percent, table, wrapped } from "../present.ts";
import { type CommonOptions, reportFailure, terminalFor } from "../terminal.ts";
import { version } from "../version.ts";
import { type MarginOptions, needsOf, rulebooksOf } from "./margin.ts";

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

/** Why the initial requirement of every account changed between two times: parts that sum exactly. */
export async function explain(options: ExplainOptions): Promise<ExitCode> {
  const terminal = terminalFor(options);
  const writable = options.out === undefined ? success(true) : await checkFolder(options.out);
  if (!writable.ok) return reportFailure(writable.failure, options);
  const explained = await explanations(options);
  if (!explained.ok) return reportFailure(explained.failure, options);
  const files: string[] = [];
  if (options.out !== undefined) {
    const made = await makeFolder(options.out);
    if (!made.ok) return reportFailure(made.failure, options);
    const path = join(options.out, "explain.html");
    await writeWhole(path, sectionReport(pageOf(explained.value)));
    files.push(path);
  }
  if (options.json) terminal.out(JSON.stringify(documentOf(explained.value, files), null, 2));
  else terminal.out([...explained.value.map(textOf), ...files.map((file) => `Wrote ${file}`)].join("\n\n"));
  return exitCodes.ok;
}

async function explanations(options: ExplainOptions): Promise<Outcome<Explained[]>> {
  const times = [parseTime(options.from, "--from"), parseTime(options.to, "--to")] as const;
  if (!times[0].ok) return times[0];
  if (!times[1].ok) return times[1];
  const [fromMs, toMs] = [times[0].value, times[1].value];
  if (fromMs > toMs) {
    const message = `${options.from} is later than --to ${options.to}`;
    return failed({ code: "invalid", path: "--from", message, hint: "exchange the two" });
  }
  const after = await rulebooksOf(options.model, options.currency);
  if (!after.ok) return after;
  const before = options.modelFrom === undefined ? after : await rulebooksOf(options.modelFrom, options.currency);
  if (!before.ok) return before;
  if (before.value.length !== after.value.length) {
    const message = `${before.value.length} models before and ${after.value.length} after`;
    return failed({ code: "invalid", path: "--model-from", message, hint: "give as many as --model, in its order" });
  }
  const { marketFrom = options.market, chainFrom = options.chain } = options;
  const earlier = { ...options, ...given({ market: marketFrom, chain: chainFrom }) };
  const data = [await readMarket(earlier, fromMs), await readMarket(options, toMs)] as const;
  if (!data[0].ok) return data[0];
  if (!data[1].ok) return data[1];
  // One book is read once: an entry left out is the mark of the earlier time, and no trade between the two.
  const earlierBook = await accountsOf(options.portfolioFrom ?? options.portfolio, data[0].value, fromMs);
  const books = [
    earlierBook,
    options.portfolioFrom === undefined ? earlierBook : await accountsOf(options.portfolio, data[1].value, toMs),
  ] as const;
  if (!books[0].ok) return books[0];
  if (!books[1].ok) return books[1];
  const counted = [...before.value, ...after.value].map(({ reportingCurrency }) => reportingCurrency);
  const currencies = counted.map((id): Instrument => ({ kind: "cash", id, settlementCurrency: id }));
  const instruments = [...books[0].value.instruments, ...books[1].value.instruments, ...currencies];
  const needs = needsOf([...before.value, ...after.value]);
  const snapshots = [
    marketAt(data[0].value, instruments, fromMs, needs),
    marketAt(data[1].value, instruments, toMs, needs),
  ] as const;
  if (!snapshots[0].ok) return snapshots[0];
  if (!snapshots[1].ok) return snapshots[1];
  const states = { before: snapshots[0].value, after: snapshots[1].value };
  return explainAll(books[0].value.accounts, books[1].value.accounts, before.value, after.value, states);
}

function explainAll(
  earlier: readonly Account[],
  later: readonly Account[],
  before: readonly Rulebook[],
  after: readonly Rulebook[],
  snapshots: { readonly before: MarketSnapshot; readonly after: MarketSnapshot },
): Outcome<Explained[]> {
  const explained: Explained[] = [];
  const ids = [...new Set([...earlier, ...later].map(({ id }) => id))];
  for (const id of ids) {
    const nobody: Account = { id, groups: [] };
    const [was, is] = [earlier, later].map((accounts) => accounts.find((one) => one.id === id) ?? nobody);
    for (const [k, rulebook] of after.entries()) {
      const from: MarginState = { account: was!, snapshot: snapshots.before, rulebook: before[k]! };
      const to: MarginState = { account: is!, snapshot: snapshots.after, rulebook };
      if (from.rulebook.reportingCurrency !== rulebook.reportingCurrency) {
        const message = `${from.rulebook.id} counts in ${from.rulebook.reportingCurrency}, ${rulebook.id} in ${rulebook.reportingCurrency}`;
        return failed({ code: "unsupported", path: "--model-from", message, hint: "explain rules of one currency" });
      }
      const change = explainChange(from, to, 2 + decimalsOf(rulebook.reportingCurrency));
      if (!change.ok) return failed({ ...change.failure, path: `${rulebook.id}, ${change.failure.path}` });
      const both = [snapshots.before, snapshots.after] as const;
      explained.push({ accountId: id, rulebooks: [before[k]!, rulebook], snapshots: both, change: change.value });
    }
  }
  return success(explained);
}

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

function documentOf(explained: readonly Explained[], files: readonly string[]) {
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
    files,
  };
}

function pageOf(explained: readonly Explained[]) {
  return {
    title: "Why the requirement changed",
    dataLabel: `${explained.length} ${explained.length === 1 ? "explanation" : "explanations"}`,
    sentences: explained.map(sentenceOf),
    sections: explained.map((one) => {
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
    }),
    provenance: [
      ["plimsoll", version],
      ["method", "Shapley shares over all orders of the causes; whole minor units, nothing left over"],
      ...explained.flatMap((one) => one.snapshots.map((each) => ["snapshot", snapshotId(each)] as const)),
    ] as const,
  };
}
