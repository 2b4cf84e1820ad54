import type { Currency } from "../instruments/money.ts";
import type { Failure } from "../numerics/outcome.ts";

/** One stated move. */
export interface StatedShock {
  /**
   * - `price`: every price of the coin, the coin as collateral included; relative
   * - `basis`: marks and forwards of the coin against its spot, on top; relative
   * - `currency`: the coin or stablecoin as it is held, alone, on top; relative
   * - `volatility`: level of the coin's implied volatilities; relative
   * - `skew`: log change of volatility per unit of ln(forward / strike): above 0 low strikes gain
   * - `rate`: added to the currency's continuous rate per year
   * - `funding`: added to what the coin's perpetuals are expected to charge per year
   */
  readonly what: "price" | "basis" | "currency" | "volatility" | "skew" | "rate" | "funding";
  readonly underlying: Currency;
  /** −0.3 is −30 % where it is relative. */
  readonly size: number;
}

export interface StatedScenario {
  readonly label: string;
  /** > 0, relative to the others; 1 unless said. */
  readonly weight?: number;
  readonly shocks: readonly StatedShock[];
}

export const shockKinds = ["price", "basis", "currency", "volatility", "skew", "rate", "funding"] as const;
const relativeKinds: readonly string[] = ["price", "basis", "currency", "volatility"];

/** Above a hundredfold a number is a percentage written as a share. */
const sizeMax = 100;

/** What is wrong with a table, by its place. */
export function shockFault(scenarios: readonly StatedScenario[]): Failure | undefined {
  if (scenarios.length === 0) return { code: "invalid", path: "scenarios", message: "a table needs a scenario" };
  for (const [s, { label, weight = 1, shocks }] of scenarios.entries()) {
    if (!(weight > 0 && weight < Infinity)) {
      const message = `the weight of "${label}" must be above 0; have ${weight}`;
      return { code: "invalid", path: `scenarios[${s}].weight`, message };
    }
    for (const [k, { what, underlying, size }] of shocks.entries()) {
      const path = `scenarios[${s}].shocks[${k}]`;
      const isRelative = relativeKinds.includes(what);
      if (!(Math.abs(size) <= sizeMax) || (isRelative && size <= -1)) {
        const bounds = isRelative ? `(-1, ${sizeMax}]` : `[-${sizeMax}, ${sizeMax}]`;
        const message = `${what} of ${underlying} in "${label}" must lie in ${bounds}; have ${size}`;
        return { code: "invalid", path, message, hint: "write a fall of 30 % as -0.3" };
      }
      const twin = shocks.findIndex((one) => one.what === what && one.underlying === underlying);
      if (twin < k) {
        const message = `"${label}" states the ${what} of ${underlying} twice`;
        return { code: "conflict", path, message, hint: "state their sum once" };
      }
    }
  }
  return undefined;
}
