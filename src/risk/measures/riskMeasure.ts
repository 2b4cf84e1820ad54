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
}
