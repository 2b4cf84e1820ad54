import type { RiskFactorId } from "../market/riskFactor.ts";
import type { MarketStatement } from "./marketStatement.ts";

/** One imagined change of the market. */
export interface Scenario {
  /** What it is to a person: for a historical scenario the dates it spans. */
  readonly label: string;
  /** grid, tail, history …: how a model combines it. */
  readonly block: string;
  /** Dampening of its P&L; 1 when none. */
  readonly factor: number;
}

/** Scenarios bound to one snapshot. */
export interface ScenarioSet {
  readonly scenarios: readonly Scenario[];
  /** [S] probabilities that sum to 1. */
  readonly weights: Float64Array;
  /** How much options age. */
  readonly elapsedYears: number;
  /** Shocked LEVELS [S] of the factors that move; every other factor keeps its level. */
  readonly levels: ReadonlyMap<RiskFactorId, Float64Array>;
  /** Rules that stand in for history, each once; a number made under one says so. */
  readonly rules: readonly string[];
  /** One sentence a factor: how it moves, and what is assumed. */
  readonly movements: ReadonlyMap<RiskFactorId, string>;
  /** The same for the market as a whole. */
  readonly statement: MarketStatement;
}
