import { join } from "node:path";
import { isCurrency } from "../../instruments/money.ts";
import { assessAccount } from "../../margin/assess.ts";
import { bind } from "../../margin/bind.ts";
import { checkCovered } from "../../margin/holdings.ts";
import { marginModels } from "../../margin/models.ts";
import type { Rulebook } from "../../margin/rulebook.ts";
import type { MarketSnapshot } from "../../market/marketSnapshot.ts";
import { type Failure, failed, type Outcome, success } from "../../numerics/outcome.ts";
import type { Account } from "../../portfolio/account.ts";
import { sectionReport } from "../../reports/sectionReport.ts";
import { importAccounts } from "../../venues/accountImporters.ts";
import { chainNotes } from "../chainMarket.ts";
import { type ExitCode, exitCodes } from "../exitCodes.ts";
import { readInputFile } from "../files/readFile.ts";
import { checkFolder, makeFolder, writeWhole } from "../files/writeFile.ts";
import { type MarginReportInputs, marginReport } from "../marginReport.ts";
import { type MarginResult, marginDocument, marginText } from "../marginResult.ts";
import { accountMarket, type MarketData, type MarketNeeds, marketAt, parseTime, readMarket } from "../market.ts";
import { modelArgument } from "../modelArgument.ts";
import { wrapped } from "../present.ts";
import { type CommonOptions, reportFailure, terminalFor } from "../terminal.ts";

export interface MarginOptions extends CommonOptions {
  readonly portfolio: string;
  readonly market?: string;
  readonly history?: string;
  readonly chain?: readonly string[];
  readonly volatility?: string;
  readonly funding?: string;
  readonly rates?: string;
  readonly asOf?: string;
  readonly model?: readonly string[];
  readonly interval?: string;
  readonly venue?: string;
  readonly maxAge?: string;
  readonly currency: string;
  readonly explain?: boolean;
  /** Where margin.html goes. */
  readonly out?: string;
}

/** Margin of every account of a file under every model asked for. */
export async function margin(options: MarginOptions): Promise<ExitCode> {
  const terminal = terminalFor(options);
  const rulebooks = await rulebooksOf(options.model, options.currency);
  if (!rulebooks.ok) return reportFailure(rulebooks.failure, options, exitCodes.usage);
  const writable = options.out === undefined ? success(true) : await checkFolder(options.out);
  if (!writable.ok) return reportFailure(writable.failure, options);
  const book = await readBook(options, needsOf(rulebooks.value));
  if (!book.ok) return reportFailure(book.failure, options);
  const { accounts, snapshot, notes } = book.value;
  const able = preparable(rulebooks.value, snapshot, options.model !== undefined);
  if (!able.ok) return reportFailure(able.failure, options);
  const results = assessAll(accounts, able.value.rulebooks, snapshot);
  if (!results.ok) return reportFailure(results.failure, options);
  const { refusals } = able.value;
  const page = await writePage(options.out, { accounts, snapshot, results: results.value, refusals });
  if (!page.ok) return reportFailure(page.failure, options);
  const files = page.value;
  if (options.json) {
    const document = { ...marginDocument(results.value), notes, ...(files.length === 0 ? {} : { files }) };
    terminal.out(JSON.stringify(document, null, 2));
  } else {
    const noted = notes.map((note) => wrapped(`note: ${note}`, 2));
    const wrote = files.map((file) => `Wrote ${file}`);
    terminal.out([marginText(results.value, options.explain ?? false, refusals), ...noted, ...wrote].join("\n"));
  }
  const inDeficit = results.value.some(({ assessment }) => assessment.groups.some((group) => group.marginDeficit > 0));
  return inDeficit ? exitCodes.checkFailed : exitCodes.ok;
}

/** @returns the files written: one, or none without a folder or without an account */
async function writePage(folder: string | undefined, inputs: MarginReportInputs): Promise<Outcome<string[]>> {
  if (folder === undefined || inputs.results.length === 0) return success([]);
  const made = await makeFolder(folder);
  if (!made.ok) return made;
  const path = join(folder, "margin.html");
  await writeWhole(path, sectionReport(marginReport(inputs)));
  return success([path]);
}

