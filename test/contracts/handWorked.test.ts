/** Each margin model against numbers worked by hand, working shown. */
import { describe, expect, test } from "vitest";
import { decimal } from "../../src/instruments/decimal.ts";
import { assessAccount } from "../../src/margin/assess.ts";
import { leverageOf } from "../../src/margin/assessment.ts";
import type { MarginModel } from "../../src/margin/marginModel.ts";
import { filteredHistoricalTail } from "../../src/margin/models/filteredHistoricalTail.ts";
import { fixedRatio } from "../../src/margin/models/fixedRatio.ts";
import { historicalTail } from "../../src/margin/models/historicalTail.ts";
import type { Order } from "../../src/portfolio/account.ts";
import { accountOf, assessed, bound, historyOf, lastSnapshot, position, seriesOf } from "./market.ts";

const [ratio, historical, filtered] = [fixedRatio, historicalTail, filteredHistoricalTail] as unknown as [
  MarginModel,
  MarginModel,
  MarginModel,
];

/** Closes that end at exactly `last` after the given daily moves. */
function closesOf(last: number, moves: readonly number[]): number[] {
  const closes = [moves.reduce((close, move) => close / (1 + move), last)];
  for (const move of moves) closes.push(closes.at(-1)! * (1 + move));
  return [...closes.slice(0, -1), last];
}

