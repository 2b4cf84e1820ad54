import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { comboOf, isComboName, resolveCombo, tradesOfCombo } from "./combo.ts";
import { decimal, decimalText } from "./decimal.ts";
import { resolveInstrument } from "./names.ts";

const history = process.env["PLIMSOLL_HISTORY"] ?? join(import.meta.dirname, "../../../shared/data");
const recorded = join(history, "fixtures/nautilus/deribit");

const legsOf = (name: string): [string, number][] => {
  const combo = resolveCombo(name);
  if (!combo.ok) throw new Error(combo.failure.message);
  return combo.value.legs.map(({ instrument, ratio }) => [instrument.id, ratio]);
};
const refused = (name: string) => {
  const combo = resolveCombo(name);
  if (combo.ok) throw new Error(`${name} has legs`);
  return combo.failure;
};

describe.skipIf(!existsSync(recorded))("recorded combos (skipped without PLIMSOLL_HISTORY)", () => {
  interface Recorded {
    readonly id: string;
    readonly legs: readonly { readonly instrument_name: string; readonly amount: number }[];
  }
  const { result } = JSON.parse(readFileSync(join(recorded, "http_get_combos.json"), "utf8")) as {
    readonly result: readonly Recorded[];
  };

  test.each(result.map((one) => [one.id, one] as const))("%s has the legs that the venue lists", (id, { legs }) => {
    const stated = legs.map((leg) => [leg.instrument_name, leg.amount]);
    expect(legsOf(id).sort()).toEqual(stated.sort());
  });

  test("the legs of a recorded combo trade are those of its name", () => {
    const text = readFileSync(join(recorded, "http_get_last_trades_future_combo.json"), "utf8");
    const [trade] = (JSON.parse(text) as { result: { trades: RecordedTrade[] } }).result.trades;
    const sign = trade!.direction === "buy" ? 1 : -1;
    const traded = trade!.legs.map((leg) => [leg.instrument_name, leg.direction === "buy" ? 1 : -1]);
    const expected = legsOf(trade!.instrument_name).map(([name, ratio]) => [name, sign * ratio]);
    expect(expected.sort()).toEqual(traded.sort());
  });
});

interface RecordedTrade {
  readonly instrument_name: string;
  readonly direction: string;
  readonly legs: readonly { readonly instrument_name: string; readonly direction: string }[];
}

test("a straddle buys both options of a strike, a strangle the put below and the call above", () => {
  expect(legsOf("BTC-STRD-29MAY26-77000")).toEqual([
    ["BTC-29MAY26-77000-C", 1],
    ["BTC-29MAY26-77000-P", 1],
  ]);
  expect(legsOf("BTC-STRG-29MAY26-72000_80000")).toEqual([
    ["BTC-29MAY26-72000-P", 1],
    ["BTC-29MAY26-80000-C", 1],
  ]);
});

test("selling two calendar spreads buys two of the far leg and sells two of the near one, each exactly", () => {
  const combo = resolveCombo("BTC-FS-27JUN25_PERP");
  const trades = combo.ok ? tradesOfCombo(combo.value, decimal("-2.5")) : [];
  expect(trades.map(({ instrument, quantity }) => [instrument.id, decimalText(quantity)])).toEqual([
    ["BTC-27JUN25", "-2.5"],
    ["BTC-PERPETUAL", "2.5"],
  ]);
});

test("a strategy whose legs no record shows is refused with the ones that are known", () => {
  expect(refused("BTC-RR-29MAY26-72000_80000")).toMatchObject({ code: "unsupported" });
  expect(refused("BTC-RR-29MAY26-72000_80000").hint).toContain("FS, CS, BOX");
});

test("a name without all of its strikes, or with them out of order, is refused and not completed", () => {
  for (const name of [
    "BTC-CS-29MAY26-72000",
    "BTC-FS-29MAY26",
    "BTC-CS-29MAY26-72000_",
    "BTC-CS-29MAY26",
    "BTC-CS-29MAY26-75000_70000",
    "BTC-CS-29MAY26-70000_75000-x",
  ]) {
    expect(refused(name), name).toMatchObject({ code: "invalid" });
  }
});

test("stated legs that are no instruments are all named", () => {
  const combo = comboOf("MINE", [
    ["BTC-PERPETUAL", 1],
    ["BTC-31JUN26", -1],
    ["NOTHING-AT-ALL", 1],
  ]);
  expect(combo.ok ? [] : combo.failure.faults?.map((fault) => fault.path)).toEqual([
    "MINE, leg BTC-31JUN26",
    "MINE, leg NOTHING-AT-ALL",
  ]);
});

test("no contract's name reads as a combo", () => {
  for (const name of ["BTC-PERPETUAL", "BTC-27JUN25", "BTC-27JUN25-70000-C", "ETH_USDC-PERPETUAL", "BTC/USDT:USDT"]) {
    expect(resolveInstrument(name).ok, name).toBe(true);
    expect(isComboName(name), name).toBe(false);
  }
  expect(isComboName("BTC-CS-27JUN25-70000_75000")).toBe(true);
});
