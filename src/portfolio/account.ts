import type { Decimal } from "../instruments/decimal.ts";
import type { Amount, Currency } from "../instruments/money.ts";

/**
 * What is held of one instrument, exactly. Cost is additive and an entry price is not, so merging, splitting and
 * reordering positions change no bit.
 */
export interface Position {
  readonly instrumentId: string;
  /** Contracts, long +. */
  readonly quantity: Decimal;
  /** Entry value less P&L already due to the holder, settlement currency. Unused for funded kinds. */
  readonly cost: Decimal;
  /** Present where a venue keeps and margins both sides gross (hedge mode): legs of different sides do not net. */
  readonly side?: "long" | "short";
}

/** Cash of one currency; negative when borrowed. */
export type Balance = Amount;

export interface Order {
  readonly instrumentId: string;
  readonly side: "buy" | "sell";
  /** Contracts, > 0. */
  readonly quantity: Decimal;
  /** Quote currency; absent for a market order. */
  readonly limitPrice?: Decimal;
  /** Taken out of the balances while the order stands; still the owner's. */
  readonly reserved?: Balance;
}

/** A charge that a venue states and no formula here derives; reporting currency of the group, ≥ 0. */
export interface ReportedCharge {
  readonly id: string;
  readonly initial: number;
  readonly maintenance: number;
  readonly note?: string;
}

export type MarginMode = "isolated" | "cross" | "portfolio";

/** What nets together. An isolated position is a group of its own. */
export interface MarginGroup {
  readonly id: string;
  readonly marginMode: MarginMode;
  readonly positions: readonly Position[];
  readonly balances: readonly Balance[];
  readonly orders: readonly Order[];
  readonly reported?: readonly ReportedCharge[];
  /** What its charges are counted in, where not what the rulebook counts in: a wallet that a venue keeps apart. */
  readonly reportingCurrency?: Currency;
  /** The group that it was parted from, where it is one wallet of several. */
  readonly walletOf?: string;
}

/** Who owes. */
export interface Account {
  readonly id: string;
  readonly groups: readonly MarginGroup[];
}
