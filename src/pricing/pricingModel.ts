/** What a pricing model answers about one contract of its kind. */
export interface PricingModel<I> {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  /**
   * Value of one contract in its settlement currency. For kinds settled by variation only differences mean anything.
   *
   * @param levels in the order of `factorsOf(instrument)`
   */
  value(instrument: I, levels: Levels): number;
  /** Change of `value` for a +100 % move of the price factor, to first order, settlement currency. */
  relativeDelta(instrument: I, levels: Levels): number;
}

export type Levels = ArrayLike<number>;

export const definePricingModel = <I>(model: PricingModel<I>): PricingModel<I> => model;
