import { join } from "node:path";
import type { Instrument } from "../../instruments/kinds.ts";
import { isCurrency } from "../../instruments/money.ts";
import { bind } from "../../margin/bind.ts";
import { checkedAssessment } from "../../margin/checkedAssessment.ts";
import { contributionsOf } from "../../margin/contributions.ts";
import { checkCovered } from "../../margin/holdings.ts";
import { marginModels } from "../../margin/models.ts";
import type { Rulebook } from "../../margin/rulebook.ts";
import { venueRulebooks } from "../../margin/rulebooks.ts";
import { venueRulebookOf } from "../../margin/venueRulebook.ts";
import type { MarketSnapshot } from "../../market/marketSnapshot.ts";
import { type Failure, failed, type Outcome, success } from "../../numerics/outcome.ts";
import type { Account } from "../../portfolio/account.ts";
import { importAccounts } from "../../venues/accountImporters.ts";
import { chainNotes } from "../chainMarket.ts";
import { type ExitCode, exitCodes } from "../exitCodes.ts";
import { readInputFile } from "../files/readFile.ts";
import { checkFolder, makeFolder } from "../files/writeFile.ts";
import { writeSections } from "../files/writeSections.ts";
import { listedPart } from "../listedPart.ts";
import type { Refusal } from "../marginComparison.ts";
import { type MarginReportInputs, marginReport } from "../marginReport.ts";
import { type MarginResult, marginDocument, marginText } from "../marginResult.ts";
import { accountMarket, type MarketData, type MarketNeeds, marketAt, parseTime, readMarket } from "../market.ts";
import { modelArgument } from "../modelArgument.ts";
import { wrapped } from "../present.ts";
import { shownIn } from "../shownResult.ts";
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
  const book = await readBook(options, needsOf(rulebooks.value), rulebooks.value);
  if (!book.ok) return reportFailure(book.failure, options);
  const { accounts, snapshot, notes } = book.value;
  const able = preparable(rulebooks.value, snapshot, isNamed(options.model));
  if (!able.ok) return reportFailure(able.failure, options);
  const assessed = assessAll(accounts, able.value.rulebooks, snapshot, { contributions: options.explain ?? false });
  if (!assessed.ok) return reportFailure(assessed.failure, options);
  const unanswered = unansweredRulebooks(options.model);
  const refusals = [...able.value.refusals, ...assessed.value.refusals, ...unanswered];
  const shown = assessed.value.results.map((one) => shownIn(one, options.currency));
  if (shown.length === 0 && refusals[0] !== undefined) return reportFailure(refusals[0], options);
  const page = await writePage(options.out, { accounts, snapshot, results: shown, refusals });
  if (!page.ok) return reportFailure(page.failure, options);
  const files = page.value;
  if (options.json) {
    const document = { ...marginDocument(shown), refusals, notes, ...(files.length === 0 ? {} : { files }) };
    terminal.out(JSON.stringify(document, null, 2));
  } else {
    const noted = notes.map((note) => wrapped(`note: ${note}`, 2));
    const wrote = files.map((file) => `Wrote ${file}`);
    terminal.out([marginText(shown, options.explain ?? false, refusals), ...noted, ...wrote].join("\n"));
  }
  const inDeficit = shown.some(({ assessment }) => assessment.groups.some((group) => group.marginDeficit > 0));
  return inDeficit ? exitCodes.checkFailed : exitCodes.ok;
}

