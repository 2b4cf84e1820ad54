import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";

/** One model's requirement on one book, and the losses it met. */
export interface MarginPlotData {
  readonly models: readonly {
    readonly id: string;
    readonly times: readonly number[];
    readonly requirements: readonly number[];
  }[];
  readonly times: readonly number[];
  readonly losses: readonly number[];
  readonly breaches: readonly { readonly model: string; readonly time: number; readonly loss: number }[];
}

/** Most points drawn of one line: a page is a thousand pixels wide. */
const pointsMax = 500;
/** Colour-blind safe, from the Okabe-Ito palette; readable on light and dark. */
const palette = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"];

/** Requirement of every model as lines, the largest losses of each stretch as bars, breaches as dots. */
export function marginPlot(data: MarginPlotData, currency: string): string {
  const ids = data.models.map((one) => one.id);
  const lines = data.models.flatMap(({ id, times, requirements }) =>
    bucketed(times, requirements).map(({ time, value }) => ({ model: id, time: new Date(time), value })),
  );
  const bars = bucketed(data.times, data.losses)
    .filter(({ value }) => value > 0)
    .map(({ time, value }) => ({ time: new Date(time), value }));
  const dots = data.breaches.map(({ model, time, loss }) => ({ model, time: new Date(time), value: loss }));
  return svgOf({
    height: 260,
    marginLeft: 62,
    y: { label: `${currency} (loss, requirement)`, grid: true, tickFormat: "~s" },
    x: { label: null, type: "utc" },
    color: { domain: ids, range: palette.slice(0, ids.length) },
    marks: [
      Plot.ruleX(bars, { x: "time", y1: 0, y2: "value", stroke: "currentColor", strokeOpacity: 0.28 }),
      Plot.lineY(lines, { x: "time", y: "value", stroke: "model", strokeWidth: 1.4 }),
      Plot.dot(dots, { x: "time", y: "value", stroke: "model", r: 3.2, strokeWidth: 1.4 }),
      Plot.ruleY([0]),
    ],
  });
}

/** When each model was breached, on every book together. */
export function breachTimeline(
  rows: readonly { readonly model: string; readonly time: number }[],
  models: readonly string[],
): string {
  return svgOf({
    height: 40 + 28 * models.length,
    marginLeft: 168,
    x: { label: null, type: "utc", grid: true },
    y: { label: null, domain: [...models] },
    color: { domain: [...models], range: palette.slice(0, models.length) },
    marks: [
      Plot.tickX(
        rows.map((one) => ({ ...one, time: new Date(one.time) })),
        { x: "time", y: "model", stroke: "model", strokeOpacity: 0.55 },
      ),
    ],
  });
}

export const modelColours = (models: readonly string[]): string[] => models.map((_, k) => palette[k % palette.length]!);

/** The largest value of each stretch: a peak must not vanish by thinning. */
function bucketed(times: readonly number[], values: readonly number[]): { time: number; value: number }[] {
  const size = Math.max(1, Math.ceil(times.length / pointsMax));
  const points: { time: number; value: number }[] = [];
  for (let from = 0; from < times.length; from += size) {
    let best = from;
    for (let k = from; k < Math.min(times.length, from + size); k++) if (values[k]! > values[best]!) best = k;
    points.push({ time: times[best]!, value: values[best]! });
  }
  return points;
}

function svgOf(options: Plot.PlotOptions): string {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const plot = Plot.plot({
    width: 960,
    ...options,
    document: document as unknown as NonNullable<Plot.PlotOptions["document"]>,
    style: { background: "none", fontSize: "12px" },
  });
  const svg = plot as unknown as { outerHTML: string };
  // Width is the page's: the drawing keeps its shape through its viewBox.
  return svg.outerHTML.replace(/ width="960" height="\d+"/, ' width="100%" role="img"');
}
