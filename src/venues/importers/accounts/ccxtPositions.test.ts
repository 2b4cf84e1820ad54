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
  parsePosition(row: unknown): Record<string, unknown>;
  /** Binance alone. */
  parsePositionRisk(row: unknown): Record<string, unknown>;
  parseBalance(response: unknown): unknown;
  /** Binance alone. */
  parseBalanceCustom(response: unknown, type: string): unknown;
  /** OKX alone. */
  parseTradingBalance(response: unknown): unknown;
  fetchBalance(params: unknown): Promise<unknown>;
  /** Hyperliquid alone. */
  publicPostInfo(request: unknown): Promise<unknown>;
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

type VenueName = "binancecoinm" | "binanceusdm" | "bybit" | "deribit" | "hyperliquid" | "okx";

async function venue(name: VenueName, markets: unknown[]): Promise<CcxtParsers> {
  const ccxt = (await import("ccxt")).default as unknown as Record<string, new () => CcxtParsers>;
  const exchange = new ccxt[name]!();
  exchange.setMarkets(markets);
  return exchange;
}

const recorded = (path: string) => JSON.parse(readFileSync(join(fixtures, path), "utf8"));

/** The groups that a file of these positions and this balance holds. */
function groupsRead(content: unknown) {
  const read = importAccounts(JSON.stringify(content), "book.json", market);
  if (!read.ok) throw new Error(JSON.stringify(read.failure));
  return read.value.accounts[0]!.groups;
}

type Groups = ReturnType<typeof groupsRead>;

/** Each position as instrument, contracts, cost and the side of a gross leg. */
const heldIn = (groups: Groups) =>
  groups
    .flatMap((group) => group.positions)
    .map((one) => [one.instrumentId, decimalText(one.quantity), decimalText(one.cost), one.side]);

/** Each group's cash, `amount currency`. */
const cashIn = (groups: Groups) =>
  groups.map((group) => group.balances.map((one) => `${amountText(one)} ${one.currency}`));

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

    it("Bybit's total is the wallet balance: no P&L is taken out of it", async () => {
      const exchange = await venue("bybit", [swap("BTCUSDT", "BTC", "USDT", "USDT", 1)]);
      const positions = exchange.parsePositions(recorded("bybit/http_get_positions.json").result.list.slice(0, 1));
      expect(positions[0]!["unrealizedPnl"]).toBe(250);
      const balance = exchange.parseBalance(recorded("bybit/http_get_wallet_balance.json"));
      expect(cashIn(groupsRead({ positions, balance }))[0]).toContain("1000.5 USDT");
    });

    it("OKX's total is equity with isolated margin in it: the cross group keeps the cash outside the margin", async () => {
      const exchange = await venue("okx", [swap("BTC-USDT-SWAP", "BTC", "USDT", "USDT", 0.01)]);
      const positions = exchange.parsePositions(recorded("okx/http_get_positions.json").data);
      const balance = exchange.parseTradingBalance(recorded("okx/http_get_account_balance.json"));
      // Equity 99.89469657000001, margin 0.5, P&L 0.
      expect(cashIn(groupsRead({ positions, balance }))).toEqual([["99.39469657000001 USDT"], ["0.5 USDT"]]);
    });
  },
);

