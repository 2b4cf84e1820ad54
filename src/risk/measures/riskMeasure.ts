import type { TailInterval } from "../../statistics/tailInterval.ts";

/** From an account's outcomes to one loss. */
export interface RiskMeasure {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  /**
   * @param outcomes shape [S], gains +, reporting currency
   * @param level    confidence in (0, 1); unused by the worst case
   * @param weights  shape [S], sum 1
   * @returns        losses +; negative when even the tail gains
   */
  lossOf(outcomes: Float64Array, level: number, weights: Float64Array): number;
  /**
   * What sampling alone leaves open about that loss, were the outcomes independent. Overlapping or clustered outcomes
   * hold less information, so the true interval is wider.
   *
   * @param intervalLevel confidence of the interval, in (0, 1)
   */
  intervalOf(outcomes: Float64Array, level: number, weights: Float64Array, intervalLevel: number): TailInterval;
}
