export * from "./accountImporters.ts";
export * from "./historyImporters.ts";
export * from "./importers/accounts/accountFile.ts";
export * from "./importers/history/historyImporter.ts";
export * from "./importers/history/importHistory.ts";
export * from "./importers/prices/pricesCsv.ts";
