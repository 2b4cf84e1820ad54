export * from "./marketHistory.ts";
export * from "./marketSnapshot.ts";
export * from "./quotes.ts";
export * from "./riskFactor.ts";
export * from "./timeSeries.ts";
