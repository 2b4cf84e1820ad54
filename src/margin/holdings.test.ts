import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { accountOf, historyOf, lastSnapshot, position, seriesOf } from "../../test/contracts/market.ts";
import { decimal, decimalText } from "../instruments/decimal.ts";
import { InvariantError } from "../numerics/assert.ts";
import type { Account } from "../portfolio/account.ts";
import { checkCovered, holdingsOf, rowsOf } from "./holdings.ts";

const linear = "BTC/USDT:USDT";
const inverse = "BTC-PERPETUAL";
const snapshot = lastSnapshot(historyOf([seriesOf("BTC/USD", [100])], [linear, inverse]));
const rows = rowsOf(snapshot);

/** Id, net quantity and cost of everything held, in the order given. */
const heldBy = (account: Account) =>
  holdingsOf(account.groups[0]!, snapshot, rows).map(({ row, exact, quantity, cost }) => {
    return [snapshot.instruments[row]!.id, decimalText(exact).replace(/\.0+$/, ""), quantity, cost];
  });

describe("positions of one instrument net", () => {
  test("exactly: 0.1 and 0.2 are 0.3, which they are not in float64", () => {
    const account = accountOf([position(linear, "0.1", "100"), position(linear, "0.2", "100")]);
    expect(heldBy(account)).toEqual([
      [linear, "0.3", 0.3, 30],
      ["USDT", "0", 0, 0],
    ]);
  });

  test("without losing a small one beside a large one", () => {
    // 10²⁰ + 1 − 10²⁰ is 0 in float64.
    const parts = ["100000000000000000000", "1", "-100000000000000000000"];
    expect(heldBy(accountOf(parts.map((part) => position(linear, part, "1"))))[0]).toEqual([linear, "1", 1, 1]);
  });

  test("long against short, and the difference of their prices stays as cost", () => {
    // Bought at 100 and sold at 110: cost 100 − 110, so a value of 0 is a gain of 10.
    const account = accountOf([position(linear, "1", "100"), position(linear, "-1", "110")]);
    expect(heldBy(account)[0]).toEqual([linear, "0", 0, -10]);
  });

  test("two instruments of one coin do not net", () => {
    const account = accountOf([position(linear, "1", "100"), position(inverse, "-10", "100")]);
    expect(heldBy(account).map(([id, , quantity]) => [id, quantity])).toEqual([
      ["BTC", 0],
      [inverse, -10],
      [linear, 1],
      ["USDT", 0],
    ]);
  });
});

describe("gross legs", () => {
  const long = { ...position(linear, "3", "100"), side: "long" as const };
  const short = { ...position(linear, "-2", "110"), side: "short" as const };

  test("of different sides stay apart, long before short", () => {
    expect(heldBy(accountOf([short, long]))).toEqual([
      [linear, "3", 3, 300],
      [linear, "-2", -2, -220],
      ["USDT", "0", 0, 0],
    ]);
  });

  test("of the same side net", () => {
    expect(heldBy(accountOf([long, short, long])).slice(0, 2)).toEqual([
      [linear, "6", 6, 600],
      [linear, "-2", -2, -220],
    ]);
  });

  test("do not net with a position without a side", () => {
    expect(heldBy(accountOf([long, position(linear, "-3", "100")])).length).toBe(3);
  });
});

describe("cash", () => {
  test("of the settlement currency is held without any balance, at 0", () => {
    expect(heldBy(accountOf([position(inverse, "10", "100")]))).toEqual([
      ["BTC", "0", 0, 0],
      [inverse, "10", 10, -1],
    ]);
  });

  test("that is held stays the balance, whatever settles in it", () => {
    const account = accountOf([position(linear, "1", "100"), position(linear, "2", "100")], { USDT: "12.5" });
    expect(heldBy(account)).toContainEqual(["USDT", "12.5", 12.5, 0]);
  });

  test("alone is held alone", () => {
    expect(heldBy(accountOf([], { BTC: "-2" }))).toEqual([["BTC", "-2", -2, 0]]);
  });

  test("of one currency nets exactly", () => {
    const [one, other] = [accountOf([], { USD: "0.1" }), accountOf([], { USD: "0.2" })];
    const group = one.groups[0]!;
    const both = { ...one, groups: [{ ...group, balances: [...group.balances, ...other.groups[0]!.balances] }] };
    expect(heldBy(both)).toEqual([["USD", "0.3", 0.3, 0]]);
  });

  test("of an empty group is none", () => {
    expect(heldBy(accountOf([]))).toEqual([]);
  });
});

test("the order of positions and balances changes no bit", () => {
  const anyPosition = fc
    .record({
      name: fc.constantFrom(linear, inverse),
      cents: fc.integer({ min: -100_000, max: 100_000 }).filter((cents) => cents !== 0),
      entry: fc.integer({ min: 1, max: 99_999 }),
      side: fc.constantFrom("long", "short", undefined),
    })
    .map(({ name, cents, entry, side }) => {
      const one = position(name, `${cents}e-2`, `${entry}e-1`);
      return side === undefined ? one : { ...one, side };
    });
  const shuffled = fc
    .array(anyPosition, { minLength: 2, maxLength: 8 })
    .chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })));
  fc.assert(
    fc.property(shuffled, ([given, other]) => {
      const balances = { BTC: "0.1", USD: "7", USDT: "-3.3" };
      const reversed = { USDT: "-3.3", USD: "7", BTC: "0.1" };
      expect(heldBy(accountOf(other, reversed))).toEqual(heldBy(accountOf(given, balances)));
    }),
  );
});

describe("an account that the market does not cover", () => {
  const failureOf = (account: Account) => {
    const outcome = checkCovered(account, snapshot);
    if (outcome.ok) throw new Error("it was covered");
    return outcome.failure;
  };

  test("is told every missing holding once, and the nearest to the first", () => {
    const strange = [position("BTC/USDC:USDC", "1", "100"), position("BTC/USDC:USDC", "2", "100")];
    const failure = failureOf(accountOf([...strange, position(linear, "1", "100")], { SHIB: "1", USDT: "5" }));
    expect(failure).toEqual({
      code: "missing-data",
      path: "account a",
      message: "the market has no price for BTC/USDC:USDC, SHIB",
      hint: "did you mean BTC/USDT:USDT?",
    });
  });

  test("is told what there is when nothing is near", () => {
    expect(failureOf(accountOf([], { SHIB: "1" })).hint).toBe("it prices BTC, BTC-PERPETUAL, BTC/USDT:USDT, USD, USDT");
  });

  test("in its second group is not covered either", () => {
    const [covered, not] = [accountOf([], { USDT: "1" }), accountOf([], { SHIB: "1" })];
    const { message } = failureOf({ id: "a", groups: [...covered.groups, ...not.groups] });
    expect(message).toBe("the market has no price for SHIB");
  });

  test("breaks the promise of netting", () => {
    const account = accountOf([{ instrumentId: "DOGE/USDT:USDT", quantity: decimal("1"), cost: decimal("1") }]);
    expect(() => heldBy(account)).toThrow(InvariantError);
  });
});

test("an account of known contracts and currencies is covered, an empty one too", () => {
  const account = accountOf([position(linear, "1", "100"), position(inverse, "-1", "100")], { USD: "1", BTC: "1" });
  expect([account, accountOf([])].map((one) => checkCovered(one, snapshot).ok)).toEqual([true, true]);
});
