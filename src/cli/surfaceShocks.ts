import { freeVolatilityFactor, type SmileDynamics, shockedSurface, smileDynamics } from "../market/surface/dynamics.ts";
import {
  type SurfaceSlice,
  surfaceArbitrage,
  surfaceVolatility,
  type VolatilitySurface,
} from "../market/surface/surface.ts";
import { black76Value } from "../pricing/formulas/black76.ts";
import type { HeatMap } from "../reports/chart.ts";
import type { ReportSection } from "../reports/sectionReport.ts";
import { dayText } from "./present.ts";

/** What price and volatility shocks do to a fitted surface. */
export interface SurfaceShocks {
  /** How far volatility may rise with the surface still free of arbitrage, in words. */
  readonly freeText: string;
  readonly freeFactor: number;
  /** Shocks of the heat map after which the surface is not free. */
  readonly torn: readonly { readonly spot: number; readonly volatility: number }[];
  readonly sections: readonly ReportSection[];
}

/** Relative changes of price and volatility. */
const spots = Array.from({ length: 9 }, (_, k) => (k - 4) / 10);
const volatilities = [-0.5, -0.25, 0, 0.25, 0.5, 0.75, 1];
/** Largest rise that is looked for. */
const factorMost = 4;
/** The expiry that is drawn: the one nearest to the tenor of a volatility index. */
const drawnDays = 30;
/** Fall of the price under which the three dynamics are drawn. */
const drawnFall = -0.2;

/** @param withPage draws; without it only what the terminal says is worked out */
export function surfaceShocks(surface: VolatilitySurface, dynamics: SmileDynamics, withPage: boolean): SurfaceShocks {
  const isFree = surfaceArbitrage(surface).isFree;
  const freeFactor = isFree ? freeVolatilityFactor(surface, dynamics, factorMost) : 1;
  const freeText = !isFree
    ? "Not free as it stands, so no rise of volatility is."
    : freeFactor === factorMost
      ? `Under ${dynamics} volatility may rise to ${factorMost} times its level, the most looked for, with no arbitrage.`
      : `Under ${dynamics} volatility may rise to ${freeFactor.toFixed(2)} times its level before the surface is torn.`;
  const torn = withPage ? tornShocks(surface, dynamics) : [];
  return { freeText, freeFactor, torn, sections: withPage ? sectionsOf(surface, dynamics, torn) : [] };
}

const shockOf = (spot: number, volatility: number) => ({ forwardRatio: 1 + spot, volatilityFactor: 1 + volatility });

/** A move of the price changes the answer only where strikes stick. */
function tornShocks(surface: VolatilitySurface, dynamics: SmileDynamics): SurfaceShocks["torn"] {
  return volatilities.flatMap((volatility) => {
    const torn = (spot: number): boolean =>
      !surfaceArbitrage(shockedSurface(surface, shockOf(spot, volatility), dynamics)).isFree;
    if (dynamics === "sticky-strike") return spots.flatMap((spot) => (torn(spot) ? [{ spot, volatility }] : []));
    return torn(0) ? spots.map((spot) => ({ spot, volatility })) : [];
  });
}

const nearest = ({ slices }: VolatilitySurface): SurfaceSlice =>
  slices.reduce((best, one) =>
    Math.abs(365 * one.years - drawnDays) < Math.abs(365 * best.years - drawnDays) ? one : best,
  );

/** A call and a put, struck at today's forward, quote currency per unit of the underlying, undiscounted. */
function straddleValue(surface: VolatilitySurface, { expiresAt, years, forward: strike }: SurfaceSlice): number {
  const slice = surface.slices.find((one) => one.expiresAt === expiresAt)!;
  const volatility = surfaceVolatility(surface, { strike, expiresAt });
  const terms = { forward: slice.forward, strike, years, volatility, rate: 0 };
  return black76Value({ ...terms, optionType: "call" }) + black76Value({ ...terms, optionType: "put" });
}

const per100 = (share: number): number => Math.round(100 * share);

function sectionsOf(surface: VolatilitySurface, dynamics: SmileDynamics, torn: SurfaceShocks["torn"]): ReportSection[] {
  const slice = nearest(surface);
  const day = dayText(slice.expiresAt);
  const now = straddleValue(surface, slice);
  const heat: HeatMap = {
    label: `P&L of a straddle of ${day} over price and volatility`,
    xLabel: "change of the price, %",
    yLabel: "change of volatility, %",
    unit: surface.quoteCurrency,
    cells: volatilities.flatMap((volatility) =>
      spots.map((spot) => {
        const shocked = shockedSurface(surface, shockOf(spot, volatility), dynamics);
        return { x: per100(spot), y: per100(volatility), value: straddleValue(shocked, slice) - now };
      }),
    ),
  };
  const names = torn.map(({ spot, volatility }) => `price ${per100(spot)} %, volatility ${per100(volatility)} %`);
  const tearing =
    names.length === 0 ? "No shocked surface shown has arbitrage." : `Not free after: ${names.join("; ")}.`;
  return [
    {
      title: `P&L over price and volatility: one straddle of ${day}, ${surface.quoteCurrency}`,
      text: `Long one call and one put at today's forward ${slice.forward.toFixed(2)}, worth ${now.toFixed(2)}; ${dynamics}, every forward alike. ${tearing}`,
      heat,
    },
    dynamicsSection(surface, slice),
  ];
}

const drawnPoints = 60;

function dynamicsSection(surface: VolatilitySurface, slice: SurfaceSlice): ReportSection {
  const { expiresAt, forward, quoted } = slice;
  const strikes = Array.from(
    { length: drawnPoints + 1 },
    (_, k) => forward * Math.exp(quoted.from + ((quoted.to - quoted.from) * k) / drawnPoints),
  );
  const curve = (id: string, of: VolatilitySurface) => ({
    id,
    points: strikes.map((strike) => ({ x: strike, y: 100 * surfaceVolatility(of, { strike, expiresAt }) })),
  });
  const moved = smileDynamics.map((dynamics) => {
    const shock = { forwardRatio: 1 + drawnFall, volatilityFactor: 1.25 };
    return curve(dynamics, shockedSurface(surface, shock, dynamics));
  });
  return {
    title: `What sticks: ${dayText(expiresAt)} after a fall of ${per100(-drawnFall)} % and a rise of volatility by 25 %`,
    text: "The same shock under each of the dynamics, by strike.",
    lines: {
      label: "Smile after the shock",
      xLabel: `strike, ${surface.quoteCurrency}`,
      yLabel: "volatility, %",
      curves: [curve("now", surface), ...moved],
      guide: { x: forward, id: `forward now, ${forward.toFixed(0)}` },
    },
  };
}
