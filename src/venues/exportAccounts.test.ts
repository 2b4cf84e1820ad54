import fc from "fast-check";
import { expect, test } from "vitest";
import {
  accountOf,
  arithmeticCloses,
  bound,
  historyOf,
  instrument,
  lastSnapshot,
  position,
  seriesOf,
  unwrapped,
} from "../../test/contracts/market.ts";
import { decimal } from "../instruments/decimal.ts";
import { parseAmount } from "../instruments/money.ts";
import { assessAccount } from "../margin/assess.ts";
import type { MarginModel } from "../margin/marginModel.ts";
import { historicalTail } from "../margin/models/historicalTail.ts";
import type { Account, Order } from "../portfolio/account.ts";
import { fillOf, withFills } from "../portfolio/fill.ts";
import { importAccounts } from "./accountImporters.ts";
import { exportAccounts } from "./exportAccounts.ts";

const names = ["BTC/USDT:USDT", "BTC-PERPETUAL", "BTC/USDT", "BTC"];
const snapshot = lastSnapshot(historyOf([seriesOf("BTC/USDT", arithmeticCloses(100, 60, 37))], names));
const rulebook = bound(historicalTail as unknown as MarginModel, snapshot, { lookbackDays: 50, scenariosMin: 10 });
const terms = new Map(names.map((name) => [name, instrument(name)]));
/** Nothing is read from a market: quantities and costs are stated. */
const noMarket = { known: [], markPriceOf: () => undefined };

const again = (account: Account): Account =>
  unwrapped(
    importAccounts(
      exportAccounts([account], (id) => terms.get(id)),
      "export.json",
      noMarket,
    ),
  ).accounts[0]!;

const places = fc.constantFrom("BTC/USDT:USDT", "BTC-PERPETUAL", "BTC/USDT");
const orders = fc.record({
  name: places,
  quantity: fc.integer({ min: 1, max: 10_000_000 }).map((units) => decimal(`0.${String(units).padStart(7, "0")}`)),
  price: fc.integer({ min: 1, max: 20_000 }).map((units) => decimal((units / 100).toFixed(2))),
  side: fc.constantFrom("buy" as const, "sell" as const),
  resting: fc.boolean(),
});

test("a changed account, exported and read again, owes the same bit for bit, on 1,000 random orders", () => {
  fc.assert(
    fc.property(orders, ({ name, quantity, price, side, resting }) => {
      const book = accountOf([position("BTC-PERPETUAL", "-7", "93.21")], {
        USDT: "1000.000000000000000001",
        BTC: "-0.3",
      });
      const order: Order = { instrumentId: name, side, quantity, limitPrice: price };
      const signed = side === "buy" ? quantity : { ...quantity, units: -quantity.units };
      const [group] = book.groups as [Account["groups"][number]];
      const changed: Account = {
        ...book,
        groups: [resting ? { ...group, orders: [order] } : withFills(group, [fillOf(terms.get(name)!, signed, price)])],
      };
      expect(assessAccount(again(changed), rulebook)).toEqual(assessAccount(changed, rulebook));
    }),
    { numRuns: 1000 },
  );
}, 120_000);

test("sides, reserved funds and isolated groups come back", () => {
  const reserved = unwrapped(parseAmount("12.5", "USDT"));
  const order: Order = { instrumentId: "BTC/USDT", side: "buy", quantity: decimal("0.1"), reserved };
  const long = { ...position("BTC/USDT:USDT", "1", "100"), side: "long" } as const;
  const group = { id: "i", marginMode: "isolated", positions: [long], balances: [], orders: [order] } as const;
  expect(again({ id: "a", groups: [group] })).toEqual({ id: "a", groups: [group] });
});

test("a position with both a cost and an entry price is refused", () => {
  const text = exportAccounts([accountOf([position("BTC/USDT:USDT", "1", "100")])], (id) => terms.get(id));
  const both = text.replace('"cost": "100"', '"cost": "100", "entryPrice": "100"');
  const answer = importAccounts(both, "export.json", noMarket);
  expect(answer.ok ? "" : JSON.stringify(answer.failure)).toContain("an entryPrice or a cost, not both");
});
