export * from "./averageTrueRange.ts";
export * from "./realisedEstimator.ts";
export * from "./realisedEstimators.ts";
export * from "./seasonality.ts";
export * from "./ticks.ts";
