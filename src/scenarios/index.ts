export * from "./boundShocks.ts";
export * from "./generators/filteredHistorical.ts";
export * from "./generators/historical.ts";
export * from "./historyWindow.ts";
export * from "./marketStatement.ts";
export * from "./scenarioSet.ts";
export * from "./statedScenarios.ts";
export * from "./volatilityMoves.ts";
