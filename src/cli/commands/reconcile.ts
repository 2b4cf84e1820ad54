import type { Currency } from "../../instruments/money.ts";
import { bind } from "../../margin/bind.ts";
import { checkedAssessment } from "../../margin/checkedAssessment.ts";
import { withCollateral } from "../../margin/collateralSchedule.ts";
import type { Rulebook } from "../../margin/rulebook.ts";
import { venueRulebooks } from "../../margin/rulebooks.ts";
import { venueRulebookOf } from "../../margin/venueRulebook.ts";
import { factorsOfAll } from "../../market/marketHistory.ts";
import type { MarketSnapshot } from "../../market/marketSnapshot.ts";
import { failed, type Outcome, success } from "../../numerics/outcome.ts";
import type { Account } from "../../portfolio/account.ts";
import {
  type ExpectedMargin,
  importExpected,
  type MarginMeasure,
} from "../../venues/importers/expected/expectedCsv.ts";
import { type ExitCode, exitCodes } from "../exitCodes.ts";
import { readInputFile } from "../files/readFile.ts";
import { listedPart } from "../listedPart.ts";
import { provenance, unverifiedNotes } from "../marginResult.ts";
import { marketAt, readMarket } from "../market.ts";
import { decimalsOf, money, percent, table, wrapped } from "../present.ts";
import { type CommonOptions, reportFailure, terminalFor } from "../terminal.ts";
import { version } from "../version.ts";
import { type MarginOptions, readBook, rulebooksOf } from "./margin.ts";

export interface ReconcileOptions extends Omit<MarginOptions, "venue">, CommonOptions {
  /** A rulebook, or a file that completes one. */
  readonly venue: string;
  /** Only price files of this venue. */
  readonly dataVenue?: string;
  readonly expected: string;
  /** Largest relative difference that is none, a decimal text. */
  readonly tolerance: string;
  /** The venue's own prices, a price file: tried where a number differs. */
  readonly venueMarket?: string;
  /** Rules tried where a number differs, as `--venue` takes them. */
  readonly try?: readonly string[];
}

/** Why our number and the venue's differ, as far as trying shows. */
export type ReasonCode = "none" | "unit" | "parameter version" | "instrument" | "price" | "unexplained";

interface Line {
  readonly expected: ExpectedMargin;
  readonly ours: number;
  readonly difference: number;
  readonly reason: ReasonCode;
  readonly says: string;
}

/** Our number against the venue's, per account, and what would explain a difference. */
export async function reconcile(options: ReconcileOptions): Promise<ExitCode> {
  const terminal = terminalFor(options);
  const tolerance = Number(options.tolerance);
  if (!(tolerance > 0 && tolerance < 1)) {
    const message = `"${options.tolerance}" is not a share between 0 and 1`;
    return reportFailure(
      { code: "invalid", path: "--tolerance", message, hint: "0.001 is a tenth of a per cent" },
      options,
    );
  }
  const rulebooks = await rulebooksOf([options.venue], options.currency);
  if (!rulebooks.ok) return reportFailure(rulebooks.failure, options, exitCodes.usage);
  const [rulebook] = rulebooks.value as [Rulebook];
  const stated = await statedRules(options, rulebook);
  if (!stated.ok) return reportFailure(stated.failure, options, exitCodes.usage);
  const file = await readInputFile(options.expected);
  if (!file.ok) return reportFailure(file.failure, options);
  const expected = importExpected(file.value.text, file.value.name);
  if (!expected.ok) return reportFailure(expected.failure, options);
  const priced = await readPriced(options, rulebook);
  if (!priced.ok) return reportFailure(priced.failure, options);
  const { accounts, ...markets } = priced.value;
  const others = [...stated.value, ...otherVersions(rulebook)];
  const lines: Line[] = [];
  for (const one of expected.value) {
    const account = accounts.find(({ id }) => id === one.account);
    if (account === undefined) return reportFailure(unknownAccount(one, accounts, options.expected), options);
    const line = lineOf(one, account, { rulebook, tolerance, others, ...markets });
    if (!line.ok) return reportFailure(line.failure, options);
    lines.push(line.value);
  }
  if (options.json) terminal.out(JSON.stringify(documentOf(lines, rulebook, tolerance), null, 2));
  else terminal.out([...textOf(lines, rulebook, tolerance), provenance(markets.snapshot, [])].join("\n\n"));
  return lines.every(({ reason }) => reason === "none") ? exitCodes.ok : exitCodes.checkFailed;
}

interface Markets {
  readonly snapshot: MarketSnapshot;
  /** The same holdings at the venue's own prices, where those are known. */
  readonly theirs?: MarketSnapshot;
}

