import type { View } from "./view.ts";

/** Σ |P&L of a +100 % move of its price| over the contracts held, netted by contract, reporting currency; cash is none. */
export function grossNotionalOf({ legs }: Pick<View, "legs">): number {
  let notional = 0;
  for (const { instrument, delta } of legs) if ("contractSize" in instrument) notional += Math.abs(delta);
  return notional;
}
