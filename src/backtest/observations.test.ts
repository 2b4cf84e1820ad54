import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  accountOf,
  arithmeticCloses,
  dayMs,
  historyOf,
  position,
  seriesOf,
  unwrapped,
} from "../../test/contracts/market.ts";
import type { MarginModel } from "../margin/marginModel.ts";
import { fixedRatio } from "../margin/models/fixedRatio.ts";
import { historicalTail } from "../margin/models/historicalTail.ts";
import { checkParameters } from "../margin/parameters.ts";
import { type Rulebook, rulebookOf } from "../margin/rulebook.ts";
import type { MarketHistory } from "../market/marketHistory.ts";
import type { Account } from "../portfolio/account.ts";
import { emptyRun, type ObservationPlan, type ObservationRun, observe } from "./observations.ts";

function rulebook(model: unknown, given: Readonly<Record<string, unknown>>, currency = "USDT"): Rulebook {
  const one = model as MarginModel;
  return rulebookOf(one, unwrapped(checkParameters(one.parameters, given, one.id)), currency);
}

const eighth = rulebook(fixedRatio, { initialRatio: 0.125 });
const tail = rulebook(historicalTail, { lookbackDays: 30, scenariosMin: 10, confidenceLevel: 0.9 });

const planOf = (book: Rulebook, history: MarketHistory, plan: Partial<ObservationPlan> = {}): ObservationPlan => ({
  rulebook: book,
  stride: 1,
  mporBars: 1,
  lastIndex: history.count - 1,
  ...plan,
});

function observed(history: MarketHistory, account: Account, plan: ObservationPlan, firstIndex = 0): ObservationRun {
  const run = emptyRun(firstIndex);
  expect(observe(run, () => ({ history, accountAt: () => account }), plan, 10_000)).toEqual({ ok: true, value: true });
  return run;
}

const perpetual = "BTC/USDT:USDT";
const timeOf = (bar: number): number => Date.UTC(2024, 0, 1) + bar * dayMs;
const barsOf = (run: ObservationRun): number[] => run.columns.times.map((time) => (time - timeOf(0)) / dayMs);
const historyOfCloses = (closes: readonly number[]) => historyOf([seriesOf("BTC/USDT", closes)], [perpetual]);

describe("two coins long from 100 with 1,000 in cash", () => {
  const account = accountOf([position(perpetual, "2", "100")], { USDT: "1000" });

  test("owe an eighth of notional at each time and lose what the mark loses after it", () => {
    // Notional 200, 224, 192; equity 1000 + 2 × (mark − 100); loss 2 × (mark − next mark).
    const history = historyOfCloses([100, 112, 96, 104]);
    const { columns, omissions } = observed(history, account, planOf(eighth, history, { lastIndex: 2 }));
    expect(columns).toMatchObject({
      times: [timeOf(0), timeOf(1), timeOf(2)],
      requirements: [25, 28, 24],
      losses: [-24, 32, -16],
      equities: [1000, 1024, 992],
    });
    expect(omissions).toEqual({ unpriced: 0, unmodelled: 0, expiring: 0 });
  });

  test("lose over the whole margin period of risk, seen every second bar", () => {
    // Bars 0 and 2, three bars ahead: 2 × (100 − 104) and 2 × (96 − 80).
    const history = historyOfCloses([100, 112, 96, 104, 90, 80]);
    const run = observed(history, account, planOf(eighth, history, { mporBars: 3, stride: 2, lastIndex: 2 }));
    expect(run.columns).toMatchObject({ times: [timeOf(0), timeOf(2)], losses: [-8, 32] });
    expect(run.nextIndex).toBe(4);
  });

  test("are rebuilt at every time when the book follows the market, and then held still", () => {
    // 400 in notional at every time: 4 coins at 100, then 8 at 50. Losses 4 × (100 − 50) and 8 × (50 − 75).
    const history = historyOfCloses([100, 50, 75]);
    const run = emptyRun(0);
    const book = ["4", "8"].map((quantity, k) => accountOf([position(perpetual, quantity, ["100", "50"][k]!)]));
    const subject = { history, accountAt: ({ lastIndex }: { lastIndex: number }) => book[lastIndex]! };
    observe(run, () => subject, planOf(eighth, history, { lastIndex: 1 }), 10);
    expect(run.columns).toMatchObject({ requirements: [50, 50], losses: [200, -200], equities: [0, 0] });
  });

  test("owe the sum of their groups", () => {
    // The same position twice, apart: an eighth of 200 and an eighth of 200.
    const history = historyOfCloses([100, 90]);
    const [group] = account.groups;
    const twice = { id: "a", groups: [group!, { ...group!, id: "other" }] };
    const { columns } = observed(history, twice, planOf(eighth, history, { lastIndex: 0 }));
    expect(columns).toMatchObject({ requirements: [50], losses: [40], equities: [2000] });
  });
});