/** The book, priced by us, and by the venue's own file before all else where there is one. */
async function readPriced(
  options: ReconcileOptions,
  rulebook: Rulebook,
): Promise<Outcome<Markets & { readonly accounts: readonly Account[] }>> {
  const { venue: _, dataVenue, venueMarket, ...rest } = options;
  const choice = { ...rest, ...(dataVenue === undefined ? {} : { venue: dataVenue }) };
  const book = await readBook(choice, undefined, [rulebook]);
  if (!book.ok) return book;
  const { accounts, snapshot, asOf } = book.value;
  if (venueMarket === undefined) return success({ accounts, snapshot });
  const data = await readMarket({ ...choice, market: venueMarket }, asOf);
  if (!data.ok) return data;
  const theirs = marketAt(data.value, snapshot.instruments, asOf);
  return theirs.ok ? success({ accounts, snapshot, theirs: theirs.value }) : theirs;
}

interface Against extends Markets {
  readonly rulebook: Rulebook;
  readonly tolerance: number;
  readonly others: readonly OtherRules[];
}

/** Rules that the venue may have used instead, and what they are called. */
interface OtherRules {
  readonly name: string;
  readonly rules: Rulebook;
}

async function statedRules(
  { try: names = [], currency }: ReconcileOptions,
  { reportingCurrency }: Rulebook,
): Promise<Outcome<OtherRules[]>> {
  const others: OtherRules[] = [];
  for (const name of names) {
    const found = await rulebooksOf([name], currency);
    if (!found.ok) return found;
    for (const rules of found.value) {
      if (rules.reportingCurrency !== reportingCurrency) {
        const message = `${name} counts in ${rules.reportingCurrency}, the venue's numbers are in ${reportingCurrency}`;
        return failed({ code: "unsupported", path: "--try", message, hint: "try rules of one currency" });
      }
      others.push({ name: `the rules of ${name}`, rules });
    }
  }
  return success(others);
}

const unknownAccount = ({ account, path }: ExpectedMargin, accounts: readonly Account[], file: string) =>
  ({
    code: "invalid",
    path: path ?? file,
    message: `the book has no account "${account}"`,
    hint: `it has ${accounts.map(({ id }) => id).join(", ")}`,
  }) as const;

function lineOf(expected: ExpectedMargin, account: Account, against: Against): Outcome<Line> {
  const found = measured(account, expected.measure, against.rulebook, against.snapshot);
  if (!found.ok) return found;
  const { value: ours, leftOut } = found.value;
  const difference = ours - expected.value;
  if (agrees(ours, expected.value, against.tolerance)) {
    return success({ expected, ours, difference, reason: "none", says: "" });
  }
  const { reason, says } = reasonOf(expected, account, ours, leftOut, against);
  return success({ expected, ours, difference, reason, says });
}

/** The numbers of a whole account; holdings that the rulebook does not list are left out, and the note says so. */
function measured(
  account: Account,
  measure: MarginMeasure,
  rulebook: Rulebook,
  snapshot: MarketSnapshot,
): Outcome<{ readonly value: number; readonly leftOut: string | undefined }> {
  const bound = bind(rulebook, snapshot);
  if (!bound.ok) return bound;
  const { listed, unlisted, note } = listedPart(account, bound.value);
  const assessed = checkedAssessment(listed, bound.value);
  if (!assessed.ok) return assessed;
  const value = assessed.value.groups.reduce((sum, { equity, requirement }) => {
    return sum + (measure === "equity" ? equity : requirement[measure]);
  }, 0);
  return success({ value, leftOut: unlisted.length === 0 ? undefined : note });
}

const agrees = (ours: number, theirs: number, tolerance: number): boolean =>
  Math.abs(ours - theirs) <= tolerance * Math.max(Math.abs(ours), Math.abs(theirs));

/** Tries what would make the two numbers agree, the simplest first. */
function reasonOf(
  expected: ExpectedMargin,
  account: Account,
  ours: number,
  leftOut: string | undefined,
  { rulebook, snapshot, tolerance, theirs, others }: Against,
): { readonly reason: ReasonCode; readonly says: string } {
  const unit = unitReason(expected.value / ours, snapshot, tolerance);
  if (unit !== undefined) return { reason: "unit", says: unit };
  const agreesUnder = (rules: Rulebook, market: MarketSnapshot): boolean => {
    const other = measured(account, expected.measure, rules, market);
    return other.ok && agrees(other.value.value, expected.value, tolerance);
  };
  if (theirs !== undefined && agreesUnder(rulebook, theirs)) {
    return { reason: "price", says: `the venue's prices give theirs${movedPrice(snapshot, theirs)}` };
  }
  for (const { name, rules } of others) {
    if (agreesUnder(rules, snapshot)) return { reason: "parameter version", says: `${name} give theirs` };
    if (theirs !== undefined && agreesUnder(rules, theirs)) {
      return { reason: "parameter version", says: `${name} at the venue's prices give theirs` };
    }
  }
  if (leftOut !== undefined) return { reason: "instrument", says: leftOut };
  if (expected.measure === "equity") {
    return theirs === undefined
      ? { reason: "price", says: "equity rests on prices and balances alone" }
      : { reason: "unexplained", says: "the venue's prices do not give it: compare the balances and entry prices" };
  }
  const hint = theirs === undefined ? ", or give the venue's prices: --venue-market" : "";
  return { reason: "unexplained", says: `compare the components: margin --explain${hint}` };
}