describe("fixed-ratio", () => {
  const history = historyOf([seriesOf("BTC/USDT", [49_000, 50_000])], ["BTC/USDT:USDT", "BTC-PERPETUAL"]);
  const snapshot = lastSnapshot(history);

  test("2 BTC long at 50,000 owe 10,000 initial and 5,000 maintenance", () => {
    // Notional 2 × 50,000 = 100,000; 10 % and 5 % of it. Bought at 48,000: a gain of 2 × 2,000 joins 20,000 of cash.
    const account = accountOf([position("BTC/USDT:USDT", "2", "48000")], { USDT: "20000" });
    const { requirement, equity, excess, marginDeficit } = assessed(account, bound(ratio, snapshot));
    expect([requirement.initial, requirement.maintenance]).toEqual([10_000, 5_000]);
    expect([equity, excess, marginDeficit]).toEqual([24_000, 14_000, 0]);
  });

  test("2 BTC and 1,000 inverse contracts on 24,000 are a leverage of 110 over 24, whatever their side", () => {
    const legs = [position("BTC/USDT:USDT", "2", "50000"), position("BTC-PERPETUAL", "-1000", "50000")];
    const carried = assessed(accountOf(legs, { USDT: "24000" }), bound(ratio, snapshot));
    expect(carried.grossNotional).toBe(110_000);
    expect(leverageOf(carried)).toBeCloseTo(110 / 24, 12);
    // Nothing carries a position without equity.
    expect(leverageOf(assessed(accountOf(legs), bound(ratio, snapshot)))).toBeNull();
  });

  test("1 BTC of collateral loses a tenth: 5,000 more on both", () => {
    const account = accountOf([position("BTC/USDT:USDT", "2", "50000")], { BTC: "1" });
    const { requirement, equity } = assessed(account, bound(ratio, snapshot));
    expect(equity).toBe(50_000);
    expect([requirement.initial, requirement.maintenance]).toEqual([15_000, 10_000]);
  });

  test("an inverse contract counts by its dollars, and a hedge counts twice", () => {
    // 1,000 contracts of 10 USD are 10,000 USD whatever the price; short 0.2 BTC is 10,000 USD too: 10 % of 20,000.
    const account = accountOf([position("BTC-PERPETUAL", "1000", "50000"), position("BTC/USDT:USDT", "-0.2", "50000")]);
    expect(assessed(account, bound(ratio, snapshot)).requirement.initial).toBeCloseTo(2_000, 9);
  });

  test("a stablecoin outside the reporting currency loses a hundredth", () => {
    const account = accountOf([], { USDT: "20000" });
    const { requirement } = assessed(account, bound(ratio, snapshot, {}, "USD"));
    expect([requirement.initial, requirement.maintenance]).toEqual([200, 200]);
  });

  test("gross legs of one contract count twice where a netted pair counts once", () => {
    // 3 long and 1 short at 50,000: netted 2 × 50,000 at 10 %, gross 4 × 50,000 at 10 %.
    const long = position("BTC/USDT:USDT", "3", "50000");
    const short = position("BTC/USDT:USDT", "-1", "50000");
    const gross = accountOf([
      { ...long, side: "long" },
      { ...short, side: "short" },
    ]);
    expect(assessed(accountOf([long, short]), bound(ratio, snapshot)).requirement.initial).toBe(10_000);
    expect(assessed(gross, bound(ratio, snapshot)).requirement.initial).toBe(20_000);
  });

  test("isolated groups share nothing: each owes for its own leg", () => {
    const long = accountOf([position("BTC/USDT:USDT", "1", "50000")], { USDT: "6000" }).groups[0]!;
    const short = accountOf([position("BTC/USDT:USDT", "-1", "50000")], { USDT: "2000" }).groups[0]!;
    const groups = [
      { ...long, id: "long", marginMode: "isolated" as const },
      { ...short, id: "short", marginMode: "isolated" as const },
    ];
    const { groups: assessments } = assessAccount({ id: "a", groups }, bound(ratio, snapshot));
    // Each owes 5,000 initial and 2,500 maintenance; the spare 1,000 of one does not help the other.
    expect(assessments.map((one) => [one.id, one.equity, one.excess, one.marginDeficit])).toEqual([
      ["long", 6_000, 1_000, 0],
      ["short", 2_000, 0, 500],
    ]);
  });

  describe("open orders", () => {
    const held = accountOf([position("BTC/USDT:USDT", "2", "50000")], { USDT: "20000" });
    const order = (side: "buy" | "sell", quantity: string, limit?: string): Order => ({
      instrumentId: "BTC/USDT:USDT",
      side,
      quantity: decimal(quantity),
      ...(limit === undefined ? {} : { limitPrice: decimal(limit) }),
    });
    const withOrders = (...orders: readonly Order[]) =>
      assessed({ ...held, groups: [{ ...held.groups[0]!, orders }] }, bound(ratio, snapshot));
    const charges = (...orders: readonly Order[]) =>
      withOrders(...orders).requirement.components.map(({ id, initial, maintenance }) => [id, initial, maintenance]);

    test("count for the initial requirement by their worse side and for maintenance not at all", () => {
      // Buying 1 more makes 3 × 5,000; selling 1 leaves 1 × 5,000. The worse side adds 5,000.
      expect(charges(order("buy", "1"), order("sell", "1"))).toEqual([
        ["notional BTC", 10_000, 5_000],
        ["open-orders", 5_000, 0],
      ]);
    });

    test("are free when they only reduce", () => {
      expect(charges(order("sell", "2"))).toEqual([["notional BTC", 10_000, 5_000]]);
    });

    test("cost what a limit beyond the mark gives away", () => {
      // Bought at up to 51,000 and marked at 50,000: 5,000 of margin and 1,000 of equity.
      expect(charges(order("buy", "1", "51000"))).toContainEqual(["open-orders", 6_000, 0]);
    });

    test("lend no equity when their limit is better than the mark", () => {
      expect(charges(order("buy", "1", "40000"))).toContainEqual(["open-orders", 5_000, 0]);
      expect(withOrders(order("buy", "1", "40000")).equity).toBe(20_000);
    });

    test("turn round: selling 5 against a long of 2 leaves a short of 3", () => {
      expect(charges(order("sell", "5"))).toContainEqual(["open-orders", 5_000, 0]);
    });
  });

  test("says by how much maintenance is missing", () => {
    // Bought at 52,000 with 5,000: equity 5,000 − 2 × 2,000 = 1,000 against a maintenance of 5,000.
    const account = accountOf([position("BTC/USDT:USDT", "2", "52000")], { USDT: "5000" });
    const { equity, excess, marginDeficit } = assessed(account, bound(ratio, snapshot));
    expect([equity, excess, marginDeficit]).toEqual([1_000, 0, 4_000]);
  });
});

