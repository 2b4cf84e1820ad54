export * from "./accumulate.ts";
export * from "./grouping.ts";
export * from "./measures/riskMeasure.ts";
export * from "./measures.ts";
export * from "./relativeShocks.ts";
export * from "./tradePrice.ts";
export * from "./unitPnl.ts";
export * from "./unitValues.ts";
