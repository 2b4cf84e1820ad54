import { describe, expect, test } from "vitest";
import { baselFactors, trafficLight, trafficLightBounds } from "./trafficLight.ts";

describe("trafficLight", () => {
  test("has Basel's zones for 250 observations at 99 %", () => {
    expect(trafficLightBounds({ trials: 250, probability: 0.01 })).toEqual({ yellowFrom: 5, redFrom: 10 });
    expect(trafficLightBounds({ trials: 500, probability: 0.005 })).toEqual({ yellowFrom: 5, redFrom: 10 });
  });

  test("has Basel's factors for that sample and for no other", () => {
    const table = [0, 4, 5, 6, 7, 8, 9, 10, 15].map((breaches) => baselFactors(breaches));
    expect(table.map(({ plusFactor1996 }) => plusFactor1996)).toEqual([0, 0, 0.4, 0.5, 0.65, 0.75, 0.85, 1, 1]);
    expect(table.map(({ multiplierMar32 }) => multiplierMar32)).toEqual([1.5, 1.5, 1.7, 1.76, 1.83, 1.88, 1.92, 2, 2]);
    const other = trafficLight.evaluate(new Uint8Array(365), { breachProbability: 0.01 });
    expect(other.details["multiplierMar32"]).toBeNull();
    const basel = trafficLight.evaluate(new Uint8Array(250).fill(1, 0, 6), { breachProbability: 1 - 0.99 });
    expect(basel.details["multiplierMar32"]).toBe(1.76);
    expect(basel.details["zone"]).toBe("yellow");
    expect(basel.verdict).toBe("fail");
  });

  test("passes in green alone", () => {
    const verdict = (breaches: number) =>
      trafficLight.evaluate(new Uint8Array(250).fill(1, 0, breaches), { breachProbability: 0.01 }).verdict;
    expect([0, 4, 5, 10].map(verdict)).toEqual(["pass", "pass", "fail", "fail"]);
  });
});
