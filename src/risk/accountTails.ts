import {
  type AccountHoldings,
  type AccountTailCertificates,
  type AccountTails,
  accountTailColumns,
} from "../kernels/accountTails.ts";
import { kernels } from "../kernels/load.ts";
import { assert } from "../numerics/assert.ts";
import { sum } from "../numerics/summation.ts";
import { tailCount } from "../statistics/tailCount.ts";

/** Answers for batch after batch of accounts over one set of scenarios. */
export interface AccountTailBatches {
  /**
   * @param confidenceLevel in (0, 1)
   * @param earlier         [A] values at risk of an earlier run: speeds the search and changes no bit
   * @returns columns of A entries, to the bit what `measures` say of each account's P&L; losses +
   * @throws InvariantError when a row, a pointer or the level is out of range
   */
  tailsOf(
    accounts: AccountHoldings,
    confidenceLevel: number,
    earlier?: Float64Array,
  ): AccountTails & AccountTailCertificates;
  /** Lets the threads go; nothing can be asked afterwards. */
  close(): void;
}

export interface AccountTailOptions {
  /** [S] of the scenarios, ≥ 0, of any positive sum; equal unless given. */
  readonly weights?: Float64Array;
  /**
   * That share the work, ≥ 1; 1 unless given. No answer depends on it. Where scenarios have weights, and where a book does not
   * fit into 4 GiB, the caller's runs alone.
   */
  readonly threads?: number;
}

/**
 * Expected shortfall, value at risk and worst loss of many accounts at once, from one unit P&L.
 *
 * @param unitPnl shape [I×S], row-major, as `unitPnl` gives it; read when the memory is planned and when a sum needs it
 * @cost  memory of 12 bytes a value besides `unitPnl`, once
 */
export function accountTails(
  unitPnl: Float64Array,
  scenarios: number,
  { weights, threads = 1 }: AccountTailOptions = {},
): AccountTailBatches {
  assert(scenarios >= 1 && unitPnl.length % scenarios === 0, `unit P&L must have whole rows of ${scenarios} scenarios`);
  assert(Number.isInteger(threads) && threads >= 1, `threads must be a whole number from 1; have ${threads}`);
  assertWeights(weights, scenarios);
  const isWeighted = weights?.some((weight) => weight !== weights[0]) ?? false;
  const rows = { values: unitPnl, instruments: unitPnl.length / scenarios, scenarios };
  const kernel = kernels().accountTails(isWeighted ? { ...rows, weights: weights! } : rows, threads);
  const total = isWeighted ? sum(weights!) : undefined;
  return {
    tailsOf(accounts, confidenceLevel, earlier) {
      assert(accounts.pointers.length >= 1, "pointers must begin with 0");
      const out = accountTailColumns(accounts.pointers.length - 1);
      const isLevel = confidenceLevel > 0 && confidenceLevel < 1;
      if (!isLevel) assert(false, `confidence level must lie in (0, 1); have ${confidenceLevel}`);
      const tail = total === undefined ? tailCount(scenarios, confidenceLevel) : (1 - confidenceLevel) * total;
      kernel.tailsOf(accounts, tail, out, earlier);
      return out;
    },
    close: () => kernel.close(),
  };
}

function assertWeights(weights: Float64Array | undefined, scenarios: number): void {
  if (weights === undefined) return;
  assert(weights.length === scenarios, `weights must be as many as scenarios (${scenarios}); have ${weights.length}`);
  for (const weight of weights) if (!(weight >= 0)) assert(false, `weights must not be negative; have ${weight}`);
  const total = sum(weights);
  assert(total > 0 && total < Number.POSITIVE_INFINITY, `weights must have a positive, finite sum; have ${total}`);
}
