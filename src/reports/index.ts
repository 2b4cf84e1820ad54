export * from "./backtestReport.ts";
export type { HeatMap, LineChart } from "./chart.ts";
export type { ReportTable } from "./html.ts";
export * from "./sectionReport.ts";
