import type { MarketHistory } from "../market/marketHistory.ts";
import { lastCompleteBar } from "../market/marketSnapshot.ts";
import type { Failure } from "../numerics/outcome.ts";

const hourMs = 3_600_000;

/** The series that hold the last complete bar back by more than the limit, if they do. */
export function staleness(history: MarketHistory, wanted: number, maxAgeMs: number): Failure | undefined {
  const index = lastCompleteBar(history, wanted);
  const time = history.startMs + index * history.stepMs;
  if (history.count === 0 || (index >= 0 && wanted - time <= maxAgeMs)) return undefined;
  const late = [...history.columns.values()].flatMap(({ market, present }) => {
    let last = Math.min(history.count - 1, Math.floor((wanted - history.startMs) / history.stepMs));
    while (last >= 0 && present[last] === 0) last -= 1;
    const seen = history.startMs + last * history.stepMs;
    if (last >= 0 && wanted - seen <= maxAgeMs) return [];
    return [`${market} ${last < 0 ? "not before" : `last ${new Date(seen).toISOString()}`}`];
  });
  return {
    code: "missing-data",
    path: new Date(wanted).toISOString(),
    message: `prices older than ${maxAgeMs / hourMs} h: ${[...new Set(late)].join(", ")}`,
    hint: "choose an earlier --as-of, newer files, or allow the age with --max-age",
  };
}
