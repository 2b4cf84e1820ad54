/** How each part of a market moves in a scenario set, a sentence each: a set that leaves one open does not compile. */
export interface MarketStatement {
  readonly price: string;
  /** Distance of forwards, dated marks and perpetuals from spot. */
  readonly basis: string;
  /** Level of implied volatility. */
  readonly volatility: string;
  /** What keeps its volatility when the price moves. */
  readonly skew: string;
  readonly rate: string;
  readonly funding: string;
}
