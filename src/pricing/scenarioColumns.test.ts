import { describe, expect, it } from "vitest";
import { forwardColumns, volatilityColumns } from "./scenarioColumns.ts";

describe("what follows from a column is made once, for as long as the column holds the same numbers", () => {
  it("of forwards", () => {
    const column = Float64Array.of(90, 100, 110);
    const made = forwardColumns(100, column);
    expect(forwardColumns(100, column)).toBe(made);
    column[2] = 120;
    expect([...made.forwards]).toEqual([90, 100, 110]);
    expect(forwardColumns(100, column)).toEqual(forwardColumns(100, Float64Array.of(90, 100, 120)));
  });

  it("wherever it changes", () => {
    for (let changed = 0; changed < 11; changed++) {
      const column = new Float64Array(11).fill(100);
      const made = forwardColumns(100, column);
      column[changed] = 120;
      expect(forwardColumns(100, column)).not.toBe(made);
    }
  });

  it("of volatilities", () => {
    const column = Float64Array.of(0.5, 0, 0.25);
    const made = volatilityColumns(column);
    expect(volatilityColumns(column)).toBe(made);
    column[0] = 1;
    expect([...made.inverses]).toEqual([2, Number.POSITIVE_INFINITY, 4]);
    expect([...volatilityColumns(column).inverses]).toEqual([1, Number.POSITIVE_INFINITY, 4]);
  });
});
