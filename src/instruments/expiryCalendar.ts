/** How many expiries of each rhythm a venue keeps listed, and when they settle. */
export interface ExpiryRule {
  /** The next days. */
  readonly dailies: number;
  /** The next Fridays. */
  readonly weeklies: number;
  /** The last Fridays of this month and the next ones. */
  readonly monthlies: number;
  /** The last Fridays of March, June, September and December. */
  readonly quarterlies: number;
  /** Hour of the day, UTC. */
  readonly hour: number;
}

/**
 * What the option chains of January and May 2024 show. By May 2026 four days were listed instead of three.
 *
 * @source the expiries of recorded Deribit chains and of public/get_expirations
 */
export const deribitOptionExpiries: ExpiryRule = { dailies: 3, weeklies: 3, monthlies: 3, quarterlies: 4, hour: 8 };

const dayMs = 86_400_000;
const friday = 5;

/**
 * The expiries that a venue lists at a time, each once: one that is a day, a Friday and a month's end at once counts for
 * all three.
 *
 * @param timestamp milliseconds UTC
 * @returns         milliseconds UTC, all after `timestamp`, in order
 */
export function listedExpiries(timestamp: number, rule: ExpiryRule): number[] {
  const { dailies, weeklies, monthlies, quarterlies, hour } = rule;
  const firstDay = nextAt(timestamp, hour);
  const firstFriday = firstDay + ((friday - new Date(firstDay).getUTCDay() + 7) % 7) * dayMs;
  const days = Array.from({ length: dailies }, (_, k) => firstDay + k * dayMs);
  const fridays = Array.from({ length: weeklies }, (_, k) => firstFriday + 7 * k * dayMs);
  const ends = monthEnds(timestamp, hour, Math.max(monthlies, 3 * (quarterlies + 1)));
  const quarters = ends.filter((end) => new Date(end).getUTCMonth() % 3 === 2).slice(0, quarterlies);
  const all = [...days, ...fridays, ...ends.slice(0, monthlies), ...quarters];
  return [...new Set(all)].sort((a, b) => a - b);
}

/** The first time after `timestamp` at which the clock shows `hour`. */
function nextAt(timestamp: number, hour: number): number {
  const today = Math.floor(timestamp / dayMs) * dayMs + (hour * dayMs) / 24;
  return today > timestamp ? today : today + dayMs;
}

/** The next `count` last Fridays of a month after `timestamp`. */
function monthEnds(timestamp: number, hour: number, count: number): number[] {
  const from = new Date(timestamp);
  const ends = Array.from({ length: count + 1 }, (_, k) =>
    lastFriday(from.getUTCFullYear(), from.getUTCMonth() + k, hour),
  );
  return ends.filter((end) => end > timestamp).slice(0, count);
}

/** @param month from 0; beyond 11 runs into the next years */
function lastFriday(year: number, month: number, hour: number): number {
  const last = Date.UTC(year, month + 1, 0, hour);
  return last - ((new Date(last).getUTCDay() - friday + 7) % 7) * dayMs;
}
