import { failed, type Outcome, success } from "../numerics/outcome.ts";

const seedMax = 2 ** 32 - 1;

/** Reads `--seed`. */
export function seedOf(text: string | undefined, fallback: number): Outcome<number> {
  if (text === undefined) return success(fallback);
  const seed = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (seed <= seedMax) return success(seed);
  return failed({ code: "invalid", path: "--seed", message: `${text} must be a whole number in [0, ${seedMax}]` });
}
