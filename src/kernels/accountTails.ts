import { assert } from "../numerics/assert.ts";
import { weightedBoundary } from "../numerics/weightedBoundary.ts";

/** P&L of one contract of every instrument under every scenario. */
export interface UnitPnlRows {
  /** shape [I×S], row-major, gains + */
  readonly values: Float64Array;
  /** I */
  readonly instruments: number;
  /** S ≥ 1 */
  readonly scenarios: number;
  /** shape [S], ≥ 0, of a positive sum; without them every scenario weighs 1. */
  readonly weights?: Float64Array;
}

/** What many accounts hold, as compressed sparse rows. */
export interface AccountHoldings {
  /** shape [A+1], ascending from 0: account a holds entries pointers[a]…pointers[a+1]−1. */
  readonly pointers: Int32Array;
  /** shape [H], rows of the unit P&L. */
  readonly rows: Int32Array;
  /** shape [H], contracts, long + */
  readonly quantities: Float64Array;
}

/** One number an account; losses +. NaN, and scenario −1, where any scenario's P&L is NaN. */
export interface AccountTails {
  readonly expectedShortfalls: Float64Array;
  readonly valuesAtRisk: Float64Array;
  readonly worstLosses: Float64Array;
  /** The first scenario with the worst loss. */
  readonly worstScenarios: Int32Array;
}

/** How each account's numbers were found; they do not depend on it. */
export interface AccountTailCertificates {
  /** How far float32 may lie from float64 in any scenario; +∞ where all scenarios were summed in float64. */
  readonly roundingBounds: Float64Array;
  /** Scenarios summed in float64. */
  readonly summed: Int32Array;
  /**
   * 0 none, 1 the float32 filter chose the scenarios, 2 it chose them when run again from a cold start, 3 all that is held is
   * multiples of one row, whose worst scenarios are known.
   */
  readonly filterRuns: Uint8Array;
}

/** The tails of accounts over one set of scenarios, batch after batch. */
export interface AccountTailKernel {
  /**
   * @param tail     weight of the tail, above 0 and at most that of all scenarios: how many they are where none weighs
   *                 more than another; not whole in general
   * @param out      filled, A entries each
   * @param earlier  [A] values at risk of an earlier run, NaN where there was none: where to begin, never what to answer
   * @throws InvariantError when `tail`, a pointer or a row is out of range, a column too short, or the kernel closed
   */
  tailsOf(
    accounts: AccountHoldings,
    tail: number,
    out: AccountTails & AccountTailCertificates,
    earlier?: Float64Array,
  ): void;
  /** Lets the threads go that share its memory. */
  close(): void;
}

/** Columns for so many accounts. */
export function accountTailColumns(count: number): AccountTails & AccountTailCertificates {
  return {
    expectedShortfalls: new Float64Array(count),
    valuesAtRisk: new Float64Array(count),
    worstLosses: new Float64Array(count),
    worstScenarios: new Int32Array(count),
    roundingBounds: new Float64Array(count),
    summed: new Int32Array(count),
    filterRuns: new Uint8Array(count),
  };
}

/**
 * Sums every scenario of every account in float64, in the order of its holdings from 0, and takes the measures of the
 * outcomes. The reference of the vector kernel, which finds the same bits.
 *
 * @cost H × S, and near S an account; memory for 2 S
 */
export function accountTails(book: UnitPnlRows): AccountTailKernel {
  const scan = fullScan(book);
  let isClosed = false;
  return {
    tailsOf(accounts, tail, out) {
      assert(!isClosed, "the tails have been closed");
      assertAccounts(accounts, tail, book, out);
      for (let a = 0; a + 1 < accounts.pointers.length; a++) scan(accounts, a, tail, out);
    },
    close() {
      isClosed = true;
    },
  };
}

/** The float64 sums of all scenarios of one account, and their measures. */
export function fullScan({ values, scenarios, weights }: UnitPnlRows) {
  const outcomes = new Float64Array(scenarios);
  const ordered = new Float64Array(scenarios);
  return (accounts: AccountHoldings, a: number, tail: number, out: AccountTails & AccountTailCertificates): void => {
    const { pointers, rows, quantities } = accounts;
    outcomes.fill(0);
    for (let h = pointers[a]!; h < pointers[a + 1]!; h++)
      addRow(values, rows[h]! * scenarios, quantities[h]!, outcomes);
    out.roundingBounds[a] = Number.POSITIVE_INFINITY;
    out.summed[a] = scenarios;
    out.filterRuns[a] = 0;
    if (hasNaN(outcomes)) {
      out.expectedShortfalls[a] = Number.NaN;
      out.valuesAtRisk[a] = Number.NaN;
      out.worstLosses[a] = Number.NaN;
      out.worstScenarios[a] = -1;
      return;
    }
    out.worstScenarios[a] =
      weights === undefined
        ? measureTail(outcomes, scenarios, tail, ordered, a, out)
        : measureWeightedTail(outcomes, weights, scenarios, tail, a, out);
  };
}

function addRow(values: Float64Array, from: number, quantity: number, outcomes: Float64Array): void {
  for (let s = 0; s < outcomes.length; s++) outcomes[s]! += quantity * values[from + s]!;
}

