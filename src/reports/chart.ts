import * as Plot from "@observablehq/plot";
import { type Drawing, palette, svgOf } from "./svg.ts";

/** One curve; points whose value is not a number break it. */
export interface Curve {
  readonly id: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
  /** Drawn as dots with a bar from low to high, where both are known; otherwise as a line. */
  readonly marks?: readonly { readonly x: number; readonly y: number; readonly low?: number; readonly high?: number }[];
}

export interface LineChart {
  readonly label: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly curves: readonly Curve[];
  /** One place on the x axis, drawn dashed and named in the legend. */
  readonly guide?: { readonly x: number; readonly id: string };
}

export function lineChart({ label, xLabel, yLabel, curves, guide }: LineChart, drawing: Drawing): string {
  const ids = curves.map((one) => one.id);
  const points = curves.flatMap(({ id, points: own }) => own.map((point) => ({ ...point, id })));
  const dots = curves.flatMap(({ id, marks = [] }) => marks.map((mark) => ({ ...mark, id })));
  const bars = dots.filter(({ low, high }) => low !== undefined && high !== undefined);
  return svgOf(drawing, label, {
    height: drawing.height,
    marginTop: 30,
    marginLeft: 56,
    marginBottom: 40,
    // Half of the longest number that may stand at the end of the axis.
    marginRight: 24,
    x: { label: xLabel, ticks: drawing.width > 500 ? 8 : 4, tickFormat: xLabel === "year" ? String : axisNumber },
    y: { label: yLabel, grid: true, tickFormat: axisNumber },
    color: { domain: ids, range: ids.map((_, k) => palette[k % palette.length]!) },
    marks: [
      ...(hasBothSigns([...points, ...dots]) ? [Plot.ruleY([0], { strokeOpacity: 0.6 })] : []),
      ...(guide === undefined ? [] : [Plot.ruleX([guide.x], { strokeDasharray: "4 3", strokeOpacity: 0.7 })]),
      Plot.ruleX(bars, { x: "x", y1: "low", y2: "high", stroke: "id", strokeOpacity: 0.5 }),
      Plot.dot(dots, { x: "x", y: "y", stroke: "id", r: 1.8 }),
      Plot.lineY(points, { x: "x", y: "y", stroke: "id", z: "id" }),
    ],
  });
}

const hasBothSigns = (points: readonly { readonly y: number }[]): boolean =>
  points.some(({ y }) => y < 0) && points.some(({ y }) => y > 0);

/** 2e−6, 0.05, 500, 2.5k, 1M: three letters more than its digits at most, so that an axis needs little room. */
export function axisNumber(value: number): string {
  const size = Math.abs(value);
  if (size > 0 && size < 1e-4) {
    return `${value < 0 ? "\u2212" : ""}${Number(size.toPrecision(3)).toExponential().replace("-", "\u2212")}`;
  }
  const [unit, suffix] = size >= 1e9 ? [1e9, "bn"] : size >= 1e6 ? [1e6, "M"] : size >= 1000 ? [1000, "k"] : [1, ""];
  return `${value < 0 ? "\u2212" : ""}${Number((size / unit).toPrecision(6))}${suffix}`;
}

/** The same to three digits. */
export const roundNumber = (value: number): string => axisNumber(Number(value.toPrecision(3)));

const signedNumber = (value: number): string => (value > 0 ? `+${axisNumber(value)}` : axisNumber(value));

interface Cell {
  readonly x: number;
  readonly y: number;
  readonly value: number;
}

export interface HeatMap {
  readonly label: string;
  /** Both axes are changes: their ticks carry a sign. */
  readonly xLabel: string;
  readonly yLabel: string;
  /** Of the values. */
  readonly unit: string;
  /** At least one. */
  readonly cells: readonly Cell[];
}

/** Of `RdBu`, from the largest loss over 0 to the largest gain: what the legend shows. */
export const heatColours = ["#67001f", "#d6604d", "#f7f7f7", "#4393c3", "#053061"];

/** The cell with the least value, and the largest size of any, which ends the colour scale on both sides. */
export function heatExtremes({ cells }: HeatMap): { readonly worst: Cell; readonly most: number } {
  const worst = cells.reduce((least, one) => (one.value < least.value ? one : least));
  return { worst, most: Math.max(...cells.map(({ value }) => Math.abs(value))) };
}

