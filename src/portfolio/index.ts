export * from "./account.ts";
export * from "./cost.ts";
export * from "./fill.ts";
