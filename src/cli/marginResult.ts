import { type Assessment, type FactorMove, type GroupAssessment, leverageOf } from "../margin/assessment.ts";
import type { Component } from "../margin/component.ts";
import type { Contribution } from "../margin/contributions.ts";
import type { Rulebook } from "../margin/rulebook.ts";
import { isSyntheticMarket, type MarketSnapshot, snapshotId } from "../market/marketSnapshot.ts";
import type { Failure } from "../numerics/outcome.ts";
import { measures } from "../risk/measures.ts";
import type { ScenarioSet } from "../scenarios/scenarioSet.ts";
import type { TailInterval } from "../statistics/tailInterval.ts";
import { decimalsOf, failureText, minuteText, money, percent, table, wrapped } from "./present.ts";
import { version } from "./version.ts";

export interface MarginResult {
  readonly rulebook: Rulebook;
  readonly snapshot: MarketSnapshot;
  readonly assessment: Assessment;
  /** What the rulebook counts in, where the numbers are shown in another currency. */
  readonly countedIn?: string;
  /** What the numbers leave out, and why. */
  readonly notes?: readonly string[];
  /** Holdings that the rulebook does not list. */
  readonly unlisted?: readonly string[];
  /** Of gross notional, what those are. */
  readonly unlistedShare?: number;
  /** What each position adds, where asked for. */
  readonly contributions?: readonly Contribution[];
}

/** One row an account, margin group and model; then where every number came from. */
export function marginText(
  results: readonly MarginResult[],
  explain: boolean,
  refusals: readonly Failure[] = [],
): string {
  const currency = results[0]?.rulebook.reportingCurrency ?? "";
  const decimals = decimalsOf(currency);
  const rows = results.flatMap(({ rulebook, assessment }) =>
    assessment.groups.map((group) => [
      groupName(assessment, group),
      rulebook.id,
      money(group.equity, decimals),
      money(group.requirement.initial, decimals),
      money(group.requirement.maintenance, decimals),
      money(group.equity - group.requirement.initial, decimals),
    ]),
  );
  const head = ["account", "model", "equity", "initial", "maint.", "equity-init."];
  const parts = [`Margin, ${currency}${synthetic(results)}`, table(head, rows)];
  const said = [...unverifiedNotes(results.map(({ rulebook }) => rulebook)), ...new Set(results.flatMap(notesOf))];
  const notes = said.map((note) => wrapped(`note: ${note}`, 2));
  if (notes.length > 0) parts.push(notes.join("\n"));
  if (explain) parts.push(...results.map(explanation), movements(results));
  if (refusals.length > 0)
    parts.push(refusals.map((one) => wrapped(`not computed: ${failureText(one)}`, 2)).join("\n"));
  const [first] = results;
  if (first !== undefined) parts.push(provenance(first.snapshot, results));
  return parts.join("\n\n");
}

/** Rulebooks for which too few of the venue's own numbers vouch. */
export function unverifiedNotes(rulebooks: readonly Rulebook[]): string[] {
  const unverified = [...new Set(rulebooks.filter(({ venue }) => venue?.isVerified === false).map(({ id }) => id))];
  return unverified.length === 0
    ? []
    : [`unverified, for too few numbers of the venue vouch: ${unverified.join(", ")}`];
}

export const notesOf = ({ rulebook, assessment, countedIn, notes = [] }: MarginResult): string[] => [
  ...(countedIn === undefined ? [] : [`${rulebook.id} counts in ${countedIn}, shown in ${rulebook.reportingCurrency}`]),
  ...assessment.groups.flatMap((group) =>
    group.countedIn === undefined
      ? []
      : [`${groupName(assessment, group)} under ${rulebook.id}: counted in ${group.countedIn} and shown at mark`],
  ),
  ...notes.map((note) => `${assessment.accountId} under ${rulebook.id}: ${note}`),
];

/** The account, and the group where it has several. */
export const groupName = ({ accountId, groups }: Assessment, { id }: GroupAssessment): string =>
  groups.length > 1 ? `${accountId}/${id}` : accountId;

const synthetic = ([first]: readonly MarginResult[]): string =>
  first !== undefined && isSyntheticMarket(first.snapshot) ? ", SYNTHETIC market" : "";

/** Confidence of the sampling intervals shown. */
const intervalLevel = 0.95;

function explanation({ rulebook, assessment, contributions = [] }: MarginResult): string {
  return assessment.groups
    .flatMap((group) => [
      `${assessment.accountId}/${group.id} under ${rulebook.id}, ${rulebook.reportingCurrency}:`,
      standingLine(group, rulebook.reportingCurrency),
      ...group.requirement.components.flatMap((one) => componentLines(one, rulebook.reportingCurrency)),
      ...worstLines(group, rulebook.reportingCurrency),
      ...contributionLines(
        contributions.filter(({ groupId }) => groupId === group.id),
        rulebook.reportingCurrency,
      ),
    ])
    .join("\n");
}

