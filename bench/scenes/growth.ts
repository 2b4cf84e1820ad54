import * as Plot from "@observablehq/plot";
import { axisNumber } from "../../src/reports/chart.ts";
import { palette, svgOf } from "../../src/reports/svg.ts";
import { syntheticMarket } from "../syntheticBook.ts";
import type { SceneTable, TableScene } from "../tables.ts";
import { writeWholeBook } from "../wholeBookFiles.ts";
import { accountsOver, manyPositions, ownRun, type WholeRun } from "./wholeBook.ts";

const base = { instruments: 2000, scenarios: 10_240, accounts: 4000 };
type Variable = keyof typeof base;

/** What each goes through while the other two stay. */
const sizes: Readonly<Record<Variable, readonly number[]>> = {
  instruments: [200, 500, 1000, 2000],
  scenarios: [1280, 2560, 5120, 10_240, 20_480],
  accounts: [500, 1000, 2000, 4000, 8000, 16_000],
};
const variables = Object.keys(sizes) as Variable[];
const rounds = 3;

/** Medians in a process of its own. */
function runOf({ instruments, scenarios, accounts }: typeof base): WholeRun {
  const held = accountsOver(instruments, { accounts, ...manyPositions });
  const { folder, remove } = writeWholeBook({ instruments, market: syntheticMarket(scenarios), accounts: held });
  const run = ownRun(folder, rounds);
  remove();
  return run;
}

/** Rows are named by their size and what it is of. */
const nameOf = (size: number, variable: Variable): string => `${size.toLocaleString("en")} ${variable}`;

interface Point {
  readonly variable: Variable;
  readonly size: number;
  readonly milliseconds: number;
}

const pointsOf = ({ rows }: Pick<SceneTable, "rows">): Point[] =>
  variables.flatMap((variable) =>
    sizes[variable].map((size) => {
      const row = rows.find(({ name }) => name === nameOf(size, variable));
      return { variable, size, milliseconds: row?.numbers[0] ?? Number.NaN };
    }),
  );

/** How many times the cost of half as much the largest size has. */
function lastDoubling(points: readonly Point[]): number {
  const { size, milliseconds } = points.at(-1)!;
  return milliseconds / points.find((point) => point.size === size / 2)!.milliseconds;
}

export const growth: TableScene = {
  id: "growth",
  title: "How a whole run grows from 2,000 instruments × 10,240 scenarios × 4,000 accounts, each varied alone",
  async measure() {
    const known = new Map<string, WholeRun>();
    const rows = variables.flatMap((variable) =>
      sizes[variable].map((size) => {
        const sized = { ...base, [variable]: size };
        const key = JSON.stringify(sized);
        const run = known.get(key) ?? runOf(sized);
        known.set(key, run);
        const parts = [run.revaluation, run.planning, run.shortfalls].map((seconds) => 1000 * seconds);
        return { name: nameOf(size, variable), numbers: [parts[0]! + parts[1]! + parts[2]!, ...parts] };
      }),
    );
    const points = pointsOf({ rows });
    const doublings = variables.map((variable) => {
      const times = lastDoubling(points.filter((point) => point.variable === variable));
      return `${variable} ${times.toFixed(2)} times`;
    });
    return {
      heads: ["whole run, CPU ms", "revaluation, ms", "planning, ms", "shortfalls, cold, ms"],
      rows,
      notes: [
        `medians of ${rounds} rounds in a process of its own; the last doubling costs of ${doublings.join(", of ")}`,
      ],
    };
  },
};

/** The table's first column over the sizes, both axes logarithmic, as a picture that stands alone. */
export function growthPlot(table: SceneTable): string {
  const points = pointsOf(table);
  const drawing = {
    className: "growth",
    width: 720,
    height: 420,
    fontSize: 13,
    stretches: 1,
    nameWidth: 0,
    ringStep: 0,
  };
  const legend = variables.flatMap((variable, k) => {
    const place = { frameAnchor: "top-left" as const, dy: 14 + 20 * k };
    const colour = palette[k]!;
    return [
      Plot.dot([variable], { ...place, dx: 18, r: 4.5, fill: colour }),
      Plot.text([variable], {
        ...place,
        dx: 30,
        text: [`${variable} varied`],
        textAnchor: "start",
        lineAnchor: "middle",
      }),
    ];
  });
  const svg = svgOf(drawing, "CPU time of a whole run over instruments, scenarios and accounts", {
    height: drawing.height,
    marginLeft: 64,
    marginRight: 24,
    marginTop: 34,
    marginBottom: 46,
    x: { type: "log", label: "Instruments, scenarios or accounts (count)", tickFormat: axisNumber, grid: true },
    y: { type: "log", label: "CPU time of a whole run (ms)", tickFormat: axisNumber, grid: true },
    color: { domain: variables, range: variables.map((_, k) => palette[k]!) },
    marks: [
      Plot.frame({ strokeOpacity: 0.3 }),
      Plot.lineY(points, { x: "size", y: "milliseconds", stroke: "variable", strokeWidth: 2 }),
      Plot.dot(points, { x: "size", y: "milliseconds", fill: "variable", r: 3.5 }),
      ...legend,
    ],
  });
  // A page may be dark where the picture has no colour of its own.
  const ground = '$1 xmlns="http://www.w3.org/2000/svg"$2<rect width="100%" height="100%" fill="#fff"/>';
  return `${svg.replace(/(<svg[^>]*)(>)/, ground)}\n`;
}
