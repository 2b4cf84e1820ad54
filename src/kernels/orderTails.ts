import { assert } from "../numerics/assert.ts";
import { expectedShortfallAfter } from "./expectedShortfallAfter.ts";

/** @throws InvariantError unless the rows are whole and finite room is asked for, and the tail lies within the scenarios */
export function assertOrderBook({ unitPnl, scenarios, tail, accountsMax }: OrderBookPlan): void {
  assert(Number.isInteger(scenarios) && scenarios >= 1, `scenarios must be a whole number from 1; have ${scenarios}`);
  assert(unitPnl.length % scenarios === 0, `unit P&L must have whole rows of ${scenarios} scenarios`);
  assert(tail > 0 && tail <= scenarios, `tail must lie in (0, ${scenarios}]; have ${tail}`);
  assert(Number.isInteger(accountsMax) && accountsMax >= 0, `accountsMax must be a whole number; have ${accountsMax}`);
}

/** @throws InvariantError unless the account has a place and an outcome, not NaN, for every scenario */
export function assertOutcomes(
  { scenarios, accountsMax }: OrderBookPlan,
  account: number,
  outcomes: Float64Array,
): void {
  const isPlace = Number.isInteger(account) && account >= 0 && account < accountsMax;
  assert(isPlace, `account must be a whole number in [0, ${accountsMax}); have ${account}`);
  assert(
    outcomes.length === scenarios,
    `outcomes must be as many as scenarios (${scenarios}); have ${outcomes.length}`,
  );
  for (let s = 0; s < scenarios; s++) {
    if (Number.isNaN(outcomes[s]!)) assert(false, `outcomes must be numbers; scenario ${s} is NaN`);
  }
}

/** @throws InvariantError unless the account has been placed and the instrument is a row */
export function assertOrder(isPlaced: boolean, account: number, instrument: number, instruments: number): void {
  if (!isPlaced) assert(false, `no account has been placed as ${account}`);
  const isRow = Number.isInteger(instrument) && instrument >= 0 && instrument < instruments;
  if (!isRow) assert(false, `instrument must be a whole number in [0, ${instruments}); have ${instrument}`);
}

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
export function referenceOrderTails(plan: OrderBookPlan): OrderTails {
  assertOrderBook(plan);
  const { unitPnl, scenarios, tail, accountsMax } = plan;
  const placed = new Array<Float64Array | undefined>(accountsMax);
  const decided = { first: 0, second: 0, all: 0 };
  const fromEvery = (account: number, instrument: number, quantity: number): number => {
    const outcomes = placed[account];
    assertOrder(outcomes !== undefined, account, instrument, unitPnl.length / scenarios);
    const row = unitPnl.subarray(instrument * scenarios, (instrument + 1) * scenarios);
    return expectedShortfallAfter({ outcomes: outcomes!, tail }, row, quantity);
  };
  return {
    decided,
    place(account, outcomes) {
      assertOutcomes(plan, account, outcomes);
      placed[account] = outcomes.slice();
    },
    fromEvery,
    after(account, instrument, quantity) {
      const mean = fromEvery(account, instrument, quantity);
      if (!Number.isFinite(quantity)) return Number.NaN;
      decided.all += 1;
      return mean;
    },
  };
}
