import { dayText, decimalsOf, money, percent } from "../present.ts";
import { type JudgedUnit, rangeText, riseSpansHours } from "./backtestResult.ts";

/** One row a book, one column a model: coverage, breaches and a word, so that a reader compares before reading on. */
export function summaryTable(all: readonly JudgedUnit[], models: readonly string[]) {
  const books = [...new Set(all.map(({ unit }) => unit.bookId))];
  const rows = books.map((book) => ({
    book,
    cells: models.map((model) => {
      const found = all.find(({ unit }) => unit.bookId === book && unit.rulebook.id === model);
      if (found === undefined) return { figures: "", word: "not observed" };
      const { descriptive, word } = found.verdict;
      return {
        figures: `${percent(descriptive.coverage ?? 0, 2)} (${descriptive.breaches})`,
        word: word.replace("rejected: ", ""),
      };
    }),
  }));
  return { head: ["book", ...models], rows };
}

export function testsTable(all: readonly JudgedUnit[]) {
  const head = [
    "model",
    "book",
    "offsets",
    "breaches/offset",
    "Kupiec p",
    "independence p",
    "cond. coverage p",
    "traffic light",
  ];
  const rows = all.map(({ unit, verdict }) => {
    const { offsets, breaches } = verdict.tests[0]!.result;
    const range = verdict.tests.map(({ result }) =>
      result.pValues === null ? "no answer" : rangeText(result.pValues),
    );
    const zones = Object.entries(verdict.zones).map(([zone, count]) => `${count} ${zone}`);
    const counts = breaches.min === breaches.max ? `${breaches.min}` : `${breaches.min} to ${breaches.max}`;
    return [unit.rulebook.id, unit.bookId, String(offsets.length), counts, ...range, zones.join(", ")];
  });
  return { head, rows };
}

/** How far losses went beyond the requirement, in money and as a share of it, and when. */
export function sizesTable(all: readonly JudgedUnit[], currency: string) {
  const amount = (value: number | null) => (value === null ? "none" : money(value, decimalsOf(currency)));
  const share = (value: number | null) => (value === null ? "none" : `+${percent(value, 0)}`);
  const rows = all.map(({ unit, verdict: { sizes } }) => {
    const day = (index: number | null) => (index === null ? "" : `, ${dayText(unit.run.columns.times[index]!)}`);
    return [
      unit.rulebook.id,
      unit.bookId,
      String(sizes.count),
      amount(sizes.meanSize),
      amount(sizes.maxSize) + day(sizes.maxSizeIndex),
      share(sizes.meanFraction),
      share(sizes.maxFraction) + day(sizes.maxFractionIndex),
    ];
  });
  const head = [
    "model",
    "book",
    "breaches",
    `mean, ${currency}`,
    `largest, ${currency}`,
    "mean share",
    "largest share",
  ];
  return { head, rows };
}

export function procyclicalityTable(all: readonly JudgedUnit[]) {
  const [first, ...others] = riseSpansHours.map((hours) => `${hours / 24} d`);
  const head = ["model", "book", "peak/trough", `largest rise ${first}`, ...others, "sd of ln M"];
  const rows = all.map(({ unit, verdict: { procyclicality: p } }) => [
    unit.rulebook.id,
    unit.bookId,
    ...(p === null
      ? head.slice(2).map(() => "none")
      : [
          `${p.peakToTrough.toFixed(1)}×`,
          ...p.largestRises.map(({ rise }) => (rise === null ? "none" : `${rise < 0 ? "" : "+"}${percent(rise, 0)}`)),
          p.logStandardDeviation?.toFixed(2) ?? "none",
        ]),
  ]);
  return { head, rows };
}

/** Times at which nothing could be observed, and why. */
export function omissionsTable(all: readonly JudgedUnit[]) {
  const rows = all.map(({ unit: { rulebook, bookId, run } }) => [
    rulebook.id,
    bookId,
    String(run.columns.times.length),
    String(run.omissions.unpriced),
    String(run.omissions.unmodelled),
    String(run.omissions.expiring),
  ]);
  const head = ["model", "book", "observed", "no price", "not enough history", "contract ends within the MPOR"];
  return { head, rows };
}
