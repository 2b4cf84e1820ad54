import { isSynthetic } from "../market/timeSeries.ts";
import type { Curve } from "../reports/chart.ts";
import type { SectionReportData } from "../reports/sectionReport.ts";
import { version } from "./version.ts";
import {
  comparisonHead,
  comparisonRows,
  conclusionsOf,
  featureEvidence,
  headingOf,
  importanceOf,
  notesOf,
  type VolatilityAnswer,
  wholeHead,
  wholeRows,
} from "./volatilityResult.ts";

const yearMs = 365.25 * 86_400_000;
/** Points of a line; more are not told apart on a screen. */
const drawnPoints = 400;

const yearOf = (ms: number): number => 1970 + ms / yearMs;

/** The page of `plimsoll volatility`. */
export function volatilityReport(answer: VolatilityAnswer): SectionReportData {
  const { series, comparison, history, plan, seed, onnx } = answer;
  const best = comparison.compared
    .filter(({ qlike }) => qlike !== null)
    .toSorted((one, other) => one.qlike!.mean - other.qlike!.mean)
    .slice(0, 3);
  const [first] = comparison.compared;
  const from = plan.fitSteps;
  return {
    title: `Volatility forecasts of ${series.market}`,
    dataLabel: isSynthetic(series.source) ? "synthetic" : series.venue,
    sentences: conclusionsOf(answer),
    sections: [
      {
        title: "Out of sample",
        text: headingOf(answer),
        table: { head: ["model", "QLIKE"], rows: comparisonRows(answer).map(([model, qlike]) => [model!, qlike!]) },
      },
      {
        title: "Forecast deviation and what came",
        text: "Deviation of a step in percent. What came is the largest of each stretch: the square root of the realised variance, or the size of the return.",
        lines: {
          label: "Forecast deviation",
          xLabel: "year",
          yLabel: "%",
          curves: [
            ...best.map(
              ({ run }): Curve => ({
                id: run.forecaster.id,
                points: thinned(history.closesMs, from, (t) => 100 * Math.sqrt(run.forecasts.variances[t]!)),
              }),
            ),
            {
              id: "what came",
              points: thinned(
                history.closesMs,
                from,
                (t) =>
                  100 * (history.realised[t]! > 0 ? Math.sqrt(history.realised[t]!) : Math.abs(history.returns[t]!)),
              ),
            },
          ],
        },
      },
      {
        title: `QLIKE saved against ${first!.run.forecaster.id}, summed`,
        text: "A line that rises in one crash alone is one crash's merit.",
        lines: {
          label: "QLIKE saved",
          xLabel: "year",
          yLabel: "sum",
          curves: best
            .filter(({ run }) => run !== first!.run && first!.qlike !== null)
            .map(({ run, qlike }) => ({
              id: run.forecaster.id,
              points: summedSaving(history.closesMs, from, first!.qlike!.losses, qlike!.losses),
            })),
        },
      },
      { title: "All scores", table: { head: comparisonHead, rows: comparisonRows(answer) } },
      { title: "How to read them", list: [...notesOf(answer), ...featureEvidence(answer), ...importanceOf(answer)] },
      {
        title: "The whole history, Student t errors",
        isProse: true,
        table: { head: wholeHead, rows: wholeRows(answer) },
      },
    ],
    provenance: [
      ["plimsoll", version],
      ["prices", `${series.source.file}, SHA-256 ${series.source.sha256}`],
      ...(onnx === undefined ? [] : [["onnx", `${onnx.file}, SHA-256 ${onnx.sha256}`] as const]),
      ["seed", String(seed)],
    ],
  };
}

/** The largest of each stretch, so that no spike is thinned away. */
function thinned(closesMs: Float64Array, from: number, heightAt: (t: number) => number) {
  const stride = Math.max(1, Math.ceil((closesMs.length - from) / drawnPoints));
  const points: { x: number; y: number }[] = [];
  for (let t = from; t < closesMs.length; t += stride) {
    let most = heightAt(t);
    for (let k = t + 1; k < Math.min(closesMs.length, t + stride); k++) most = Math.max(most, heightAt(k));
    points.push({ x: yearOf(closesMs[t]!), y: most });
  }
  return points;
}

function summedSaving(closesMs: Float64Array, from: number, base: Float64Array, own: Float64Array) {
  const stride = Math.max(1, Math.ceil(own.length / drawnPoints));
  const points: { x: number; y: number }[] = [];
  let total = 0;
  for (let k = 0; k < own.length; k++) {
    total += base[k]! - own[k]!;
    if (k % stride === stride - 1 || k === own.length - 1) points.push({ x: yearOf(closesMs[from + k]!), y: total });
  }
  return points;
}