/** Where the group stands: what it has, what it may still use, and how much it carries of it. */
function standingLine(group: GroupAssessment, currency: string): string {
  const { equity, excess, grossNotional } = group;
  const carried = `leverage ${leverageText(group)} on a gross notional of ${detail(grossNotional, currency)}`;
  return wrapped(`  equity ${detail(equity, currency)}, excess ${detail(excess, currency)}, ${carried}`, 4);
}

export function leverageText(group: GroupAssessment): string {
  const leverage = leverageOf(group);
  return leverage === null ? "none" : `${leverage.toFixed(2)}x`;
}

function contributionLines(of: readonly Contribution[], currency: string): string[] {
  if (of.length === 0) return [];
  const rows = of.map(({ instrumentId, incremental, marginal }) => [
    `  ${instrumentId}`,
    detail(incremental, currency),
    detail(marginal, currency),
  ]);
  return [table(["  position adds", "incremental", "marginal"], rows)];
}

/** Two digits more than the table has. */
const detail = (value: number, currency: string): string => money(value, decimalsOf(currency) + 2);

function componentLines(one: Component, currency: string): string[] {
  const interval = intervalOf(one);
  return [
    `  ${one.id.padEnd(18)} initial ${detail(one.initial, currency)}  maintenance ${detail(one.maintenance, currency)}`,
    ...(one.note === undefined ? [] : [wrapped(`    ${one.note}`, 6)]),
    ...(interval === undefined ? [] : [`    ${intervalText(interval, currency)}`]),
  ];
}

const intervalOf = ({ outcomes, scenarios, measured }: Component): TailInterval | undefined =>
  outcomes === undefined || scenarios === undefined || measured === undefined
    ? undefined
    : measures[measured.measure].intervalOf(outcomes, measured.confidenceLevel, scenarios.weights, intervalLevel);

function intervalText({ lower, upper, level }: TailInterval, currency: string): string {
  const end = (value: number | null) => (value === null ? "unknown" : detail(value, currency));
  return `${percent(level, 0)} sampling interval ${end(lower)} to ${end(upper)}, were the scenarios independent`;
}

/** A move in per cent; of a level that was 0, and has no per cent, nothing. */
export const moveText = ({ from, to }: Pick<FactorMove, "from" | "to">): string =>
  from === 0 ? "from 0" : percent(to / from - 1, 2);

/** Most factors named of one scenario: the largest moves. */
const movesShown = 6;

function worstLines({ worstScenario }: GroupAssessment, currency: string): string[] {
  if (worstScenario === undefined) return [];
  const moves = worstScenario.moves.toSorted((a, b) => Math.abs(b.to / b.from - 1) - Math.abs(a.to / a.from - 1));
  return [
    `  worst scenario ${worstScenario.label}: P&L ${detail(worstScenario.pnl, currency)}`,
    ...moves
      .slice(0, movesShown)
      .map(
        ({ factor, from, to }) => `    ${factor} ${moveText({ from, to })}, ${from} to ${Number(to.toPrecision(8))}`,
      ),
    ...(moves.length > movesShown ? [`    and ${moves.length - movesShown} smaller moves (--json lists all)`] : []),
  ];
}

/** How the market moves, for each model that has scenarios: as a whole, then factor by factor. */
function movements(results: readonly MarginResult[]): string {
  const seen = new Map<string, ScenarioSet>();
  for (const { rulebook, assessment } of results) {
    const components = assessment.groups.flatMap((group) => group.requirement.components);
    const [scenarios] = components.flatMap((one) => one.scenarios ?? []);
    if (scenarios !== undefined) seen.set(rulebook.id, scenarios);
  }
  const lines = [...seen].flatMap(([id, { statement, movements: of }]) => [
    `Scenarios of ${id}:`,
    ...Object.entries(statement).map(([part, text]) => wrapped(`  ${part}: ${text}`, 4)),
    ...factorsBySentence(of).map(([text, factors]) => wrapped(`  ${factorNames(factors)}: ${text}`, 4)),
  ]);
  return lines.join("\n");
}

/** Factors that move alike share a line. */
export function factorsBySentence(movements: ReadonlyMap<string, string>): [sentence: string, factors: string[]][] {
  const factors = new Map<string, string[]>();
  for (const [factor, text] of movements) factors.set(text, [...(factors.get(text) ?? []), factor]);
  return [...factors];
}