describe("historical-tail", () => {
  const moves = [-0.1, 0.05, 0, -0.05, 0.1];
  const names = ["BTC/USDT:USDT", "BTC-PERPETUAL"];
  const snapshot = lastSnapshot(historyOf([seriesOf("BTC/USDT", closesOf(100, moves))], names));
  const given = { lookbackDays: 5, scenariosMin: 1 };
  const long = accountOf([position("BTC/USDT:USDT", "1", "100")]);
  const charge = (measure: string, confidenceLevel: number, account = long) =>
    assessed(account, bound(historical, snapshot, { ...given, measure, confidenceLevel })).requirement;

  test("one coin at 100 under moves of −10, 5, 0, −5, 10 %", () => {
    // Outcomes −10, 5, 0, −5, 10. Level 0.6: 5 × 0.4 = 2 in the tail, the second worst is 5, the mean (10 + 5)/2.
    expect(charge("value-at-risk", 0.6).initial).toBeCloseTo(5, 12);
    expect(charge("expected-shortfall", 0.6).initial).toBeCloseTo(7.5, 12);
    // Level 0.8: 1 in the tail.
    expect(charge("value-at-risk", 0.8).initial).toBeCloseTo(10, 12);
    expect(charge("expected-shortfall", 0.8).initial).toBeCloseTo(10, 12);
    expect(charge("worst-case", 0.6).initial).toBeCloseTo(10, 12);
    // Three quarters of 10.
    expect(charge("value-at-risk", 0.8).maintenance).toBeCloseTo(7.5, 12);
  });

  test("a short loses where the long gains", () => {
    // Outcomes 10, −5, 0, 5, −10: the same five numbers, so the same charge.
    const short = accountOf([position("BTC/USDT:USDT", "-1", "100")]);
    expect(charge("value-at-risk", 0.6, short).initial).toBeCloseTo(5, 12);
    expect(charge("value-at-risk", 0.8, short).initial).toBeCloseTo(10, 12);
  });

  test("names the days of the worst scenario and how far each price moves in it", () => {
    const { worstScenario } = assessed(long, bound(historical, snapshot, given));
    expect(worstScenario?.index).toBe(0);
    expect(worstScenario?.pnl).toBeCloseTo(-10, 12);
    expect(worstScenario?.label).toBe("2024-01-01 00:00 to 2024-01-02 00:00");
    const moves = worstScenario?.moves.map(({ factor, from, to }) => [factor, from, Number(to.toFixed(9))]);
    expect(moves).toEqual([
      ["currency:BTC", 100, 90],
      ["mark:BTC-PERPETUAL", 100, 90],
      ["mark:BTC/USDT:USDT", 100, 90],
    ]);
  });

  test("a long inverse on its own coin loses twice as much in dollars as the coin", () => {
    // 1 coin and 100 USD of contracts at 100. At price P the contracts pay 1 − 100/P coins, so the account is worth
    // (2 − 100/P)·P = 2P − 100 dollars: 100 now, 80 after −10 %.
    const account = accountOf([position("BTC-PERPETUAL", "10", "100")], { BTC: "1" });
    expect(charge("worst-case", 0.6, account).initial).toBeCloseTo(20, 12);
  });

  test("a short inverse on its own coin is a dollar balance: no outcome but 0", () => {
    // (1 + 100/P − 1)·P = 100 whatever P is.
    const account = accountOf([position("BTC-PERPETUAL", "-10", "100")], { BTC: "1" });
    expect(charge("worst-case", 0.6, account).initial).toBeCloseTo(0, 12);
  });

  test("counted in coins, a long inverse loses more on the way down than it gains on the way up", () => {
    // 1 − 100/90 = −0.1111 coins after −10 %; a short loses 1 − 100/110 = 0.0909 coins after +10 %.
    const inCoins = bound(historical, snapshot, { ...given, measure: "worst-case" }, "BTC");
    const down = assessed(accountOf([position("BTC-PERPETUAL", "10", "100")], { BTC: "1" }), inCoins);
    const up = assessed(accountOf([position("BTC-PERPETUAL", "-10", "100")], { BTC: "1" }), inCoins);
    expect(down.requirement.initial).toBeCloseTo(1 / 9, 12);
    expect(up.requirement.initial).toBeCloseTo(1 / 11, 12);
    expect(down.equity).toBe(1);
  });

  test("value at risk is not subadditive: two coins that fell on different days", () => {
    // The counter-example of the docs page. Level 0.6 counts the second worst: 0 alone, 10 together.
    const btc = seriesOf("BTC/USDT", closesOf(100, [-0.1, 0, 0, 0, 0]));
    const eth = seriesOf("ETH/USDT", closesOf(100, [0, -0.1, 0, 0, 0]));
    const both = lastSnapshot(historyOf([btc, eth], ["BTC/USDT:USDT", "ETH/USDT:USDT"]));
    const a = position("BTC/USDT:USDT", "1", "100");
    const b = position("ETH/USDT:USDT", "1", "100");
    const under = (measure: string) => bound(historical, both, { ...given, measure, confidenceLevel: 0.6 });
    const owed = (measure: string) =>
      [[a], [b], [a, b]].map((held) => assessed(accountOf(held), under(measure)).requirement.initial);
    const [valueA, valueB, value] = owed("value-at-risk");
    expect(valueA).toBeCloseTo(0, 12);
    expect(valueB).toBeCloseTo(0, 12);
    expect(value).toBeCloseTo(10, 12);
    const [meanA, meanB, mean] = owed("expected-shortfall");
    expect(meanA).toBeCloseTo(5, 12);
    expect(meanB).toBeCloseTo(5, 12);
    expect(mean).toBeCloseTo(10, 12);
  });

  test("refuses a window with too few scenarios and says how many there are", () => {
    const attempt = historical.prepare(bound(historical, snapshot, given).rulebook.parameters, snapshot, "USDT");
    expect(attempt.ok).toBe(true);
    expect(() => bound(historical, snapshot, { lookbackDays: 5, scenariosMin: 6 })).toThrow(
      "5 whole scenarios in 5 days",
    );
  });
});

