import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { historyOf, lastSnapshot, seriesOf } from "../../test/contracts/market.ts";
import { type GroupField, groupingOf } from "./grouping.ts";

const names = ["BTC/USDT:USDT", "BTC-PERPETUAL", "BTC-27JUN25", "ETH/USDT:USDT", "ETH/USDT:USDT-250627"];
const fields: readonly GroupField[] = ["kind", "underlying", "expiresAt", "settlementCurrency", "id"];

const snapshotOf = (held: readonly string[]) =>
  lastSnapshot(historyOf([seriesOf("BTC/USD", [100]), seriesOf("ETH/USD", [10])], held));

describe("groups of four contracts and their cash", () => {
  const rows = ["BTC", "BTC-27JUN25", "BTC-PERPETUAL", "BTC/USDT:USDT", "ETH/USDT:USDT", "USD", "USDT"];
  const snapshot = snapshotOf(names.slice(0, 4));

  test("have the rows that the cases below count on", () => {
    expect(snapshot.instruments.map(({ id }) => id)).toEqual(rows);
  });

  test("by underlying: cash, which has none, then BTC, then ETH", () => {
    const { keys, groupOf } = groupingOf(snapshot, ["underlying"]);
    expect([...groupOf]).toEqual([0, 1, 1, 1, 2, 0, 0]);
    expect(keys.map(({ underlying }) => underlying)).toEqual([undefined, "BTC", "ETH"]);
  });

  test("by settlement currency: a contract joins the cash it settles in", () => {
    const { keys, groupOf } = groupingOf(snapshot, ["settlementCurrency"]);
    expect([...groupOf]).toEqual([0, 0, 0, 1, 1, 2, 1]);
    expect(keys).toEqual([
      { settlementCurrency: "BTC" },
      { settlementCurrency: "USDT" },
      { settlementCurrency: "USD" },
    ]);
  });

  test("by underlying and expiry: a future stands apart from the perpetuals of its coin", () => {
    const { keys, groupOf } = groupingOf(snapshot, ["underlying", "expiresAt"]);
    expect([...groupOf]).toEqual([0, 1, 2, 2, 3, 0, 0]);
    expect(keys[1]).toEqual({ underlying: "BTC", expiresAt: Date.UTC(2025, 5, 27, 8) });
  });

  test("by nothing: one group of everything", () => {
    const { keys, groupOf } = groupingOf(snapshot, []);
    expect(keys).toEqual([{}]);
    expect([...groupOf]).toEqual([0, 0, 0, 0, 0, 0, 0]);
  });
});

const anyGrouping = fc.record({ held: fc.subarray(names, { minLength: 1 }), by: fc.subarray([...fields]) });

test("two rows share a group exactly when they agree on all fields", () => {
  fc.assert(
    fc.property(anyGrouping, ({ held, by }) => {
      const snapshot = snapshotOf(held);
      const { groupOf } = groupingOf(snapshot, by);
      const rows: readonly { readonly [F in GroupField]?: unknown }[] = snapshot.instruments;
      expect(groupOf.length).toBe(rows.length);
      rows.forEach((one, i) => {
        rows.forEach((other, j) => {
          expect(groupOf[i] === groupOf[j]).toBe(by.every((field) => one[field] === other[field]));
        });
      });
    }),
  );
});

test("groups are numbered without holes in the order in which rows first need them", () => {
  fc.assert(
    fc.property(anyGrouping, ({ held, by }) => {
      const { keys, groupOf } = groupingOf(snapshotOf(held), by);
      expect([...new Set(groupOf)]).toEqual(keys.map((_, index) => index));
    }),
  );
});
