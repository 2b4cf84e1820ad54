export * from "./calibrateCoin.ts";
export * from "./coinSources.ts";
export * from "./estimators.ts";
export * from "./parameterEstimator.ts";
export * from "./sourceEstimators.ts";
