import { kindOf } from "../instruments/kinds.ts";
import { type Currency, dollarCurrencies } from "../instruments/money.ts";
import type { FactorMove, GroupAssessment } from "../margin/assessment.ts";
import { holdingsOf, rowsOf } from "../margin/holdings.ts";
import { type Leg, legsOf } from "../margin/view.ts";
import type { MarketSnapshot } from "../market/marketSnapshot.ts";
import { isSyntheticMarket, snapshotId } from "../market/marketSnapshot.ts";
import type { Account } from "../portfolio/account.ts";
import type { HeatMap, LineChart } from "../reports/chart.ts";
import type { ReportSection, SectionReportData } from "../reports/sectionReport.ts";
import {
  outcomesOf,
  type RelativeShock,
  relativeShockSet,
  type SpotPrice,
  spotPriceOf,
} from "../risk/relativeShocks.ts";
import { unitValues } from "../risk/unitValues.ts";
import type { TailInterval } from "../statistics/tailInterval.ts";
import { leftOutSection, leftOutSentences, refusedSentences, unansweredSection } from "./leftOutReport.ts";
import { headline, marginComparison, type Refusal } from "./marginComparison.ts";
import {
  factorNames,
  factorsBySentence,
  groupName,
  type MarginResult,
  marginDocument,
  moveText,
  rulesOf,
  unverifiedNotes,
} from "./marginResult.ts";
import { dayText, decimalsOf, minuteText, money, percent } from "./present.ts";
import { version } from "./version.ts";

export interface MarginReportInputs {
  readonly accounts: readonly Account[];
  readonly snapshot: MarketSnapshot;
  /** At least one, all in one reporting currency. */
  readonly results: readonly MarginResult[];
  readonly refusals: readonly Refusal[];
}

/** What every account owes, why, and how it fares when one coin and its volatility move: the page of `plimsoll margin`. */
export function marginReport({ accounts, snapshot, results, refusals }: MarginReportInputs): SectionReportData {
  const currency = results[0]!.rulebook.reportingCurrency;
  const exposures = exposuresOf(accounts, snapshot, currency);
  const drawn = exposures.slice(0, drawnMax);
  const drawings = drawn.map((one) => drawingOf(one, snapshot, currency));
  const left = exposures.slice(drawnMax).map(({ name, underlying }) => `${name} in ${underlying}`);
  const { assumptions } = marginDocument(results).results[0]!;
  return {
    title: `Margin, ${currency}, ${minuteText(snapshot.timestamp)}`,
    dataLabel: isSyntheticMarket(snapshot) ? "SYNTHETIC market" : (snapshot.source?.file ?? "price bars"),
    sentences: [
      ...headline(results),
      ...deficitSentences(results, currency),
      ...worstDrawn(drawings, currency),
      ...leftOutSentences(results),
      ...unverifiedNotes(results.map(({ rulebook }) => rulebook)).map(
        (note) => `${note[0]!.toUpperCase()}${note.slice(1)}.`,
      ),
      ...refusedSentences(refusals),
      ...(left.length === 0 ? [] : [`Drawn are the first ${drawnMax} of ${exposures.length}; not ${left.join(", ")}.`]),
    ],
    sections: [
      { title: `Requirements, ${currency}`, comparison: marginComparison(results, refusals) },
      ...unansweredSection(refusals),
      ...drawings.flatMap(({ sections }) => sections),
      {
        title: `Components, ${currency}`,
        isProse: true,
        table: componentTable(results, currency),
        list: componentNotes(results),
      },
      { title: `Worst scenario of each model, ${currency}`, isProse: true, table: worstTable(results, currency) },
      {
        title: "Moves in the worst scenarios",
        text: `The ${movesShown} largest of each; --json has all. Prices in quote currency, currencies in dollars, volatilities per square root of a year.`,
        table: moveTable(results),
      },
      ...movementSections(results),
      ...leftOutSection(results),
      { title: "Assumed", list: [...assumptions, ...rulesOf(results), ...drawingAssumptions(drawn)] },
    ],
    provenance: provenanceOf(snapshot, results),
  };
}

/** Pairs of account and coin that a page can hold; the rest are named. */
const drawnMax = 30;
/** Factors named of one scenario. */
const movesShown = 6;

