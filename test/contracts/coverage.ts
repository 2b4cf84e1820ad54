/** Whether the count of 500 intervals at 95 % that held the truth is inside its 99 % binomial band. */
export const coveredInBand = (count: number): boolean => count >= 463 && count <= 487;

/**
 * Replications of a test whose fits take long: 60, or what `PLIMSOLL_REPLICATIONS` says. With 500 the band is that of
 * `coveredInBand`; with fewer it is wider, by the normal law.
 */
export const replications = Number(process.env["PLIMSOLL_REPLICATIONS"] ?? 60);

export const coveredOf = (count: number): boolean =>
  Math.abs(count / replications - 0.95) <= 2.576 * Math.sqrt((0.95 * 0.05) / replications);
