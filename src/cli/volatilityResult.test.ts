import { expect, it } from "vitest";
import type { ComparedForecaster, ForecastScore } from "../calibration/forecasts/index.ts";
import type { VolatilityFit } from "../statistics/volatility/index.ts";
import { conclusionsOf, type VolatilityAnswer, wholeRows } from "./volatilityResult.ts";

const score = (isInConfidenceSet: boolean): ForecastScore => ({
  losses: new Float64Array(1),
  mean: 0,
  againstFirst: null,
  confidencePValue: 1,
  isInConfidenceSet,
});

const answerOf = (compared: readonly (readonly [string, ForecastScore | null])[]): VolatilityAnswer =>
  ({
    comparison: {
      steps: 100,
      compared: compared.map(
        ([id, qlike]) => ({ run: { forecaster: { id } }, qlike, breaches: 5 }) as ComparedForecaster,
      ),
    },
    plan: { tailProbability: 0.05 },
    step: "1d",
  }) as unknown as VolatilityAnswer;

it("says that no variance is told apart, whatever methods that forecast none stand beside", () => {
  const [sentence] = conclusionsOf(
    answerOf([
      ["ewma", score(true)],
      ["har", score(true)],
      ["quantile-trees", null],
    ]),
  );
  expect(sentence).toBe("Best of variance, by QLIKE, at 90 %, are ewma, har: no model is told apart from the best.");
});

it("names nobody the best where no confidence set could be made", () => {
  const [sentence] = conclusionsOf(answerOf([["ewma", score(false)]]));
  expect(sentence).toContain("not told");
});

it("quotes no half-life that is the bound of the search", () => {
  const fit = {
    bic: 1,
    persistence: 0.9999,
    halfLife: 6931.1,
    isPersistenceAtBound: true,
    unconditionalVariance: 1,
    parameters: [],
  } as unknown as VolatilityFit;
  const [row] = wholeRows({ ...answerOf([]), whole: [{ id: "garch", fit }] });
  expect(row).toEqual(["garch", "1.0", "0.9999 at bound", "none", "none", ""]);
});
