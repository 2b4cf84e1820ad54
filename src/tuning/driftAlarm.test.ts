import { describe, expect, it } from "vitest";
import { RandomStream } from "../statistics/randomStream.ts";
import { driftAlarm } from "./driftAlarm.ts";

const plan = { breachProbability: 0.01, falseAlarmMax: 0.05, priorObservations: 200 };
const drawn = (probability: number, count: number, stream: number): Uint8Array => {
  const random = new RandomStream({ seed: 6, stream });
  return Uint8Array.from({ length: count }, () => (random.nextUniform() < probability ? 1 : 0));
};
const runs = 400;
const alarms = (probability: number, side: "tooMany" | "tooFew", given = plan): number => {
  let count = 0;
  for (let k = 0; k < runs; k++) {
    if (driftAlarm(drawn(probability, 2500, k), given)[side].alarmIndex !== null) count += 1;
  }
  return count / runs;
};

describe("a drift alarm looked at every day of seven years", () => {
  it("is false at most as often as promised, on both sides", () => {
    // Two standard errors of a share of 5 % in 400 runs.
    expect(alarms(0.01, "tooMany")).toBeLessThan(0.05 + 2 * Math.sqrt((0.05 * 0.95) / runs));
    expect(alarms(0.01, "tooFew")).toBeLessThan(0.05 + 2 * Math.sqrt((0.05 * 0.95) / runs));
  });

  it("nearly always comes where breaches are three times as many as promised, or none of the ten percent promised", () => {
    expect(alarms(0.03, "tooMany")).toBeGreaterThan(0.95);
    expect(driftAlarm(new Uint8Array(500), { ...plan, breachProbability: 0.1 }).tooFew.alarmIndex).not.toBeNull();
  });

  it("starts with a wealth that one observation cannot ruin, and never goes below 0", () => {
    for (const breaches of [new Uint8Array(300).fill(1), new Uint8Array(300), drawn(0.5, 300, 1)]) {
      const { tooMany, tooFew } = driftAlarm(breaches, plan);
      for (const path of [tooMany, tooFew]) expect(path.wealth.every((wealth) => wealth > 0)).toBe(true);
      expect(tooMany.wealth[0]).toBe(1);
    }
  });

  it("at a time depends on nothing after it", () => {
    const breaches = drawn(0.02, 600, 9);
    const whole = driftAlarm(breaches, plan).tooMany.wealth;
    expect(driftAlarm(breaches.slice(0, 300), plan).tooMany.wealth).toEqual(whole.slice(0, 300));
  });

  it("refuses a promise that is no probability", () => {
    expect(() => driftAlarm(new Uint8Array(1), { ...plan, breachProbability: 0 })).toThrow("must lie in (0, 1)");
  });
});
