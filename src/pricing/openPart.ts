import type { Instrument } from "../instruments/kinds.ts";
import { openShareOfYears } from "../market/settlementWindow.ts";

/** Share by which a contract moves with the price of its underlying: below 1 only inside its settlement window. */
export const openPart = (contract: Instrument, years: number): number =>
  "expiresAt" in contract ? openShareOfYears(contract, years) : 1;
