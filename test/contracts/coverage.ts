/** Whether the count of 500 intervals at 95 % that held the truth is inside its 99 % binomial band. */
export const coveredInBand = (count: number): boolean => count >= 463 && count <= 487;
