import { describe, expect, test } from "vitest";
import { RandomStream } from "../randomStream.ts";
import { fitVolatility } from "./fitVolatility.ts";

const specificationOf = (law: string) =>
  ({ model: "garch", law, mean: "zero", start: { rule: "mean-square" }, persistenceMax: 0.9999 }) as const;

const stream = new RandomStream({ seed: 21, stream: 0 });
const moving = Float64Array.from({ length: 1500 }, () => 0.05 * stream.nextNormal());
/** A coin at 3 cents whose price is rounded to the cent: nine days in ten it stands still, or moves by a third. */
const coarse = moving.map((value) => (Math.abs(value) < 0.08 ? 0 : value));

const fitted = (law: string, returns: Float64Array) => fitVolatility(specificationOf(law), returns, { errors: false });

describe("over a price that stands still on most days", () => {
  test.each(["student-t", "skewed-t", "generalised-error"])(
    "%s errors have no highest likelihood, and it is said",
    (law) => {
      const fit = fitted(law, coarse);
      expect(fit).toMatchObject({ ok: false, failure: { code: "not-converged", path: "returns" } });
      if (fit.ok) return;
      expect(fit.failure.message).toContain("rises without end where returns repeat one value");
      expect(fit.failure.hint).toContain("rounded coarsely");
    },
  );

  test("normal errors have one, for their density has no peak that grows", () => {
    expect(fitted("normal", coarse).ok).toBe(true);
  });
});

test("a price that moves every day is fitted under every law", () => {
  for (const law of ["normal", "student-t", "skewed-t", "generalised-error"]) {
    expect(fitted(law, moving).ok, law).toBe(true);
  }
});
