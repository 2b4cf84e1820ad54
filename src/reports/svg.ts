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

/** A drawing for one width of page; lengths in its own pixels, which are the page's when it is shown. */
export interface Drawing {
  readonly className: string;
  readonly width: number;
  readonly height: number;
  readonly fontSize: number;
  /** Stretches of time that a line, the bars and the rings of a model are thinned to. */
  readonly stretches: number;
  /** Room for the names of models. */
  readonly nameWidth: number;
  readonly ringStep: number;
}

/** A style sheet shows one of the two: letters of a shrunk drawing cannot be read. */
export const drawings: readonly Drawing[] = [
  { className: "wide", width: 960, height: 268, fontSize: 12.5, stretches: 250, nameWidth: 196, ringStep: 2 },
  { className: "narrow", width: 360, height: 190, fontSize: 12, stretches: 90, nameWidth: 120, ringStep: 1.6 },
];

/** Colour-blind safe, from the Okabe-Ito palette; readable on light and dark. */
export const palette = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"];
const ringRadius = 2.4;
/** Below the axis: a tick, a month and under it a year. */
const tickRoom = 38;

/**
 * Requirement of every model as lines, losses as bars, breaches as rings. Rings of several models at one place differ
 * in size, so that each is seen.
 */
export function marginPlot(data: MarginPlotData, currency: string, drawing: Drawing): string {
  const ids = data.models.map((one) => one.id);
  const allTimes = data.models.flatMap(({ times }) => [times[0]!, times.at(-1)!]);
  const span = { from: Math.min(...allTimes), to: Math.max(...allTimes) };
  const { stretches, ringStep } = drawing;
  const lines = data.models.flatMap(({ id, times, requirements }) =>
    thinned(pointsOf(times, requirements), span, stretches)
      .flatMap(({ least, most }) => (least.time < most.time ? [least, most] : least === most ? [most] : [most, least]))
      .map(({ time, value }) => ({ model: id, time: new Date(time), value })),
  );
  // One broken line draws all bars: up from 0 to the loss, then lift the pen.
  const bars = thinned(pointsOf(data.times, data.losses), span, 2 * stretches)
    .filter(({ most }) => most.value > 0)
    .flatMap(({ most }) => [0, most.value, Number.NaN].map((value) => ({ time: new Date(most.time), value })));
  const rings = ids.flatMap((model, k) => {
    const own = data.breaches.filter((one) => one.model === model).map(({ time, loss }) => ({ time, value: loss }));
    const shown = thinned(own, span, stretches).map(({ most }) => most);
    return shown.map(({ time, value }) => ({ model, time: new Date(time), value, r: ringRadius + k * ringStep }));
  });
  return svgOf(drawing, `Requirement and loss, ${currency}`, {
    height: drawing.height,
    marginLeft: 44,
    marginTop: 24,
    marginBottom: tickRoom,
    marginRight: 14,
    y: { label: currency, labelArrow: "up", grid: true, tickFormat: shortAmount },
    x: { label: null, type: "utc" },
    r: { type: "identity" },
    color: { domain: ids, range: modelColours(ids) },
    marks: [
      Plot.line(bars, { x: "time", y: "value", stroke: "currentColor", strokeOpacity: 0.28, strokeWidth: 1 }),
      Plot.lineY(lines, { x: "time", y: "value", stroke: "model", strokeWidth: 1.4 }),
      Plot.dot(rings, { x: "time", y: "value", stroke: "model", r: "r", strokeWidth: 1.4 }),
      Plot.ruleY([0]),
    ],
  });
}

/** When each model was breached, on every book together. */
export function breachTimeline(
  rows: readonly { readonly model: string; readonly time: number }[],
  models: readonly string[],
  drawing: Drawing,
): string {
  const span = rows.reduce(({ from, to }, { time }) => ({ from: Math.min(from, time), to: Math.max(to, time) }), {
    from: Number.POSITIVE_INFINITY,
    to: Number.NEGATIVE_INFINITY,
  });
  const ticks = models.flatMap((model) => {
    const own = rows.filter((one) => one.model === model).map(({ time }) => ({ time, value: 1 }));
    return thinned(own, span, 2 * drawing.stretches).map(({ most }) => ({ model, time: new Date(most.time) }));
  });
  return svgOf(drawing, "Breaches over time", {
    height: 20 + tickRoom + 34 * models.length,
    marginLeft: drawing.nameWidth,
    marginBottom: tickRoom,
    marginRight: 14,
    x: { label: null, type: "utc", grid: true },
    y: { label: null, domain: [...models], tickFormat: (id: string) => inLines(id, drawing), tickSize: 0 },
    color: { domain: [...models], range: modelColours(models) },
    marks: [Plot.tickX(ticks, { x: "time", y: "model", stroke: "model", strokeOpacity: 0.75 })],
  });
}

export const modelColours = (models: readonly string[]): string[] => models.map((_, k) => palette[k % palette.length]!);

interface Point {
  readonly time: number;
  readonly value: number;
}

const pointsOf = (times: readonly number[], values: readonly number[]): Point[] =>
  times.map((time, k) => ({ time, value: values[k]! }));

/** Least and largest value of each stretch of equal time, empty stretches left out: a peak must not vanish by thinning. */
function thinned(
  points: readonly Point[],
  span: { readonly from: number; readonly to: number },
  stretches: number,
): { readonly least: Point; readonly most: Point }[] {
  const width = Math.max(1, (span.to - span.from) / stretches);
  const found = new Map<number, { least: Point; most: Point }>();
  for (const point of points) {
    const stretch = Math.floor((point.time - span.from) / width);
    const so = found.get(stretch);
    if (so === undefined) found.set(stretch, { least: point, most: point });
    else if (point.value < so.least.value) so.least = point;
    else if (point.value > so.most.value) so.most = point;
  }
  return [...found].sort(([a], [b]) => a - b).map(([, extremes]) => extremes);
}

/** 0, 500, 2.5k, 1M. */
function shortAmount(value: number): string {
  const [unit, suffix] = Math.abs(value) >= 1e6 ? [1e6, "M"] : Math.abs(value) >= 1000 ? [1000, "k"] : [1, ""];
  return `${Number((value / unit).toPrecision(6))}${suffix}`;
}

/** Widest letter of the ids, as a share of the font size. */
const letterWidth = 0.58;

/** A name broken at a hyphen where the room does not hold it. */
function inLines(id: string, { nameWidth, fontSize }: Drawing): string {
  const letters = Math.floor((nameWidth - 8) / (letterWidth * fontSize));
  const lines: string[] = [];
  for (const part of id.split(/(?<=-)/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + part.length <= letters) lines[lines.length - 1] = last + part;
    else lines.push(part);
  }
  return lines.join("\n");
}

export function svgOf({ className, width, fontSize }: Drawing, label: string, options: Plot.PlotOptions): string {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const plot = Plot.plot({
    width,
    ...options,
    ariaLabel: label,
    document: document as unknown as NonNullable<Plot.PlotOptions["document"]>,
    style: { background: "none", fontSize: `${fontSize}px` },
  });
  // Width is the page's: the drawing keeps its shape through its viewBox.
  plot.setAttribute("width", "100%");
  plot.removeAttribute("height");
  plot.setAttribute("role", "img");
  plot.setAttribute("class", `${plot.getAttribute("class")} ${className}`);
  // A tenth of a pixel is as fine as is seen; the words between the tags stay as they are.
  return plot.outerHTML.replace(/<[^>]*>/g, (tag: string) =>
    tag.replace(/\d+\.\d{2,}/g, (digits) => String(Number(Number(digits).toFixed(1)))),
  );
}
