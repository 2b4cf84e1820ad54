/** The tail under past moves rescaled to today's volatility. Source: Barone-Adesi et al. 1999, Hull and White 1998. */
import { Type } from "typebox";
import { filteredHistoricalScenarios } from "../../scenarios/generators/filteredHistorical.ts";
import { inScenarios } from "../collateral.ts";
import { defineMarginModel } from "../marginModel.ts";
import { tailProperties } from "../tailCharge.ts";
import { flooredTail, floorProperties } from "../tailFloors.ts";

const filteredSchema = Type.Object(
  {
    ...tailProperties,
    ...floorProperties,
    decay: Type.Number({
      exclusiveMinimum: 0,
      exclusiveMaximum: 1,
      default: 0.97,
      unit: "per step",
      description: "weight of the previous variance in the EWMA; 0.97 halves an old return's weight in 23 steps",
    }),
    startCount: Type.Integer({
      minimum: 1,
      maximum: 1000,
      default: 30,
      unit: "returns",
      description: "first returns whose mean square starts the EWMA",
    }),
    tail: Type.Enum(["empirical", "generalised-pareto"], {
      default: "empirical",
      unit: "",
      description: "residuals as they were, or the ends of each series smoothed by fitted generalised Pareto laws",
    }),
    tailShare: Type.Number({
      exclusiveMinimum: 0,
      exclusiveMaximum: 0.5,
      default: 0.1,
      unit: "share of scenarios",
      description: "of the residuals in each fitted end; 20 scenarios in it are the least",
    }),
  },
  { additionalProperties: false },
);

export const filteredHistoricalTail = defineMarginModel({
  id: "filtered-historical-tail",
  version: 1,
  title: "Tail of volatility-filtered historical outcomes",
  source: "Barone-Adesi, Giannopoulos, Vosper, J. Futures Markets 19 (1999); Hull, White, J. Risk 1 (1998)",
  claims: { homogeneous: true, subadditive: false },
  parameters: filteredSchema,
  collateral: () => inScenarios,
  prepare(parameters, snapshot) {
    const scenarios = filteredHistoricalScenarios(snapshot, parameters);
    return scenarios.ok ? flooredTail(snapshot, scenarios.value, parameters, parameters.scenariosMin) : scenarios;
  },
});
