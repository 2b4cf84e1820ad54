import type { MarketSnapshot } from "../market/marketSnapshot.ts";
import type { Outcome } from "../numerics/outcome.ts";
import type { ScenarioSet } from "./scenarioSet.ts";
import type { VolatilityMoves } from "./volatilityMoves.ts";

/** A way to make scenarios of a market. One file in `generators/` and one line in `generators.ts`. */
export interface ScenarioGenerator<P extends object = Readonly<Record<string, unknown>>> {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  /** Parameters that work on a year and a half of daily bars: what the tests of every generator use. */
  readonly example: P;
  /**
   * Reads nothing after the snapshot's last bar.
   *
   * @returns a failure rather than a guess where the market lacks what the parameters ask for
   */
  scenarios(snapshot: MarketSnapshot, parameters: P): Outcome<ScenarioSet>;
}

export const defineGenerator = <P extends object>(generator: ScenarioGenerator<P>): ScenarioGenerator<P> => generator;

/** The rule for implied volatilities that the examples of all generators share. */
export const ruledVolatility: VolatilityMoves = {
  volatilityPerFall: 1,
  volatilityPerRise: 1,
  volatilityTenorPower: 0,
  smileDynamics: "sticky-strike",
};