/** The power of ten or the coin that makes one number of the other, in words. */
function unitReason(ratio: number, snapshot: MarketSnapshot, tolerance: number): string | undefined {
  if (!Number.isFinite(ratio) || ratio <= 0) return undefined;
  const power = Math.round(Math.log10(ratio));
  if (power !== 0 && agrees(ratio, 10 ** power, tolerance)) return `theirs is 10^${power} times ours`;
  for (const [coin, price] of coinPrices(snapshot)) {
    if (agrees(ratio * price, 1, tolerance)) return `theirs is counted in ${coin}`;
    if (agrees(ratio, price, tolerance)) return `ours is counted in ${coin}`;
  }
  return undefined;
}

/** The price that differs most between two markets. */
function movedPrice(ours: MarketSnapshot, theirs: MarketSnapshot): string {
  const moves = [...ours.levels].flatMap(([id, from]) => {
    const to = theirs.levels.get(id);
    return to === undefined || to === from || from === 0 ? [] : [{ id, from, to }];
  });
  const [most] = moves.sort((a, b) => Math.abs(b.to / b.from - 1) - Math.abs(a.to / a.from - 1));
  return most === undefined ? "" : `: ${most.id} ${most.to} where ours has ${most.from}`;
}

/** Dollars that each coin of the market costs, near enough to know a unit by. */
function coinPrices(snapshot: MarketSnapshot): ReadonlyMap<Currency, number> {
  const prices = new Map<Currency, number>();
  for (const factor of factorsOfAll(snapshot.instruments)) {
    const level = snapshot.levels.get(factor.id);
    if (level === undefined || level === 1) continue;
    if (factor.kind === "currency") prices.set(factor.currency, level);
    if (factor.kind === "mark" && !prices.has(factor.underlying)) prices.set(factor.underlying, level);
  }
  return prices;
}

/** The venue's other dated parameters; what a version does not publish stays as it was given. */
function otherVersions(rulebook: Rulebook): OtherRules[] {
  const venue = venueRulebooks.find(({ id }) => id === rulebook.venue?.id);
  return (venue?.versions ?? []).flatMap(({ asOf, parameters }) => {
    const unpublished = Object.entries(rulebook.parameters).filter(([name]) => !(name in parameters));
    const published = venueRulebookOf(venue!, Object.fromEntries(unpublished), asOf);
    const schedule = rulebook.collateralSchedule;
    const other =
      published.ok && schedule !== undefined ? withCollateral(published.value, schedule, "collateral") : published;
    const isOther = other.ok && other.value.parametersHash !== rulebook.parametersHash;
    return isOther ? [{ name: `the parameters of ${asOf}`, rules: other.value }] : [];
  });
}

function textOf(lines: readonly Line[], rulebook: Rulebook, tolerance: number): string[] {
  const { id, reportingCurrency, parametersHash } = rulebook;
  const decimals = decimalsOf(reportingCurrency) + 2;
  const rows = lines.map(({ expected, ours, difference, reason }) => [
    expected.account,
    expected.measure,
    money(ours, decimals),
    money(expected.value, decimals),
    money(difference, decimals),
    expected.value === 0 ? "–" : percent(difference / expected.value, 2),
    reason === "none" ? "agrees" : reason,
  ]);
  const says = lines.flatMap(({ expected, says: text }) =>
    text === "" ? [] : [wrapped(`${expected.account}, ${expected.measure}: ${text}`, 2)],
  );
  const agreeing = lines.filter(({ reason }) => reason === "none").length;
  return [
    `${id} against the venue, ${reportingCurrency}: ${agreeing} of ${lines.length} within ${percent(tolerance, 2)}`,
    table(["account", "measure", "ours", "theirs", "difference", "", "reason"], rows),
    ...(says.length === 0 ? [] : [says.join("\n")]),
    ...unverifiedNotes([rulebook]).map((note) => wrapped(`note: ${note}`, 2)),
    wrapped(`${id} parameters ${parametersHash}, plimsoll ${version}`, 2),
  ];
}

const documentOf = (
  lines: readonly Line[],
  { id, reportingCurrency, parametersHash, venue }: Rulebook,
  tolerance: number,
) => ({
  schemaVersion: 1,
  plimsoll: version,
  rulebook: id,
  ...(venue === undefined ? {} : { isVerified: venue.isVerified }),
  parametersHash,
  reportingCurrency,
  tolerance,
  lines: lines.map(({ expected, ...line }) => ({
    account: expected.account,
    measure: expected.measure,
    theirs: expected.value,
    ...line,
  })),
});
