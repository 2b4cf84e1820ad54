import { describe, expect, test } from "vitest";
import { breachTimeline, drawings, type MarginPlotData, marginPlot } from "./svg.ts";

const hourMs = 3_600_000;
const [wide, narrow] = drawings as [(typeof drawings)[number], (typeof drawings)[number]];

/** Two models asking 100, hourly; a single loss of 500 that breaches both. */
function plotOf(count: number, breachAt: number): MarginPlotData {
  const times = Array.from({ length: count }, (_, k) => k * hourMs);
  const requirements = times.map(() => 100);
  const losses = times.map((_, k) => (k === breachAt ? 500 : 10));
  const breaches = ["a", "b"].map((model) => ({ model, time: times[breachAt]!, loss: 500 }));
  return { models: ["a", "b"].map((id) => ({ id, times, requirements })), times, losses, breaches };
}

const radii = (svg: string): number[] => [...svg.matchAll(/<circle[^>]* r="([\d.]+)"/g)].map(([, r]) => Number(r));

describe("the margin plot", () => {
  test("draws a ring for each model breached at one time, of different sizes", () => {
    for (const drawing of drawings) {
      const drawn = radii(marginPlot(plotOf(100, 50), "USD", drawing));
      expect(drawn).toHaveLength(2);
      expect(new Set(drawn).size).toBe(2);
    }
  });

  test("keeps a single peak among 60,000 observations and stays small", () => {
    for (const drawing of drawings) {
      const quiet = marginPlot(
        { ...plotOf(60_000, 1), losses: new Array(60_000).fill(10), breaches: [] },
        "USD",
        drawing,
      );
      const peaked = marginPlot(plotOf(60_000, 31_234), "USD", drawing);
      expect(quiet.includes(">500</text>")).toBe(false);
      expect(peaked.includes(">500</text>")).toBe(true); // the axis reaches it
      expect(radii(peaked)).toHaveLength(2);
      expect(peaked.length).toBeLessThan(60_000);
    }
  });

  test("is as wide as the page and knows its own width", () => {
    expect(marginPlot(plotOf(10, 5), "USD", wide)).toMatch(/<svg(?=[^>]*width="100%")(?=[^>]*viewBox="0 0 960 )/);
    expect(marginPlot(plotOf(10, 5), "USD", narrow)).toMatch(
      /<svg(?=[^>]*class="[^"]* narrow")(?=[^>]*viewBox="0 0 360 )/,
    );
  });
});

test("the timeline thins many breaches to what can be seen", () => {
  const rows = Array.from({ length: 20_000 }, (_, k) => ({ model: "a", time: k * hourMs }));
  const svg = breachTimeline(rows, ["a"], wide);
  expect([...svg.matchAll(/<line [^>]*x1=/g)].length).toBeLessThanOrEqual(2 * wide.stretches + 50);
});