export interface LoadedBook {
  readonly accounts: readonly Account[];
  readonly snapshot: MarketSnapshot;
  readonly data: MarketData;
  readonly asOf: number | undefined;
  /** What a reader of the files must know. */
  readonly notes: readonly string[];
}

/** Only a model whose smiles slide needs a surface, and fitting one takes a second or two. */
export const needsOf = (rulebooks: readonly Rulebook[]): MarketNeeds => ({
  surfaces: rulebooks.some(({ parameters }) => {
    const { smileDynamics }: { readonly smileDynamics?: unknown } = parameters;
    return smileDynamics !== undefined && smileDynamics !== "sticky-strike";
  }),
});

/** Reads the market, then the accounts against it. */
export async function readBook(
  options: MarginOptions,
  needs: MarketNeeds = { surfaces: false },
): Promise<Outcome<LoadedBook>> {
  const asOf = options.asOf === undefined ? success(undefined) : parseTime(options.asOf, "--as-of");
  if (!asOf.ok) return asOf;
  if (!isCurrency(options.currency)) {
    const message = `"${options.currency}" is not a currency code`;
    return failed({ code: "invalid", path: "--currency", message, hint: "write USD, USDT or BTC" });
  }
  const file = await readInputFile(options.portfolio);
  if (!file.ok) return file;
  const data = await readMarket(options, asOf.value);
  if (!data.ok) return data;
  const accounts = importAccounts(file.value.text, file.value.name, accountMarket(data.value, asOf.value));
  if (!accounts.ok) return accounts;
  const reporting = { kind: "cash", id: options.currency, settlementCurrency: options.currency } as const;
  const snapshot = marketAt(data.value, [...accounts.value.instruments, reporting], asOf.value, needs);
  if (!snapshot.ok) return snapshot;
  return success({
    accounts: accounts.value.accounts,
    snapshot: snapshot.value,
    data: data.value,
    asOf: asOf.value,
    notes: [
      ...(accounts.value.notes ?? []),
      ...(data.value.notes ?? []),
      ...chainNotes(data.value.chains ?? [], snapshot.value.timestamp),
    ],
  });
}

/** A model that was asked for by name must answer; of the others, those that lack history are listed as such. */
export function preparable(
  rulebooks: readonly Rulebook[],
  snapshot: MarketSnapshot,
  named: boolean,
): Outcome<{ rulebooks: Rulebook[]; refusals: Failure[] }> {
  const able: Rulebook[] = [];
  const refusals: Failure[] = [];
  for (const rulebook of rulebooks) {
    const bound = bind(rulebook, snapshot);
    if (bound.ok) able.push(rulebook);
    else refusals.push({ ...bound.failure, path: `${rulebook.id} at ${bound.failure.path}` });
  }
  const [first] = refusals;
  return first !== undefined && (named || able.length === 0) ? failed(first) : success({ rulebooks: able, refusals });
}

export async function rulebooksOf(
  names: readonly string[] | undefined,
  currency: string,
  defaults: Readonly<Record<string, unknown>> = {},
): Promise<Outcome<Rulebook[]>> {
  const rulebooks: Rulebook[] = [];
  for (const name of names ?? marginModels.map((model) => model.id)) {
    const rulebook = await modelArgument(name, currency, defaults);
    if (!rulebook.ok) return rulebook;
    rulebooks.push(rulebook.value);
  }
  return success(rulebooks);
}

export function assessAll(
  accounts: readonly Account[],
  rulebooks: readonly Rulebook[],
  snapshot: MarketSnapshot,
): Outcome<MarginResult[]> {
  const results: MarginResult[] = [];
  for (const account of accounts) {
    const covered = checkCovered(account, snapshot);
    if (!covered.ok) return covered;
    for (const rulebook of rulebooks) {
      const bound = bind(rulebook, snapshot);
      if (!bound.ok) return failed({ ...bound.failure, path: `${rulebook.id} at ${bound.failure.path}` });
      results.push({ rulebook, snapshot, assessment: assessAccount(account, bound.value) });
    }
  }
  return success(results);
}
