/** One answer read by its own importer, and read by ccxt's parser and then by the ccxt importer: two roads to one account. */
import { describe, expect, test } from "vitest";
import { decimalText, subtract, zeroDecimal } from "../../../instruments/decimal.ts";
import { amountDecimal } from "../../../instruments/money.ts";
import type { MarginGroup } from "../../../portfolio/account.ts";
import { importAccounts } from "../../accountImporters.ts";

interface CcxtParsers {
  parsePosition(row: unknown): unknown;
  parsePositions(list: unknown[]): unknown[];
  /** Binance alone. */
  parsePositionRisk(row: unknown): unknown;
  parseBalance(response: unknown): unknown;
  /** Binance alone. */
  parseBalanceCustom(response: unknown, type: string): unknown;
  fetchBalance(params: unknown): Promise<unknown>;
  /** Hyperliquid alone. */
  publicPostInfo(request: unknown): Promise<unknown>;
  setMarkets(markets: unknown): void;
}

const perpetual = (id: string, base: string, quote: string, settle: string, contractSize: number) => ({
  ...{ id, base, quote, settle, contractSize, symbol: `${base}/${quote}:${settle}` },
  ...{ baseId: base, quoteId: quote, settleId: settle, type: "swap", spot: false, swap: true, future: false },
  ...{ option: false, contract: true, linear: settle === quote, inverse: settle === base, active: true },
  ...{ precision: {}, limits: {} },
});

async function venue(name: string, markets: unknown[]): Promise<CcxtParsers> {
  const ccxt = (await import("ccxt")).default as unknown as Record<string, new () => CcxtParsers>;
  const exchange = new ccxt[name]!();
  exchange.setMarkets(markets);
  return exchange;
}

function groupsOf(content: unknown): readonly MarginGroup[] {
  const read = importAccounts(JSON.stringify(content), "book.json", { known: [], markPriceOf: () => undefined });
  if (!read.ok) throw new Error(JSON.stringify(read.failure));
  return read.value.accounts[0]!.groups;
}

/**
 * Each group as its contracts and, of each currency, cash less cost: equity at any mark is this and the contracts' value,
 * however an importer splits what has been paid out between the two.
 */
const equityTerms = (groups: readonly MarginGroup[], settle: string) =>
  groups.map(({ marginMode, positions, balances }) => {
    const cash = balances.find(({ currency }) => currency === settle);
    const costs = positions.map(({ cost }) => cost);
    return {
      marginMode,
      held: positions.map((one) => [one.instrumentId, decimalText(one.quantity), one.side]),
      rest: decimalText(costs.reduce(subtract, cash === undefined ? zeroDecimal : amountDecimal(cash))),
    };
  });

