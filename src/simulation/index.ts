export * from "./sampleMarket.ts";
