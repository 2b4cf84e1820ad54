import { expect, test } from "vitest";
import { RandomStream } from "../../randomStream.ts";
import { fitVolatility } from "../fitVolatility.ts";

test("a bound on the persistence holds the short run too, says so, and fits no better than a free search", () => {
  // GARCH with α + β = 0.98 and a long run that stands still: all persistence is the short run's.
  const random = new RandomStream({ seed: 8, stream: 0 });
  let h = 1;
  const returns = Float64Array.from({ length: 3000 }, () => {
    const e = Math.sqrt(h) * random.nextNormal();
    h = 0.02 + 0.1 * e * e + 0.88 * h;
    return e;
  });
  const fitWith = (persistenceMax: number | null) => {
    const specification = {
      model: "component-garch",
      law: "normal",
      mean: "zero",
      start: { rule: "mean-square" },
    } as const;
    const fit = fitVolatility({ ...specification, persistenceMax }, returns, { errors: false });
    if (!fit.ok) throw new Error(fit.failure.message);
    const of = (name: string): number => fit.value.parameters.find((one) => one.name === name)!.value;
    return { ...fit.value, short: of("alpha") + of("beta"), rho: of("rho") };
  };
  const [free, bounded] = [fitWith(null), fitWith(0.9)];
  expect(Math.max(free.short, free.rho)).toBeGreaterThan(0.95);
  expect(bounded.short).toBeLessThanOrEqual(0.9 + 1e-12);
  expect(bounded.rho).toBeLessThanOrEqual(0.9);
  expect(bounded.persistence).toBeCloseTo(0.9, 12);
  expect(bounded.isPersistenceAtBound).toBe(true);
  expect(bounded.logLikelihood).toBeLessThan(free.logLikelihood);
});
