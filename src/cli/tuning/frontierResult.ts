import type { Rulebook } from "../../margin/rulebook.ts";
import type { SectionReportData } from "../../reports/sectionReport.ts";
import type { TuningPlan } from "../../tuning/objective.ts";
import type { Frontier, FrontierConstraints, FrontierPoint } from "../../tuning/paretoFrontier.ts";
import { levelText } from "../backtest/backtestResult.ts";
import { percent, table, wrapped } from "../present.ts";
import { version } from "../version.ts";
import { dataText, outcomeDocument, planDocument, valueText } from "./tuneResult.ts";

export interface FrontierResult {
  readonly plan: TuningPlan;
  readonly rulebook: Rulebook;
  readonly constraints: FrontierConstraints;
  readonly seed: number;
  readonly frontier: Frontier;
}

/** Rows that a terminal shows; the page and the document have all. */
const rowsShown = 15;

export function frontierText(result: FrontierResult): string {
  const { head, rows } = frontierTable(result);
  const more = rows.length > rowsShown ? [wrapped(`${rows.length - rowsShown} more rows are in --json.`)] : [];
  return [
    titleOf(result),
    "",
    table(head, rows.slice(0, rowsShown)),
    ...more,
    "",
    ...sentencesOf(result).map((text) => wrapped(text)),
  ].join("\n");
}

const titleOf = ({ plan, rulebook, frontier }: FrontierResult): string =>
  `Frontier of ${rulebook.id}: ${frontier.points.length} points, ${levelText(plan.level)} over ${plan.mporHours} h, ${dataText(plan, frontier.current.books)}`;

/** The frontier, the current point and the proposed one, cheapest first. */
function frontierTable({ frontier }: FrontierResult) {
  const { parameters, points, current, proposed } = frontier;
  const shown = points.filter((point) => point.isOnFrontier || point === current || point === proposed);
  const nameOf = (point: FrontierPoint): string =>
    [point === current ? "current" : "", point === proposed ? "proposed" : "", point.isOnFrontier ? "" : "dominated"]
      .filter((word) => word !== "")
      .join(", ");
  const head = [...parameters.map(({ name }) => name), "coverage", "ES beyond", "mean", "P/T", "is"];
  const rows = shown
    .toSorted((a, b) => a.averageMargin - b.averageMargin)
    .map((point) => [
      ...point.values.map(valueText),
      percent(point.coverage, 2),
      percent(point.expectedShortfallBeyondMargin, 2),
      percent(point.averageMargin, 2),
      Number.isFinite(point.peakToTrough) ? point.peakToTrough.toFixed(2) : "none",
      nameOf(point),
    ]);
  return { head, rows };
}

function sentencesOf({ frontier, constraints }: FrontierResult): string[] {
  const { points, proposed, current, refusals, parameters } = frontier;
  const asked = [
    `coverage of at least ${levelText(constraints.coverageMin)} on every book`,
    ...(constraints.peakToTroughMax === undefined ? [] : [`peak to trough of at most ${constraints.peakToTroughMax}`]),
  ].join(" and ");
  const named = (point: FrontierPoint) =>
    parameters.map(({ name }, k) => `${name} ${valueText(point.values[k]!)}`).join(", ");
  const choice =
    proposed === null
      ? `No point keeps ${asked}.`
      : proposed === current
        ? `The current point keeps ${asked} and is the cheapest of these points that does.`
        : `Proposed: ${named(proposed)}, the cheapest of these points that keeps ${asked}; the mean margin goes from ${percent(current.averageMargin, 2)} to ${percent(proposed.averageMargin, 2)} of notional.`;
  return [
    `${points.filter((point) => point.isOnFrontier).length} of ${points.length} points are beaten by none in coverage up to the target, ES beyond margin, mean margin and peak to trough at once.`,
    choice,
    "Coverage is the least of the books, ES and peak to trough the largest, mean margin their mean; horizons do not overlap and are the same at every point.",
    ...(refusals.length === 0
      ? []
      : [`The model refused ${refusals.length} points, the first with: ${refusals[0]!.message}.`]),
  ];
}

/** One page without any request: the points by mean margin and coverage, and the table. */
export function frontierReport(result: FrontierResult): SectionReportData {
  const { plan, rulebook, frontier, seed } = result;
  const { points, current, proposed } = frontier;
  const chartOf = (title: string, yLabel: string, of: (point: FrontierPoint) => number) => {
    const dots = (kept: readonly FrontierPoint[]) =>
      kept
        .filter((point) => Number.isFinite(of(point)))
        .map((point) => ({ x: 100 * point.averageMargin, y: of(point) }));
    const curve = (id: string, kept: readonly FrontierPoint[]) => ({ id, points: [], marks: dots(kept) });
    const plain = points.filter((point) => point !== current && point !== proposed);
    return {
      title,
      lines: {
        label: title,
        xLabel: "mean margin, % of notional",
        yLabel,
        curves: [
          curve(
            "on the frontier",
            plain.filter((point) => point.isOnFrontier),
          ),
          curve(
            "dominated",
            plain.filter((point) => !point.isOnFrontier),
          ),
          curve("current", [current]),
          ...(proposed === null || proposed === current ? [] : [curve("proposed", [proposed])]),
        ],
      },
    };
  };
  return {
    title: `Frontier of ${rulebook.id}`,
    dataLabel: dataText(plan, current.books),
    sentences: sentencesOf(result),
    sections: [
      chartOf("Coverage", "coverage, %", (point) => 100 * point.coverage),
      chartOf(
        "Expected shortfall beyond margin",
        "% of notional",
        (point) => 100 * point.expectedShortfallBeyondMargin,
      ),
      chartOf("Peak to trough", "ratio", (point) => point.peakToTrough),
      { title: "Points", table: frontierTable(result) },
    ],
    provenance: [
      ["Plimsoll", version],
      ["Model", `${rulebook.model.id} version ${rulebook.model.version}, parameters ${rulebook.parametersHash}`],
      ["Books", plan.books.map((book) => (book.kind === "archetype" ? book.archetype.id : book.account.id)).join(", ")],
      ["Data", plan.series.map(({ source }) => `${source.file} ${source.sha256.slice(0, 12)}`).join(", ")],
      ["Seed", String(seed)],
    ],
  };
}

export function frontierDocument({ plan, rulebook, constraints, seed, frontier }: FrontierResult) {
  const pointOf = ({ books, ...rest }: FrontierPoint) => ({ ...rest, books: books.map(outcomeDocument) });
  const { points, current, proposed, parameters, refusals } = frontier;
  return {
    schemaVersion: 1,
    plimsoll: version,
    model: rulebook.id,
    parametersHash: rulebook.parametersHash,
    ...planDocument(plan),
    constraints,
    seed,
    parameters: parameters.map(({ name, current: now, lower, upper }) => ({ name, current: now, lower, upper })),
    current: pointOf(current),
    proposed: proposed === null ? null : pointOf(proposed),
    points: points.map(pointOf),
    refusals,
  };
}
