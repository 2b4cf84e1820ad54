/** Options of one underlying and expiry; prices in dollars. */
export interface ExpiryOption {
  readonly optionType: "call" | "put";
  readonly strike: number;
  /** Units of the underlying, long +. */
  readonly units: number;
}

/** What the options pay together at a settlement price. */
const payoffAt = (options: readonly ExpiryOption[], price: number): number => {
  let paid = 0;
  for (const { optionType, strike, units } of options) {
    paid += units * Math.max(0, optionType === "call" ? price - strike : strike - price);
  }
  return paid;
};

/** The most that the options pay out at expiry at a price of 0 or of any strike held, ≥ 0; beyond the last strike `netCalls` tells. */
export function expiryLoss(options: readonly ExpiryOption[]): number {
  let least = Math.min(0, payoffAt(options, 0));
  for (const { strike } of options) least = Math.min(least, payoffAt(options, strike));
  return least === 0 ? 0 : -least;
}

/** Calls bought less calls sold, units; below 0 the loss has no end. */
export function netCalls(options: readonly ExpiryOption[]): number {
  let net = 0;
  for (const { optionType, units } of options) if (optionType === "call") net += units;
  return net;
}
