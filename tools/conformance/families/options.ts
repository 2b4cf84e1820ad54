import { sabrVolatility } from "../../../src/market/surface/sabr.ts";
import { ssviAt, ssviButterflyConditions, ssviPhi, ssviSurfaceIsFree } from "../../../src/market/surface/ssvi.ts";
import {
  durrleman,
  jumpWingsOf,
  type SmileDerivatives,
  type SviParameters,
  sviAt,
  sviMinimum,
  sviWithinLee,
  withoutButterfly,
} from "../../../src/market/surface/svi.ts";
import { black76, black76LogValue, type OptionType } from "../../../src/pricing/formulas/black76.ts";
import { blackScholes } from "../../../src/pricing/formulas/blackScholes.ts";
import { coinSettled } from "../../../src/pricing/formulas/coinSettled.ts";
import { impliedVolatility } from "../../../src/pricing/impliedVolatility.ts";
import { inverseValue } from "../../../src/pricing/models/inverse.ts";
import type { CalculationFamily, VectorInputs } from "../family.ts";
import type { Vector } from "../vectors.ts";

const optionTypeOf = (inputs: VectorInputs): OptionType => (inputs.text("type") === "put" ? "put" : "call");

/** The guide holds Greeks to their relative tolerance down to 1e-280 and accepts 0 below 1e-300. */
const floors = Object.fromEntries(
  ["price", "delta", "gamma", "vega", "theta", "rho", "rho_q", "vanna", "volga", "dual_delta"].map((key) => [
    key,
    1e-280,
  ]),
);

/** Prices are held to 1e-15 of the forward, and rho, which is years times the price, to years times that. */
function slackOf(field: string, { inputs, tolerance }: Vector): number {
  if (tolerance["abs_price_over_forward"] === undefined) return 0;
  const slack = 1e-15 * Number(inputs["F"] ?? inputs["S"]);
  return field === "price" ? slack : field === "rho" ? slack * Number(inputs["T"]) : 0;
}

export const black76Family: CalculationFamily = {
  id: "black76",
  file: "stats-black76",
  ids: /^b76r?-/,
  floors,
  slackOf,
  calculate(inputs) {
    const terms = {
      optionType: optionTypeOf(inputs),
      forward: inputs.number("F"),
      strike: inputs.number("K"),
      years: inputs.number("T"),
      volatility: inputs.number("sigma"),
      rate: inputs.number("r"),
    };
    const { value, dualDelta, ...greeks } = black76(terms);
    const { forward, strike } = terms;
    const isOut = terms.optionType === "call" ? forward <= strike : forward >= strike;
    return { price: value, ...greeks, dual_delta: dualDelta, ...(isOut ? { log_price: black76LogValue(terms) } : {}) };
  },
};

export const blackScholesFamily: CalculationFamily = {
  id: "bsm",
  file: "stats-bsm",
  ids: /^bsm-/,
  floors,
  slackOf,
  calculate(inputs) {
    const { value, rhoCarry, ...greeks } = blackScholes({
      optionType: optionTypeOf(inputs),
      spot: inputs.number("S"),
      strike: inputs.number("K"),
      years: inputs.number("T"),
      volatility: inputs.number("sigma"),
      rate: inputs.number("r"),
      carry: inputs.number("q"),
    });
    return { price: value, ...greeks, rho_q: rhoCarry };
  },
};

export const coinSettledFamily: CalculationFamily = {
  id: "inverse-option",
  file: "stats-inverse",
  ids: /^inv-/,
  calculate(inputs) {
    const got = coinSettled({
      optionType: optionTypeOf(inputs),
      forward: inputs.number("F"),
      strike: inputs.number("K"),
      years: inputs.number("T"),
      volatility: inputs.number("sigma"),
    });
    return {
      price_usd: got.dollars.value,
      price_coin: got.value,
      delta_usd: got.dollars.delta,
      delta_premium_adjusted: got.premiumAdjustedDelta,
      gamma_premium_adjusted_d_dF: got.premiumAdjustedGamma,
      vega_coin: got.vega,
    };
  },
};

export const inverseFutureFamily: CalculationFamily = {
  id: "inverse-future",
  file: "stats-inverse",
  ids: /^invfut-/,
  calculate(inputs) {
    const [entry, exit] = [inputs.number("entry"), inputs.number("exit")];
    const contract = { ...inverseTerms, contractSize: String(inputs.number("contracts_usd")) };
    const gained = inverseValue.change!(contract, [entry], [exit]);
    return { pnl_coin: gained, pnl_usd_at_exit: gained * exit };
  },
};