describe("filtered-historical-tail", () => {
  test("three returns of 2, −4 and 2 % under a decay of one half", () => {
    // Log returns. h0 = 0.02² = 0.0004; h1 = (0.0004 + 0.0004)/2 = 0.0004; h2 = (0.0004 + 0.0016)/2 = 0.0010;
    // today (0.0010 + 0.0004)/2 = 0.0007. Worst: −0.04·√(0.0007/0.0004) = −0.05291503, so 100·(1 − e^−0.05291503).
    const closes = closesOf(
      100,
      [0.02, -0.04, 0.02].map((log) => Math.exp(log) - 1),
    );
    const snapshot = lastSnapshot(historyOf([seriesOf("BTC/USDT", closes)], ["BTC/USDT:USDT"]));
    const given = { lookbackDays: 3, scenariosMin: 1, decay: 0.5, startCount: 1, measure: "worst-case" };
    const { requirement } = assessed(
      accountOf([position("BTC/USDT:USDT", "1", "100")]),
      bound(filtered, snapshot, given),
    );
    expect(requirement.initial).toBeCloseTo(5.1539397, 6);
    expect(requirement.maintenance).toBeCloseTo(0.75 * 5.1539397, 6);
    // A short loses most where 0.02 is stretched by √(7/4): e^0.02645751 − 1 = 2.6811 %.
    const short = assessed(accountOf([position("BTC/USDT:USDT", "-1", "100")]), bound(filtered, snapshot, given));
    expect(short.requirement.initial).toBeCloseTo(2.681062, 6);
  });
});