function deficitSentences(results: readonly MarginResult[], currency: Currency): string[] {
  const decimals = decimalsOf(currency);
  const groups = results.flatMap(({ rulebook, assessment }) =>
    assessment.groups.map((group) => ({ name: groupName(assessment, group), model: rulebook.id, group })),
  );
  const below = groups.filter(({ group }) => group.marginDeficit > 0);
  if (below.length === 0) return ["Every account holds its maintenance requirement under every model."];
  const gap = ({ marginDeficit }: GroupAssessment): string => `${money(marginDeficit, decimals)} ${currency}`;
  return [...new Set(below.map(({ name }) => name))].map((name) => {
    const [first, ...others] = below.filter((one) => one.name === name);
    if (others.length === 0) {
      return `${name} is ${gap(first!.group)} below its maintenance requirement under ${first!.model}.`;
    }
    const each = [first!, ...others].map(({ model, group }) => `${model} (by ${gap(group)})`).join(", ");
    return `${name} is below its maintenance requirement under ${others.length + 1} models: ${each}.`;
  });
}

/** The worst of all moves drawn: what a model without scenarios does not tell. */
function worstDrawn(drawings: readonly ExposureDrawing[], currency: Currency): string[] {
  const [worst] = drawings.toSorted((a, b) => a.worst.pnl - b.worst.pnl);
  if (worst === undefined) return [];
  const { pnl, words } = worst.worst;
  return [`Of the moves drawn below the worst is ${money(pnl, decimalsOf(currency))} ${currency}, ${words}.`];
}

function componentTable(results: readonly MarginResult[], currency: Currency) {
  const decimals = decimalsOf(currency);
  const documents = marginDocument(results).results;
  const rows = results.flatMap(({ rulebook, assessment }, k) =>
    assessment.groups.flatMap((group, at) =>
      documents[k]!.groups[at]!.components.map((one) => [
        groupName(assessment, group),
        `${rulebook.id}, ${one.id}`,
        money(one.initial, decimals),
        money(one.maintenance, decimals),
        "samplingInterval" in one && one.samplingInterval !== undefined
          ? intervalText(one.samplingInterval, decimals)
          : "",
      ]),
    ),
  );
  return { head: ["account", "model, component", "initial", "maint.", "sampling interval"], rows };
}

function intervalText({ lower, upper, level }: TailInterval, decimals: number): string {
  const end = (value: number | null) => (value === null ? "unknown" : money(value, decimals));
  return `${end(lower)} to ${end(upper)}, ${percent(level, 0)}`;
}

/** Each once: most accounts have the same. */
function componentNotes(results: readonly MarginResult[]): string[] {
  const components = results.flatMap(({ rulebook, assessment }) =>
    assessment.groups.flatMap((group) => group.requirement.components.map((one) => ({ ...one, model: rulebook.id }))),
  );
  const notes = components.flatMap(({ model, id, note }) => (note === undefined ? [] : [`${model}, ${id}: ${note}`]));
  const sampled = components.some(({ measured }) => measured !== undefined);
  const caution = "Sampling intervals: what sampling alone leaves open, were the scenarios independent";
  return [...new Set(notes), ...(sampled ? [caution] : [])];
}

/** Every group and model that has scenarios, with the worst of them. */
const worstOf = (results: readonly MarginResult[]) =>
  results.flatMap(({ rulebook, assessment }) =>
    assessment.groups.flatMap((group) =>
      group.worstScenario === undefined
        ? []
        : [{ name: groupName(assessment, group), model: rulebook.id, worst: group.worstScenario }],
    ),
  );

function worstTable(results: readonly MarginResult[], currency: Currency) {
  const rows = worstOf(results).map(({ name, model, worst }) => [
    name,
    model,
    money(worst.pnl, decimalsOf(currency)),
    worst.label,
  ]);
  return { head: ["account", "model", "P&L", "scenario"], rows };
}

function moveTable(results: readonly MarginResult[]) {
  const size = ({ from, to }: FactorMove): number => Math.abs(to / from - 1);
  const level = (value: number): string => String(Number(value.toPrecision(8)));
  const rows = worstOf(results).flatMap(({ name, model, worst }) =>
    worst.moves
      .toSorted((a, b) => size(b) - size(a))
      .slice(0, movesShown)
      .map(({ factor, from, to }) => [`${name}, ${model}`, factor, moveText({ from, to }), level(from), level(to)]),
  );
  return { head: ["account, model", "factor", "move", "mark", "moved to"], rows };
}

