export { type Archetype, archetypes } from "./backtest/archetype.ts";
export { type BacktestPlan, backtest } from "./backtest/run.ts";
export { type Instrument, kinds } from "./instruments/kinds.ts";
export { resolveInstrument } from "./instruments/names.ts";
export { assessAccount } from "./margin/assess.ts";
export type { Assessment } from "./margin/assessment.ts";
export { bind } from "./margin/bind.ts";
export { checkCovered } from "./margin/holdings.ts";
export { marginModels } from "./margin/models.ts";
export { checkParameters } from "./margin/parameters.ts";
export { rulebookOf } from "./margin/rulebook.ts";
export { marketHistory } from "./market/marketHistory.ts";
export { snapshotAt } from "./market/marketSnapshot.ts";
export type { TimeSeries } from "./market/timeSeries.ts";
export type { Failure, Outcome } from "./numerics/outcome.ts";
export type { Account } from "./portfolio/account.ts";
export { importAccounts } from "./venues/accountImporters.ts";
export { importHistory } from "./venues/importers/history/importHistory.ts";
export {
  importMarketRecords,
  importOptionChain,
  importOptionChains,
  importOptionListings,
} from "./venues/optionImporters.ts";
