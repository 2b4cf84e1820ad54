export * from "./factorGarchPaths.ts";
export * from "./hestonPaths.ts";
export * from "./mertonPaths.ts";
export * from "./sampleMarket.ts";
