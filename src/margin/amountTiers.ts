/** A rate that changes with the amount, tier by tier; the last tier may go on with a step of its own. */
export interface AmountTier {
  /** Amount at which the tier ends. */
  readonly upTo: number;
  readonly rate: number;
}

/**
 * What marginal tiers make of an amount: each part of it at the rate of the tier it lies in.
 *
 * @returns undefined where the amount lies beyond the last tier
 */
export function marginalSum(tiers: readonly AmountTier[], amount: number): number | undefined {
  let [total, floor] = [0, 0];
  for (const { upTo, rate } of tiers) {
    total += rate * Math.max(0, Math.min(amount, upTo) - floor);
    floor = upTo;
  }
  return amount <= floor ? total : undefined;
}

/** How tiers go on after the last one that is listed. */
export interface TierSteps {
  /** Width of each further tier. */
  readonly every: number;
  readonly rateStep: number;
}

/** The tiers up to a number of them, counted from 1, the listed ones and then their steps. @source OKX, discount-rate tiers */
export function continuedTiers(
  listed: readonly AmountTier[],
  { every, rateStep }: TierSteps,
  count: number,
): AmountTier[] {
  const last = listed.at(-1)!;
  const further = Array.from({ length: Math.max(0, count - listed.length) }, (_, k) => {
    return { upTo: last.upTo + every * (k + 1), rate: last.rate + rateStep * (k + 1) };
  });
  return [...listed, ...further].slice(0, count);
}
