import { expect, it } from "vitest";
import { sampleMarket } from "./sampleMarket.ts";

it("a coin that falls a thousandfold still has a new price nearly every day", () => {
  for (const seed of [1, 7, 11]) {
    for (const { market, values } of sampleMarket({ seed, days: 1500, startMs: 0 }).series) {
      const repeated = values.filter((value, k) => k > 0 && value === values[k - 1]).length;
      expect(repeated, `${market}, seed ${seed}`).toBeLessThan(15);
    }
  }
});
