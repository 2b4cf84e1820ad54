import { expect, test } from "vitest";
import { RandomStream } from "../randomStream.ts";
import { fitVolatility } from "./fitVolatility.ts";

test("a search that ends with news beyond the whole persistence is repeated on the bound, and not given up", () => {
  // Ratios of normals have no variance: without a bound the best fit is news alone.
  let onBound = 0;
  for (let stream = 0; stream < 12; stream++) {
    const random = new RandomStream({ seed: 5, stream });
    const returns = Float64Array.from({ length: 300 }, () => (0.01 * random.nextNormal()) / random.nextNormal());
    const specification = {
      model: "garch",
      law: "student-t",
      mean: "zero",
      start: { rule: "mean-square" },
      persistenceMax: 0.5,
    } as const;
    const fit = fitVolatility(specification, returns, { errors: false });
    if (!fit.ok) throw new Error(fit.failure.message);
    expect(fit.value.persistence).toBeLessThanOrEqual(0.5 + 1e-9);
    if (fit.value.isPersistenceAtBound) onBound += 1;
  }
  expect(onBound).toBeGreaterThan(0);
});
