import { expectedShortfallAfter } from "./expectedShortfallAfter.ts";

/** A book of unit P&L, and how many accounts may stand against it. */
export interface OrderBookPlan {
  /** [I×S] P&L of one unit of every instrument, row-major, gains +; finite. */
  readonly unitPnl: Float64Array;
  /** S */
  readonly scenarios: number;
  /** Outcomes in the tail, the last of them in part; > 0. */
  readonly tail: number;
  readonly accountsMax: number;
}

/** Accounts whose tail after one more order is asked for, again and again, before the order is accepted. */
export interface OrderTails {
  /**
   * Places or replaces an account.
   *
   * @param account  in 0…accountsMax − 1
   * @param outcomes [S] its P&L as it stands; copied
   */
  place(account: number, outcomes: Float64Array): void;
  /**
   * Expected shortfall after one more order, to the bit of `expectedShortfallAfter`.
   *
   * @param instrument row of the unit P&L
   * @param quantity   units, bought +
   * @returns          losses +; NaN for a quantity that is not finite
   */
  after(account: number, instrument: number, quantity: number): number;
  /** The same from every scenario, whatever the lists say. */
  fromEvery(account: number, instrument: number, quantity: number): number;
  /** Answers of `after` so far by what decided them: the first list of worst scenarios, the second, every scenario. */
  readonly decided: { first: number; second: number; all: number };
}

/** The oracle: every scenario every time. */
export function referenceOrderTails({ unitPnl, scenarios, tail, accountsMax }: OrderBookPlan): OrderTails {
  const placed = new Array<Float64Array | undefined>(accountsMax);
  const decided = { first: 0, second: 0, all: 0 };
  const fromEvery = (account: number, instrument: number, quantity: number): number => {
    const row = unitPnl.subarray(instrument * scenarios, (instrument + 1) * scenarios);
    return expectedShortfallAfter({ outcomes: placed[account]!, tail }, row, quantity);
  };
  return {
    decided,
    place(account, outcomes) {
      placed[account] = outcomes.slice();
    },
    fromEvery,
    after(account, instrument, quantity) {
      if (!Number.isFinite(quantity)) return Number.NaN;
      decided.all += 1;
      return fromEvery(account, instrument, quantity);
    },
  };
}
