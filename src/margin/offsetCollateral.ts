import type { Instrument } from "../instruments/kinds.ts";
import { accumulate } from "../risk/accumulate.ts";
import type { CollateralTreatment } from "./collateral.ts";

interface Holding {
  readonly row: number;
  readonly quantity: number;
  readonly instrument: Instrument;
}

/** Whether a holding only makes good what contracts on its coin lose; an amount owed moves as any other. */
export const isOffsetting = ({ quantity }: Holding, { offsets }: CollateralTreatment): boolean =>
  offsets !== undefined && quantity > 0;

/**
 * Adds, scenario by scenario, the gain of a coin held as far as the contracts on that coin lose there. A fall of the coin
 * costs nothing, for it is not counted as collateral either.
 *
 * @param others the legs that move, whatever their group
 * @param matrix shape [I×S]
 * @param pnl    shape [S], of the coin's group, added to
 * @source Deribit, cross collateral: offset currencies
 */
export function addOffset(
  leg: Holding,
  { offsets, scenarioShare }: CollateralTreatment,
  others: readonly Holding[],
  matrix: Float64Array,
  pnl: Float64Array,
): void {
  const contracts = others.filter(({ instrument }) => "underlying" in instrument && instrument.underlying === offsets);
  const count = pnl.length;
  const lost = new Float64Array(count);
  accumulate(
    Int32Array.from(contracts, ({ row }) => row),
    Float64Array.from(contracts, ({ quantity }) => quantity),
    new Int32Array(contracts.length),
    matrix,
    count,
    lost,
  );
  for (let s = 0; s < count; s++) {
    const gain = leg.quantity * scenarioShare * matrix[leg.row * count + s]!;
    pnl[s]! += Math.max(0, Math.min(gain, -lost[s]!));
  }
}
