import type { Instrument } from "../instruments/kinds.ts";
import { levelOf, type MarketSnapshot } from "../market/marketSnapshot.ts";
import { factorsOf, type RiskFactorId } from "../market/riskFactor.ts";
import { openShareOf } from "../market/settlementWindow.ts";
import { type ContractLadder, contractLadder } from "../pricing/contractLadder.ts";
import { yearsLeft } from "./unitValues.ts";

/** One contract on the rungs of a ladder, with the price of its own there. */
export interface RowLadder extends ContractLadder {
  /** [S] quote currency. */
  readonly prices: Float64Array;
}

/**
 * Ladders of the contracts of one snapshot while the prices of their coins move; volatilities, rates and the time stay.
 * Inside a settlement window a contract's price moves by the part of its average that is open.
 *
 * @param moves [S] shares of the price, above −1
 * @returns     for contracts, which have a price; contracts of one expiry share their columns
 */
export function laddersOver(
  snapshot: MarketSnapshot,
  moves: readonly number[],
): (row: Extract<Instrument, { readonly contractSize: string }>) => RowLadder {
  const known = new Map<RiskFactorId, Float64Array>();
  return (row) => {
    const factors = factorsOf(row);
    const price = factors[0]!;
    const levels = factors.map(({ id }) => levelOf(snapshot, id));
    const open = openShareOf(price, snapshot.timestamp);
    const prices = known.get(price.id) ?? Float64Array.from(moves, (move) => levels[0]! * (1 + open * move));
    known.set(price.id, prices);
    return { prices, ...contractLadder(row, levels, yearsLeft(row, snapshot.timestamp), prices) };
  };
}