/** One section a model: how the market moves as a whole, then one row for the factors that move alike. */
function movementSections(results: readonly MarginResult[]): ReportSection[] {
  const sections = new Map<string, Map<string, string>>();
  for (const { rulebook, assessment } of results) {
    const components = assessment.groups.flatMap((group) => group.requirement.components);
    for (const { scenarios } of components) {
      if (scenarios === undefined) continue;
      const rows = sections.get(rulebook.id) ?? new Map<string, string>(Object.entries(scenarios.statement));
      for (const [text, factors] of factorsBySentence(scenarios.movements)) rows.set(factorNames(factors), text);
      sections.set(rulebook.id, rows);
    }
  }
  return [...sections].map(([model, rows]) => ({
    title: `Scenarios of ${model}`,
    isProse: true,
    table: { head: ["what", "how it moves"], rows: [...rows] },
  }));
}

/** What one margin group holds that one coin moves. */
interface Exposure {
  readonly name: string;
  readonly underlying: Currency;
  /** The whole group: what the coin does not move stays. */
  readonly legs: readonly Leg[];
  /** The first expiry of an option on the coin; absent where the group holds none. */
  readonly expiresAt?: number;
  readonly spot: SpotPrice;
}

function exposuresOf(accounts: readonly Account[], snapshot: MarketSnapshot, currency: Currency): Exposure[] {
  const sources = { snapshot, units: unitValues(snapshot, currency), rows: rowsOf(snapshot) };
  return accounts.flatMap((account) =>
    account.groups.flatMap((group) => {
      const name = account.groups.length > 1 ? `${account.id}/${group.id}` : account.id;
      const legs = legsOf(holdingsOf(group, snapshot, sources.rows), sources);
      const held = legs.filter(({ quantity }) => quantity !== 0);
      return [...new Set(held.flatMap((leg) => coinsOf(leg, currency)))].sort().flatMap((underlying) => {
        const spot = spotPriceOf(snapshot, underlying);
        if (spot === undefined) return [];
        const ends = held.flatMap(({ instrument }) =>
          "strike" in instrument && instrument.underlying === underlying ? [instrument.expiresAt] : [],
        );
        return [{ name, underlying, legs, spot, ...(ends.length === 0 ? {} : { expiresAt: Math.min(...ends) }) }];
      });
    }),
  );
}

/** Coins whose price moves the leg; a dollar coin is not drawn, nor the currency in which everything is counted. */
function coinsOf({ instrument }: Leg, currency: Currency): Currency[] {
  if ("contractSize" in instrument) return kindOf(instrument).payoff === "none" ? [] : [instrument.underlying];
  return instrument.id === currency || dollarCurrencies.includes(instrument.id) ? [] : [instrument.id];
}

/** Relative changes of price and of volatility that a heat map shows. */
const heatSpots = Array.from({ length: 11 }, (_, k) => -0.5 + k / 10);
const heatVolatilities = [-0.5, -0.25, 0, 0.25, 0.5, 0.75, 1];
/** Points of a line, from −50 % to +50 %. */
const lineSpots = Array.from({ length: 201 }, (_, k) => (k - 100) / 200);

const percentOf = (share: number): number => Math.round(100 * share);
/** The sign of per cent stays with its number. */
const signed = (share: number): string => `${share > 0 ? "+" : ""}${percentOf(share)}\u00a0%`;

/** The sections of one exposure, and the lowest P&L in them. */
interface ExposureDrawing {
  readonly sections: readonly ReportSection[];
  readonly worst: { readonly pnl: number; readonly words: string };
}

function drawingOf(exposure: Exposure, snapshot: MarketSnapshot, currency: Currency): ExposureDrawing {
  const { name, underlying, expiresAt } = exposure;
  const lines = payoffLines(exposure, snapshot, currency);
  if (expiresAt === undefined) {
    const points = lines.curves[0]!.points;
    const k = points.reduce((least, { y }, at) => (y < points[least]!.y ? at : least), 0);
    const words = `${name} with ${underlying} ${signed(lineSpots[k]!)}`;
    const sections = [{ title: `${name}: P&L over the price of ${underlying}`, lines }];
    return { sections, worst: { pnl: points[k]!.y, words } };
  }
  const { section, worst } = heatSection(exposure, snapshot, currency);
  const sections = [
    section,
    {
      title: `${name}: payoff profile in ${underlying}`,
      text: `Change of the account's value from mark, now and at the first expiry of its ${underlying} options, ${minuteText(expiresAt)}. At expiry a price for delivery by then is the spot price, so its basis is gone; every other price of ${underlying} keeps its ratio to spot, and volatilities stay.`,
      lines,
    },
  ];
  return { sections, worst };
}

