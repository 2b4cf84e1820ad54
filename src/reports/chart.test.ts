import { parseHTML } from "linkedom";
import { describe, expect, test } from "vitest";
import { axisNumber, heatExtremes, heatMap, lineChart } from "./chart.ts";
import { drawings } from "./svg.ts";

const [wide, narrow] = [drawings[0]!, drawings[1]!];
const parsed = (svg: string) => parseHTML(`<body>${svg}</body>`).document;

const cells = [-50, -40, -30, -20, -10, 0, 10, 20, 30, 40, 50].flatMap((x) =>
  [-50, 0, 100].map((y) => ({ x, y, value: x === 20 && y === 100 ? -7_000_000 : 1000 * x - y })),
);
const map = { label: "P&L", xLabel: "price, %", yLabel: "volatility, %", unit: "USD", cells };

/** Left and top edges of rectangles, without the gap between cells. */
const cornersOf = (svg: string, query: string): string[] =>
  [...parsed(svg).querySelectorAll(query)].map((one) =>
    ["x", "y"].map((name) => Math.round(Number(one.getAttribute(name)))).join(" "),
  );

describe("a heat map", () => {
  test("rings the cell with the least value, and no other", () => {
    expect(heatExtremes(map)).toEqual({ worst: { x: 20, y: 100, value: -7_000_000 }, most: 7_000_000 });
    for (const drawing of drawings) {
      const svg = heatMap(map, drawing);
      const filled = cornersOf(svg, "g:not([stroke]) > rect");
      expect(filled).toHaveLength(cells.length);
      const at = filled[cells.findIndex(({ value }) => value === -7_000_000)]!.split(" ").map(Number);
      const rings = cornersOf(svg, "g[stroke] > rect").map((text) => text.split(" ").map(Number));
      expect(rings).toHaveLength(2);
      for (const [x, y] of rings) {
        expect(Math.abs(x! - at[0]!)).toBeLessThanOrEqual(1);
        expect(Math.abs(y! - at[1]!)).toBeLessThanOrEqual(1);
      }
    }
  });

  test("shows values where they fit, and every second column's name where they do not", () => {
    const texts = (svg: string) => [...parsed(svg).querySelectorAll("text")].map((one) => one.textContent);
    expect(texts(heatMap(map, wide))).toEqual(expect.arrayContaining(["−7M", "+50", "+10"]));
    const small = texts(heatMap(map, narrow));
    expect(small).toEqual(expect.arrayContaining(["−40", "0", "+40"]));
    expect(small).not.toContain("−7M");
    expect(small).not.toContain("+50");
  });

  test("of nothing but zeros is drawn", () => {
    const flat = { ...map, cells: cells.map((one) => ({ ...one, value: 0 })) };
    expect(heatMap(flat, wide)).not.toContain("NaN");
  });
});

test("a line chart draws its guide, and the zero line only where values lie on both sides", () => {
  const chart = (low: number) =>
    lineChart(
      {
        label: "P&L",
        xLabel: "price, USD",
        yLabel: "P&L, USD",
        curves: [
          {
            id: "now",
            points: [
              { x: 50_000, y: low },
              { x: 90_000, y: 2e6 },
            ],
          },
        ],
        guide: { x: 70_000, id: "price now" },
      },
      wide,
    );
  expect(parsed(chart(-2e6)).querySelectorAll('[aria-label="rule"] line')).toHaveLength(2);
  expect(parsed(chart(1e6)).querySelectorAll('[aria-label="rule"] line')).toHaveLength(1);
});

test("numbers of an axis keep their digits and need little room", () => {
  const shown = [-1_250_000, -500, -2e-6, 0, 0.05, 70_000, 2.5e9].map(axisNumber);
  expect(shown).toEqual(["−1.25M", "−500", "−2e−6", "0", "0.05", "70k", "2.5bn"]);
});
