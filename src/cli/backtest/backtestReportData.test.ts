import { describe, expect, test } from "vitest";
import { archetypes } from "../../backtest/archetype.ts";
import { type BacktestPlan, type BacktestUnit, backtest } from "../../backtest/run.ts";
import { fixedRatio } from "../../margin/models/fixedRatio.ts";
import { rulebookOf } from "../../margin/rulebook.ts";
import { sampleMarket } from "../../simulation/sampleMarket.ts";
import { reportData } from "./backtestReportData.ts";
import { judged, levelText } from "./backtestResult.ts";

const parameters = { initialRatio: 0.1, maintenanceRatio: 0.05, collateralHaircut: 0.1, stablecoinHaircut: 0.01 };
const plan: BacktestPlan = {
  ...sampleMarket({ seed: 1, days: 120, startMs: Date.UTC(2020, 1, 1) }),
  stepMs: 86_400_000,
  coins: ["BTC", "ETH"],
  rulebooks: [rulebookOf(fixedRatio, parameters, "USD")],
  books: archetypes.slice(0, 2).map((archetype) => ({ kind: "archetype", archetype }) as const),
  mporHours: 24,
  everyHours: 24,
  fromMs: 0,
  toMs: 8.64e15,
  seasoningDays: 400,
};
const question = { title: "t", dataLabel: "d", confidence: 0.99, mporHours: 24, everyHours: 24, reproduce: "r" };

function units(everyHours = 24): BacktestUnit[] {
  const work = backtest({ ...plan, everyHours }, new Map());
  let step = work.next();
  while (!step.done) step = work.next();
  if (!step.value.ok) throw new Error(step.value.failure.message);
  return step.value.value;
}

/** As if the data had come from a venue. */
const real: BacktestPlan = {
  ...plan,
  series: plan.series.map((one) => ({ ...one, source: { ...one.source, file: "venue.csv" } })),
};

describe("the content of a report", () => {
  const all = judged(units(), question);

  test("names the weeks of March 2020 for real data alone, each model on its own row", () => {
    expect(reportData(all, plan, question).weeks.map(({ title }) => title)).toEqual(["Weeks with most breaches"]);
    const [named] = reportData(all, real, question).weeks;
    expect(named!.title).toBe("Breaches by named week");
    expect(named!.table.rows.map(([week, model]) => [week, model])).toEqual([["8 to 22 March 2020", "fixed-ratio"]]);
  });

  test("counts in a named week the breaches whose loss begins there, both end days included", () => {
    const [{ unit }] = all as [(typeof all)[number]];
    const times = ["2020-03-07", "2020-03-08", "2020-03-22", "2020-03-23"].map((day) => Date.parse(day));
    const filled = (value: number) => times.map(() => value);
    const columns = {
      times,
      requirements: filled(1),
      losses: filled(2),
      fundingPaid: filled(0),
      equities: filled(9),
      notionals: filled(9),
    };
    const data = reportData(judged([{ ...unit, run: { ...unit.run, columns } }], question), real, question);
    expect(data.weeks[0]!.table.rows[0]!.slice(2)).toEqual(["2", "long 2"]);
    // Monday 2 March, 9 March (none), 16 March, 23 March.
    expect(data.weeks[1]!.table.rows.map(([week, , count]) => [week, count])).toEqual([
      ["2020-03-02 to 2020-03-08", "2"],
      ["2020-03-16 to 2020-03-22", "1"],
      ["2020-03-23 to 2020-03-29", "1"],
    ]);
  });

  test("says what the books are, and counts omissions in a table", () => {
    const { books, omissions, assumptions } = reportData(all, plan, question);
    expect(books.table.rows[0]).toEqual(["long", "Long perpetual, USDT collateral"]);
    expect(books.sentences.join()).toContain("100,000 USD notional");
    expect(omissions.rows[0]!.slice(0, 4)).toEqual(["fixed-ratio", "long", "119", "1"]);
    expect(assumptions).not.toContain("the numeraire");
    expect(assumptions.join()).not.toContain("without a price");
  });

  test("puts the file of an account into the lineage once, and says that it is held still", () => {
    const source = { file: "book.csv", sha256: "ab".repeat(32) };
    const account = (id: string) =>
      ({ kind: "account", account: { id, groups: [] }, instruments: [], source }) as const;
    const given = { ...plan, books: [account("long"), account("short")] };
    const { lineage, books } = reportData(all, given, question);
    expect(lineage.filter(([what]) => what === "books")).toEqual([["books", "book.csv", "", "", "abababababababab"]]);
    expect(books.sentences).toEqual(["Accounts (long, short): the positions given are held still throughout."]);
  });

  test("names version and observations, and another hash for other observations", () => {
    const hash = (of: typeof all) =>
      reportData(of, plan, question).provenance.find(([name]) => name === "observations")![1];
    expect(reportData(all, plan, question).provenance[0]![0]).toBe("plimsoll");
    expect(hash(all)).toBe(hash(judged(units(), question)));
    expect(hash(all)).not.toBe(hash(all.slice(1)));
  });

  test("shows no rise over 1 and 5 days where observations are 48 h apart", () => {
    const every = { ...question, everyHours: 48 };
    const { procyclicality } = reportData(judged(units(48), every), plan, every);
    expect(procyclicality.head.slice(3, 6)).toEqual(["largest rise 1 d", "5 d", "20 d"]);
    expect(procyclicality.rows[0]!.slice(3, 6)).toEqual(["none", "none", "+0 %"]);
  });
});

test("a level keeps its digits", () => {
  const levels = [0.9, 0.95, 0.975, 0.99, 0.995, 0.9975, 0.9999, 1 - 0.9999, 0.25];
  const texts = ["90 %", "95 %", "97.5 %", "99 %", "99.5 %", "99.75 %", "99.99 %", "0.01 %", "25 %"];
  expect(levels.map(levelText)).toEqual(texts);
});