describe("ccxt's own parsers on answers from the venues' documented schemas: no recorded sample unless the title says so", () => {
  const deribitMarkets = [
    swap("BTC-PERPETUAL", "BTC", "USD", "BTC", 10),
    swap("ETH-PERPETUAL", "ETH", "USD", "ETH", 1),
    swap("ETH_USDC-PERPETUAL", "ETH", "USDC", "USDC", 0.001),
  ];
  const deribitShort = {
    instrument_name: "BTC-PERPETUAL",
    kind: "future",
    direction: "sell",
    size: -30_000,
    size_currency: -0.6,
    average_price: 60_000,
    mark_price: 50_000,
    settlement_price: 51_000,
    floating_profit_loss: 0.01176471,
    total_profit_loss: 0.1, // 30 000 × (1 / 50 000 − 1 / 60 000)
    realized_profit_loss: 0,
    initial_margin: 0.012,
    maintenance_margin: 0.006,
    leverage: 50,
  };

  it("Deribit states inverse size in USD, negative when short, though ccxt calls it contracts of 10 USD", async () => {
    const exchange = await venue("deribit", deribitMarkets);
    const ether = {
      ...deribitShort,
      instrument_name: "ETH-PERPETUAL",
      direction: "buy",
      size: 600,
      average_price: 3000,
    };
    const empty = { ...deribitShort, instrument_name: "ETH-PERPETUAL", direction: "zero", size: 0, size_currency: 0 };
    const positions = exchange.parsePositions([deribitShort, ether, empty]);
    expect(positions.map((one) => [one["contracts"], one["contractSize"], one["side"]])).toEqual([
      [-30_000, 10, "short"],
      [600, 1, "long"],
      [0, 1, "short"],
    ]);
    expect(heldIn(groupsRead(positions))).toEqual([
      ["BTC-PERPETUAL", "-3000", "0.5", undefined], // −30 000 USD / 10 USD; −(−30 000) / 60 000
      ["ETH-PERPETUAL", "600", "-0.2", undefined], // −600 / 3 000
    ]);
  });

  it("Deribit states linear size in the quote currency and size_currency in coins: the coins are read", async () => {
    const exchange = await venue("deribit", deribitMarkets);
    const linear = { ...deribitShort, instrument_name: "ETH_USDC-PERPETUAL", size: -5000, size_currency: -2 };
    const positions = exchange.parsePositions([{ ...linear, average_price: 2600.5, mark_price: 2500 }]);
    expect(heldIn(groupsRead(positions))).toEqual([
      ["ETH/USDC:USDC", "-2", "-5201", undefined], // −2 × 2 600.5
    ]);
  });

  it("Deribit's 40 USD of BTC-PERPETUAL, as recorded in ccxt issue 26913, are 4 contracts of 10 USD", async () => {
    const exchange = await venue("deribit", deribitMarkets);
    const positions = exchange.parsePositions([
      {
        size: "40.0",
        kind: "future",
        maintenance_margin: "3.661e-6",
        initial_margin: "7.322e-6",
        direction: "buy",
        instrument_name: "BTC-PERPETUAL",
        settlement_price: "109351.31",
        mark_price: "109266.97",
        average_price: "112585.87",
        leverage: "50",
        floating_profit_loss: "-2.82e-7",
        realized_profit_loss: "3.0e-9",
        total_profit_loss: "-1.0792e-5",
        size_currency: "3.66076e-4",
      },
    ]);
    expect(heldIn(groupsRead(positions))).toEqual([
      ["BTC-PERPETUAL", "4", "-0.000355284370942819", undefined], // −40 / 112 585.87
    ]);
  });

  it("Deribit's total is equity: P&L since entry, not since the last settlement, is taken out of it", async () => {
    const exchange = await venue("deribit", deribitMarkets);
    const positions = exchange.parsePositions([deribitShort]);
    const summaries = [
      { currency: "BTC", equity: 2.1, available_funds: 2, maintenance_margin: 0.006 },
      { currency: "USDC", equity: 500, available_funds: 500, maintenance_margin: 0 },
    ];
    const groups = groupsRead({ positions, balance: exchange.parseBalance({ summaries }) });
    expect(cashIn(groups)).toEqual([["2 BTC", "500 USDC"]]); // 2.1 − 0.1
  });

  const binanceLinear = [swap("BTCUSDT", "BTC", "USDT", "USDT", 1), swap("ETHUSDT", "ETH", "USDT", "USDT", 1)];
  const binanceRow = { isolatedMargin: "0", isolatedWallet: "0", marginType: "cross", leverage: "10" };
  const oneWay = {
    ...binanceRow,
    symbol: "ETHUSDT",
    positionSide: "BOTH",
    positionAmt: "-3",
    entryPrice: "3000.5",
    markPrice: "2900.5",
    notional: "-8701.5",
    unRealizedProfit: "300", // −3 × (2 900.5 − 3 000.5)
  };
  const long = {
    ...binanceRow,
    symbol: "BTCUSDT",
    positionSide: "LONG",
    positionAmt: "0.5",
    entryPrice: "60000",
    markPrice: "61000",
    notional: "30500",
    unRealizedProfit: "500",
  };
  const short = {
    ...long,
    positionSide: "SHORT",
    positionAmt: "-0.2",
    entryPrice: "62000",
    notional: "-12200",
    unRealizedProfit: "200",
  };

  it("Binance USD-M states coins; a one-way position has no side of its own", async () => {
    const exchange = await venue("binanceusdm", binanceLinear);
    expect(heldIn(groupsRead([exchange.parsePositionRisk(oneWay)]))).toEqual([
      ["ETH/USDT:USDT", "-3", "-9001.5", undefined], // −3 × 3 000.5
    ]);
  });

  it("Binance USD-M in hedge mode keeps both legs of one instrument apart by side", async () => {
    const exchange = await venue("binanceusdm", binanceLinear);
    const idle = {
      ...long,
      positionSide: "SHORT",
      positionAmt: "0",
      entryPrice: "0",
      notional: "0",
      symbol: "ETHUSDT",
    };
    const positions = [long, short, idle].map((one) => exchange.parsePositionRisk(one));
    expect(heldIn(groupsRead(positions))).toEqual([
      ["BTC/USDT:USDT", "0.5", "30000", "long"], // 0.5 × 60 000
      ["BTC/USDT:USDT", "-0.2", "-12400", "short"], // −0.2 × 62 000
    ]);
  });

  it("Binance's total is the margin balance: the P&L of every position is taken out of it", async () => {
    const exchange = await venue("binanceusdm", binanceLinear);
    const positions = [oneWay, long, short].map((one) => exchange.parsePositionRisk(one));
    const assets = [
      { asset: "USDT", walletBalance: "10000", unrealizedProfit: "1000", marginBalance: "11000", updateTime: "1" },
      { asset: "BNB", walletBalance: "2.5", unrealizedProfit: "0", marginBalance: "2.5", updateTime: "1" },
    ];
    const balance = exchange.parseBalanceCustom({ assets }, "linear");
    expect(cashIn(groupsRead({ positions, balance }))).toEqual([["10000 USDT", "2.5 BNB"]]);
  });

  it("Binance COIN-M states contracts of 100 USD for BTC and 10 USD for ETH; isolated cash is counted once", async () => {
    const exchange = await venue("binancecoinm", [
      swap("BTCUSD_PERP", "BTC", "USD", "BTC", 100),
      swap("ETHUSD_PERP", "ETH", "USD", "ETH", 10),
    ]);
    const coinRow = { positionSide: "BOTH", leverage: "10" };
    const bitcoin = {
      ...coinRow,
      symbol: "BTCUSD_PERP",
      positionAmt: "300",
      entryPrice: "60000",
      markPrice: "50000",
      notionalValue: "0.6",
      unRealizedProfit: "-0.1", // 30 000 × (1 / 60 000 − 1 / 50 000)
      marginType: "cross",
      isolatedMargin: "0",
    };
    const ether = {
      ...coinRow,
      symbol: "ETHUSD_PERP",
      positionAmt: "-60",
      entryPrice: "3000",
      markPrice: "2500",
      notionalValue: "-0.24",
      unRealizedProfit: "0.04", // −600 × (1 / 3 000 − 1 / 2 500)
      marginType: "isolated",
      isolatedMargin: "0.09",
      isolatedWallet: "0.05",
    };
    const positions = [bitcoin, ether].map((one) => exchange.parsePositionRisk(one));
    const assets = [
      { asset: "BTC", walletBalance: "2", unrealizedProfit: "-0.1", marginBalance: "1.9", updateTime: "1" },
      { asset: "ETH", walletBalance: "1.05", unrealizedProfit: "0.04", marginBalance: "1.09", updateTime: "1" },
    ];
    const groups = groupsRead({ positions, balance: exchange.parseBalanceCustom({ assets }, "inverse") });
    expect(heldIn(groups)).toEqual([
      ["BTC-PERPETUAL", "3000", "-0.5", undefined], // 300 × 100 USD / 10 USD; −30 000 / 60 000
      ["ETH-PERPETUAL", "-600", "0.2", undefined], // −60 × 10 USD / 1 USD; −(−600) / 3 000
    ]);
    expect(cashIn(groups)).toEqual([["2 BTC", "1 ETH"], ["0.05 ETH"]]);
  });

  it("Hyperliquid states coins settled in USDC; its total is the account value with isolated cash and P&L in it", async () => {
    const exchange = await venue("hyperliquid", [
      swap("BTC/USDC:USDC", "BTC", "USDC", "USDC", 1),
      swap("ETH/USDC:USDC", "ETH", "USDC", "USDC", 1),
    ]);
    const cross = {
      coin: "BTC",
      szi: "-0.05",
      entryPx: "60000.0",
      leverage: { type: "cross", value: 20 },
      marginUsed: "145.0",
      positionValue: "2900.0",
      unrealizedPnl: "100.0", // −0.05 × (58 000 − 60 000)
    };
    const isolated = {
      coin: "ETH",
      szi: "0.2259",
      entryPx: "2213.9",
      leverage: { rawUsd: "-475.23904", type: "isolated", value: 20 },
      marginUsed: "26.88097", // 502.12001 − 475.23904
      positionValue: "502.12001",
      unrealizedPnl: "2.0",
    };
    const positions = [cross, isolated].map((position) => exchange.parsePosition({ position, type: "oneWay" }));
    exchange.publicPostInfo = async () => ({
      assetPositions: [],
      marginSummary: { accountValue: "1126.88097", totalMarginUsed: "171.88097" },
      withdrawable: "900.0",
      time: 1_704_261_007_014,
    });
    const balance = await exchange.fetchBalance({ user: "0x0", type: "swap", enableUnifiedMargin: false });
    const groups = groupsRead({ positions, balance });
    expect(heldIn(groups)).toEqual([
      ["BTC/USDC:USDC", "-0.05", "-3000", undefined], // −0.05 × 60 000
      ["ETH/USDC:USDC", "0.2259", "500.12001", undefined], // 0.2259 × 2 213.9
    ]);
    expect(cashIn(groups)).toEqual([["1000 USDC"], ["24.88097 USDC"]]); // 1 126.88097 − 100 − 2 − 24.88097
  });
});

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
    info: { symbol: "BTCUSD_PERP", positionAmt: "-300", notionalValue: "-0.5" },
  };
  const balance = { total: { BTC: 1.5 }, info: { assets: [{ asset: "BTC", marginBalance: "1.5" }] } };

  it("turns 300 inverse contracts of 100 USD into 3 000 of ours of 10 USD, and takes P&L out of isolated collateral", () => {
    const read = importAccounts(JSON.stringify({ positions: [position], balance }), "book.json", market);
    expect(read.ok).toBe(true);
    if (!read.ok) return;
    const [cross, isolated] = read.value.accounts[0]!.groups;
    expect(cross!.balances.map(amountText)).toEqual(["1.44"]); // 1.5 − 0.01 of P&L − 0.05 of isolated cash
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

  const faultsOf = (content: unknown) => {
    const read = importAccounts(JSON.stringify(content), "book.json", market);
    return read.ok ? [] : read.failure.faults?.map(({ code, path }) => [code, path]);
  };

  it("refuses positions of a venue whose unit it does not know", () => {
    const { info: _, ...bare } = position;
    expect(faultsOf([bare, { ...position, info: { symbol: "XBTUSD", currentQty: -300 } }])).toEqual([
      ["unsupported", "book.json/positions/0/info"],
      ["unsupported", "book.json/positions/1/info"],
    ]);
  });

  it("refuses a total beside positions when it does not know whether P&L is in it, and takes it when nothing is held", () => {
    const spot = { total: { BTC: 1.5, USDT: 0 }, info: { balances: [{ asset: "BTC", free: "1.5" }] } };
    expect(faultsOf({ positions: [position], balance: spot })).toEqual([["unsupported", "book.json/balance/info"]]);
    expect(cashIn(groupsRead({ positions: [{ ...position, contracts: 0 }], balance: spot }))).toEqual([["1.5 BTC"]]);
  });

  it("refuses an isolated position whose collateral may or may not move with P&L", () => {
    const info = { symbol: "BTCUSD", positionIdx: "0", positionValue: "0.5" };
    expect(faultsOf([{ ...position, info }])).toEqual([["unsupported", "book.json/positions/0/marginMode"]]);
  });

  it("refuses an entry price of 0, a missing contract size and an amount that is no number", () => {
    expect(faultsOf([{ ...position, entryPrice: 0 }])).toEqual([["invalid", "book.json/positions/0/entryPrice"]]);
    expect(faultsOf([{ ...position, contractSize: null }])).toEqual([
      ["parsing", "book.json/positions/0/contractSize"],
    ]);
    expect(faultsOf({ positions: [{ ...position, contracts: 0 }], balance: { total: { BTC: "much" } } })).toEqual([
      ["parsing", "book.json/balance/total/BTC"],
    ]);
  });
});
