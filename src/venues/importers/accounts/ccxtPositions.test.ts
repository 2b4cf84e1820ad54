import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { decimalText } from "../../../instruments/decimal.ts";
import { amountText } from "../../../instruments/money.ts";
import { importAccounts } from "../../accountImporters.ts";

const market = { known: [], markPriceOf: () => undefined };
const history = process.env["PLIMSOLL_HISTORY"] ?? join(import.meta.dirname, "../../../../../shared/data");
const fixtures = join(history, "fixtures/nautilus");

interface CcxtParsers {
  parsePositions(list: unknown[]): Record<string, unknown>[];
  parseBalance(response: unknown): unknown;
  setMarkets(markets: unknown): void;
}

/** The markets a parser looks symbols up in; contract sizes as the venues document them. */
const swap = (id: string, base: string, quote: string, settle: string, contractSize: number) => ({
  id,
  base,
  quote,
  settle,
  contractSize,
  symbol: `${base}/${quote}:${settle}`,
  baseId: base,
  quoteId: quote,
  settleId: settle,
  type: "swap",
  spot: false,
  swap: true,
  future: false,
  option: false,
  contract: true,
  linear: settle === quote,
  inverse: settle === base,
  active: true,
  precision: {},
  limits: {},
});

async function venue(name: "bybit" | "okx", markets: unknown[]): Promise<CcxtParsers> {
  const ccxt = (await import("ccxt")).default as unknown as Record<string, new () => CcxtParsers>;
  const exchange = new ccxt[name]!();
  exchange.setMarkets(markets);
  return exchange;
}

describe.skipIf(!existsSync(fixtures))(
  "ccxt's own parsers on recorded venue answers (skipped without PLIMSOLL_HISTORY)",
  () => {
    it("Bybit states linear size in coins: 0.5 BTC long and 5 ETH short, the empty SOL row left out", async () => {
      const exchange = await venue("bybit", [
        swap("BTCUSDT", "BTC", "USDT", "USDT", 1),
        swap("ETHUSDT", "ETH", "USDT", "USDT", 1),
        swap("SOLUSDT", "SOL", "USDT", "USDT", 1),
      ]);
      const raw = JSON.parse(readFileSync(join(fixtures, "bybit/http_get_positions.json"), "utf8"));
      const positions = exchange.parsePositions(raw.result.list);
      const read = importAccounts(JSON.stringify({ positions }), "bybit.json", market);
      expect(read.ok).toBe(true);
      if (!read.ok) return;
      const held = read.value.accounts.flatMap((one) => one.groups.flatMap((group) => group.positions));
      expect(held.map((one) => [one.instrumentId, decimalText(one.quantity), decimalText(one.cost)])).toEqual([
        ["BTC/USDT:USDT", "0.5", "25000"], // 0.5 × 50 000
        ["ETH/USDT:USDT", "-5", "-15000"], // −5 × 3 000
      ]);
    });

    it("OKX states contracts of 0.01 BTC: half a contract is 0.005 BTC, in an isolated group of its own", async () => {
      const exchange = await venue("okx", [swap("BTC-USDT-SWAP", "BTC", "USDT", "USDT", 0.01)]);
      const raw = JSON.parse(readFileSync(join(fixtures, "okx/http_get_positions.json"), "utf8"));
      const positions = exchange.parsePositions(raw.data);
      const read = importAccounts(JSON.stringify(positions), "okx.json", market);
      expect(read.ok).toBe(true);
      if (!read.ok) return;
      const group = read.value.accounts[0]!.groups.find((one) => one.marginMode === "isolated")!;
      expect(decimalText(group.positions[0]!.quantity)).toBe("0.005");
    });
  },
);

describe("ccxt JSON", () => {
  const position = {
    symbol: "BTC/USD:BTC",
    contracts: 300,
    contractSize: 100,
    side: "short",
    entryPrice: 60_000,
    marginMode: "isolated",
    collateral: 0.06,
    unrealizedPnl: 0.01,
  };

  it("turns 300 inverse contracts of 100 USD into 3 000 of ours of 10 USD, and takes P&L out of isolated collateral", () => {
    const read = importAccounts(
      JSON.stringify({ positions: [position], balance: { total: { BTC: 1.5 } } }),
      "book.json",
      market,
    );
    expect(read.ok).toBe(true);
    if (!read.ok) return;
    const [cross, isolated] = read.value.accounts[0]!.groups;
    expect(cross!.balances.map(amountText)).toEqual(["1.5"]);
    expect(isolated!.positions[0]!.instrumentId).toBe("BTC-PERPETUAL");
    expect(decimalText(isolated!.positions[0]!.quantity)).toBe("-3000");
    expect(decimalText(isolated!.positions[0]!.cost)).toBe("0.5"); // −(−30 000 USD) / 60 000
    expect(isolated!.balances.map(amountText)).toEqual(["0.05"]);
  });

  it("lists every bad position with its JSON path", () => {
    const bad = [
      { ...position, side: "up" },
      { ...position, contracts: null },
      { ...position, symbol: "BTC-PERPETUL" },
    ];
    const read = importAccounts(JSON.stringify(bad), "book.json", market);
    expect(read.ok).toBe(false);
    if (read.ok) return;
    expect(read.failure.faults?.map((fault) => fault.path)).toEqual([
      "book.json/positions/0/side",
      "book.json/positions/1/contracts",
      "book.json/positions/2/symbol",
    ]);
  });
});
