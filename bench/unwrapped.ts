import type { Outcome } from "../src/numerics/outcome.ts";

/** What a scene cannot do without. */
export function unwrapped<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`${outcome.failure.path}: ${outcome.failure.message}`);
  return outcome.value;
}
