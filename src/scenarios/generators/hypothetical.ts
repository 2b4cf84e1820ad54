/** Scenarios that a user states as a table: which part of the market moves, of which coin, by how much. */

import { factorsOfAll } from "../../market/marketHistory.ts";
import type { MarketSnapshot } from "../../market/marketSnapshot.ts";
import { levelOf } from "../../market/marketSnapshot.ts";
import type { RiskFactor } from "../../market/riskFactor.ts";
import { openShareOf } from "../../market/settlementWindow.ts";
import { exp } from "../../numerics/exponential.ts";
import { log } from "../../numerics/logarithm.ts";
import { failed, type Outcome, success } from "../../numerics/outcome.ts";
import { defineGenerator, ruledVolatility } from "../scenarioGenerator.ts";
import type { ScenarioSet } from "../scenarioSet.ts";
import { statedScenarios } from "../statedScenarios.ts";
import { type StatedScenario, type StatedShock, shockFault } from "../statedShocks.ts";
import { forwardOfVolatility, movedVolatility, skewSentence, type VolatilityMoves } from "../volatilityMoves.ts";

export interface HypotheticalParameters extends Pick<VolatilityMoves, "volatilityTenorPower" | "smileDynamics"> {
  readonly scenarios: readonly StatedScenario[];
  /** How much options age and funding accrues. */
  readonly elapsedHours: number;
}

/**
 * Prices first, then volatilities, which look at the prices: what sticks when a forward moves is as everywhere, the
 * stated change of the level and of the slope comes on top. Whatever no shock names stays.
 *
 * @returns `invalid` for a shock out of bounds, by its place, `missing-data` for one that no factor of the market
 *          follows, or the failure of a volatility that cannot be moved as the parameters ask
 * @cost    factors × scenarios × shocks of a scenario
 */
export function hypotheticalScenarios(
  snapshot: MarketSnapshot,
  { scenarios: stated, elapsedHours, ...dynamics }: HypotheticalParameters,
): Outcome<ScenarioSet> {
  const factors = factorsOfAll(snapshot.instruments);
  const fault = shockFault(stated);
  if (fault !== undefined) return failed(fault);
  for (const [s, { label, shocks }] of stated.entries()) {
    for (const [k, shock] of shocks.entries()) {
      if (factors.some((factor) => answers(shock, factor))) continue;
      return failed({
        code: "missing-data",
        path: `scenarios[${s}].shocks[${k}]`,
        message: `"${label}" moves the ${shock.what} of ${shock.underlying}, and nothing in the market follows it`,
        hint: "hold it, leave the shock out, or look at the name of the coin",
      });
    }
  }
  const total = stated.reduce((sum, { weight = 1 }) => sum + weight, 0);
  const set = statedScenarios(snapshot, {
    scenarios: stated.map((scenario) => ({ ...scenario, block: "stated", factor: 1 })),
    shocked: (factor, level, { shocks }) => shockedLevel(snapshot, factor, level, shocks),
    statement: statementOf(dynamics),
    elapsedYears: elapsedHours / (365 * 24),
  });
  const levels = new Map(set.levels);
  for (const factor of factors) {
    if (factor.kind !== "volatility") continue;
    const forward = forwardOfVolatility(factor, snapshot);
    const forwards = set.levels.get(forward)!;
    const forwardNow = levelOf(snapshot, forward);
    const sumOf = (s: number, what: StatedShock["what"]): number => sumFor(factor, what, stated[s]!.shocks);
    const slope = factor.strike === 0 ? 0 : log(factor.strike / forwardNow);
    const logChangeOf = (s: number): number => log(1 + sumOf(s, "volatility"));
    const level = levelOf(snapshot, factor.id);
    const now = { level, forwardNow, forwards, logChangeOf };
    const moved = movedVolatility(factor, snapshot, now, { ...ruledVolatility, ...dynamics });
    if (!moved.ok) return moved;
    levels.set(
      factor.id,
      moved.value.map((one, s) => one * exp(-sumOf(s, "skew") * slope)),
    );
  }
  return success({ ...set, levels, weights: Float64Array.from(stated, ({ weight = 1 }) => weight / total) });
}

function shockedLevel(
  { timestamp }: MarketSnapshot,
  factor: RiskFactor,
  level: number,
  shocks: readonly StatedShock[],
): number {
  if (factor.kind === "volatility") return level;
  if (factor.kind === "rate") return level + sumFor(factor, "rate", shocks);
  if (factor.kind === "funding") return level + sumFor(factor, "funding", shocks);
  const price = 1 + sumFor(factor, "price", shocks);
  const ratio = price * (1 + sumFor(factor, factor.kind === "currency" ? "currency" : "basis", shocks));
  // A price whose settlement average is part fixed moves by the part that is open.
  return level * (1 + openShareOf(factor, timestamp) * (ratio - 1));
}

/** What the shocks of one scenario say of one factor; 0 where none does. */
function sumFor(factor: RiskFactor, what: StatedShock["what"], shocks: readonly StatedShock[]): number {
  let total = 0;
  for (const shock of shocks) if (shock.what === what && answers(shock, factor)) total += shock.size;
  return total;
}

function answers({ what, underlying }: StatedShock, factor: RiskFactor): boolean {
  const coin = factor.kind === "currency" || factor.kind === "rate" ? factor.currency : factor.underlying;
  return coin === underlying && movedBy[what].includes(factor.kind);
}

/** Which factors a shock moves: spot and what follows it, the distance of contracts from spot, the coin held, and so on. */
const movedBy: Readonly<Record<StatedShock["what"], readonly RiskFactor["kind"][]>> = {
  price: ["currency", "mark", "forward"],
  basis: ["mark", "forward"],
  currency: ["currency"],
  volatility: ["volatility"],
  skew: ["volatility"],
  rate: ["rate"],
  funding: ["funding"],
};

const statementOf = (dynamics: Pick<VolatilityMoves, "volatilityTenorPower" | "smileDynamics">) => ({
  price: "as stated, every price of a coin alike; a coin that no shock names stays",
  basis: "in proportion to spot but for a stated change",
  volatility: "as stated, relative to its level",
  skew: `${skewSentence({ ...ruledVolatility, ...dynamics })}; a stated slope on top, by ln(strike / forward)`,
  rate: "as stated, added to it",
  funding: "as stated, added to what is expected a year",
});

export const hypothetical = defineGenerator<HypotheticalParameters>({
  id: "hypothetical",
  title: "Scenarios stated in a table",
  source: "EMIR regulatory technical standards (EU) 153/2013, article 30: hypothetical stress scenarios",
  example: {
    scenarios: [
      { label: "crash", weight: 1, shocks: [{ what: "price", underlying: "BTC", size: -0.3 }] },
      { label: "rally", weight: 3, shocks: [{ what: "price", underlying: "BTC", size: 0.2 }] },
    ],
    elapsedHours: 0,
    volatilityTenorPower: 0,
    smileDynamics: "sticky-strike",
  },
  scenarios: hypotheticalScenarios,
});