/** Letters on a cell whose colour is further than this from the middle of the scale are white. */
const paleMax = 0.55;
/** Room that the text of a cell needs, in font sizes. */
const textWidth = 3.8;
const margins = { left: 60, right: 14 };

/** Names of neighbours would touch where columns are narrow; 0 keeps its own. */
const everySecond = (columns: readonly number[]): number[] => {
  const kept = Math.max(0, columns.indexOf(0)) % 2;
  return columns.filter((_, k) => k % 2 === kept);
};

/** A grid of values, losses red and gains blue, the least of all ringed; cells show their value where there is room. */
export function heatMap(map: HeatMap, drawing: Drawing): string {
  const { label, xLabel, yLabel, cells } = map;
  const { worst, most } = heatExtremes(map);
  const columns = [...new Set(cells.map(({ x }) => x))].sort((a, b) => a - b);
  const cellWidth = (drawing.width - margins.left - margins.right) / columns.length;
  const isRoomy = cellWidth > textWidth * drawing.fontSize;
  const fontSize = drawing.fontSize - 1;
  return svgOf(drawing, label, {
    height: drawing.height,
    marginLeft: margins.left,
    marginRight: margins.right,
    marginBottom: 40,
    x: { label: xLabel, tickFormat: signedNumber, tickSize: 0, ...(isRoomy ? {} : { ticks: everySecond(columns) }) },
    y: { label: yLabel, reverse: true, tickFormat: signedNumber, tickSize: 0 },
    color: { type: "diverging", scheme: "RdBu", domain: [-most || -1, most || 1] },
    marks: [
      Plot.cell(cells, { x: "x", y: "y", fill: "value", inset: 0.5 }),
      ...(isRoomy
        ? [
            Plot.text(cells, {
              x: "x",
              y: "y",
              text: ({ value }: Cell) => roundNumber(value),
              fill: ({ value }: Cell) => (Math.abs(value) > paleMax * most ? "#fff" : "#111"),
              fontSize,
            }),
          ]
        : []),
      // Two strokes, because one colour is not seen on every colour below it.
      Plot.cell([worst], { x: "x", y: "y", stroke: "#111", strokeWidth: 4.5, fill: "none", className: "ring" }),
      Plot.cell([worst], { x: "x", y: "y", stroke: "#F0E442", strokeWidth: 2, fill: "none" }),
    ],
  });
}

/** A start, steps up and down, and the end that they lead to. */
export interface Waterfall {
  readonly label: string;
  readonly xLabel: string;
  readonly from: { readonly id: string; readonly value: number };
  readonly steps: readonly { readonly id: string; readonly change: number }[];
  readonly to: { readonly id: string; readonly value: number };
}

const totalColour = "#555";
const [riseColour, fallColour] = ["#D55E00", "#0072B2"];
const rowHeight = 26;

/** One row a step, from the level that it starts at to the one that it ends at; rises orange, falls blue. */
export function waterfall({ label, xLabel, from, steps, to }: Waterfall, drawing: Drawing): string {
  let level = from.value;
  const moves = steps.map(({ id, change }) => {
    const start = level;
    level += change;
    return {
      id,
      start,
      end: level,
      colour: change > 0 ? riseColour : fallColour,
      text: signedNumber(roundTo3(change)),
    };
  });
  const totals = [from, to].map(({ id, value }) => ({
    id,
    start: 0,
    end: value,
    colour: totalColour,
    text: axisNumber(roundTo3(value)),
  }));
  const bars = [totals[0]!, ...moves, totals[1]!];
  return svgOf(drawing, label, {
    height: 56 + rowHeight * bars.length,
    marginLeft: drawing.nameWidth,
    marginRight: 60,
    marginBottom: 40,
    x: { label: xLabel, grid: true, tickFormat: axisNumber, ticks: drawing.width > 500 ? 6 : 3 },
    y: { label: null, domain: bars.map(({ id }) => id), tickSize: 0 },
    marks: [
      Plot.barX(bars, { y: "id", x1: "start", x2: "end", fill: "colour", insetTop: 3, insetBottom: 3 }),
      Plot.text(bars, {
        y: "id",
        x: ({ start, end }: { start: number; end: number }) => Math.max(start, end),
        text: "text",
        textAnchor: "start",
        dx: 4,
      }),
    ],
  });
}

const roundTo3 = (value: number): number => Number(value.toPrecision(3));
