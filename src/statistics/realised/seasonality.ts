import { assert } from "../../numerics/assert.ts";

const hourMs = 3_600_000;
const hoursOfWeek = 168;

/** How much of the week's variance each hour has. */
export interface WeekProfile {
  /** [168] mean 1, from Monday 00:00 UTC on; NaN never: an hour without a return has the mean of its neighbours. */
  readonly shares: Float64Array;
  /** [168] returns seen. */
  readonly counts: Uint32Array;
}

/** The hour of the week in which a bar of one hour that closes at this time lies, 0 for Monday 00:00 to 01:00 UTC. */
export function hourOfWeek(closeMs: number): number {
  // 1 January 1970 was a Thursday.
  const hours = Math.floor((closeMs - 1) / hourMs) + 72;
  return ((hours % hoursOfWeek) + hoursOfWeek) % hoursOfWeek;
}

/**
 * The variance of each hour of the week over the mean of all, from squared returns cut at the 99th per cent of their
 * hour's size, so that one crash does not make its hour dangerous for ever.
 *
 * @param returns  [n] hourly log returns
 * @param closesMs [n] times of their closes, UTC
 * @param smoothing hours on each side that share in an hour's value, 1 unless said
 * @source T. Andersen, T. Bollerslev, Intraday periodicity, J. Empirical Finance 4 (1997), as means instead of a series
 */
export function weekProfile(returns: Float64Array, closesMs: Float64Array, smoothing = 1): WeekProfile {
  assert(returns.length === closesMs.length, "every return needs its time");
  const byHour: number[][] = Array.from({ length: hoursOfWeek }, () => []);
  returns.forEach((value, t) => {
    byHour[hourOfWeek(closesMs[t]!)]!.push(value * value);
  });
  const counts = Uint32Array.from(byHour, (squares) => squares.length);
  const raw = byHour.map((squares) => {
    if (squares.length === 0) return undefined;
    const sorted = squares.toSorted((one, other) => one - other);
    const cut = sorted[Math.floor(0.99 * (sorted.length - 1))]!;
    return sorted.reduce((sum, square) => sum + Math.min(square, cut), 0) / sorted.length;
  });
  const smoothed = raw.map((_, hour) => {
    for (let reach = smoothing; reach < hoursOfWeek; reach++) {
      let [total, known] = [0, 0];
      for (let by = -reach; by <= reach; by++) {
        const value = raw[(hour + by + hoursOfWeek) % hoursOfWeek];
        if (value === undefined) continue;
        total += value;
        known += 1;
      }
      if (known > 0) return total / known;
    }
    return 0;
  });
  const mean = smoothed.reduce((sum, value) => sum + value, 0) / hoursOfWeek;
  return { shares: Float64Array.from(smoothed, (value) => (mean > 0 ? value / mean : 1)), counts };
}