export function provenance(snapshot: MarketSnapshot, results: readonly MarginResult[]): string {
  const models = [...new Map(results.map(({ rulebook }) => [rulebook.id, rulebook])).values()];
  return [
    `As of ${minuteText(snapshot.timestamp)}, market snapshot ${snapshotId(snapshot)}, plimsoll ${version}`,
    ...models.map((one) => `${one.model.id}@${one.model.version} parameters ${one.parametersHash}`),
    ...[...assumptionsOf(snapshot), ...rulesOf(results)].map((text) => wrapped(`assumed: ${text}`, 2)),
  ].join("\n");
}

/** What the scenarios take for granted, each once. */
export const rulesOf = (results: readonly MarginResult[]): string[] => {
  const groups = results.flatMap(({ assessment }) => assessment.groups);
  const components = groups.flatMap((group) => group.requirement.components);
  return [...new Set(components.flatMap(({ scenarios }) => scenarios?.rules ?? []))];
};

/** Factors named that are alike. */
const namesShown = 3;

/** The first few, and how many more: a book of options has a factor for each. */
export function factorNames(factors: readonly string[]): string {
  const more = factors.length - namesShown;
  return more > 0 ? `${factors.slice(0, namesShown).join(", ")} and ${more} more` : factors.join(", ");
}

/** What the prices take for granted, each once. */
function assumptionsOf({ history, levelSources = new Map() }: MarketSnapshot): string[] {
  const moved = new Map<string, string[]>();
  for (const [id, { assumption, factor }] of history.columns) {
    // How volatilities move is a rule of the scenarios, and stands with them.
    if (assumption !== undefined && factor.kind !== "volatility")
      moved.set(assumption, [...(moved.get(assumption) ?? []), id]);
  }
  const proxies = [...moved].map(([text, ids]) => `${factorNames(ids)} ${text}`);
  const read = new Map<string, string[]>();
  for (const [id, text] of levelSources) {
    if (history.columns.has(id)) read.set(text, [...(read.get(text) ?? []), id]);
  }
  const levels = [...read].map(([text, ids]) => `${factorNames(ids)} at the ${text}`);
  const fixed = [...history.fixed.values()].map(({ assumption }) => assumption);
  return [...proxies, ...new Set([...levels, ...fixed].filter((text) => text.endsWith("assumed")))];
}

/** The stable form for machines. */
export function marginDocument(results: readonly MarginResult[]) {
  return {
    schemaVersion: 1,
    plimsoll: version,
    results: results.map(
      ({ rulebook, snapshot, assessment, countedIn, notes, contributions, unlisted = [], unlistedShare }) => ({
        accountId: assessment.accountId,
        model: rulebook.model.id,
        modelVersion: rulebook.model.version,
        rulebook: rulebook.id,
        parameters: rulebook.parameters,
        ...(rulebook.collateralSchedule === undefined ? {} : { collateral: rulebook.collateralSchedule }),
        parametersHash: rulebook.parametersHash,
        reportingCurrency: rulebook.reportingCurrency,
        ...(rulebook.venue === undefined ? {} : { venue: rulebook.venue.id, isVerified: rulebook.venue.isVerified }),
        asOf: new Date(snapshot.timestamp).toISOString(),
        snapshotId: snapshotId(snapshot),
        synthetic: isSyntheticMarket(snapshot),
        ...(countedIn === undefined ? {} : { countedIn }),
        ...(notes === undefined ? {} : { notes }),
        ...(contributions === undefined ? {} : { contributions }),
        unlisted,
        ...(unlistedShare === undefined ? {} : { unlistedShare }),
        assumptions: assumptionsOf(snapshot),
        groups: assessment.groups.map(groupDocument),
      }),
    ),
  };
}

const groupDocument = (group: GroupAssessment) => ({
  id: group.id,
  ...(group.walletOf === undefined ? {} : { walletOf: group.walletOf }),
  ...(group.countedIn === undefined ? {} : { countedIn: group.countedIn }),
  equity: group.equity,
  grossNotional: group.grossNotional,
  leverage: leverageOf(group),
  initialRequirement: group.requirement.initial,
  maintenanceRequirement: group.requirement.maintenance,
  excess: group.excess,
  marginDeficit: group.marginDeficit,
  components: group.requirement.components.map(componentDocument),
  ...(group.worstScenario === undefined
    ? {}
    : {
        worstScenario: {
          label: group.worstScenario.label,
          pnl: group.worstScenario.pnl,
          moves: group.worstScenario.moves,
        },
      }),
});

function componentDocument(component: Component) {
  const { id, initial, maintenance, note, scenarios } = component;
  const samplingInterval = intervalOf(component);
  return {
    id,
    initial,
    maintenance,
    note,
    ...(samplingInterval === undefined ? {} : { samplingInterval }),
    ...(scenarios === undefined
      ? {}
      : { statement: scenarios.statement, movements: Object.fromEntries(scenarios.movements) }),
  };
}
