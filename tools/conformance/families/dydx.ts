/** dYdX v4: fractions and requirements through accounts, prices of a liquidation as formulas over assessments. */
import type { Instrument } from "../../../src/instruments/kinds.ts";
import { bankruptcyQuote, fillablePrice, fundingRateMax, insuranceFundDelta } from "../../../src/margin/dydxClosing.ts";
import { openInterestFact } from "../../../src/margin/models/openInterestScaled.ts";
import type { CalculationFamily, VectorInputs } from "../family.ts";
import { accountOf, assessedBy, boundBy, exactly, linear, marketOf } from "../marginCase.ts";

const file = "dydx-v4";
const quantum = 1e6;
const perpetual = (market: string): Instrument => linear(`${market}/USDC:USDC`, market, "USDC");

/** Initial requirement in quantums of a position of as many quantums. */
function initialQuantums(inputs: VectorInputs, notionalQuantums: number, quantumsPerUnit: number): number {
  const contract = perpetual("C");
  const market = marketOf({
    instruments: [contract],
    marks: { [contract.id]: 1 },
    facts: { [openInterestFact(contract.id)]: inputs.number("openInterestNotional") / quantumsPerUnit },
  });
  const terms = {
    initialPpm: inputs.number("baseImfPpm"),
    maintenancePpm: 500_000,
    openInterestFloor: inputs.number("oiLowerCap") / quantumsPerUnit,
    openInterestCap: inputs.number("oiUpperCap") / quantumsPerUnit,
  };
  const quantity = { units: BigInt(notionalQuantums), scale: 6 };
  const account = accountOf([{ instrumentId: contract.id, quantity, cost: quantity }], {});
  const bound = boundBy("dydx-v4", { markets: { [contract.id]: terms } }, market);
  return Math.round(assessedBy(account, bound).requirement.initial * quantum);
}

export const dydxFractionFamily: CalculationFamily = {
  id: "dydx-v4 initial fraction",
  file,
  ids: /^dydx-oimf/,
  rulebook: "dydx-v4",
  // A notional of a million quantums owes as many quantums as the fraction has millionths.
  calculate: (inputs) => ({ imfPpm: initialQuantums(inputs, 1_000_000, 1) }),
};

export const dydxInitialFamily: CalculationFamily = {
  id: "dydx-v4 initial margin",
  file,
  ids: /^dydx-im/,
  rulebook: "dydx-v4",
  calculate: (inputs) => ({
    initialMarginQuantums: initialQuantums(inputs, inputs.number("notionalQuantums"), quantum),
  }),
};

interface Subaccount {
  readonly usdc: number;
  readonly positions: Readonly<Record<string, number>>;
  readonly prices: Readonly<Record<string, number>>;
  readonly maintenanceRatio: number;
}

/** Positions cost nothing: the quote leg lies in the balance, as the chain keeps it. */
function assessed({ usdc, positions, prices, maintenanceRatio }: Subaccount) {
  const markets = Object.keys(prices);
  const market = marketOf({
    instruments: markets.map(perpetual),
    marks: Object.fromEntries(markets.map((name) => [perpetual(name).id, prices[name]!])),
  });
  const terms = {
    initialPpm: 200_000,
    maintenancePpm: Math.round(maintenanceRatio * 5_000_000),
    openInterestFloor: 0,
    openInterestCap: 0,
  };
  const given = { markets: Object.fromEntries(markets.map((name) => [perpetual(name).id, terms])) };
  const held = Object.entries(positions).map(([name, size]) => {
    return { instrumentId: perpetual(name).id, quantity: exactly(size), cost: exactly(0) };
  });
  const { equity, requirement } = assessedBy(accountOf(held, { USDC: usdc }), boundBy("dydx-v4", given, market));
  return { equity, maintenance: requirement.maintenance };
}

/** The account before and after `delta` of a market is closed at no price. */
function bankruptcyOf(held: Subaccount, market: string, delta: number): number {
  const size = held.positions[market]!;
  const left = Number((size + delta).toFixed(10));
  const [before, after] = [assessed(held), assessed({ ...held, positions: { ...held.positions, [market]: left } })];
  return bankruptcyQuote({
    ...before,
    soldNotional: before.equity - after.equity,
    freedMaintenance: Math.abs(before.maintenance - after.maintenance),
  });
}

const subaccountOf = (inputs: VectorInputs): Subaccount => ({
  usdc: inputs.number("usdc"),
  positions: inputs.value("positions") as Record<string, number>,
  prices: inputs.value("prices") as Record<string, number>,
  maintenanceRatio: inputs.number("maintenanceRatio"),
});

export const dydxBankruptcyFamily: CalculationFamily = {
  id: "dydx-v4 bankruptcy price",
  file,
  ids: /^dydx-bankruptcy/,
  rulebook: "dydx-v4",
  isFormula: true,
  calculate: (inputs) => ({
    bankruptcyQuote: bankruptcyOf(subaccountOf(inputs), inputs.text("market"), inputs.number("delta")),
  }),
};

export const dydxFillableFamily: CalculationFamily = {
  id: "dydx-v4 fillable price",
  file,
  ids: /^dydx-fillable/,
  rulebook: "dydx-v4",
  isFormula: true,
  calculate(inputs) {
    const held = subaccountOf(inputs);
    const name = inputs.text("market");
    const size = held.positions[name]!;
    const alone = assessed({ ...held, usdc: 0, positions: { [name]: size } });
    return {
      fillablePrice: fillablePrice({
        ...assessed(held),
        positionSize: size,
        positionNotional: alone.equity,
        positionMaintenance: alone.maintenance,
        bankruptcyAdjustment: inputs.number("bankruptcyAdjustmentPpm") / 1e6,
        spreadToMaintenance: inputs.number("spreadToMaintenanceMarginRatioPpm") / 1e6,
      }),
    };
  },
};

export const dydxInsuranceFamily: CalculationFamily = {
  id: "dydx-v4 insurance fund",
  file,
  ids: /^dydx-insurance/,
  rulebook: "dydx-v4",
  isFormula: true,
  calculate(inputs) {
    const side = inputs.text("side") === "long" ? 1 : -1;
    const size = side * inputs.number("size");
    const held = {
      usdc: inputs.number("usdc"),
      positions: { C: size },
      prices: { C: inputs.number("oraclePrice") },
      maintenanceRatio: inputs.number("maintenanceRatio"),
    };
    const bankruptcy = bankruptcyOf(held, "C", -size);
    const received = side * inputs.number("closeProceedsOrCost");
    return {
      insuranceFundDelta: insuranceFundDelta(received, bankruptcy, inputs.number("maxLiquidationFeePpm") / 1e6),
    };
  },
};

export const dydxFundingFamily: CalculationFamily = {
  id: "dydx-v4 funding clamp",
  file,
  ids: /^dydx-fundingclamp/,
  rulebook: "dydx-v4",
  isFormula: true,
  calculate: (inputs) => ({
    maxAbsFundingRatePpm: fundingRateMax({
      clampFactorPpm: inputs.number("clampFactorPpm"),
      initialPpm: inputs.number("initialMarginPpm"),
      maintenancePpm: inputs.number("maintenanceFractionPpm"),
    }),
  }),
};
