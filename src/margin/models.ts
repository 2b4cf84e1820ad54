import type { MarginModel } from "./marginModel.ts";
import { filteredHistoricalTail } from "./models/filteredHistoricalTail.ts";
import { fixedRatio } from "./models/fixedRatio.ts";
import { historicalTail } from "./models/historicalTail.ts";

/** Every margin model. One line adds one: CLI, help, docs index, contract tests and backtest read this list. */
export const marginModels: readonly MarginModel[] = [
  fixedRatio,
  historicalTail,
  filteredHistoricalTail,
] as unknown as readonly MarginModel[];
