/** Drift v2: weights as the requirement of an account of one token. Synthetix v3: P&L and available margin. */
import { sizeFacts } from "../../../src/margin/models/sizeScaled.ts";
import type { CalculationFamily, VectorInputs } from "../family.ts";
import { accountOf, assessedBy, boundBy, entered, linear, marketOf } from "../marginCase.ts";

interface TokenCase {
  readonly amount: number;
  readonly price: number;
  readonly terms: Readonly<Record<string, number>>;
  readonly deposits?: number;
}

/** Charge per unit of value of an account that holds or owes one token. */
function chargeOf({ amount, price, terms, deposits }: TokenCase): number {
  const usdc = { initialAsset: 1, initialLiability: 1, maintenanceAsset: 1, maintenanceLiability: 1, sizeFactor: 0 };
  const token = { ...usdc, initialAsset: 0, maintenanceAsset: 0, ...terms };
  const market = marketOf({
    instruments: [{ kind: "cash", id: "TOKEN", settlementCurrency: "TOKEN" }, linear("X/USDC:USDC", "X", "USDC")],
    currencies: { TOKEN: price },
    facts: deposits === undefined ? {} : { [sizeFacts.deposits("TOKEN")]: deposits },
  });
  const bound = boundBy("drift-v2", { tokens: { USDC: usdc, TOKEN: token }, contracts: {} }, market);
  const { equity, requirement } = assessedBy(accountOf([], { TOKEN: amount }), bound);
  return requirement.initial / Math.abs(equity);
}

const assetWeight = (inputs: VectorInputs, weight: string): number =>
  1 -
  chargeOf({
    amount: inputs.number("size"),
    price: 1,
    terms: { initialAsset: inputs.number(weight), sizeFactor: inputs.number("imfFactor") },
  });

export const driftAssetFamily: CalculationFamily = {
  id: "drift-v2 asset weight",
  file: "drift-v2",
  ids: /^drift-asset-weight/,
  rulebook: "drift-v2",
  calculate: (inputs) => ({ assetWeight: assetWeight(inputs, "baseWeight") }),
};

export const driftLiabilityFamily: CalculationFamily = {
  id: "drift-v2 liability weight",
  file: "drift-v2",
  ids: /^drift-liab-weight/,
  rulebook: "drift-v2",
  calculate: (inputs) => ({
    liabilityWeight:
      1 +
      chargeOf({
        amount: -inputs.number("size"),
        price: 1,
        terms: { initialLiability: inputs.number("baseWeight"), sizeFactor: inputs.number("imfFactor") },
      }),
  }),
};

export const driftScaledFamily: CalculationFamily = {
  id: "drift-v2 deposit-scaled weight",
  file: "drift-v2",
  ids: /^drift-scaled-weight/,
  rulebook: "drift-v2",
  calculate: (inputs) => ({
    assetWeight:
      1 -
      chargeOf({
        amount: 1,
        price: inputs.number("price"),
        deposits: inputs.number("totalDeposits"),
        terms: { initialAsset: inputs.number("initialAssetWeight"), depositScaleStart: inputs.number("scaleStart") },
      }),
  }),
};

type Numbers = Readonly<Record<string, number>>;

export const synthetixFamily: CalculationFamily = {
  id: "synthetix-v3 account",
  file: "synthetix-v3",
  ids: /^snx-v3-multi/,
  rulebook: "synthetix-v3",
  calculate(inputs) {
    const sizes = inputs.value("sizes") as Numbers;
    const prices = inputs.value("oraclePrices") as Numbers;
    const fills = inputs.value("fillPrices") as Numbers;
    const stated = inputs.value("params") as Readonly<Record<string, Numbers>>;
    const names = Object.keys(sizes);
    const contractOf = (name: string) => linear(`${name}/USD:USD`, name, "USD");
    const market = marketOf({
      instruments: names.map(contractOf),
      marks: Object.fromEntries(names.map((name) => [contractOf(name).id, prices[name]!])),
    });
    const contracts = Object.fromEntries(
      names.map((name) => {
        const { skewScale, initialMarginFraction, minInitialMarginRatio, maintenanceScalar } = stated[name]!;
        const perUnit = initialMarginFraction! / skewScale!;
        const terms = {
          initialRatio: minInitialMarginRatio!,
          maintenanceRatio: minInitialMarginRatio! * maintenanceScalar!,
          initialSizeFactor: perUnit,
          maintenanceSizeFactor: perUnit * maintenanceScalar!,
          premium: "linear",
          initialGainWeight: 1,
          maintenanceGainWeight: 1,
        };
        return [contractOf(name).id, terms];
      }),
    );
    const bound = boundBy("synthetix-v3", { contracts }, market);
    const positionOf = (name: string) => entered(contractOf(name), sizes[name]!, fills[name]!);
    const equityOf = (held: readonly string[], collateral: number) =>
      assessedBy(accountOf(held.map(positionOf), { USD: collateral }), bound).equity;
    return {
      pnl: Object.fromEntries(names.map((name) => [name, equityOf([name], 0)])),
      availableMargin: equityOf(names, inputs.number("collateralUsd")),
    };
  },
};
