/** A parameter that follows from an input, with its first two derivatives to that input. */
export interface Followed {
  readonly value: number;
  readonly slope: number;
  readonly bend: number;
}

/** A parameter that the input does not move. */
export const still = (value: number): Followed => ({ value, slope: 0, bend: 0 });
