export * from "./backtestReport.ts";
