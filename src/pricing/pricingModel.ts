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
   * `value` at some levels less `value` at others, for models whose subtraction would lose digits; they have `variation` too.
   *
   * @param from, to as `levels` of `value`
   */
  change?(instrument: I, from: Levels, to: Levels): number;
  /**
   * `value` under every scenario, for models whose formula has a kernel; the others are asked one scenario at a time.
   *
   * @param now     levels at the snapshot; under them the answer is the same whatever the other scenarios
   * @param columns one [S] for each factor; what is derived from a column is kept by its identity, so none is written to again
   * @param years   to expiry, ≥ 0
   * @param out     [S] settlement currency
   */
  values?(instrument: I, now: Levels, columns: readonly Float64Array[], years: number, out: Float64Array): void;
  /**
   * `change` under every scenario and converted, for kinds settled by variation whose formula has a kernel.
   *
   * @param now         levels at the snapshot
   * @param columns     one [S] for each factor
   * @param conversions [S] reporting units per settlement unit
   * @param out         [S] reporting currency, gains +
   */
  variation?(
    instrument: I,
    now: Levels,
    columns: readonly Float64Array[],
    conversions: Float64Array,
    out: Float64Array,
  ): void;
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
