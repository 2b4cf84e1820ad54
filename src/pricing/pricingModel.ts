/** What a pricing model answers about one contract of its kind. */
export interface PricingModel<I> {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  /**
   * Value of one contract in its settlement currency. For kinds settled by variation only differences mean anything.
   *
   * @param levels in the order of `factorsOf(instrument)`
   * @param years  to expiry, ≥ 0; 0 for contracts that do not end
   */
  value(instrument: I, levels: Levels, years: number): number;
  /**
   * `value` at some levels less `value` at others, for models whose subtraction would lose digits.
   *
   * @param from, to as `levels` of `value`
   */
  change?(instrument: I, from: Levels, to: Levels): number;
  /** What holding one contract pays per year besides the change of its value: funding, settlement currency, received +. */
  carry?(instrument: I, levels: Levels): number;
  /**
   * Change of `value` for a +100 % move of the underlying's price, to first order, settlement currency. Inside a
   * settlement window the price factor moves by the part of the average still open.
   */
  relativeDelta(instrument: I, levels: Levels, years: number): number;
}

export type Levels = ArrayLike<number>;

export const definePricingModel = <I>(model: PricingModel<I>): PricingModel<I> => model;