function hasNaN(outcomes: Float64Array): boolean {
  for (let s = 0; s < outcomes.length; s++) if (Number.isNaN(outcomes[s]!)) return true;
  return false;
}

/**
 * Fills the measures of account `a`. The tail is summed in scenario order, the boundary outcome and its ties in part, so
 * that outcomes above the boundary, there or not, change no bit.
 *
 * @param outcomes shape [≥ count], without NaN, in scenario order: all of them, or all at or below the boundary
 * @param ordered  shape [≥ count], overwritten
 * @returns        index of the first worst outcome
 */
export function measureTail(
  outcomes: Float64Array,
  count: number,
  tail: number,
  ordered: Float64Array,
  a: number,
  out: AccountTails,
): number {
  for (let c = 0; c < count; c++) ordered[c] = outcomes[c]!;
  const boundary = smallestAt(ordered, count, Math.ceil(tail));
  let total = 0;
  let taken = 0;
  let worst = 0;
  for (let c = 0; c < count; c++) {
    const outcome = outcomes[c]!;
    if (outcome < boundary) {
      total += outcome;
      taken += 1;
    }
    if (outcome < outcomes[worst]!) worst = c;
  }
  out.expectedShortfalls[a] = -(total + (tail - taken) * boundary) / tail;
  out.valuesAtRisk[a] = -boundary;
  out.worstLosses[a] = -outcomes[worst]!;
  return worst;
}

/**
 * The same where scenarios have weights; a scenario that weighs nothing is no worst one.
 *
 * @param weights shape [≥ count]
 */
export function measureWeightedTail(
  outcomes: Float64Array,
  weights: Float64Array,
  count: number,
  mass: number,
  a: number,
  out: AccountTails,
): number {
  const { boundary } = weightedBoundary(outcomes, weights, mass, count);
  let total = 0;
  let taken = 0;
  let worst = -1;
  for (let c = 0; c < count; c++) {
    const [outcome, weight] = [outcomes[c]!, weights[c]!];
    if (outcome < boundary) {
      total += weight * outcome;
      taken += weight;
    }
    if (weight > 0 && (worst < 0 || outcome < outcomes[worst]!)) worst = c;
  }
  total += (mass - taken) * boundary;
  out.expectedShortfalls[a] = -total / mass;
  out.valuesAtRisk[a] = -boundary;
  out.worstLosses[a] = -outcomes[worst]!;
  return worst;
}

/** The `rank`-th smallest of `count` values, which change places. @source C. A. R. Hoare, Algorithm 65: Find (1961) */
function smallestAt(values: Float64Array, count: number, rank: number): number {
  const wanted = (rank - 1) | 0;
  let low = 0;
  let high = (count - 1) | 0;
  while (low < high) {
    const pivot = values[wanted]!;
    let left = low;
    let right = high;
    while (left <= right) {
      while (values[left]! < pivot) left += 1;
      while (values[right]! > pivot) right -= 1;
      if (left > right) break;
      const swapped = values[left]!;
      values[left] = values[right]!;
      values[right] = swapped;
      left += 1;
      right -= 1;
    }
    if (right < wanted) low = left;
    if (left > wanted) high = right;
  }
  return values[wanted]!;
}

/** Of all scenarios. @throws InvariantError unless there are as many, none negative, and not all of them 0 */
function weightOf(weights: Float64Array, scenarios: number): number {
  assert(weights.length === scenarios, `weights must be as many as scenarios (${scenarios}); have ${weights.length}`);
  let total = 0;
  for (const weight of weights) {
    if (!(weight >= 0)) assert(false, `weights must not be negative; have ${weight}`);
    total += weight;
  }
  assert(total > 0 && total < Number.POSITIVE_INFINITY, `weights must have a positive, finite sum; have ${total}`);
  return total;
}

/** @throws InvariantError unless every holding names a row, the tail lies within the scenarios and all answers have room */
export function assertAccounts(
  { pointers, rows, quantities }: AccountHoldings,
  tail: number,
  book: UnitPnlRows,
  out: AccountTails & AccountTailCertificates,
): void {
  const { values, instruments, scenarios, weights } = book;
  assert(scenarios >= 1, `scenarios must be at least 1; have ${scenarios}`);
  assert(values.length === instruments * scenarios, `unit P&L must have ${instruments} × ${scenarios} values`);
  const most = weights === undefined ? scenarios : weightOf(weights, scenarios);
  assert(tail > 0 && tail <= most, `tail must lie in (0, ${most}]; have ${tail}`);
  assert(rows.length === quantities.length, `rows and quantities must be as many; have ${rows.length}`);
  assert(pointers.length >= 1 && pointers[0] === 0, "pointers must begin with 0");
  const last = pointers.length - 1;
  for (const [name, column] of Object.entries(out)) {
    assert(column.length >= last, `${name} must have an entry for each of ${last} accounts; have ${column.length}`);
  }
  for (let a = 0; a < last; a++)
    if (pointers[a]! > pointers[a + 1]!) assert(false, `pointers must ascend; account ${a}`);
  assert(pointers[last]! <= rows.length, `pointers must end within ${rows.length} holdings; have ${pointers[last]}`);
  for (let h = 0; h < pointers[last]!; h++) {
    if (rows[h]! < 0 || rows[h]! >= instruments) assert(false, `row must lie in [0, ${instruments}); have ${rows[h]}`);
  }
}
