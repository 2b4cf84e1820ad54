/**
 * What dYdX v4 settles a liquidation at. An account's equity and maintenance come from `assessAccount`; nothing else of it
 * is read.
 *
 * @source dydxprotocol/v4-chain@84d4664, protocol/x/clob, getters of liquidation prices; quote quantums of 1e-6
 */
import { decimalOf } from "../instruments/decimal.ts";

const quantumScale = 6;

/** Quote currency, rounded up to a whole quantum, towards +∞ also below 0. */
function raisedToQuantum(value: number): number {
  // Noise of float64 below the ninth decimal would lift a whole number of quantums by one.
  const { units, scale } = decimalOf(value, quantumScale + 3);
  if (scale <= quantumScale) return Number(`${units}e-${scale}`);
  const step = 10n ** BigInt(scale - quantumScale);
  const quotient = units / step;
  const quantums = units > quotient * step ? quotient + 1n : quotient;
  return Number(`${quantums}e-${quantumScale}`);
}

/** What an assessment says of an account before and after a part of it is closed at mark; quote currency. */
export interface Closing {
  readonly equity: number;
  readonly maintenance: number;
  /** Signed notional of the closed part: what its sale at mark would bring, negative for a short bought back. */
  readonly soldNotional: number;
  /** Maintenance that the close frees, ≥ 0. */
  readonly freedMaintenance: number;
}

/** What the account receives for the closed part when nothing is left of its share; negative where it pays. */
export const bankruptcyQuote = ({ equity, maintenance, soldNotional, freedMaintenance }: Closing): number =>
  raisedToQuantum(soldNotional - (equity * freedMaintenance) / maintenance);

/** The position to be closed and what the venue sets; quote currency. */
export interface FillableTerms {
  readonly equity: number;
  readonly maintenance: number;
  /** Of the whole position, signed. */
  readonly positionSize: number;
  readonly positionNotional: number;
  readonly positionMaintenance: number;
  /** How fast the price worsens as equity falls below maintenance; 1 reaches its worst at an equity of 0. */
  readonly bankruptcyAdjustment: number;
  /** Share of the position's maintenance that the worst price gives away. */
  readonly spreadToMaintenance: number;
}

/** Price at which a liquidation order may be filled. */
export function fillablePrice(terms: FillableTerms): number {
  const { equity, maintenance, positionSize, positionNotional, positionMaintenance } = terms;
  const badness = Math.min(1, Math.max(0, terms.bankruptcyAdjustment * (1 - equity / maintenance)));
  return (positionNotional - badness * terms.spreadToMaintenance * positionMaintenance) / positionSize;
}

/**
 * What the insurance fund gains from a close, negative where it pays.
 *
 * @param received  quote currency that the close brought the account, negative where it paid
 * @param bankruptcy `bankruptcyQuote` of the same close
 * @param feeMax    share of the amount exchanged that the fund may take at most
 */
export function insuranceFundDelta(received: number, bankruptcy: number, feeMax: number): number {
  const gained = received - bankruptcy;
  return gained > 0 ? Math.min(gained, Math.abs(received) * feeMax) : gained;
}

const million = 1_000_000n;

/** Highest funding rate in millionths: a multiple of initial less maintenance fraction, both in millionths. */
export function fundingRateMax(terms: {
  readonly clampFactorPpm: number;
  readonly initialPpm: number;
  readonly maintenancePpm: number;
}): number {
  const initial = BigInt(terms.initialPpm);
  const maintenance = (initial * BigInt(terms.maintenancePpm)) / million;
  return Number((BigInt(terms.clampFactorPpm) * (initial - maintenance)) / million);
}
