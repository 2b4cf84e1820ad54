import { currencyId, factorsOf, forwardId, markId, rateId } from "../../../src/market/riskFactor.ts";
import type { Position } from "../../../src/portfolio/account.ts";
import type { CalculationFamily, VectorInputs } from "../family.ts";
import { accountOf, assessedBy, boundBy, exactly } from "../marginCase.ts";
import { heldAt, optionOf, partOf, perpetualOf, statedMarket } from "../optionCase.ts";

/** What the vectors' spot is the price of; its collateral tokens follow it. */
const coin = "COIN";

interface PmrmInputs {
  readonly cash: number;
  readonly spot: number;
  readonly spotConfidence: number;
  readonly stable: number;
  readonly perp: PerpetualInputs;
  readonly collaterals: readonly {
    readonly name: string;
    readonly amount: number;
    readonly price: number;
    readonly confidence: number;
    readonly riskCancelling: boolean;
    readonly mmHaircut: number;
    readonly imHaircutAdd: number;
  }[];
  readonly options: readonly {
    readonly secToExpiry: number;
    readonly strike: number;
    readonly type: "call" | "put";
    readonly size: number;
    readonly vol: number;
  }[];
  readonly expiries: readonly {
    readonly secToExpiry: number;
    readonly forward: number;
    readonly forwardConfidence: number;
    readonly rate: number;
    readonly rateConfidence: number;
    readonly volConfidence: number;
  }[];
  readonly paramOverrides: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

interface PerpetualInputs {
  readonly size: number;
  readonly price: number;
  readonly confidence: number;
  readonly unrealisedPnl: number;
  readonly unrealisedFunding: number;
}

/** The venue's name of each parameter, and ours. */
const parameterNames: Readonly<Record<string, string>> = {
  LINEAR_SCALE_CAP: "linearSkewCap",
  LINEAR_CBASE: "linearSkewCapPerRoot",
  ABS_SCALE_CAP: "absoluteSkewCap",
  ABS_CBASE: "absoluteSkewCapPerRoot",
  MIN_K_STAR: "skewMoneynessMin",
  MIN_WIDTH_SCALE: "skewWidth",
  VOL_PARAM_STATIC: "skewVolatility",
  VOL_PARAM_SCALE: "skewVolatilityPerRoot",
  VOLRANGEUP: "volatilityUp",
  MIN_VOL_EVAL_SHOCKED: "volatilityUpFloor",
  VOLRANGEDOWN: "volatilityDown",
  SHORTTERMPOWER: "shortVegaPower",
  LONGTERMPOWER: "longVegaPower",
  DTE_FLOOR: "vegaDaysMin",
  MM_LOSS_FACTOR: "maintenanceLossFactor",
  IM_LOSS_FACTOR: "initialLossFactor",
  SHORT_RATE_MULTSCALE: "shortRateMultiple",
  LONG_RATE_MULTSCALE: "longRateMultiple",
  SHORT_RATE_ADDSCALE: "shortRateAddition",
  LONG_RATE_ADDSCALE: "longRateAddition",
  BASE_STATIC_DISCOUNT: "longDiscount",
  BASE_STATIC_DISCOUNT_NEG: "shortMarkup",
  SCENARIO_SPOT_UP: "basisPriceUp",
  SCENARIO_SPOT_DOWN: "basisPriceDown",
  BASIS_CONT_ADD_FACTOR: "basisShare",
  BASIS_CONT_MULT_FACTOR: "basisSharePerYear",
  PEG_LOSS_THRESHOLD: "pegThreshold",
  PEG_LOSS_FACTOR: "pegLossFactor",
  CONF_THRESHOLD: "confidenceThreshold",
  CONF_MARGIN: "confidenceChargeRate",
  MM_PERP_PERCENT: "futuresMaintenance",
  IM_PERP_PERCENT: "futuresInitialAddition",
  MM_OPTION_PERCENT: "nakedShortMaintenance",
  IM_OPTION_PERCENT: "nakedShortInitialAddition",
};

/** Sums of two parameters, stated for a reader. */
const informational = ["IM_PERP_PERCENT_NORMAL", "IM_OPTION_PERCENT_NORMAL"];

const volatilityNames = {
  Up: "up",
  None: "none",
  Down: "down",
  LINEAR: "linear-skew",
  ABS: "absolute-skew",
} as const;

function givenBy({ collaterals, paramOverrides }: PmrmInputs): Record<string, unknown> {
  const given: Record<string, unknown> = {
    coins: [coin],
    collateral: collaterals.map(({ name, riskCancelling, mmHaircut, imHaircutAdd }) => {
      return [name, coin, riskCancelling ? 1 : 0, mmHaircut, mmHaircut + imHaircutAdd];
    }),
  };
  for (const [section, values] of Object.entries(paramOverrides)) {
    if (section === "scenarios") {
      const moves = values as unknown as readonly (readonly [number, keyof typeof volatilityNames, number])[];
      given["scenarios"] = moves.map(([price, volatility, share]) => [price, volatilityNames[volatility], share]);
      continue;
    }
    for (const [name, value] of Object.entries(values)) {
      if (informational.includes(name)) continue;
      const own = parameterNames[name];
      if (own === undefined) throw new Error(`no parameter of ours is the venue's ${name}`);
      given[own] = value;
    }
  }
  return given;
}

const inputsOf = (inputs: VectorInputs): PmrmInputs =>
  Object.fromEntries(
    ["cash", "spot", "spotConfidence", "stable", "perp", "collaterals", "options", "expiries", "paramOverrides"].map(
      (key) => [key, inputs.value(key)],
    ),
  ) as unknown as PmrmInputs;

export const derivePmrm2Family: CalculationFamily = {
  id: "derive-pmrm-2",
  file: "derive-pmrm2",
  ids: /^derive-pmrm2-/,
  notCompared: ["worst"],
  calculate(given) {
    const inputs = inputsOf(given);
    const perpetual = perpetualOf(coin);
    const { perp, collaterals, expiries } = inputs;
    const options = inputs.options.map((one) => ({
      ...one,
      contract: optionOf({ underlying: coin, seconds: one.secToExpiry, strike: one.strike, optionType: one.type }),
    }));
    const levels = new Map([
      [currencyId("USDC"), inputs.stable],
      [currencyId(coin), inputs.spot],
      [markId(perpetual.id), perp.size === 0 ? inputs.spot : perp.price],
      ...collaterals.map(({ name, price }) => [currencyId(name), price] as const),
    ]);
    const confidences = new Map([
      [currencyId(coin), inputs.spotConfidence],
      [markId(perpetual.id), perp.confidence],
      ...collaterals.map(({ name, confidence }) => [currencyId(name), confidence] as const),
    ]);
    for (const expiry of expiries) {
      const [forward, rate] = [
        forwardId(coin, "USD", 1000 * expiry.secToExpiry),
        rateId("USDC", 1000 * expiry.secToExpiry),
      ];
      levels.set(forward, expiry.forward).set(rate, Math.max(0, expiry.rate));
      confidences.set(forward, expiry.forwardConfidence).set(rate, expiry.rateConfidence);
    }
    for (const { contract, vol, secToExpiry } of options) {
      const volatility = factorsOf(contract)[1]!.id;
      levels.set(volatility, vol);
      confidences.set(volatility, expiries.find((one) => one.secToExpiry === secToExpiry)!.volConfidence);
    }
    const instruments = [
      perpetual,
      ...collaterals.map(({ name }) => ({ kind: "cash", id: name, settlementCurrency: name }) as const),
      ...options.map(({ contract }) => contract),
    ];
    const market = statedMarket({ instruments, levels, confidences });
    const bound = boundBy("derive-pmrm-2", givenBy(inputs), market);
    const assess = (positions: readonly Position[], balances: Readonly<Record<string, number>>) =>
      assessedBy(accountOf(positions, balances), bound);

    const held = options.map(({ contract, size, secToExpiry }) => {
      const position = { instrumentId: contract.id, quantity: exactly(size), cost: exactly(0) };
      return { secToExpiry, position };
    });
    const coins = Object.fromEntries(collaterals.map(({ name, amount }) => [name, amount]));
    const future =
      perp.size === 0 ? [] : [heldAt(perpetual, perp.size, perp.price, perp.unrealisedPnl + perp.unrealisedFunding)];
    const whole = assess([...future, ...held.map(({ position }) => position)], { USDC: inputs.cash, ...coins });
    const { equity, requirement } = whole;
    const scan = partOf(whole, `scan ${coin}`);
    const { scenarios } = bound.rulebook.parameters as { readonly scenarios: readonly unknown[] };
    const outcomes = [...(scan.outcomes ?? new Array<number>(scenarios.length + 2).fill(0))];
    // The loss factor shows where something is lost, so one perpetual is assessed by itself.
    const probe = partOf(assess([heldAt(perpetual, 1, 0, 0)], {}), `scan ${coin}`);
    const addition = (id: string): number => partOf(whole, id).maintenance - partOf(whole, id).initial;
    return {
      initialMargin: equity - requirement.initial,
      maintenanceMargin: equity - requirement.maintenance,
      markToMarket: equity,
      optionMtmByExpiry: expiries.map(({ secToExpiry }) => {
        const own = held.filter((one) => one.secToExpiry === secToExpiry);
        return assess(
          own.map(({ position }) => position),
          {},
        ).equity;
      }),
      collateralValue: assess([], coins).equity,
      basisContingency: outcomes.at(-1),
      mmPerpContingency: -partOf(whole, "futures").maintenance,
      imPerpContingency: addition("futures"),
      mmCollateralContingency: -partOf(whole, "haircut").maintenance,
      imCollateralContingency: addition("haircut"),
      mmOptionContingency: -partOf(whole, "naked-shorts").maintenance,
      imOptionContingency: addition("naked-shorts"),
      oracleContingency: -partOf(whole, "confidence").initial,
      imLossFactor: probe.initial / -Math.min(...probe.outcomes!),
      scenarioPnl: outcomes.slice(0, scenarios.length),
    };
  },
};
