import type { MarginModel } from "./marginModel.ts";
import { filteredHistoricalTail } from "./models/filteredHistoricalTail.ts";
import { fixedRatio } from "./models/fixedRatio.ts";
import { greeks } from "./models/greeks.ts";
import { healthWeights } from "./models/healthWeights.ts";
import { historicalTail } from "./models/historicalTail.ts";
import { lognormalTail } from "./models/lognormalTail.ts";
import { monteCarloTail } from "./models/monteCarloTail.ts";
import { openInterestScaled } from "./models/openInterestScaled.ts";
import { scenarioGrid } from "./models/scenarioGrid.ts";
import { sizeScaled } from "./models/sizeScaled.ts";
import { standardOption } from "./models/standardOption.ts";
import { tiered } from "./models/tiered.ts";

/** Every model of our own. One line adds one: CLI, help, docs index, contract tests and backtest read this list. */
export const marginModels: readonly MarginModel[] = [
  fixedRatio,
  historicalTail,
  filteredHistoricalTail,
  monteCarloTail,
  scenarioGrid,
  standardOption,
  greeks,
] as unknown as readonly MarginModel[];

/** Methods of venues, whose parameters a rulebook states and no default can. Contract tests and docs index read it too. */
export const venueModels: readonly MarginModel[] = [
  tiered,
  openInterestScaled,
  healthWeights,
  sizeScaled,
  lognormalTail,
] as unknown as readonly MarginModel[];
