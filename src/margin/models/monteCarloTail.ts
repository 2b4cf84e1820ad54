/** The tail under drawn paths of fitted conditional variances, joined by a copula. Source: Bollerslev 1986, Jondeau and Rockinger 2006. */
import { Type } from "typebox";
import type { GivenVolatility } from "../../scenarios/conditionalVariances.ts";
import { monteCarloScenarios } from "../../scenarios/generators/monteCarlo.ts";
import { statedVolatility } from "../../scenarios/statedVolatility.ts";
import { inScenarios } from "../collateral.ts";
import { defineMarginModel } from "../marginModel.ts";
import { tailProperties } from "../tailCharge.ts";
import { flooredTail, floorProperties } from "../tailFloors.ts";

const { scenariosMin: _, ...shared } = tailProperties;

const jumpSize = Type.Object(
  { mean: Type.Number({ minimum: -5, maximum: 5 }), deviation: Type.Number({ minimum: 0, maximum: 5 }) },
  { additionalProperties: false },
);

const monteCarloSchema = Type.Object(
  {
    ...shared,
    ...floorProperties,
    lookbackDays: { ...shared.lookbackDays, description: "history that variances and dependence are fitted to" },
    stepHours: {
      ...shared.stepHours,
      description: "step of the variance and of a path; the horizon is a whole number of them",
    },
    returnsMin: Type.Integer({
      minimum: 100,
      maximum: 1_000_000,
      default: 250,
      unit: "returns",
      description: "fewer joint returns than this refuse to give a number",
    }),
    refitDays: Type.Integer({
      minimum: 1,
      maximum: 365,
      default: 28,
      unit: "days",
      description: "estimates are made anew every so many days, counted from 1970; variances are of the day",
    }),
    volatilityModel: Type.Enum(["garch", "gjr-garch", "egarch", "aparch", "integrated-garch", "component-garch"], {
      default: "garch",
      unit: "",
      description: "how the variance of each price follows from its past",
    }),
    errorLaw: Type.Enum(["normal", "student-t", "skewed-t", "generalised-error"], {
      default: "student-t",
      unit: "",
      description: "law of a return over its conditional deviation",
    }),
    volatilities: Type.Record(Type.String(), Type.Record(Type.String(), Type.Number()), {
      default: {},
      unit: "by series, per step",
      description: "numbers of volatilityModel and errorLaw by name, in place of a fit: omega, alpha, beta ...",
    }),
    copula: Type.Enum(["fitted-t", "t", "gaussian"], {
      default: "fitted-t",
      unit: "",
      description: "how prices hang together in a step; a fitted t has its degrees of freedom from history",
    }),
    copulaDegrees: Type.Number({
      minimum: 1,
      maximum: 10_000,
      default: 4,
      unit: "degrees of freedom",
      description: "of the copula t; few make bad days bad everywhere",
    }),
    jumpsPerYear: Type.Number({
      minimum: 0,
      maximum: 1000,
      default: 0,
      unit: "per year",
      description: "expected jumps of all coins at once, on top of what is fitted; stated, never estimated",
    }),
    jumpMean: Type.Number({
      minimum: -5,
      maximum: 5,
      default: 0,
      unit: "log price",
      description: "mean size of a jump",
    }),
    jumpDeviation: Type.Number({
      minimum: 0,
      maximum: 5,
      default: 0,
      unit: "log price",
      description: "standard deviation of the size of a jump, one draw for all coins",
    }),
    jumpSizes: Type.Record(Type.String(), jumpSize, {
      default: {},
      unit: "by series, log price",
      description: "mean and deviation of a jump of a series, in place of the two above",
    }),
    scenarioCount: Type.Integer({
      minimum: 100,
      maximum: 1_000_000,
      default: 4096,
      unit: "paths",
      description: "paths drawn; the error of the tail falls with their root, faster with sobol points",
    }),
    points: Type.Enum(["philox", "sobol", "halton"], {
      default: "sobol",
      unit: "",
      description: "independent draws, or points that fill the cube evenly, made random by the seed",
    }),
    seed: Type.Integer({
      minimum: 0,
      maximum: Number.MAX_SAFE_INTEGER,
      default: 1,
      unit: "",
      description: "equal seeds, equal paths",
    }),
  },
  { additionalProperties: false },
);

export const monteCarloTail = defineMarginModel({
  id: "monte-carlo-tail",
  version: 1,
  title: "Tail of simulated conditional-variance paths",
  source:
    "T. Bollerslev, J. Econometrics 31 (1986); E. Jondeau, M. Rockinger, J. International Money and Finance 25 (2006)",
  claims: { homogeneous: true, subadditive: false },
  parameters: monteCarloSchema,
  collateral: () => inScenarios,
  prepare({ copula, copulaDegrees, volatilities, ...parameters }, snapshot) {
    const { volatilityModel, errorLaw } = parameters;
    const given: Record<string, GivenVolatility> = {};
    for (const [market, numbers] of Object.entries(volatilities)) {
      const stated = statedVolatility({ volatilityModel, errorLaw, numbers }, `volatilities/${market}`);
      if (!stated.ok) return stated;
      given[market] = stated.value;
    }
    const dependence = copula === "t" ? ({ copula, degreesOfFreedom: copulaDegrees } as const) : { copula };
    const scenarios = monteCarloScenarios(snapshot, { ...parameters, given, dependence });
    return scenarios.ok ? flooredTail(snapshot, scenarios.value, parameters, parameters.returnsMin) : scenarios;
  },
});
