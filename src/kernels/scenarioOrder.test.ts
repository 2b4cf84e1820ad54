import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { normals } from "./normals.ts";
import { scenarioOrder } from "./scenarioOrder.ts";

const isPermutation = (order: Uint32Array, scenarios: number): boolean =>
  order.length === scenarios && order.toSorted().every((s, k) => s === k);

describe("the order of scenarios", () => {
  test("names each scenario once, whatever the rows hold", () => {
    const shapes = fc.integer({ min: 0, max: 4 }).chain((instruments) =>
      fc.integer({ min: 1, max: 40 }).chain((scenarios) =>
        fc.tuple(
          fc.constant(scenarios),
          fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }), {
            minLength: instruments * scenarios,
            maxLength: instruments * scenarios,
          }),
        ),
      ),
    );
    fc.assert(
      fc.property(shapes, ([scenarios, values]) =>
        isPermutation(scenarioOrder(Float64Array.from(values), scenarios), scenarios),
      ),
    );
  });

  test("puts the worst scenarios of a book on few cache lines, which by their own order would be on many", () => {
    const [scenarios, instruments, worst] = [8192, 12, 200];
    const factors = new Float64Array(2 * scenarios);
    normals({ seed: [3, 0], stream: [0, 0], block: 0 }, factors);
    const unitPnl = Float64Array.from({ length: instruments * scenarios }, (_, k) => {
      const [i, s] = [Math.floor(k / scenarios), k % scenarios];
      const angle = (2 * Math.PI * i) / instruments;
      return Math.cos(angle) * factors[2 * s]! + Math.sin(angle) * factors[2 * s + 1]!;
    });
    const order = scenarioOrder(unitPnl, scenarios);
    const placeOf = new Uint32Array(scenarios);
    order.forEach((s, p) => {
      placeOf[s] = p;
    });
    for (let i = 0; i < instruments; i++) {
      const row = unitPnl.subarray(i * scenarios, (i + 1) * scenarios);
      const tail = [...row.keys()].sort((a, b) => row[a]! - row[b]!).slice(0, worst);
      const lines = new Set(tail.map((s) => placeOf[s]! >> 3)).size;
      expect(lines).toBeLessThan(0.5 * new Set(tail.map((s) => s >> 3)).size);
    }
  });
});
