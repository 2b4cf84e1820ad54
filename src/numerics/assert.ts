/** A promise that the caller broke. Never an answer to bad input: that is a `Failure`. */
export class InvariantError extends Error {
  override readonly name = "InvariantError";
}

/**
 * Stops when a caller breaks its promise. Kept in production, never used in an inner loop.
 *
 * @throws InvariantError with `message`, which names the value and the bound
 */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new InvariantError(message);
}

/** Stops when a number is NaN or infinite, so that neither crosses a boundary. */
export function assertFinite(value: number, name: string): void {
  if (!Number.isFinite(value)) throw new InvariantError(`${name} must be finite; have ${value}`);
}
