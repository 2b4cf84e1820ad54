import type { Rulebook } from "../../margin/rulebook.ts";
import type { IndexEstimate } from "../../statistics/sobolIndices.ts";
import type { TuningPlan } from "../../tuning/objective.ts";
import type { ParameterSensitivity } from "../../tuning/sensitivity.ts";
import { levelText } from "../backtest/backtestResult.ts";
import { table, wrapped } from "../present.ts";
import { version } from "../version.ts";
import type { BoundedParameter } from "./tuneQuestion.ts";
import { planDocument, valueText } from "./tuneResult.ts";

export interface SensitivityResult {
  readonly plan: TuningPlan;
  readonly rulebook: Rulebook;
  readonly parameters: readonly BoundedParameter[];
  readonly rows: number;
  readonly seed: number;
  readonly sensitivities: readonly ParameterSensitivity[];
}

export function sensitivityText({ plan, rulebook, parameters, rows, sensitivities }: SensitivityResult): string {
  const two = (value: number): string => value.toFixed(2);
  const withEnds = (one: IndexEstimate | undefined): string =>
    one === undefined ? "none" : `${two(one.value)} (${two(one.lower)} to ${two(one.upper)})`;
  const local = sensitivities.map(({ name, marginElasticity, coverageElasticity }, k) => [
    name,
    valueText(parameters[k]!.current),
    two(marginElasticity),
    (100 * coverageElasticity).toFixed(2),
  ]);
  const global = sensitivities.map(({ name, margin, coverage }) => [
    name,
    ...[margin?.firstOrder, margin?.total, coverage?.firstOrder, coverage?.total].map(withEnds),
  ]);
  const boxes = parameters.map(({ name, lower, upper }) => `${name} ${valueText(lower)} to ${valueText(upper)}`);
  return [
    `Sensitivity of ${rulebook.id}, ${levelText(plan.level)} over ${plan.mporHours} h`,
    "",
    table(["parameter", "now", "margin elasticity", "coverage, % per ln"], local),
    "",
    table(["parameter", "margin alone", "margin in all", "coverage alone", "coverage in all"], global),
    "",
    wrapped(
      `Elasticities by differences of 5 % at the values now. Sobol indices, shares of variance with 95 % intervals, over ${boxes.join(", ")}; ${rows} rows. Margin is the mean of the books by notional, coverage the least of them.`,
    ),
  ].join("\n");
}

export const sensitivityDocument = ({ plan, rulebook, parameters, rows, seed, sensitivities }: SensitivityResult) => ({
  schemaVersion: 1,
  plimsoll: version,
  model: rulebook.id,
  parametersHash: rulebook.parametersHash,
  ...planDocument(plan),
  rows,
  seed,
  ranges: parameters.map(({ name, current, lower, upper }) => ({ name, current, lower, upper })),
  sensitivities,
});
