import { describe, expect, test } from "vitest";
import {
  accountOf,
  dayMs,
  historyOf,
  instrument,
  lastSnapshot,
  position,
  seriesOf,
  sourced,
  unwrapped,
} from "../../test/contracts/market.ts";
import { decimal } from "../instruments/decimal.ts";
import { assessAccount } from "../margin/assess.ts";
import { bind } from "../margin/bind.ts";
import type { MarginModel } from "../margin/marginModel.ts";
import { fixedRatio } from "../margin/models/fixedRatio.ts";
import { historicalTail } from "../margin/models/historicalTail.ts";
import { checkParameters } from "../margin/parameters.ts";
import { rulebookOf } from "../margin/rulebook.ts";
import type { MarketSnapshot } from "../market/marketSnapshot.ts";
import { quotedSnapshot } from "../market/quotes.ts";
import { forwardId, volatilityId } from "../market/riskFactor.ts";
import { success } from "../numerics/outcome.ts";
import type { Account } from "../portfolio/account.ts";
import { groupingOf } from "../risk/grouping.ts";
import { relativeShockSet } from "../risk/relativeShocks.ts";
import { marginReport } from "./marginReport.ts";
import type { MarginResult } from "./marginResult.ts";

const [tail, ratio] = [historicalTail, fixedRatio] as unknown as [MarginModel, MarginModel];
const given = { lookbackDays: 4, scenariosMin: 1 };
const call = "BTC-28JUN24-110-C";
const expiresAt = Date.UTC(2024, 5, 28, 8);

function optionSnapshot(): MarketSnapshot {
  const names = [call, "BTC", "BTC-PERPETUAL"];
  const closes = [100, 90, 99, 108.9, 100];
  const history = historyOf([seriesOf("BTC/USDT", closes), seriesOf("BTC-PERPETUAL", closes)], names);
  const timestamp = history.startMs + (closes.length - 1) * dayMs;
  const levels = sourced([
    [forwardId("BTC", "USD", expiresAt), 104],
    [volatilityId(instrument(call).id), 0.6],
    ["currency:BTC", 100],
  ]);
  const source = { file: "chain.csv", sha256: "00", format: "invented" };
  const quotes = [{ timeMs: timestamp, instrument: instrument("BTC-PERPETUAL"), price: 101 }];
  const at = { timestamp, maxAgeMs: dayMs };
  return unwrapped(quotedSnapshot({ quotes, levels, source }, names.map(instrument), at, history));
}

function resultOf(account: Account, snapshot: MarketSnapshot, model: MarginModel, currency: string): MarginResult {
  const parameters = unwrapped(checkParameters(model.parameters, model === tail ? given : {}, model.id));
  const rulebook = rulebookOf(model, parameters, currency);
  return { rulebook, snapshot, assessment: assessAccount(account, unwrapped(bind(rulebook, snapshot))) };
}

function reportOf(account: Account, snapshot: MarketSnapshot, currency: string) {
  const results = [tail, ratio].map((model) => resultOf(account, snapshot, model, currency));
  return marginReport({ accounts: [account], snapshot, results, refusals: [] });
}

const shortCall = { instrumentId: instrument(call).id, quantity: decimal("-3"), cost: decimal("0") };
const optionBook = accountOf([shortCall, position("BTC-PERPETUAL", "4", "95")], { BTC: "2" });

const linearSnapshot = (): MarketSnapshot =>
  lastSnapshot(historyOf([seriesOf("BTC/USDT:USDT", [100, 90, 99, 108.9, 80])], ["BTC/USDT:USDT"]));

describe("the page of a book with options", () => {
  const snapshot = optionSnapshot();
  const { sections } = reportOf(optionBook, snapshot, "USD");
  const heat = sections.flatMap((one) => one.heat ?? [])[0]!;

  test("has a heat map whose every cell is the P&L that a margin model sees under that shock", () => {
    expect(heat.cells).toHaveLength(77);
    const shocks = heat.cells.map(({ x, y }) => ({ spot: x / 100, volatility: y / 100 }));
    const scenarios = relativeShockSet(snapshot, { underlying: "BTC", shocks, untilMs: snapshot.timestamp });
    const whole = { grouping: groupingOf(snapshot, []), scenarios };
    const model: MarginModel = {
      ...tail,
      prepare: () =>
        success({
          needs: [whole],
          componentsOf: (view) => [{ id: "grid", initial: 0, maintenance: 0, outcomes: view.of(whole)[0]!.pnl }],
        }),
    };
    const { assessment } = resultOf(optionBook, snapshot, model, "USD");
    const outcomes = assessment.groups[0]!.requirement.components[0]!.outcomes!;
    heat.cells.forEach(({ value }, k) => {
      expect(value).toBeCloseTo(outcomes[k]!, 9);
    });
  });

  test("names the worst cell in words", () => {
    const worst = Math.min(...heat.cells.map(({ value }) => value));
    const { x, y } = heat.cells.find(({ value }) => value === worst)!;
    const text = sections.find((one) => one.heat !== undefined)!.text!.replaceAll("\u00a0", " ");
    const sign = (change: number) => `${change > 0 ? "+" : ""}${change} %`;
    expect(text).toContain(`${Math.round(worst)} USD at BTC ${sign(x)} and volatility ${sign(y)} of its level`);
  });

  test("has a payoff profile now and at expiry, which is nothing now where nothing moves", () => {
    const lines = sections.flatMap((one) => one.lines ?? [])[0]!;
    expect(lines.curves.map(({ id }) => id)).toEqual(["now", "at expiry, 2024-06-28"]);
    expect(lines.guide?.x).toBe(100);
    expect(lines.xLabel).toBe("price of BTC, USD");
    expect(lines.curves[0]!.points.find(({ x }) => x === 100)?.y).toBe(0);
  });

  test("says what was assumed, and how each factor moved in the worst scenario", () => {
    const assumed = sections.find(({ title }) => title === "Assumed")!.list!;
    expect(assumed.some((text) => text.includes("implied volatility"))).toBe(true);
    const { rows } = sections.find(({ title }) => title === "Moves in the worst scenarios")!.table!;
    expect(rows.map(([, factor]) => factor)).toContain(volatilityId(instrument(call).id));
  });
});

