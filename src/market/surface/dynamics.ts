import { assert } from "../../numerics/assert.ts";
import { log } from "../../numerics/logarithm.ts";
import { hasEveryDelta, sameDeltaMoneyness } from "./sameDelta.ts";
import { type Smile, wingSlopesOf } from "./smile.ts";
import {
  type SurfaceSlice,
  surfaceArbitrage,
  surfaceAt,
  type VolatilitySurface,
  volatilitySurface,
} from "./surface.ts";

/**
 * What keeps its volatility when the price moves: the strike, the distance from the forward ln(K/F), or the delta. The
 * last two are one while volatilities stay; they part when the level of volatility moves too, because a higher level
 * widens the smile at equal delta.
 */
export type SmileDynamics = "sticky-strike" | "sticky-moneyness" | "sticky-delta";

export const smileDynamics: readonly SmileDynamics[] = ["sticky-strike", "sticky-moneyness", "sticky-delta"];

/** One move of a whole market. */
export interface SurfaceShock {
  /** Forward after over forward before, > 0; every expiry alike. */
  readonly forwardRatio: number;
  /** Volatility after over volatility before, > 0; what sticks besides is the dynamics. */
  readonly volatilityFactor: number;
}

/**
 * Volatility of one option after the shock over its volatility before it.
 *
 * @param option  `years` > 0 to expiry, `logMoneyness` ln(K/F) before the shock
 * @returns       undefined where no option of the surface has the delta asked for
 * @cost          a few evaluations of the smile
 */
export function volatilityRatio(
  surface: VolatilitySurface,
  { logMoneyness, years }: { readonly logMoneyness: number; readonly years: number },
  { forwardRatio, volatilityFactor }: SurfaceShock,
  dynamics: SmileDynamics,
): number | undefined {
  if (dynamics === "sticky-strike") return volatilityFactor;
  const smile = (k: number) => surfaceAt(surface, k, years);
  const moved = logMoneyness - log(forwardRatio);
  const at = dynamics === "sticky-moneyness" ? moved : sameDeltaMoneyness(smile, volatilityFactor, moved);
  return at === undefined ? undefined : volatilityFactor * Math.sqrt(smile(at).w / smile(logMoneyness).w);
}

/**
 * The surface after the shock. A surface free of arbitrage stays so when only the price moves and moneyness or delta
 * sticks, and when volatility falls at equal moneyness. Strikes that stick, or volatility that rises, can tear it: ask
 * `surfaceArbitrage`, and `freeVolatilityFactor` how far a rise may go.
 */
export function shockedSurface(
  surface: VolatilitySurface,
  shock: SurfaceShock,
  dynamics: SmileDynamics,
): VolatilitySurface {
  const { forwardRatio, volatilityFactor } = shock;
  assert(forwardRatio > 0 && Number.isFinite(forwardRatio), `forwardRatio must be above 0; have ${forwardRatio}`);
  assert(volatilityFactor > 0 && Number.isFinite(volatilityFactor), `volatilityFactor must be above 0`);
  return volatilitySurface({ ...surface, slices: surface.slices.map((slice) => shockedSlice(slice, shock, dynamics)) });
}

function shockedSlice(slice: SurfaceSlice, shock: SurfaceShock, dynamics: SmileDynamics): SurfaceSlice {
  const { forwardRatio, volatilityFactor } = shock;
  const { from, to } = slice.quoted;
  const slide = dynamics === "sticky-strike" ? log(forwardRatio) : 0;
  const stretch = dynamics === "sticky-delta" ? volatilityFactor : 1;
  const smile: Smile =
    dynamics === "sticky-delta"
      ? { kind: "same-delta", of: slice.smile, volatilityFactor }
      : { kind: "slid", of: slice.smile, slide, varianceFactor: volatilityFactor * volatilityFactor };
  const quoted = { from: from * stretch - slide, to: to * stretch - slide };
  return { ...slice, forward: slice.forward * forwardRatio, smile, quoted };
}

/**
 * A factor up to `atMost` by which every volatility may rise with the surface still free of arbitrage: `atMost` itself
 * where that is free, else the end of a bisection. 1 where the surface is not free as it stands.
 */
export function freeVolatilityFactor(surface: VolatilitySurface, dynamics: SmileDynamics, atMost: number): number {
  const isFree = (volatilityFactor: number): boolean => {
    const lacksDelta = surface.slices.some(
      ({ smile, quoted }) => !hasEveryDelta(wingSlopesOf(smile, quoted), volatilityFactor),
    );
    if (dynamics === "sticky-delta" && lacksDelta) return false;
    return surfaceArbitrage(shockedSurface(surface, { forwardRatio: 1, volatilityFactor }, dynamics)).isFree;
  };
  if (isFree(atMost)) return atMost;
  let [free, torn] = [1, atMost];
  for (let step = 0; step < bisections; step++) {
    const middle = (free + torn) / 2;
    if (isFree(middle)) free = middle;
    else torn = middle;
  }
  return free;
}

/** To a third of a per cent of the span. */
const bisections = 8;
