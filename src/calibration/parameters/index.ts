export * from "./calibrateCoin.ts";
export * from "./estimators.ts";
export * from "./parameterEstimator.ts";
