import { fittedVolatility, type SmileFit } from "../calibration/fit.ts";
import type { FittedSurface } from "../calibration/fitSurface.ts";
import type { ForwardCurveFit } from "../calibration/forwardCurve.ts";
import type { SmilePointRules } from "../calibration/smilePoints.ts";
import type { VarianceIndex } from "../calibration/varianceIndex.ts";
import { carryRate } from "../market/curves/forwardCurve.ts";
import type { OptionChain } from "../market/optionChain.ts";
import type { SmileDynamics } from "../market/surface/dynamics.ts";
import { yearsBetween } from "../market/years.ts";
import type { Outcome } from "../numerics/outcome.ts";
import { minuteText, percent } from "./present.ts";
import type { SurfaceShocks } from "./surfaceShocks.ts";

/** All that `plimsoll surface` found. */
export interface SurfaceAnswer {
  readonly chain: OptionChain;
  readonly method: string;
  readonly from: SmilePointRules["from"];
  readonly fitted: FittedSurface;
  readonly index: Outcome<VarianceIndex>;
  /** The venue's own index at the last close before the chain and at the first after it, points; where a file gives it. */
  readonly venueIndex?: { readonly before?: number; readonly after?: number };
  readonly forwards: Outcome<ForwardCurveFit>;
  readonly dynamics: SmileDynamics;
  readonly shocks: SurfaceShocks;
}

export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

function insideText({ report }: SmileFit): string {
  const sided = report.residuals.filter((one) => one.isInsideSpread !== undefined);
  if (sided.length === 0) return "";
  return percent(sided.filter((one) => one.isInsideSpread).length / sided.length, 0);
}

export const flagsOf = ({ report }: SmileFit): string =>
  [
    ...(report.arbitrage.isFree ? [] : ["butterfly"]),
    ...(report.calendar?.isFree === false ? ["calendar"] : []),
    ...(report.converged ? [] : ["not converged"]),
    ...report.atBound.map((name) => `${name} at bound`),
  ].join(", ") || "none";

export const rowsOf = ({ fit }: FittedSurface): string[][] =>
  fit.fits.map((one) => [
    dayOf(one.expiresAt),
    one.forward.toFixed(2),
    String(one.report.residuals.length),
    percent(fittedVolatility(one.smile, 0, one.years), 1),
    one.report.rmseVolPoints.toFixed(2),
    insideText(one),
    one.report.arbitrage.minDurrleman.toFixed(3),
  ]);

export const head = ["expiry", "forward", "quotes", "ATM", "rmse", "inside", "min g"];

/** Expiries with a flag, each with its flags. */
function flaggedOf({ fit }: FittedSurface): string {
  const flagged = fit.fits.filter((one) => flagsOf(one) !== "none");
  return flagged.map((one) => `${dayOf(one.expiresAt)} ${flagsOf(one)}`).join("; ");
}

function indexText(index: Outcome<VarianceIndex>): string {
  if (!index.ok) return `No variance index: ${index.failure.message}`;
  const { index: level, horizonDays, strips, term } = index.value;
  const of = strips.map(({ expiresAt, strikeCount }) => `${dayOf(expiresAt)} (${strikeCount} strikes)`).join(" and ");
  const how = term === "between" ? "between" : "held flat from";
  return `Variance index, ${horizonDays} days: ${level.toFixed(2)} points, ${how} ${of}`;
}

export const refusedOf = ({ quotes }: FittedSurface) => [
  ...quotes.refused,
  ...quotes.smiles.flatMap((smile) => smile.refused),
];

export function sentencesOf({ fitted, index, method, from, shocks, venueIndex }: SurfaceAnswer): string[] {
  const { fit, arbitrage } = fitted;
  const all = fit.fits.flatMap((one) => one.report.residuals);
  const rmse = 100 * Math.sqrt(all.reduce((sum, one) => sum + one.residual ** 2, 0) / all.length);
  const refused = refusedOf(fitted);
  return [
    `${method} on ${from === "prices" ? "prices" : "the volatilities that the venue states"}: ${all.length} quotes of ${fit.fits.length} expiries, root mean square residual ${rmse.toFixed(2)} vol points.`,
    arbitrage.isFree
      ? "Free of butterfly and calendar arbitrage on its grid."
      : "Not free of arbitrage: see the flags.",
    ...(refused.length === 0
      ? []
      : [`${refused.length} ${refused.length === 1 ? "quote" : "quotes"} without a volatility, named below.`]),
    ...(flaggedOf(fitted) === "" ? [] : [`Flags: ${flaggedOf(fitted)}.`]),
    ...fit.failures.map((failure) => `Not fitted: ${failure.path}, ${failure.message}.`),
    `${indexText(index)}.`,
    ...(venueIndex === undefined ? [] : [venueIndexText(venueIndex)]),
    shocks.freeText,
  ];
}

export const titleOf = ({ chain }: SurfaceAnswer): string =>
  `${chain.venue} ${chain.underlying} volatility surface, ${minuteText(chain.timestamp)}`;

function venueIndexText({ before, after }: NonNullable<SurfaceAnswer["venueIndex"]>): string {
  const shown = [
    ...(before === undefined ? [] : [`${before.toFixed(2)} at the last close before the chain`]),
    ...(after === undefined ? [] : [`${after.toFixed(2)} at the first after it`]),
  ];
  return shown.length === 0
    ? "The venue's own index has no close within a day of the chain."
    : `The venue's own index: ${shown.join(", ")}.`;
}

export const forwardHead = ["expiry", "forward", "basis", "carry a year", "source"];

/** Forward, distance from spot and the rate that it stands for, by expiry. */
export function forwardRows({ curve, sources }: ForwardCurveFit): string[][] {
  return sources.map(({ expiresAt, forward, source, optionForward }) => [
    dayOf(expiresAt),
    forward.toFixed(2),
    (forward - curve.spot).toFixed(2),
    percent(carryRate(curve, yearsBetween(curve.timestamp, expiresAt)), 2),
    optionForward === undefined ? source : `${source}; options say ${optionForward.toFixed(2)}`,
  ]);
}
