import type { BoundScenarios } from "./boundShocks.ts";

/** Drawn paths as scenarios of equal weight, named by their number from 1. */
export function drawnPaths(count: number, elapsedYears: number): BoundScenarios {
  let scenarios = named.get(count);
  if (scenarios === undefined) {
    scenarios = Array.from({ length: count }, (_, k) => ({ label: `path ${k + 1}`, block: "drawn", factor: 1 }));
    named.set(count, scenarios);
  }
  return { scenarios, elapsedYears };
}

/** By their number: a backtest asks for the same names every day. */
const named = new Map<number, BoundScenarios["scenarios"]>();
