import type { Currency } from "./money.ts";

/** What one contract pays, the fact that decides which pricing model values it. */
export type Payoff = "unit" | "none" | "linear" | "inverse" | "option" | "inverse-option";

/** What shared code may ask of an instrument's kind, so that it never branches on the kind itself. */
export interface InstrumentKind<I extends { readonly kind: string }> {
  readonly kind: I["kind"];
  readonly title: string;
  /**
   * Paid for up front, so that its whole value counts in equity. Otherwise it is settled by variation: its base value
   * is 0 and its P&L since entry is a balance.
   */
  readonly isFunded: boolean;
  readonly payoff: Payoff;
  /**
   * The currency in which one contract's size is stated, the underlying when linear, the quote when inverse; `contracts`
   * where no currency counts it.
   */
  contractUnit(instrument: I): Currency | "contracts";
}

export const defineKind = <I extends { readonly kind: string }>(kind: InstrumentKind<I>): InstrumentKind<I> => kind;