describe("the venue's own answer and ccxt's reading of it are one account", () => {
  test("Binance, both legs of hedge mode and an isolated position", async () => {
    const exchange = await venue("binanceusdm", [
      perpetual("BTCUSDT", "BTC", "USDT", "USDT", 1),
      perpetual("ETHUSDT", "ETH", "USDT", "USDT", 1),
    ]);
    const cross = { marginType: "cross", isolatedMargin: "0", isolatedWallet: "0", leverage: "10" };
    const bitcoin = { ...cross, symbol: "BTCUSDT", markPrice: "61000" };
    const long = { ...bitcoin, positionSide: "LONG", positionAmt: "0.5", entryPrice: "60000", notional: "30500" };
    const short = { ...bitcoin, positionSide: "SHORT", positionAmt: "-0.2", entryPrice: "62000", notional: "-12200" };
    const isolated = { symbol: "ETHUSDT", marginType: "isolated", isolatedMargin: "1300", isolatedWallet: "1000" };
    const ether = { ...isolated, positionSide: "LONG", positionAmt: "3", entryPrice: "2900.5", markPrice: "3000.5" };
    const rows = [
      { ...long, unRealizedProfit: "500" },
      { ...short, unRealizedProfit: "200" },
      { ...ether, leverage: "10", notional: "9001.5", unRealizedProfit: "300" },
    ];
    const dollars = { asset: "USDT", walletBalance: "10000", crossWalletBalance: "9000", unrealizedProfit: "1000" };
    const assets = [{ ...dollars, marginBalance: "11000", updateTime: "1" }];
    const positions = rows.map((row) => exchange.parsePositionRisk(row));
    const balance = exchange.parseBalanceCustom({ assets }, "linear");
    const own = equityTerms(groupsOf({ positions: rows, balances: { assets } }), "USDT");
    expect(own).toEqual(equityTerms(groupsOf({ positions, balance }), "USDT"));
    expect(own.map(({ rest }) => rest)).toEqual(["-8600", "-7701.5"]); // 9 000 − 30 000 + 12 400; 1 000 − 8 701.5
  });

  test("Hyperliquid, a cross short and an isolated long", async () => {
    const exchange = await venue("hyperliquid", [
      perpetual("BTC/USDC:USDC", "BTC", "USDC", "USDC", 1),
      perpetual("ETH/USDC:USDC", "ETH", "USDC", "USDC", 1),
    ]);
    const short = { coin: "BTC", szi: "-0.05", entryPx: "60000.0", leverage: { type: "cross", value: 20 } };
    const long = { coin: "ETH", szi: "0.2259", entryPx: "2213.9" };
    const assetPositions = [
      { ...short, marginUsed: "145.0", positionValue: "2900.0", unrealizedPnl: "100.0" },
      {
        ...long,
        leverage: { type: "isolated", rawUsd: "-475.23904", value: 20 },
        ...{ marginUsed: "26.88097", positionValue: "502.12001", unrealizedPnl: "2.0" },
      },
    ].map((position) => ({ type: "oneWay", position }));
    const state = {
      assetPositions,
      // 1 100 of value with a short of 2 900 in it.
      crossMarginSummary: { accountValue: "1100", totalNtlPos: "2900", totalRawUsd: "4000", totalMarginUsed: "145" },
      marginSummary: { accountValue: "1126.88097", totalMarginUsed: "171.88097" },
      withdrawable: "900.0",
      time: 1_704_261_007_014,
    };
    exchange.publicPostInfo = async () => state;
    const positions = assetPositions.map((one) => exchange.parsePosition(one));
    const balance = await exchange.fetchBalance({ user: "0x0", type: "swap", enableUnifiedMargin: false });
    expect(equityTerms(groupsOf(state), "USDC")).toEqual(equityTerms(groupsOf({ positions, balance }), "USDC"));
  });

  test("Deribit, after a daily settlement paid out a part of the P&L", async () => {
    const exchange = await venue("deribit", [perpetual("BTC-PERPETUAL", "BTC", "USD", "BTC", 10)]);
    const short = { instrument_name: "BTC-PERPETUAL", kind: "future", direction: "sell", size: -30_000 };
    const row = {
      ...{ ...short, size_currency: -0.6, average_price: 60_000, mark_price: 50_000, leverage: 50 },
      ...{ floating_profit_loss: 0.012, total_profit_loss: 0.1, realized_profit_loss: 0 },
      ...{ initial_margin: 0.012, maintenance_margin: 0.006 },
    };
    // The settlement paid out 0.088, and 0.01 was lost by trading since.
    const ledger = { currency: "BTC", balance: 2.088, session_rpl: -0.01, futures_session_rpl: -0.01 };
    const summaries = [{ ...ledger, equity: 2.09, available_funds: 2, maintenance_margin: 0.006 }];
    const balance = exchange.parseBalance({ summaries });
    const own = equityTerms(groupsOf({ positions: [row], balances: { result: { summaries } } }), "BTC");
    expect(own).toEqual(equityTerms(groupsOf({ positions: exchange.parsePositions([row]), balance }), "BTC"));
  });
});
