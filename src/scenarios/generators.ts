import { blockBootstrap } from "./generators/blockBootstrap.ts";
import { episode } from "./generators/episode.ts";
import { filteredHistorical } from "./generators/filteredHistorical.ts";
import { historical } from "./generators/historical.ts";
import { hypothetical } from "./generators/hypothetical.ts";
import { monteCarlo } from "./generators/monteCarlo.ts";
import type { ScenarioGenerator } from "./scenarioGenerator.ts";

/** Every way to make scenarios. One line adds one: tests of what all promise read this list. */
export const scenarioGenerators: readonly ScenarioGenerator[] = [
  historical,
  filteredHistorical,
  blockBootstrap,
  monteCarlo,
  episode,
  hypothetical,
] as unknown as readonly ScenarioGenerator[];
