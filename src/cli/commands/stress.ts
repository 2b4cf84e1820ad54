import { checkCovered, holdingsOf, rowsOf } from "../../margin/holdings.ts";
import { legsOf } from "../../margin/view.ts";
import type { MarketSnapshot } from "../../market/marketSnapshot.ts";
import { exp } from "../../numerics/exponential.ts";
import { type Failure, failed, type Outcome, success } from "../../numerics/outcome.ts";
import type { Account } from "../../portfolio/account.ts";
import type { HeldRow } from "../../risk/heldPnl.ts";
import { type ReverseStress, reverseStress } from "../../risk/reverseStress.ts";
import { stressPnl } from "../../risk/stressPnl.ts";
import { unitValues } from "../../risk/unitValues.ts";
import { episodeScenarios } from "../../scenarios/generators/episode.ts";
import { hypotheticalScenarios } from "../../scenarios/generators/hypothetical.ts";
import { type Period, periodOf } from "../../scenarios/periods.ts";
import type { ScenarioSet } from "../../scenarios/scenarioSet.ts";
import type { VolatilityMoves } from "../../scenarios/volatilityMoves.ts";
import { type ExitCode, exitCodes } from "../exitCodes.ts";
import { readInputFile } from "../files/readFile.ts";
import { provenance } from "../marginResult.ts";
import { decimalsOf, money, percent, table, wrapped } from "../present.ts";
import { readShockTable } from "../shockTable.ts";
import { type CommonOptions, reportFailure, terminalFor } from "../terminal.ts";
import { version } from "../version.ts";
import { type MarginOptions, readBook } from "./margin.ts";

export interface StressOptions extends Omit<MarginOptions, "model" | "explain" | "out">, CommonOptions {
  /** A name of `episodes`, or `FROM..TO`. */
  readonly episode?: string;
  readonly table?: string;
  /** Loss to be explained, reporting currency. */
  readonly reverse?: string;
  readonly horizonHours: string;
  readonly lookbackDays: string;
  readonly shown: string;
}

/** The rule for implied volatilities that the margin models have as their default. */
const rules: VolatilityMoves = {
  volatilityPerFall: 1,
  volatilityPerRise: 1,
  volatilityTenorPower: 0,
  smileDynamics: "sticky-strike",
};
/** A coin has fallen 16 of a calm year's deviations in one day; further out a law of deviations says nothing. */
const distanceMax = 30;
const returnsMin = 100;
/** Of the law by which a reverse stress says how far out it is: daily moves of coins have some four. */
const degreesOfFreedom = 4;

interface Book {
  readonly name: string;
  readonly holdings: readonly HeldRow[];
}

/** What every group of a book gains or loses in a stretch of the past, under a table, or what would cost it an amount. */
export async function stress(options: StressOptions): Promise<ExitCode> {
  const asked = [options.episode, options.table, options.reverse].filter((one) => one !== undefined);
  if (asked.length !== 1) {
    const message = `${asked.length} of --episode, --table and --reverse are given`;
    return reportFailure({ code: "invalid", path: "stress", message, hint: "give one" }, options, exitCodes.usage);
  }
  const numbers = numbersOf(options);
  if (!numbers.ok) return reportFailure(numbers.failure, options, exitCodes.usage);
  const window = options.episode === undefined ? success(undefined) : periodOf(options.episode);
  if (!window.ok) return reportFailure({ ...window.failure, path: "--episode" }, options, exitCodes.usage);
  const read = await readBook(options);
  if (!read.ok) return reportFailure(read.failure, options);
  const { accounts, snapshot, notes } = read.value;
  const books = booksOf(accounts, snapshot, options.currency);
  if (!books.ok) return reportFailure(books.failure, options);
  const given = { options, ...numbers.value, snapshot, books: books.value, notes };
  if (options.reverse !== undefined) return showReverse(given);
  const set = await setOf(given, window.value);
  return set.ok ? showScenarios(given, set.value) : reportFailure(set.failure, options);
}

