export * from "./criticalValues.ts";
export * from "./fitToCoverage.ts";
export * from "./objective.ts";
export * from "./paretoFrontier.ts";
export * from "./sensitivity.ts";
export * from "./tunedParameter.ts";
