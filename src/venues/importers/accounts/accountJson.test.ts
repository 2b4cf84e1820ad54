import { describe, expect, it } from "vitest";
import { decimalText } from "../../../instruments/decimal.ts";
import { importAccounts } from "../../accountImporters.ts";

const market = { known: ["BTC/USDT:USDT"], markPriceOf: () => 50_000 };
const group = {
  id: "cross",
  marginMode: "cross",
  positions: [
    { instrument: "BTC/USDT:USDT", quantity: "2 BTC", entryPrice: "40000", side: "long" },
    { instrument: "BTC/USDT:USDT", quantity: "-1 BTC", side: "short" },
  ],
  balances: [{ currency: "USDT", amount: "1000.000000000000000001" }],
  orders: [{ instrument: "BTC-27JUN25", side: "buy", quantity: "100000 USD", limitPrice: "49000.5" }],
};
const file = (groups: unknown[]) => JSON.stringify({ accounts: [{ id: "a", groups }] });

describe("Plimsoll account JSON", () => {
  it("keeps gross legs apart, amounts to the last digit, and orders in contracts", () => {
    const read = importAccounts(
      file([group, { id: "iso", marginMode: "isolated", positions: [], balances: [] }]),
      "book.json",
      market,
    );
    expect(read.ok).toBe(true);
    if (!read.ok) return;
    const [cross, isolated] = read.value.accounts[0]!.groups;
    expect(cross!.positions.map((one) => [one.side, decimalText(one.quantity), decimalText(one.cost)])).toEqual([
      ["long", "2", "80000"],
      ["short", "-1", "-50000"], // entered at the mark of 50 000
    ]);
    expect(cross!.balances[0]!.minor).toBe(1_000_000_000_000_000_000_001n);
    expect(decimalText(cross!.orders[0]!.quantity)).toBe("10000"); // 100 000 USD in contracts of 10 USD
    expect(isolated!.marginMode).toBe("isolated");
  });

  it("lists every fault with its JSON path, unknown keys among them", () => {
    const stray = importAccounts(file([{ ...group, positons: [] }]), "book.json", market);
    expect(
      !stray.ok && stray.failure.faults?.some((fault) => fault.path.startsWith("book.json/accounts/0/groups/0")),
    ).toBe(true);
    const bad = {
      ...group,
      positions: [{ instrument: "BTC/USDT:USDT", quantity: "2" }],
      balances: [{ currency: "usd", amount: "1" }],
    };
    const read = importAccounts(file([bad]), "book.json", market);
    expect(!read.ok && read.failure.faults?.map((fault) => fault.path)).toEqual([
      "book.json/accounts/0/groups/0/positions/0/quantity",
      "book.json/accounts/0/groups/0/balances/0/currency",
    ]);
  });
});
