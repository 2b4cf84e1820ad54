export * from "./account.ts";
export * from "./cost.ts";
