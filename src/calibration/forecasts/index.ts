export * from "./compareForecasts.ts";
export * from "./forecaster.ts";
export * from "./forecasters.ts";
export * from "./forecastHistory.ts";
export * from "./walkForward.ts";
export * from "./withFeatures.ts";