interface Given extends Numbers {
  readonly options: StressOptions;
  readonly snapshot: MarketSnapshot;
  readonly books: readonly Book[];
  readonly notes: readonly string[];
}

async function setOf(
  { options, snapshot, horizonHours }: Given,
  window: Period | undefined,
): Promise<Outcome<ScenarioSet>> {
  if (window !== undefined) return episodeScenarios(snapshot, { ...window, horizonHours, ...rules });
  const file = await readInputFile(options.table!);
  if (!file.ok) return file;
  const scenarios = readShockTable(file.value.text, { file: file.value.name });
  if (!scenarios.ok) return scenarios;
  const { volatilityTenorPower, smileDynamics } = rules;
  const stated = { scenarios: scenarios.value, elapsedHours: 0, volatilityTenorPower, smileDynamics };
  return hypotheticalScenarios(snapshot, stated);
}

/** Worst first, each group on its own; every move of a factor in the worst. */
function showScenarios({ options, snapshot, books, notes, shown }: Given, set: ScenarioSet): ExitCode {
  const terminal = terminalFor(options);
  const groups = books.map(({ name, holdings }) => {
    const pnl = stressPnl(snapshot, holdings, set, options.currency);
    const order = Array.from(pnl, (_, s) => s).sort((a, b) => pnl[a]! - pnl[b]! || a - b);
    const outcomes = order.map((s) => ({ scenario: set.scenarios[s]!.label, weight: set.weights[s]!, pnl: pnl[s]! }));
    return { account: name, outcomes, worstMoves: order[0] === undefined ? [] : movesOf(snapshot, set, order[0]) };
  });
  if (options.json) {
    const document = {
      schemaVersion: 1,
      plimsoll: version,
      currency: options.currency,
      groups,
      statement: set.statement,
    };
    terminal.out(JSON.stringify({ ...document, rules: set.rules, notes }, null, 2));
    return exitCodes.ok;
  }
  const decimals = decimalsOf(options.currency);
  const rows = groups.flatMap(({ account, outcomes }) =>
    outcomes.slice(0, shown).map(({ scenario, pnl }) => [account, scenario, money(pnl, decimals)]),
  );
  const moves = groups.flatMap(({ account, worstMoves }) =>
    worstMoves.map(({ factor, from, to }) => [account, factor, level(from), level(to), percent(to / from - 1)]),
  );
  const count = set.scenarios.length;
  terminal.out(
    [
      `Stress, ${options.currency}: ${count} scenarios, the worst ${Math.min(shown, count)} of each account`,
      table(["account", "scenario", "P&L"], rows),
      "The worst scenario of each account",
      table(["account", "factor", "now", "then", "change"], moves),
      ...foot(snapshot, notes, [...set.rules, `price: ${set.statement.price}`, `basis: ${set.statement.basis}`]),
    ].join("\n\n"),
  );
  return exitCodes.ok;
}

