import type { Instrument } from "../instruments/kinds.ts";
import type { Currency } from "../instruments/money.ts";
import { heldPnl } from "../risk/heldPnl.ts";
import { type CollateralTreatment, movingQuantity } from "./collateral.ts";

interface Holding {
  readonly row: number;
  readonly quantity: number;
  readonly instrument: Instrument;
}

/** Whether a holding only makes good what contracts on its coin lose; an amount owed moves as any other. */
export const isOffsetting = ({ quantity }: Holding, { offsets }: CollateralTreatment): boolean =>
  offsets !== undefined && quantity > 0;

/** What contracts on each coin lose in every scenario and no offsetting coin has made good yet. */
export class OffsettableLosses {
  private readonly lost = new Map<Currency, Float64Array>();
  private readonly others: readonly Holding[];
  private readonly matrix: Float64Array;
  private readonly count: number;

  /**
   * @param others the legs that move, whatever their group
   * @param matrix shape [I×S]
   * @param count  S
   */
  constructor(others: readonly Holding[], matrix: Float64Array, count: number) {
    this.others = others;
    this.matrix = matrix;
    this.count = count;
  }

  /**
   * Adds, scenario by scenario, the gain of a coin held as far as the contracts on its coin still lose there. A fall of the
   * coin costs nothing, for it is not counted as collateral either.
   *
   * @param pnl shape [S], of the coin's group, added to
   * @source Deribit, cross collateral: offset currencies
   */
  makeGood(leg: Holding, treatment: CollateralTreatment, pnl: Float64Array): void {
    const lost = this.lostBy(treatment.offsets!);
    const quantity = movingQuantity(leg.quantity, treatment);
    for (let s = 0; s < this.count; s++) {
      const gain = quantity * this.matrix[leg.row * this.count + s]!;
      const good = Math.max(0, Math.min(gain, -lost[s]!));
      pnl[s]! += good;
      lost[s]! += good;
    }
  }

  private lostBy(coin: Currency): Float64Array {
    const known = this.lost.get(coin);
    if (known !== undefined) return known;
    const isOn = ({ instrument }: Holding) => "underlying" in instrument && instrument.underlying === coin;
    const contracts = this.others.filter(isOn);
    const lost = heldPnl([contracts], this.matrix, this.count);
    this.lost.set(coin, lost);
    return lost;
  }
}