describe("a time without an observation is counted by its reason", () => {
  const account = accountOf([position(perpetual, "2", "100")], { USDT: "1000" });

  test("unpriced when the price is missing at the time or at the end of the period, or the history ends first", () => {
    // Bar 4 is missing: unpriced are bar 4 itself, bar 2 that ends there, and bars 6 and 7 that end after bar 7.
    const history = historyOfCloses([100, 101, 102, 103, 0, 105, 106, 107]);
    const run = observed(history, account, planOf(eighth, history, { mporBars: 2 }));
    expect(barsOf(run)).toEqual([0, 1, 3, 5]);
    expect(run.omissions).toEqual({ unpriced: 4, unmodelled: 0, expiring: 0 });
  });

  test("unpriced when the plan goes beyond the history", () => {
    const history = historyOfCloses([100, 101, 102]);
    const run = observed(history, account, planOf(eighth, history, { lastIndex: 5 }));
    expect(run.omissions).toEqual({ unpriced: 4, unmodelled: 0, expiring: 0 }); // bars 2, 3, 4 and 5
  });

  test("unmodelled while there are fewer than ten scenarios", () => {
    // Bar k has k spans of a day behind it.
    const history = historyOfCloses(arithmeticCloses(100, 15, 37));
    const run = observed(history, account, planOf(tail, history));
    expect(run.omissions).toEqual({ unpriced: 1, unmodelled: 10, expiring: 0 });
    expect(barsOf(run)).toEqual([10, 11, 12, 13]);
  });

  test("unmodelled when there is no subject", () => {
    const history = historyOfCloses([100, 101, 102]);
    const run = emptyRun(0);
    const subject = { history, accountAt: () => account };
    observe(run, (index) => (index === 1 ? undefined : subject), planOf(eighth, history, { lastIndex: 1 }), 10);
    expect([barsOf(run), run.omissions]).toEqual([[0], { unpriced: 0, unmodelled: 1, expiring: 0 }]);
  });
});

/** A market of two coins, a linear and an inverse contract; 0 is a bar that was not observed. */
const barCount = 90;
const inverse = "ETH-PERPETUAL";
const [btc, eth] = [arithmeticCloses(40_000, barCount, 37), arithmeticCloses(2_000, barCount, 53)];
const marketOf = (one: readonly number[], other: readonly number[]) =>
  historyOf([seriesOf("BTC/USDT", one), seriesOf("ETH/USD", other)], [perpetual, inverse]);
const market = marketOf(btc, eth);
const mixed = accountOf([position(perpetual, "0.5", "39000"), position(inverse, "-7000", "2100")], {
  USDT: "12000",
  ETH: "1.5",
});

test("observing seven at a time is observing in one go", () => {
  const gappy = marketOf(
    btc.map((close, k) => (k === 40 ? 0 : close)),
    eth,
  );
  for (const stride of [1, 2]) {
    const plan = planOf(tail, gappy, { stride, mporBars: 2 });
    const whole = observed(gappy, mixed, plan);
    const run = emptyRun(0);
    let calls = 1;
    while (!unwrapped(observe(run, () => ({ history: gappy, accountAt: () => mixed }), plan, 7))) calls += 1;
    expect(run).toEqual(whole);
    expect(calls).toBe(Math.ceil(barCount / stride / 7)); // 90 and 45 observations: 13 and 7 calls
    expect(whole.omissions.unpriced).toBeGreaterThan(0);
    expect(whole.columns.times.length).toBeGreaterThan(30);
  }
});

describe.each([
  ["fixed-ratio", rulebook(fixedRatio, {}, "USD")],
  ["historical-tail", rulebook(historicalTail, { lookbackDays: 30, scenariosMin: 10, confidenceLevel: 0.9 }, "USD")],
])("%s is observed strictly out of sample", (_, book) => {
  const mporBars = 3;
  const plan = planOf(book, market, { mporBars });
  const before = observed(market, mixed, plan);
  const at = (run: ObservationRun, k: number) => {
    const { times, requirements, losses, equities } = run.columns;
    return [times[k], requirements[k], losses[k], equities[k]];
  };

  test("prices after a bar, altered or taken away, change nothing known at that bar", () => {
    const anyClose = (limit: number) =>
      fc.oneof(
        { weight: 9, arbitrary: fc.double({ min: limit / 10, max: limit * 10, noNaN: true }) },
        { weight: 1, arbitrary: fc.constant(0) },
      );
    const arbitrary = fc.integer({ min: 12, max: barCount - 2 }).chain((last) => {
      const length = { minLength: barCount - 1 - last, maxLength: barCount - 1 - last };
      return fc.record({
        last: fc.constant(last),
        laterBtc: fc.array(anyClose(40_000), length),
        laterEth: fc.array(anyClose(2_000), length),
      });
    });
    fc.assert(
      fc.property(arbitrary, ({ last, laterBtc, laterEth }) => {
        const altered = marketOf([...btc.slice(0, last + 1), ...laterBtc], [...eth.slice(0, last + 1), ...laterEth]);
        const after = observed(altered, mixed, plan);
        const beforeBars = barsOf(before);
        const afterBars = barsOf(after);

        // Whole observations: none is lost, none is gained, and every bit is kept.
        const closed = beforeBars.filter((bar) => bar + mporBars <= last).length;
        expect(afterBars.filter((bar) => bar + mporBars <= last).length).toBe(closed);
        for (let k = 0; k < closed; k++) expect(at(after, k)).toEqual(at(before, k));

        // Requirements and equities of periods still open at the bar; a missing price may have taken some away.
        for (const [k, bar] of afterBars.entries()) {
          if (bar > last) break;
          const same = beforeBars.indexOf(bar);
          expect(same).toBeGreaterThanOrEqual(0);
          expect(after.columns.requirements[k]).toBe(before.columns.requirements[same]);
          expect(after.columns.equities[k]).toBe(before.columns.equities[same]);
        }
      }),
    );
  });

  test("while the price of a bar does change what is known at it, and the losses that end there", () => {
    const bar = 50;
    const crashed = marketOf(
      btc.map((close, k) => (k === bar ? close / 2 : close)),
      eth,
    );
    const after = observed(crashed, mixed, plan);
    const k = barsOf(before).indexOf(bar);
    expect(after.columns.requirements[k]).not.toBe(before.columns.requirements[k]);
    expect(after.columns.equities[k]).not.toBe(before.columns.equities[k]);
    expect(after.columns.losses[k - mporBars]).not.toBe(before.columns.losses[k - mporBars]);
  });
});
