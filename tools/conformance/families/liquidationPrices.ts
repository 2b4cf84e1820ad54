/** Liquidation prices of venues, by the public function over a registered rulebook. */
import type { Bracket } from "../../../src/margin/brackets.ts";
import { halfInitialBrackets, tableOf } from "../../../src/margin/brackets.ts";
import { linearLiquidationPrice } from "../../../src/margin/liquidationFormulas.ts";
import { liquidationPrice } from "../../../src/margin/liquidationPrice.ts";
import type { CalculationFamily, VectorInputs } from "../family.ts";
import { accountOf, answered, assessedBy, boundBy, entered, inverse, linear, marketOf } from "../marginCase.ts";

const file = "exchange-liquidation-prices";
const priced = linear("C/USDT:USDT", "C", "USDT");

/** The bracket of a rate and a deduction, above one that is free up to where the two agree. */
function bracketsOf(maintenanceRate: number, deduction: number): Bracket[] {
  const held = { maintenanceRate, leverageMax: 1 };
  if (deduction === 0) return [{ floor: 0, ...held }];
  const floor = deduction / maintenanceRate;
  return [
    { floor: 0, cap: floor, maintenanceRate: 0, leverageMax: 1 },
    { floor, ...held },
  ];
}

interface Terms {
  readonly rulebookId: string;
  readonly given: Readonly<Record<string, unknown>>;
  readonly currency: string;
}

/** One position alone in its margin group, looked at from its entry. */
function isolatedPrice(inputs: VectorInputs, { rulebookId, given, currency }: Terms, balance: number): number | null {
  const contract = linear(`C/${currency}:${currency}`, "C", currency);
  const entry = inputs.number("entry");
  const isLong = inputs.text("side") === "long";
  const quantity = (isLong ? 1 : -1) * inputs.number("size");
  const market = marketOf({ instruments: [contract], marks: { [contract.id]: entry } });
  const account = accountOf([entered(contract, quantity, entry)], { [currency]: balance });
  const bound = boundBy(rulebookId, given, market);
  const prices = answered(liquidationPrice(account, bound, { instrumentId: contract.id, groupId: "group" }));
  return isLong ? prices.below : prices.above;
}

const exchange = (venue: string, rulebookId: string, given: Readonly<Record<string, unknown>> = {}) =>
  ({
    id: rulebookId,
    file,
    ids: new RegExp(`^${venue}-isolated-liq`),
    isLiquidationPrice: true,
    calculate(inputs) {
      const brackets = bracketsOf(inputs.number("mmr"), inputs.number("maintenanceAmount"));
      const stated = { brackets: { [priced.id]: brackets }, ...given };
      const fee = rulebookId === "okx-tiers" ? { closeFeeRate: inputs.number("takerFee") } : {};
      const terms = { rulebookId, given: { ...stated, ...fee }, currency: "USDT" };
      return { liquidationPrice: isolatedPrice(inputs, terms, inputs.number("walletBalance")) };
    },
  }) satisfies CalculationFamily;

export const binanceIsolatedFamily = exchange("binance", "binance-usdm");
export const okxIsolatedFamily = exchange("okx", "okx-tiers");
export const bybitIsolatedFamily = exchange("bybit", "bybit-isolated", { deductions: "none" });

interface CrossPosition {
  readonly symbol: string;
  readonly side: number;
  readonly size: number;
  readonly entry: number;
  readonly mark: number;
  readonly mmr: number;
  readonly cum: number;
}

export const binanceCrossFamily: CalculationFamily = {
  id: "binance-usdm cross",
  file,
  ids: /^binance-usdm-liq/,
  rulebook: "binance-usdm",
  isLiquidationPrice: true,
  calculate(inputs) {
    const asked = inputs.value("position") as CrossPosition;
    const all = [asked, ...(inputs.value("otherPositions") as CrossPosition[])];
    const contractOf = ({ symbol }: CrossPosition) => linear(symbol, symbol.replace("USDT", ""), "USDT");
    const market = marketOf({
      instruments: all.map(contractOf),
      marks: Object.fromEntries(all.map(({ symbol, mark }) => [symbol, mark])),
    });
    const brackets = Object.fromEntries(all.map(({ symbol, mmr, cum }) => [symbol, bracketsOf(mmr, cum)]));
    const positions = all.map((one) => entered(contractOf(one), one.side * one.size, one.entry));
    const account = accountOf(positions, { USDT: inputs.number("walletBalance") });
    const bound = boundBy("binance-usdm", { brackets }, market);
    const prices = answered(liquidationPrice(account, bound, { instrumentId: asked.symbol, groupId: "group" }));
    return { liquidationPrice: prices.below };
  },
};

export const coinMarginFamily: CalculationFamily = {
  id: "binance-coinm",
  file,
  ids: /^binance-coinm-im/,
  calculate(inputs) {
    const price = inputs.number("price");
    const contract = inverse("BTC-PERPETUAL", "BTC", String(inputs.number("multiplierUsd")));
    const market = marketOf({
      instruments: [contract],
      marks: { [contract.id]: price },
      currencies: { BTC: price },
    });
    const brackets = { [contract.id]: [{ floor: 0, maintenanceRate: 0, leverageMax: 125 }] };
    const leverage = { [contract.id]: inputs.number("leverage") };
    const account = accountOf([entered(contract, inputs.number("contracts"), price)], { BTC: 1 });
    const { requirement } = assessedBy(account, boundBy("binance-coinm", { brackets, leverage }, market));
    return { initialMarginBTC: requirement.initial };
  },
};

export const gateFamily: CalculationFamily = {
  id: "gate",
  file,
  ids: /^gate-/,
  isFormula: true,
  calculate: (inputs) => ({
    liquidationPrice: linearLiquidationPrice({
      side: inputs.text("side") === "long" ? "long" : "short",
      entryPrice: inputs.number("entry"),
      size: inputs.number("size"),
      walletBalance: inputs.number("walletBalance"),
      maintenanceRate: inputs.number("mmr"),
      closeFeeRate: inputs.number("takerFee"),
      deduction: inputs.number("maintenanceAmount"),
    }),
  }),
};

export const hyperliquidFamily: CalculationFamily = {
  id: "hyperliquid",
  file: "hyperliquid",
  ids: /^hyperliquid-liq/,
  isLiquidationPrice: true,
  calculate(inputs) {
    const brackets = { "C/USDC:USDC": halfInitialBrackets([{ floor: 0, leverageMax: inputs.number("maxLeverage") }]) };
    const terms = { rulebookId: "hyperliquid", given: { brackets }, currency: "USDC" };
    return { liquidationPrice: isolatedPrice(inputs, terms, inputs.number("isolatedMargin")) };
  },
};

export const tierTableFamily: CalculationFamily = {
  id: "tier deductions",
  file: "hyperliquid",
  ids: /^hyperliquid-tiers/,
  rulebook: "hyperliquid",
  isFormula: true,
  calculate(inputs) {
    const tiers = inputs.value("tiers") as readonly { readonly lowerBound: number; readonly maxLeverage: number }[];
    const brackets = halfInitialBrackets(
      tiers.map(({ lowerBound, maxLeverage }) => ({ floor: lowerBound, leverageMax: maxLeverage })),
    );
    return {
      table: tableOf(brackets, "continuous").map(({ floor, maintenanceRate, deduction }) => {
        return { lowerBound: floor, maintenanceRate, deduction };
      }),
    };
  },
};
