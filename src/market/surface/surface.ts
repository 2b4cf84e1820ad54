import type { Currency } from "../../instruments/money.ts";
import { assert } from "../../numerics/assert.ts";
import { exp } from "../../numerics/exponential.ts";
import { log } from "../../numerics/logarithm.ts";
import { yearsBetween } from "../years.ts";
import {
  arbitrageTolerance,
  type CalendarArbitrage,
  calendarArbitrage,
  leastDurrleman,
  type SmileArbitrage,
  smileArbitrage,
} from "./arbitrage.ts";
import { type MoneynessRange, type Smile, smileAt, smileGrid } from "./smile.ts";
import type { SmileDerivatives } from "./svi.ts";

/** The fitted smile of one expiry. */
export interface SurfaceSlice {
  readonly expiresAt: number;
  /** From the surface's timestamp, > 0. */
  readonly years: number;
  /** Quote currency. */
  readonly forward: number;
  readonly smile: Smile;
  /** Log-moneyness between the outermost quotes. */
  readonly quoted: MoneynessRange;
}

/** Volatility over strike and expiry, as one time saw it. */
export interface VolatilitySurface {
  readonly underlying: Currency;
  readonly quoteCurrency: Currency;
  /** Milliseconds UTC. */
  readonly timestamp: number;
  /** By expiry, at least one. */
  readonly slices: readonly SurfaceSlice[];
}

/** @throws InvariantError without slices, or when they are not in order of expiry */
export function volatilitySurface(surface: VolatilitySurface): VolatilitySurface {
  assert(surface.slices.length > 0, "a surface needs at least one expiry");
  surface.slices.reduce((before, { years }) => {
    assert(years > before, `slices must be in order of expiry, from above 0; have ${years} after ${before}`);
    return years;
  }, 0);
  return surface;
}

/**
 * Total variance and its derivatives to log-moneyness, at any time.
 *
 * Between expiries linear in time at equal log-moneyness, which keeps calendar order. Before the first expiry each
 * strike keeps its volatility: w(k)·t/t₁, and a smile free of butterflies stays so, because Durrleman's function is
 * concave in the factor and not negative at 0 and 1. After the last, the at-the-money forward variance of the last
 * interval is added at every strike, so that the smile flattens.
 *
 * @param k     log-moneyness ln(K/F) against the forward of that time
 * @param years > 0
 */
export function surfaceAt({ slices }: Pick<VolatilitySurface, "slices">, k: number, years: number): SmileDerivatives {
  assert(years > 0 && Number.isFinite(years), `years must be above 0; have ${years}`);
  const next = slices.findIndex((slice) => slice.years >= years);
  const [first, last] = [slices[0]!, slices.at(-1)!];
  if (next === 0) return mixed(smileAt(first.smile, k), years / first.years);
  if (next > 0) {
    const [near, far] = [slices[next - 1]!, slices[next]!];
    const share = (years - near.years) / (far.years - near.years);
    return mixed(smileAt(near.smile, k), 1 - share, smileAt(far.smile, k), share);
  }
  const end = smileAt(last.smile, k);
  return { ...end, w: end.w + (years - last.years) * lastForwardVariance(slices) };
}

const nothing: SmileDerivatives = { w: 0, slope: 0, curvature: 0 };

const mixed = (one: SmileDerivatives, first: number, other = nothing, second = 0): SmileDerivatives => ({
  w: one.w * first + other.w * second,
  slope: one.slope * first + other.slope * second,
  curvature: one.curvature * first + other.curvature * second,
});

function lastForwardVariance(slices: readonly SurfaceSlice[]): number {
  const last = slices.at(-1)!;
  const before = slices.at(-2);
  const w = smileAt(last.smile, 0).w;
  if (before === undefined) return w / last.years;
  return Math.max(0, (w - smileAt(before.smile, 0).w) / (last.years - before.years));
}

/**
 * The forward at any time: ln F linear in time between expiries; outside them the carry of the nearest interval goes
 * on. A surface of one expiry knows no carry and keeps its forward.
 */
export function forwardAt({ slices }: VolatilitySurface, years: number): number {
  if (slices.length === 1) return slices[0]!.forward;
  const next = slices.findIndex((slice) => slice.years >= years);
  const at = Math.min(slices.length - 1, Math.max(1, next < 0 ? slices.length - 1 : next));
  const [near, far] = [slices[at - 1]!, slices[at]!];
  if (years === near.years) return near.forward;
  if (years === far.years) return far.forward;
  const share = (years - near.years) / (far.years - near.years);
  return near.forward * exp(share * log(far.forward / near.forward));
}

/**
 * Volatility per square root of a year.
 *
 * @param strike    > 0, quote currency
 * @param expiresAt milliseconds UTC, after the surface's timestamp
 * @throws InvariantError when either is out of range
 */
export function surfaceVolatility(
  surface: VolatilitySurface,
  { strike, expiresAt }: { readonly strike: number; readonly expiresAt: number },
): number {
  assert(strike > 0 && Number.isFinite(strike), `strike must be above 0; have ${strike}`);
  const years = yearsBetween(surface.timestamp, expiresAt);
  const k = log(strike / forwardAt(surface, years));
  return Math.sqrt(surfaceAt(surface, k, years).w / years);
}

/** What the whole surface says about arbitrage. */
export interface SurfaceArbitrage {
  readonly slices: readonly (SmileArbitrage & { readonly expiresAt: number })[];
  /** Between each expiry and the next. */
  readonly calendar: readonly (CalendarArbitrage & { readonly nearExpiresAt: number; readonly expiresAt: number })[];
  /** Least value of Durrleman's function halfway between expiries, where no quote speaks. */
  readonly between: readonly { readonly years: number; readonly minDurrleman: number }[];
  readonly isFree: boolean;
}

export function surfaceArbitrage(surface: VolatilitySurface): SurfaceArbitrage {
  const { slices } = surface;
  const each = slices.map(({ smile, quoted, expiresAt }) => ({ expiresAt, ...smileArbitrage(smile, quoted) }));
  const pairs = slices.slice(1).map((far, at) => {
    const near = slices[at]!;
    return { near, far, common: hull(near.quoted, far.quoted) };
  });
  const calendar = pairs.map(({ near, far, common }) => ({
    nearExpiresAt: near.expiresAt,
    expiresAt: far.expiresAt,
    ...calendarArbitrage(near.smile, far.smile, common),
  }));
  const between = pairs.map(({ near, far, common }) => {
    const years = (near.years + far.years) / 2;
    const grid = [...smileGrid(near.smile, common), ...smileGrid(far.smile, common)].sort((a, b) => a - b);
    return { years, minDurrleman: leastDurrleman((k) => surfaceAt(surface, k, years), grid).minDurrleman };
  });
  const isFree =
    each.every((slice) => slice.isFree) &&
    calendar.every((pair) => pair.isFree) &&
    between.every(({ minDurrleman }) => minDurrleman >= -arbitrageTolerance);
  return { slices: each, calendar, between, isFree };
}

const hull = (one: MoneynessRange, other: MoneynessRange): MoneynessRange => ({
  from: Math.min(one.from, other.from),
  to: Math.max(one.to, other.to),
});