/** @returns the files written: one, or none without a folder or without an account */
async function writePage(folder: string | undefined, inputs: MarginReportInputs): Promise<Outcome<string[]>> {
  if (folder === undefined || inputs.results.length === 0) return success([]);
  const made = await makeFolder(folder);
  if (!made.ok) return made;
  const path = join(folder, "margin.html");
  await writeSections(path, marginReport(inputs));
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
  rulebooks: readonly Rulebook[] = [],
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
  const counted = [options.currency, ...rulebooks.map(({ reportingCurrency }) => reportingCurrency)];
  const currencies = counted.map((id): Instrument => ({ kind: "cash", id, settlementCurrency: id }));
  const snapshot = marketAt(data.value, [...accounts.value.instruments, ...currencies], asOf.value, needs);
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
): Outcome<{ rulebooks: Rulebook[]; refusals: Refusal[] }> {
  const able: Rulebook[] = [];
  const refusals: Refusal[] = [];
  for (const rulebook of rulebooks) {
    const bound = bind(rulebook, snapshot);
    if (bound.ok) able.push(rulebook);
    else refusals.push({ ...bound.failure, path: `${rulebook.id} at ${bound.failure.path}`, rulebook: rulebook.id });
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
  for (const name of namesOf(names)) {
    const rulebook = await modelArgument(name, currency, defaults);
    if (rulebook.ok) rulebooks.push(rulebook.value);
    else if (isNamed(names) || !venueRulebooks.some(({ id }) => id === name)) return rulebook;
  }
  return success(rulebooks);
}

/** `--model all`: every model of our own and every venue's rulebook that needs no parameters of the user's. */
const everyName = "all";

const namesOf = (names: readonly string[] | undefined): readonly string[] =>
  names === undefined || names.includes(everyName)
    ? [...marginModels, ...(names === undefined ? [] : venueRulebooks)].map(({ id }) => id)
    : names.flatMap((name) => name.split(","));

/** Of `--model all` the rulebooks that cannot answer without parameters of the user's, each with what it lacks. */
export function unansweredRulebooks(names: readonly string[] | undefined): Refusal[] {
  if (names?.includes(everyName) !== true) return [];
  return venueRulebooks.flatMap((venue) => {
    const found = venueRulebookOf(venue);
    if (found.ok) return [];
    const lacks = (found.failure.faults ?? [found.failure]).map(({ path }) => path.split("/").at(-1)).join(", ");
    const hint = `give a file: rulebook: ${venue.id}, and parameters`;
    const message = `no source is known of ${lacks}`;
    return [{ code: "missing-data", path: venue.id, message, hint, rulebook: venue.id } as const];
  });
}

export const isNamed = (names: readonly string[] | undefined): boolean =>
  names !== undefined && !names.includes(everyName);

/** The same where every rulebook must answer. */
export function assessEvery(
  accounts: readonly Account[],
  rulebooks: readonly Rulebook[],
  snapshot: MarketSnapshot,
): Outcome<MarginResult[]> {
  const assessed = assessAll(accounts, rulebooks, snapshot);
  if (!assessed.ok) return assessed;
  const [first] = assessed.value.refusals;
  return first === undefined ? success(assessed.value.results) : failed(first);
}

/** More positions than this are not measured one by one. */
const contributionsMost = 200;

/**
 * Every account under every rulebook. Holdings that a venue does not list are left out, by name and with their share of
 * notional; a rulebook that refuses an account is a refusal and not the end, unless it is the only one.
 */
export function assessAll(
  accounts: readonly Account[],
  rulebooks: readonly Rulebook[],
  snapshot: MarketSnapshot,
  { contributions }: { readonly contributions: boolean } = { contributions: false },
): Outcome<{ readonly results: MarginResult[]; readonly refusals: Refusal[] }> {
  const results: MarginResult[] = [];
  const refusals: Refusal[] = [];
  const under = ({ id }: Rulebook, failure: Failure): Refusal => ({
    ...failure,
    path: `${id}, ${failure.path}`,
    rulebook: id,
  });
  // Once for all accounts: a binding values every contract under every scenario.
  const bounds = rulebooks.flatMap((rulebook) => {
    const bound = bind(rulebook, snapshot);
    if (bound.ok) return [bound.value];
    refusals.push(under(rulebook, bound.failure));
    return [];
  });
  for (const account of accounts) {
    const covered = checkCovered(account, snapshot);
    if (!covered.ok) return covered;
    for (const bound of bounds) {
      const { rulebook } = bound;
      const { listed, unlisted, unlistedShare, note } = listedPart(account, bound);
      const assessment = checkedAssessment(listed, bound);
      if (!assessment.ok) {
        refusals.push({ ...under(rulebook, assessment.failure), account: account.id });
        continue;
      }
      const positions = listed.groups.flatMap((group) => group.positions).length;
      const parts =
        contributions && positions > 1 && positions <= contributionsMost
          ? { contributions: contributionsOf(listed, bound) }
          : {};
      const notes = note === undefined ? {} : { notes: [note] };
      const share = unlistedShare === undefined ? {} : { unlistedShare };
      results.push({ rulebook, snapshot, assessment: assessment.value, unlisted, ...share, ...notes, ...parts });
    }
  }
  const [first] = refusals;
  return results.length === 0 && first !== undefined ? failed(first) : success({ results, refusals });
}