function showReverse({ options, snapshot, books, notes, loss, horizonHours, lookbackDays }: Given): ExitCode {
  const terminal = terminalFor(options);
  const parameters = { ...rules, loss, horizonHours, lookbackDays, returnsMin, degreesOfFreedom, distanceMax };
  const found: (ReverseStress & { readonly account: string })[] = [];
  const refusals: Failure[] = [];
  for (const { name, holdings } of books) {
    const answer = reverseStress(snapshot, holdings, options.currency, parameters);
    if (answer.ok) found.push({ account: name, ...answer.value });
    else refusals.push({ ...answer.failure, path: `${name}, ${answer.failure.path}` });
  }
  const [first] = refusals;
  if (found.length === 0 && first !== undefined) return reportFailure(first, options);
  if (options.json) {
    const groups = found.map(({ scenarios: set, ...rest }) => ({ ...rest, factors: movesOf(snapshot, set, 0) }));
    const document = { schemaVersion: 1, plimsoll: version, currency: options.currency, parameters, groups };
    terminal.out(JSON.stringify({ ...document, refusals, notes }, null, 2));
    return exitCodes.ok;
  }
  const moves = found.flatMap(({ account, moves: own }) =>
    own.map(({ market, move, deviations }) => [account, market, percent(exp(move) - 1), deviations.toFixed(2)]),
  );
  const ends = found.map(({ account, pnl, distance, probability, reached, starts }) => [
    account,
    money(pnl, decimalsOf(options.currency)),
    distance.toFixed(2),
    probability.toPrecision(2),
    `${reached} of ${starts}`,
  ]);
  terminal.out(
    [
      `The most plausible moves within ${horizonHours} h that cost each account ${money(loss, decimalsOf(options.currency))} ${options.currency}`,
      table(["account", "P&L", "deviations out", "chance of as far", "searches"], ends),
      table(["account", "market", "move", "deviations"], moves),
      ...refusals.map((one) => wrapped(`not computed: ${one.path}: ${one.message}`, 2)),
      ...foot(snapshot, notes, [
        `law of moves: the last ${lookbackDays} days, correlations by Kendall's, Student's t with ${degreesOfFreedom} degrees of freedom`,
      ]),
    ].join("\n\n"),
  );
  return exitCodes.ok;
}

const foot = (snapshot: MarketSnapshot, notes: readonly string[], rulesSaid: readonly string[]): string[] => [
  [...rulesSaid, ...notes].map((note) => wrapped(`note: ${note}`, 2)).join("\n"),
  provenance(snapshot, []),
];

/** Factors that move in a scenario, the largest change first. */
function movesOf({ levels }: MarketSnapshot, set: ScenarioSet, scenario: number) {
  const size = ({ from, to }: { readonly from: number; readonly to: number }): number => Math.abs(to / from - 1);
  return [...set.levels]
    .map(([factor, column]) => ({ factor, from: levels.get(factor)!, to: column[scenario]! }))
    .filter(({ from, to }) => from !== to)
    .sort((a, b) => size(b) - size(a) || (a.factor < b.factor ? -1 : 1));
}

const level = (value: number): string => String(Number(value.toPrecision(6)));

/** Every margin group as rows of the snapshot. */
function booksOf(accounts: readonly Account[], snapshot: MarketSnapshot, currency: string): Outcome<Book[]> {
  const sources = { snapshot, units: unitValues(snapshot, currency), rows: rowsOf(snapshot) };
  const books: Book[] = [];
  for (const account of accounts) {
    const covered = checkCovered(account, snapshot);
    if (!covered.ok) return covered;
    for (const group of account.groups) {
      const name = account.groups.length > 1 ? `${account.id}/${group.id}` : account.id;
      books.push({ name, holdings: legsOf(holdingsOf(group, snapshot, sources.rows), sources) });
    }
  }
  return success(books);
}

interface Numbers {
  readonly horizonHours: number;
  readonly lookbackDays: number;
  readonly shown: number;
  readonly loss: number;
}

function numbersOf({ horizonHours, lookbackDays, shown, reverse = "1" }: StressOptions): Outcome<Numbers> {
  const texts = { horizonHours, lookbackDays, shown, reverse };
  const flags = {
    horizonHours: "--horizon-hours",
    lookbackDays: "--lookback-days",
    shown: "--shown",
    reverse: "--reverse",
  };
  for (const [name, text] of Object.entries(texts)) {
    if (Number(text) > 0 && Number(text) < 1e15) continue;
    const path = flags[name as keyof typeof flags];
    return failed({ code: "invalid", path, message: `"${text}" is no number above 0`, hint: `write ${path} 24` });
  }
  return success({
    horizonHours: Number(horizonHours),
    lookbackDays: Number(lookbackDays),
    shown: Math.max(1, Math.round(Number(shown))),
    loss: Number(reverse),
  });
}