function heatSection(exposure: Exposure, snapshot: MarketSnapshot, currency: Currency) {
  const { name, underlying } = exposure;
  const shocks = heatVolatilities.flatMap((volatility) => heatSpots.map((spot) => ({ spot, volatility })));
  const outcomes = shockedOutcomes(exposure, snapshot, currency, shocks);
  const worst = outcomes.indexOf(Math.min(...outcomes));
  const at = shocks[worst]!;
  const heat: HeatMap = {
    label: `P&L of ${name} over ${underlying} and its volatility`,
    xLabel: `change of the price of ${underlying}, %`,
    yLabel: "change of volatility, %",
    unit: currency,
    cells: shocks.map(({ spot, volatility }, k) => ({
      x: percentOf(spot),
      y: percentOf(volatility),
      value: outcomes[k]!,
    })),
  };
  const words = `${underlying} ${signed(at.spot)} and volatility ${signed(at.volatility)} of its level`;
  const section: ReportSection = {
    title: `${name}: P&L over ${underlying} and its volatility, ${currency}`,
    text: `Worst cell, ringed: ${money(outcomes[worst]!, decimalsOf(currency))} ${currency} at ${words}. All prices of ${underlying} move alike, all its volatilities too, at once; coins held count at their moved price, before any haircut.`,
    heat,
  };
  return { section, worst: { pnl: outcomes[worst]!, words: `${name} with ${words}` } };
}

function payoffLines(exposure: Exposure, snapshot: MarketSnapshot, currency: Currency): LineChart {
  const { name, underlying, spot, expiresAt } = exposure;
  const shocks = lineSpots.map((change) => ({ spot: change, volatility: 0 }));
  const curve = (id: string, untilMs: number) => {
    const outcomes = shockedOutcomes(exposure, snapshot, currency, shocks, untilMs);
    return { id, points: lineSpots.map((change, k) => ({ x: spot.price * (1 + change), y: outcomes[k]! })) };
  };
  return {
    label: `P&L of ${name} over the price of ${underlying}`,
    xLabel: `price of ${underlying}, ${spot.currency}`,
    yLabel: `P&L, ${currency}`,
    curves: [
      curve("now", snapshot.timestamp),
      ...(expiresAt === undefined ? [] : [curve(`at expiry, ${dayText(expiresAt)}`, expiresAt)]),
    ],
    guide: { x: spot.price, id: `price now, ${Number(spot.price.toPrecision(8))} ${spot.currency}` },
  };
}

const shockedOutcomes = (
  { underlying, legs }: Exposure,
  snapshot: MarketSnapshot,
  currency: Currency,
  shocks: readonly RelativeShock[],
  untilMs: number = snapshot.timestamp,
): Float64Array => outcomesOf(snapshot, legs, relativeShockSet(snapshot, { underlying, shocks, untilMs }), currency);

function drawingAssumptions(exposures: readonly Exposure[]): string[] {
  if (exposures.length === 0) return [];
  return [
    "drawings: one coin moves and the others stay; its marks, forwards and value as cash move in one proportion, its volatilities in another",
  ];
}

function provenanceOf(snapshot: MarketSnapshot, results: readonly MarginResult[]): [string, string][] {
  const models = [...new Map(results.map(({ rulebook }) => [rulebook.id, rulebook])).values()];
  const columns = [...snapshot.history.columns.values()].map(({ source }) => source);
  const sources = [...(snapshot.source === undefined ? [] : [snapshot.source]), ...columns];
  const files = [...new Map(sources.map((one) => [one.sha256 + one.file, one])).values()];
  return [
    ["plimsoll", version],
    ["as of", minuteText(snapshot.timestamp)],
    ["market snapshot", snapshotId(snapshot)],
    ...files.map(({ file, sha256 }): [string, string] => ["prices", `${file}, SHA-256 ${sha256}`]),
    ...models.map(({ id, model, parametersHash, parameters }): [string, string] => [
      id,
      `${model.id}@${model.version}, parameters ${parametersHash}: ${JSON.stringify(parameters)}`,
    ]),
  ];
}
