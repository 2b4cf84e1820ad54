import type { FixedFactor } from "./marketHistory.ts";
import { factorsOfAll } from "./marketHistory.ts";
import type { MarketSnapshot } from "./marketSnapshot.ts";
import type { SourcedLevel } from "./quotes.ts";
import type { RiskFactor } from "./riskFactor.ts";

/** The same market with some levels stated: rates and funding, which no price shows. */
export function withStatedLevels(
  snapshot: MarketSnapshot,
  levelOf: (factor: RiskFactor) => SourcedLevel | undefined,
): MarketSnapshot {
  const levels = new Map(snapshot.levels);
  const levelSources = new Map(snapshot.levelSources);
  const fixed = new Map<string, FixedFactor>(snapshot.history.fixed);
  for (const factor of factorsOfAll(snapshot.instruments)) {
    const stated = levelOf(factor);
    if (stated === undefined) continue;
    levels.set(factor.id, stated.level);
    levelSources.set(factor.id, stated.assumption);
    fixed.set(factor.id, { factor, ...stated });
  }
  return { ...snapshot, levels, levelSources, history: { ...snapshot.history, fixed } };
}
