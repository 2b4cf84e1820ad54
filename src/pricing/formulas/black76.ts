import { assert } from "../../numerics/assert.ts";
import { erfcx } from "../../numerics/errorFunction.ts";
import { exp } from "../../numerics/exponential.ts";
import { log, log1p } from "../../numerics/logarithm.ts";
import { normalCdf, normalPdf } from "../../statistics/normal.ts";

export type OptionType = "call" | "put";

/** A European option on a forward. All prices in one currency, any one unit. */
export interface Black76Inputs {
  readonly optionType: OptionType;
  /** > 0 */
  readonly forward: number;
  /** ≥ 0; a strike of 0 is a strike. */
  readonly strike: number;
  /** Years to expiry, ≥ 0. */
  readonly years: number;
  /** Per square root of a year, ≥ 0; 0.5 is 50 %. */
  readonly volatility: number;
  /** Continuous rate that discounts the payoff; the forward does not move with it. */
  readonly rate: number;
}

/** Value and derivatives, each per unit of what moves: price 1, volatility 1.00, rate 1.00, one year. */
export interface OptionValues {
  readonly value: number;
  /** ∂V/∂F */
  readonly delta: number;
  /** ∂²V/∂F² */
  readonly gamma: number;
  /** ∂V/∂σ */
  readonly vega: number;
  /** −∂V/∂T: what a year's passing adds. */
  readonly theta: number;
  /** ∂V/∂r */
  readonly rho: number;
  /** ∂²V/∂F∂σ */
  readonly vanna: number;
  /** ∂²V/∂σ² */
  readonly volga: number;
  /** −∂²V/∂F∂T: what a year's passing adds to delta. */
  readonly charm: number;
  /** ∂V/∂K */
  readonly dualDelta: number;
}

/**
 * Discounted expectation of the payoff.
 *
 * @returns same unit as the forward, ≥ 0; the discounted intrinsic value when σ√T is 0
 * @throws InvariantError when an input is out of range or not finite
 * @source F. Black, The pricing of commodity contracts, J. Financial Economics 3 (1976)
 */
export function black76Value(inputs: Black76Inputs): number {
  checkInputs(inputs);
  const { optionType, forward, strike, years, rate } = inputs;
  const intrinsic = Math.max(0, optionType === "call" ? forward - strike : strike - forward);
  return exp(-rate * years) * (intrinsic + timeValue(forward, strike, deviationOf(inputs)));
}

/**
 * Value and closed-form derivatives; rho at a fixed forward. As `black76Value`.
 *
 * @param moneyness ln(F/K) where the caller knows it better than the rounded forward does
 */
export function black76(
  inputs: Black76Inputs,
  moneyness: number = logMoneyness(inputs.forward, inputs.strike),
): OptionValues {
  const value = black76Value(inputs);
  const { optionType, forward, strike, years, volatility, rate } = inputs;
  const sign = optionType === "call" ? 1 : -1;
  const discount = exp(-rate * years);
  const deviation = deviationOf(inputs);
  const rho = -years * value;
  if (deviation === 0 || strike === 0) {
    const delta = sign * (forward - strike) > 0 ? sign * discount : 0;
    const [theta, charm] = [rate * value, rate * delta];
    return { value, delta, gamma: 0, vega: 0, theta, rho, vanna: 0, volga: 0, charm, dualDelta: -delta };
  }
  const center = moneyness / deviation;
  const [d1, d2] = [center + 0.5 * deviation, center - 0.5 * deviation];
  const density = discount * normalPdf(d1);
  const delta = sign * discount * normalCdf(sign * d1);
  const vega = forward * density * Math.sqrt(years);
  return {
    value,
    delta,
    gamma: density / (forward * deviation),
    vega,
    theta: rate * value - (vega * volatility) / (2 * years),
    rho,
    vanna: (-density * d2) / volatility,
    volga: (vega * d1 * d2) / volatility,
    charm: rate * delta + (density * d2) / (2 * years),
    dualDelta: -sign * discount * normalCdf(sign * d2),
  };
}

/**
 * ln of the value of an option out of the money, also where the value itself underflows.
 *
 * @throws InvariantError when the option is in the money, or σ√T or the strike is 0
 */
export function black76LogValue(inputs: Black76Inputs): number {
  checkInputs(inputs);
  const { optionType, forward, strike, years, rate } = inputs;
  assert(optionType === "call" ? forward <= strike : forward >= strike, "the option must be out of the money");
  const deviation = deviationOf(inputs);
  assert(deviation > 0 && strike > 0, "σ√T and the strike must be above 0");
  return logTimeValue(forward, strike, deviation) - rate * years;
}

/** ln(F/K), without losing digits where the two are near. */
export function logMoneyness(forward: number, strike: number): number {
  const ratio = forward / strike;
  return ratio > 0.5 && ratio < 2 ? log1p((forward - strike) / strike) : log(ratio);
}

/** Undiscounted value beyond intrinsic: that of the option of the pair that is out of the money. */
export function timeValue(forward: number, strike: number, deviation: number): number {
  if (deviation === 0 || strike === 0) return 0;
  const { near, far, low, high } = tails(forward, strike, deviation);
  if (near > 0) return low * normalPdf(near) * (mills(near) - mills(far));
  return Math.max(0, low * normalCdf(-near) - high * normalCdf(-far));
}

/** ln of `timeValue`. */
export function logTimeValue(forward: number, strike: number, deviation: number): number {
  const { near, far, low } = tails(forward, strike, deviation);
  if (near <= 0) return log(timeValue(forward, strike, deviation));
  return log(low) - halfLnTwoPi - 0.5 * near * near + log(mills(near) - mills(far));
}

/** The smaller price times the upper tail at `near`, less the larger times that at `far`; low·φ(near) = high·φ(far). */
function tails(forward: number, strike: number, deviation: number) {
  const center = Math.abs(logMoneyness(forward, strike)) / deviation;
  return {
    near: center - 0.5 * deviation,
    far: center + 0.5 * deviation,
    low: Math.min(forward, strike),
    high: Math.max(forward, strike),
  };
}

const halfLnTwoPi = 0.9189385332046728;
const rootHalfPi = 1.2533141373155003;

/** (1 − Φ(x))/φ(x) */
const mills = (x: number): number => rootHalfPi * erfcx(x * Math.SQRT1_2);

const deviationOf = ({ volatility, years }: Black76Inputs): number => volatility * Math.sqrt(years);

function checkInputs({ forward, strike, years, volatility, rate }: Black76Inputs): void {
  assert(forward > 0 && Number.isFinite(forward), `forward must be above 0; have ${forward}`);
  assert(strike >= 0 && Number.isFinite(strike), `strike must not be below 0; have ${strike}`);
  assert(years >= 0 && Number.isFinite(years), `years must not be below 0; have ${years}`);
  assert(volatility >= 0 && Number.isFinite(volatility), `volatility must not be below 0; have ${volatility}`);
  assert(Number.isFinite(rate), `rate must be finite; have ${rate}`);
}
