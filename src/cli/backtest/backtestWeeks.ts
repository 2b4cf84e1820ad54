import { dayText } from "../present.ts";
import { groupByModel, type JudgedUnit } from "./backtestResult.ts";

/** Days of a market event, both ends included, UTC. */
export interface NamedWeek {
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

/** Events that every backtest of coins is asked about. */
export const namedWeeks: readonly NamedWeek[] = [
  { name: "8 to 22 March 2020", from: "2020-03-08", to: "2020-03-22" },
  { name: "10 to 26 May 2021", from: "2021-05-10", to: "2021-05-26" },
  { name: "LUNA, 3 to 15 May 2022", from: "2022-05-03", to: "2022-05-15" },
  { name: "FTX, 5 to 13 November 2022", from: "2022-11-05", to: "2022-11-13" },
];

const dayMs = 86_400_000;
/** Monday, 5 January 1970. */
const firstMondayMs = 4 * dayMs;
const weeksShown = 5;

export interface Breach {
  readonly model: string;
  readonly time: number;
  readonly loss: number;
}

export const breachesOfUnit = ({ unit }: JudgedUnit): Breach[] => {
  const { times, losses, requirements } = unit.run.columns;
  return times.flatMap((time, k) =>
    losses[k]! > requirements[k]! ? [{ model: unit.rulebook.id, time, loss: losses[k]! }] : [],
  );
};

/** Breaches of each model in the named weeks that the observations reach; a breach counts when its horizon begins there. */
export function namedWeeksTable(all: readonly JudgedUnit[]) {
  const times = all.flatMap(({ unit }) => [unit.run.columns.times[0]!, unit.run.columns.times.at(-1)!]);
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const rows = namedWeeks
    .map((week) => ({ week, from: Date.parse(week.from), to: Date.parse(week.to) + dayMs }))
    .filter(({ from, to }) => first < to && from <= last)
    .flatMap(({ week, from, to }) =>
      [...groupByModel(all)].map(([model, units]) => [week.name, model, ...breachCells(units, from, to)]),
    );
  return { head: ["week", "model", "breaches", "by book"], rows };
}

/** The calendar weeks, Monday to Sunday UTC, in which each model was breached most; the earlier first among equals. */
export function worstWeeksTable(all: readonly JudgedUnit[]) {
  const rows = [...groupByModel(all)].flatMap(([model, units]) => {
    const counts = new Map<number, number>();
    for (const { time } of units.flatMap(breachesOfUnit)) {
      const monday = time - ((((time - firstMondayMs) % (7 * dayMs)) + 7 * dayMs) % (7 * dayMs));
      counts.set(monday, (counts.get(monday) ?? 0) + 1);
    }
    return [...counts]
      .sort(([mondayA, a], [mondayB, b]) => b - a || mondayA - mondayB)
      .slice(0, weeksShown)
      .map(([monday]) => [
        `${dayText(monday)} to ${dayText(monday + 6 * dayMs)}`,
        model,
        ...breachCells(units, monday, monday + 7 * dayMs),
      ]);
  });
  return { head: ["week", "model", "breaches", "by book"], rows };
}

/** Breaches whose horizon begins in [from, to): of all books together, and of each that has some. */
function breachCells(units: readonly JudgedUnit[], from: number, to: number): [string, string] {
  const counts = units.map((one) => ({
    book: one.unit.bookId,
    count: breachesOfUnit(one).filter(({ time }) => from <= time && time < to).length,
  }));
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  const named = counts.filter(({ count }) => count > 0).map(({ book, count }) => `${book} ${count}`);
  return [String(total), named.join(", ") || "none"];
}