describe("the page of a book without options", () => {
  const snapshot = linearSnapshot();
  const account = accountOf([position("BTC/USDT:USDT", "-3", "90")], { USDT: "100" });
  const { sections, sentences } = reportOf(account, snapshot, "USDT");

  test("has a line of P&L over the price, quantity × size × price × change, and no heat map", () => {
    expect(sections.some((one) => one.heat !== undefined)).toBe(false);
    const [lines, ...others] = sections.flatMap((one) => one.lines ?? []);
    expect(others).toEqual([]);
    const terms = instrument("BTC/USDT:USDT");
    const size = "contractSize" in terms ? Number(terms.contractSize) : Number.NaN;
    for (const { x, y } of lines!.curves[0]!.points) expect(y).toBeCloseTo(-3 * size * (x - 80), 9);
  });

  test("shows the requirement of every model", () => {
    const { rows, refused } = sections[0]!.comparison!;
    expect(rows.map(({ name }) => name).sort()).toEqual(["fixed-ratio", "historical-tail"]);
    expect(refused).toEqual([]);
    expect(sentences).toContain("Every account holds its maintenance requirement under every model.");
  });
});

test("a requirement is told with what it is made of, and an account below it by name", () => {
  const snapshot = linearSnapshot();
  const account = accountOf([position("BTC/USDT:USDT", "3", "90")], { USDT: "1" });
  const results = [resultOf(account, snapshot, ratio, "USDT")];
  const rulebook = "historical-tail";
  const refusals = [{ code: "missing-data", path: rulebook, message: "too little history", rulebook } as const];
  const { sentences, sections } = marginReport({ accounts: [account], snapshot, results, refusals });
  // 3 coins from 90 to 80 and 1 USDT: equity −29; a tenth of 240 is 24, a twentieth 12, so 41 short.
  expect(sentences[0]).toBe(
    "a needs 24 USDT under fixed-ratio, 12 as maintenance; its equity of -29 is 53 short of that.",
  );
  expect(sentences[1]).toBe("Main reason: notional BTC 100 %. Worst case: no scenarios.");
  expect(sentences[2]).toBe("a is 41 USDT below its maintenance requirement under fixed-ratio.");
  const { rows, refused } = sections[0]!.comparison!;
  expect(rows.map(({ isAlarm, bar }) => [isAlarm, bar])).toEqual([[true, { inner: 12, outer: 24, mark: 0 }]]);
  expect(refused).toEqual([{ name: rulebook, reason: "not computed: too little history" }]);
});

test("requirements stand in order, each with its worst case: how far the coin moved and what it cost", () => {
  const snapshot = linearSnapshot();
  const account = accountOf([position("BTC/USDT:USDT", "3", "80")], { USDT: "1000" });
  const results = [ratio, tail].map((model) => resultOf(account, snapshot, model, "USDT"));
  const { rows } = marginReport({ accounts: [account], snapshot, results, refusals: [] }).sections[0]!.comparison!;
  const initials = rows.map(({ bar }) => bar.outer);
  expect(initials).toEqual(initials.toSorted((a, b) => b - a));
  // The last close falls from 108.9 to 80: 3 coins of 80 lose 26.54 % of 240.
  const words = rows.find(({ name }) => name === "historical-tail")!.cells.at(-1)!;
  expect(words).toContain("-64: ");
  expect(words).toContain("BTC -26.54 %");
});

test("of more accounts than a page can hold, those left out are named", () => {
  const snapshot = linearSnapshot();
  const accounts = Array.from({ length: 32 }, (_, k) => ({
    ...accountOf([position("BTC/USDT:USDT", "1", "80")], { USDT: "100" }),
    id: `desk-${k}`,
  }));
  const results = accounts.map((account) => resultOf(account, snapshot, ratio, "USDT"));
  const { sentences, sections } = marginReport({ accounts, snapshot, results, refusals: [] });
  expect(sections.filter((one) => one.lines !== undefined)).toHaveLength(30);
  expect(sentences.at(-1)).toBe("Drawn are the first 30 of 32; not desk-30 in BTC, desk-31 in BTC.");
});
