/**
 * How far a price may be trusted. `good`: enough sources agree and are fresh. `wide`: they agree less than they should.
 * `stale`, `outlier`, `crossed`: sources are too old, too far apart, or quote a bid above an ask. `halted`: no source is
 * left, and there is no price.
 */
export type PriceState = "good" | "wide" | "stale" | "outlier" | "crossed" | "halted";

/** From the one to trust most to the one to trust least. */
export const priceStates: readonly PriceState[] = ["good", "wide", "stale", "outlier", "crossed", "halted"];

/** The state to trust less. */
export const worseState = (one: PriceState, other: PriceState): PriceState =>
  priceStates.indexOf(one) >= priceStates.indexOf(other) ? one : other;
