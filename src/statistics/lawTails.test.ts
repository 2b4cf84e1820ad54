import { describe, expect, test } from "vitest";
import { normalExpectedShortfall, normalValueAtRisk } from "./normalTail.ts";
import { studentTExpectedShortfall, studentTValueAtRisk } from "./studentTTail.ts";

describe("tails of laws in closed form", () => {
  test("a normal loss of 1 % is 2.3263 deviations less the mean, and 2.6652 beyond it on average", () => {
    const law = { mean: 1, deviation: 2 };
    expect(normalValueAtRisk(law, 0.99)).toBeCloseTo(2 * 2.3263478740408408 - 1, 13);
    expect(normalExpectedShortfall(law, 0.99)).toBeCloseTo(2 * 2.665214220345806 - 1, 13);
  });

  test("an expected shortfall is the mean of the values at risk beyond it", () => {
    const law = { mean: 0.3, deviation: 1.5, degreesOfFreedom: 3.5 };
    const steps = 40_000;
    let total = 0;
    for (let k = 0; k < steps; k++) total += studentTValueAtRisk(law, 1 - (0.05 * (k + 0.5)) / steps);
    expect(studentTExpectedShortfall(law, 0.95)).toBeCloseTo(total / steps, 2);
  });

  test("Student's t with many degrees of freedom is normal, and its deviation is the one given", () => {
    const law = { mean: 0, deviation: 3 };
    const near = { ...law, degreesOfFreedom: 1e6 };
    expect(studentTValueAtRisk(near, 0.99)).toBeCloseTo(normalValueAtRisk(law, 0.99), 4);
    expect(studentTExpectedShortfall(near, 0.99)).toBeCloseTo(normalExpectedShortfall(law, 0.99), 4);
  });

  test("of equal deviation the heavier tail loses more far out and less near", () => {
    const heavy = { mean: 0, deviation: 1, degreesOfFreedom: 3 };
    const light = { mean: 0, deviation: 1, degreesOfFreedom: 30 };
    expect(studentTValueAtRisk(heavy, 0.999)).toBeGreaterThan(studentTValueAtRisk(light, 0.999));
    expect(studentTValueAtRisk(heavy, 0.9)).toBeLessThan(studentTValueAtRisk(light, 0.9));
  });

  test("a law without variance, a negative deviation and a level of 1 are no questions", () => {
    expect(() => studentTValueAtRisk({ mean: 0, deviation: 1, degreesOfFreedom: 2 }, 0.99)).toThrow("above 2");
    expect(() => normalValueAtRisk({ mean: 0, deviation: -1 }, 0.99)).toThrow("deviation");
    expect(() => normalExpectedShortfall({ mean: 0, deviation: 1 }, 1)).toThrow("level");
    expect(() => normalExpectedShortfall({ mean: Number.NaN, deviation: 1 }, 0.9)).toThrow("mean");
  });
});
