import type { CoinCalibration, ParameterReport } from "../../calibration/parameters/index.ts";
import { parameterEstimators, sourceEstimators } from "../../calibration/parameters/index.ts";
import type { ReportSection, SectionReportData } from "../../reports/sectionReport.ts";
import { dayText } from "../present.ts";
import { nameOf, shortText, summaryHead, summaryRow, warningsOf } from "./calibrationResult.ts";
import type { CoinParameters } from "./coinFile.ts";

const yearMs = 365.25 * 86_400_000;

/** The page of one coin of `plimsoll calibrate`. */
export function calibrationReport(coin: CoinParameters): SectionReportData {
  const { question, market, venue, source, from, to, bars, estimators } = coin;
  return {
    title: `Calibration of ${market}`,
    dataLabel: venue,
    sentences: sentencesOf(coin),
    sections: [
      { title: "At a glance", table: { head: ["parameter", "value"], rows: glanceOf(coin) } },
      ...estimators.flatMap(sectionsOf),
    ],
    provenance: [
      ["plimsoll", coin.plimsoll],
      ["prices", `${source.file}, SHA-256 ${source.sha256}`],
      ...coin.otherSources.map((one) => [one.format, `${one.file}, SHA-256 ${one.sha256}`] as const),
      ["window", `${from} to ${to}, bars of ${question.interval}: ${bars.present} known, ${bars.missing} missing`],
      ["seed", String(question.seed)],
      ["key", coin.key],
    ],
  };
}

/** The row of the terminal's table, stood upright so that a telephone shows it. */
const glanceOf = (coin: CoinParameters): string[][] => {
  const row = summaryRow(coin);
  return summaryHead.slice(1).map((name, k) => [name, row[k + 1]!]);
};

function sentencesOf({ estimators, from, to, bars }: CoinParameters): string[] {
  const refused = estimators.filter(({ refused: why }) => why !== null);
  const warnings = estimators.flatMap(({ id, report }) =>
    (report?.estimates ?? []).flatMap((one) => warningsOf(one).map((flag) => `${id} ${one.name}: ${flag}.`)),
  );
  return [
    `${bars.present.toLocaleString("en")} bars from ${dayText(Date.parse(from))} to ${dayText(Date.parse(to))}; ${bars.missing} are missing and left out.`,
    refused.length === 0
      ? `All ${estimators.length} estimators gave an answer.`
      : `${refused.length} of ${estimators.length} estimators gave none: ${refused.map((one) => `${nameOf(one)} (${one.refused!.message})`).join("; ")}.`,
    ...[...new Set(warnings)].slice(0, 6),
  ];
}

function sectionsOf({ id, input, report, refused }: CoinCalibration): ReportSection[] {
  const estimator = [...parameterEstimators, ...sourceEstimators].find((one) => one.id === id);
  const title = `${estimator?.title ?? id}${input === undefined ? "" : `, ${input}`}`;
  if (report === null) return [{ title, text: `Refused: ${refused?.message ?? "no reason"}. ${refused?.hint ?? ""}` }];
  return [
    {
      title,
      text: `${report.method}. ${report.observations.toLocaleString("en")} observations.`,
      isProse: true,
      table: estimateTable(report),
    },
    ...report.plots.map(
      (plot): ReportSection => ({
        title: plot.title,
        text: plot.reading,
        lines: {
          label: plot.title,
          xLabel: plot.xLabel,
          yLabel: plot.yLabel,
          curves: plot.curves.map((curve) =>
            curve.isDots ? { id: curve.id, points: [], marks: curve.points } : { id: curve.id, points: curve.points },
          ),
        },
      }),
    ),
    ...stabilitySections(report, title),
  ];
}

const estimateTable = ({ estimates, sensitivity }: ParameterReport) => ({
  head: ["parameter", "value", "95 %", "unit and flags"],
  rows: [
    ...estimates.map(({ name, value, interval, unit, flags }) => [
      name,
      shortText(value),
      interval === null ? "–" : `${shortText(interval.lower)} to ${shortText(interval.upper)}`,
      [unit, ...flags].filter((text) => text !== "").join("; "),
    ]),
    ...sensitivity.map(({ change, value }) => [
      estimates[0]?.name ?? "",
      value === null ? "none" : shortText(value),
      "–",
      change,
    ]),
  ],
});

/** The first parameter over windows one after another, beside its value over all. */
function stabilitySections({ estimates, stability }: ParameterReport, title: string): ReportSection[] {
  const known = stability.flatMap(({ fromMs, toMs, value }) =>
    value === null ? [] : [{ x: 1970 + (0.5 * (fromMs + toMs)) / yearMs, y: value }],
  );
  const [first] = estimates;
  if (known.length < 2 || first === undefined) return [];
  const ends = [known[0]!.x, known.at(-1)!.x];
  return [
    {
      title: `${title}: ${first.name} over windows`,
      text: "Windows one after another, each drawn at its middle. Apart by more than the interval: not one parameter.",
      lines: {
        label: `${first.name} over windows`,
        xLabel: "year",
        yLabel: first.name,
        curves: [
          { id: "window", points: known, marks: known },
          { id: "whole history", points: ends.map((x) => ({ x, y: first.value })) },
        ],
      },
    },
  ];
}