const inverseTerms = {
  kind: "inverse-perpetual",
  id: "BTC-PERPETUAL",
  underlying: "BTC",
  quoteCurrency: "USD",
  settlementCurrency: "BTC",
} as const;

export const impliedVolatilityFamily: CalculationFamily = {
  id: "iv",
  file: "stats-iv",
  ids: /^iv-/,
  notCompared: ["generating_vol", "reason"],
  calculate(inputs) {
    const answer = impliedVolatility({
      optionType: optionTypeOf(inputs),
      forward: inputs.number("F"),
      strike: inputs.number("K"),
      years: inputs.number("T"),
      rate: inputs.number("r"),
      price: inputs.number("price"),
    });
    return { implied_vol: answer.found ? answer.volatility : null };
  },
};

export const sabrFamily: CalculationFamily = {
  id: "sabr",
  file: "stats-surfaces",
  ids: /^sabr-/,
  calculate(inputs) {
    const [forward, years] = [inputs.number("F"), inputs.number("T")];
    const parameters = {
      alpha: inputs.number("alpha"),
      beta: inputs.number("beta"),
      rho: inputs.number("rho"),
      nu: inputs.number("nu"),
    };
    return { black_vol: inputs.numbers("K").map((strike) => sabrVolatility(parameters, { forward, strike, years })) };
  },
};

export const ssviFamily: CalculationFamily = {
  id: "ssvi",
  file: "stats-surfaces",
  ids: /^ssvi-/,
  calculate(inputs) {
    const theta = inputs.number("theta");
    const parameters = { rho: inputs.number("rho"), eta: inputs.number("eta"), gamma: inputs.number("gamma") };
    const [first, second] = ssviButterflyConditions(parameters, theta);
    return {
      phi: ssviPhi(parameters, theta),
      w: inputs.numbers("k").map((k) => ssviAt(parameters, theta, k).w),
      cond1: first,
      cond2: second,
      surface_free_of_static_arb_eta: ssviSurfaceIsFree(parameters),
    };
  },
};

const sviOf = (inputs: VectorInputs): SviParameters => ({
  a: inputs.number("a"),
  b: inputs.number("b"),
  rho: inputs.number("rho"),
  m: inputs.number("m"),
  sigma: inputs.number("sigma"),
});

/** The grid on which the vectors look for butterflies. */
const grid = Array.from({ length: 6001 }, (_, step) => -3 + step / 1000);
const leastDurrleman = (parameters: SviParameters): number =>
  Math.min(...grid.map((k) => durrleman(sviAt(parameters, k), k)));

export const sviFamily: CalculationFamily = {
  id: "svi",
  file: "stats-surfaces",
  ids: /^svi-(?!published)/,
  // Second derivatives of a smile that is straight by then: rounding noise beside those at the turn.
  floors: { d2w: 1e-12 },
  calculate(inputs) {
    const parameters = sviOf(inputs);
    const years = inputs.number("T");
    const k = inputs.numbers("k");
    const points = k.map((one) => sviAt(parameters, one));
    const least = leastDurrleman(parameters);
    const whereVariance = (of: (point: SmileDerivatives, at: number) => number) =>
      points.map((point, index) => (point.w < 0 ? null : of(point, k[index]!)));
    const isVariance = sviMinimum(parameters) >= 0;
    const { v, psi, p, c, vTilde } = jumpWingsOf(parameters, years);
    return {
      w: points.map((point) => point.w),
      iv: whereVariance((point) => Math.sqrt(point.w / years)),
      dw: points.map((point) => point.slope),
      d2w: points.map((point) => point.curvature),
      g: whereVariance(durrleman),
      min_w: sviMinimum(parameters),
      min_g_on_grid: isVariance ? least : null,
      butterfly_free_on_grid: least >= 0,
      lee_ok: sviWithinLee(parameters),
      jump_wings: isVariance ? { v, psi, p, c, v_tilde: vTilde } : null,
    };
  },
};

export const jumpWingsFamily: CalculationFamily = {
  id: "svi-jump-wings",
  file: "stats-surfaces",
  ids: /^svi-published/,
  calculate(inputs) {
    const parameters = sviOf(inputs);
    const wings = jumpWingsOf(parameters, inputs.number("T"));
    const mended = withoutButterfly(wings);
    return {
      v: wings.v,
      psi: wings.psi,
      p: wings.p,
      c: wings.c,
      v_tilde: wings.vTilde,
      butterfly_free: leastDurrleman(parameters) >= 0,
      fixed_c: mended.c,
      fixed_v_tilde: mended.vTilde,
    };
  },
};
