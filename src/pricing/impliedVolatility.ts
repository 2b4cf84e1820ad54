import { exp } from "../numerics/exponential.ts";
import { log } from "../numerics/logarithm.ts";
import { normalCdf, normalPdf } from "../statistics/normal.ts";
import { logMoneyness, logTimeValue, type OptionType } from "./formulas/black76.ts";

export interface ImpliedVolatilityInputs {
  readonly optionType: OptionType;
  /** > 0, same unit as `price`. */
  readonly forward: number;
  /** > 0 */
  readonly strike: number;
  /** > 0 */
  readonly years: number;
  /** Continuous rate that discounts the payoff. */
  readonly rate: number;
  readonly price: number;
}

/** Why a price has no volatility. */
export type NoVolatility = "invalid-input" | "at-or-below-intrinsic" | "at-or-above-bound" | "not-converged";

export type ImpliedVolatility =
  | {
      readonly found: true;
      /** Per square root of a year. */
      readonly volatility: number;
      /** Relative change of the volatility for a relative change of the price: 1e6 loses six digits of the price's. */
      readonly conditioning: number;
    }
  | { readonly found: false; readonly reason: NoVolatility };

/**
 * The volatility at which Black-76 gives the price: a value, or the reason why there is none; never thrown or clamped.
 *
 * @returns within 1e-11 relative of the volatility of the double given, less what `conditioning` takes
 * @cost    about six evaluations of the normal law
 * @source  Newton's method on 1/√(−ln b) or its mirror image near the upper bound, where b is time value over its bound:
 *          the transform of P. Jäckel, By implication, Wilmott (2006), with a bracket that guards every step
 */
export function impliedVolatility({
  optionType,
  forward,
  strike,
  years,
  rate,
  price,
}: ImpliedVolatilityInputs): ImpliedVolatility {
  const inputs = [forward, strike, years, rate, price];
  if (!inputs.every(Number.isFinite) || forward <= 0 || strike <= 0 || years <= 0) return none("invalid-input");
  const undiscounted = rate === 0 ? price : price * exp(rate * years);
  const intrinsic = Math.max(0, optionType === "call" ? forward - strike : strike - forward);
  const bound = optionType === "call" ? forward : strike;
  const excess = undiscounted - intrinsic;
  const room = bound - undiscounted;
  if (excess <= 0) return none("at-or-below-intrinsic");
  if (room <= 0) return none("at-or-above-bound");
  const deviation = deviationOf(forward, strike, excess, room);
  if (deviation === undefined) return none("not-converged");
  const near = Math.abs(logMoneyness(forward, strike)) / deviation - 0.5 * deviation;
  const slope = Math.min(forward, strike) * normalPdf(near);
  return {
    found: true,
    volatility: deviation / Math.sqrt(years),
    conditioning: undiscounted / (slope * deviation),
  };
}

const none = (reason: NoVolatility): ImpliedVolatility => ({ found: false, reason });

const stepsMax = 100;
const tolerance = 4e-16;

/** σ√T at which the time value is `excess`; `room` is what lacks to its bound. Undefined when no step settles. */
function deviationOf(forward: number, strike: number, excess: number, room: number): number | undefined {
  const low = Math.min(forward, strike);
  const target = excess < room ? nearIntrinsic(low, excess) : nearBound(low, room);
  let [under, over] = [0, Number.POSITIVE_INFINITY];
  let deviation = Math.max(0.1, Math.sqrt(2 * Math.abs(logMoneyness(forward, strike))));
  for (let step = 0; step < stepsMax; step++) {
    const { miss, slope } = target(forward, strike, deviation);
    if (miss === 0) return deviation;
    if (miss < 0) under = deviation;
    else over = deviation;
    const newton = deviation - miss / slope;
    const next = newton > under && newton < over ? newton : halfway(under, over);
    if (Math.abs(next - deviation) <= tolerance * deviation) return next;
    deviation = next;
  }
  return undefined;
}

const halfway = (under: number, over: number): number =>
  over === Number.POSITIVE_INFINITY ? 2 * under : under === 0 ? over / 8 : Math.sqrt(under * over);

/** Distance from the target in a form nearly linear in σ√T, rising with it. */
type Miss = (forward: number, strike: number, deviation: number) => { readonly miss: number; readonly slope: number };

/** For little time value: 1/√(−ln(value/bound)), which is near σ√T/|ln(F/K)|·√2 far from the money. */
function nearIntrinsic(low: number, excess: number): Miss {
  const wanted = -log(excess / low);
  return (forward, strike, deviation) => {
    const logValue = logTimeValue(forward, strike, deviation);
    const depth = log(low) - logValue;
    const near = Math.abs(logMoneyness(forward, strike)) / deviation - 0.5 * deviation;
    const growth = exp(log(low * normalPdf(near)) - logValue);
    return linearised(depth, wanted, growth);
  };
}

/** For little room below the bound, the same of the complement. */
function nearBound(low: number, room: number): Miss {
  const wanted = -log(room / low);
  return (forward, strike, deviation) => {
    const center = Math.abs(logMoneyness(forward, strike)) / deviation;
    const [near, far] = [center - 0.5 * deviation, center + 0.5 * deviation];
    const left = low * normalCdf(near) + Math.max(forward, strike) * normalCdf(-far);
    const depth = log(low / left);
    return { miss: depth - wanted, slope: (low * normalPdf(near)) / left };
  };
}

function linearised(depth: number, wanted: number, growth: number) {
  const root = 1 / Math.sqrt(depth);
  return { miss: root - 1 / Math.sqrt(wanted), slope: 0.5 * root * root * root * growth };
}
