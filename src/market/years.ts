const yearMs = 365 * 86_400_000;

/** Years of 365 days from one time to another, milliseconds UTC; never below 0. */
export const yearsBetween = (from: number, to: number): number => Math.max(0, to - from) / yearMs;
