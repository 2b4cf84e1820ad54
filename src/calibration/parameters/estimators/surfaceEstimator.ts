import type { OptionChain } from "../../../market/optionChain.ts";
import { smileAt } from "../../../market/surface/smile.ts";
import { surfaceAt } from "../../../market/surface/surface.ts";
import { failed, type Outcome, success } from "../../../numerics/outcome.ts";
import { groupJackknife } from "../../../statistics/jackknife.ts";
import type { CalibrationMethod, SmileFit, SurfaceFit } from "../../fit.ts";
import { fittedVolatility } from "../../fit.ts";
import { svi } from "../../methods/svi.ts";
import { calibrationMethods } from "../../methods.ts";
import { type SmilePoints, smilePointRulesFor, smilePointsOf } from "../../smilePoints.ts";
import { type SourceEstimator, seenLater } from "../coinSources.ts";
import type { DiagnosticPlot, ParameterEstimate } from "../parameterEstimator.ts";

const groups = 10;
const termYears = 30 / 365;
const termName = "volatility30";
const curvePoints = 60;

/** Volatility at the money and its slope at every expiry of a chain, and how far quotes lie from the fit. */
export const surfaceEstimator: SourceEstimator<"chains"> = {
  id: "volatility-surface",
  title: "Volatility surface",
  source: svi.source,
  reads: "chains",
  estimate(chain, { toMs }) {
    if (chain.timestamp > toMs) return seenLater(chain.source.file, chain.timestamp, toMs);
    const rules = smilePointRulesFor(chain);
    const { smiles, refused } = smilePointsOf(chain, rules);
    const fit = svi.fit(smiles, svi.defaults);
    if (fit.fits.length === 0) return unfitted(chain, fit, countByReason(refused));
    const residuals = fit.fits.flatMap(({ report }) => report.residuals);
    const rmse =
      100 * Math.sqrt(residuals.reduce((sum, { residual }) => sum + residual * residual, 0) / residuals.length);
    const left = [...refused, ...smiles.flatMap((smile) => smile.refused)];
    const others = otherMethods(smiles);
    return success({
      estimates: surfaceEstimates(fit, smiles).map((one) => withOtherMethods(one, others)),
      observations: residuals.length,
      method: [
        `SVI free of arbitrage on ${rules.from === "prices" ? "prices" : "the volatilities that the venue states"} at ${new Date(chain.timestamp).toISOString()}`,
        `root mean square residual ${rmse.toFixed(2)} vol points`,
        `intervals by leaving out a tenth of the quotes ten times, their errors taken for independent: an error that neighbours share does not show`,
        ...(left.length === 0 ? [] : [`left out: ${countByReason(left)}`]),
        ...fit.failures.map(({ path, message }) => `not fitted: ${path}, ${message}`),
        ...chain.notes,
      ].join("; "),
      stability: [],
      sensitivity: others,
      plots: [...slicePlots(fit, smiles), residualPlot(fit)],
    });
  },
};

/** A chain without one smile, with what its quotes were refused for. */
function unfitted({ source, underlying }: OptionChain, { failures }: SurfaceFit, reasons: string): Outcome<never> {
  const why = reasons === "" ? "" : `; quotes left out: ${reasons}`;
  const message = `no expiry of ${underlying} can be fitted, ${failures.length} tried${why}`;
  const hint = "a smile needs three strikes with a volatility: take an earlier time, or a chain with more quotes";
  return failed({ code: "missing-data", path: source.file, message, hint, faults: failures });
}

function countByReason(refused: readonly { readonly reason: string }[]): string {
  const reasons = [...new Set(refused.map(({ reason }) => reason))];
  return reasons.map((reason) => `${refused.filter((one) => one.reason === reason).length} ${reason}`).join(", ");
}

/** Every tenth quote of every expiry, by strike, so that no stretch of a smile goes at once. */
const withoutGroup = (smiles: readonly SmilePoints[], group: number): SmilePoints[] =>
  smiles.map((smile) => ({ ...smile, points: smile.points.filter((_, k) => k % groups !== group) }));

type Reading = (fit: SurfaceFit) => number | null;

const sliceOf = ({ fits }: SurfaceFit, expiresAt: number): SmileFit | undefined =>
  fits.find((one) => one.expiresAt === expiresAt);

/** At the forward of 30 days. */
const termVolatility: Reading = ({ fits }) =>
  fits.length === 0 ? null : Math.sqrt(surfaceAt({ slices: fits }, 0, termYears).w / termYears);

const atTheMoney =
  (expiresAt: number): Reading =>
  (fit) => {
    const slice = sliceOf(fit, expiresAt);
    return slice === undefined ? null : fittedVolatility(slice.smile, 0, slice.years);
  };

/** dσ/dk at the forward. */
const skew =
  (expiresAt: number): Reading =>
  (fit) => {
    const slice = sliceOf(fit, expiresAt);
    if (slice === undefined) return null;
    const { w, slope } = smileAt(slice.smile, 0);
    return slope / (2 * Math.sqrt(w * slice.years));
  };

/** What is read off a fit, with intervals from as many fits again as there are groups. */
export function surfaceEstimates(fit: SurfaceFit, smiles: readonly SmilePoints[]): ParameterEstimate[] {
  const without = Array.from({ length: groups }, (_, g) => svi.fit(withoutGroup(smiles, g), svi.defaults));
  const estimate = (name: string, unit: string, read: Reading, own: readonly string[]): ParameterEstimate[] => {
    const value = read(fit);
    if (value === null) return [];
    const others = without.map(read).filter((other) => other !== null);
    const isKnown = others.length === groups && others.every(Number.isFinite);
    const { lower, upper, level } = isKnown ? groupJackknife(value, others, 0.95) : { lower: 0, upper: 0, level: 0 };
    return [
      {
        name,
        value,
        unit,
        interval: isKnown ? { lower, upper, level } : null,
        flags: [...own, ...(isKnown ? [] : ["no interval: too few quotes to leave a tenth out"])],
      },
    ];
  };
  const perRoot = "per square root of a year";
  const years = fit.fits.map((one) => one.years);
  const isOutside = termYears < years[0]! || termYears > years.at(-1)!;
  return [
    ...estimate(termName, perRoot, termVolatility, isOutside ? ["beyond the chain's expiries: carried on"] : []),
    ...fit.fits.flatMap(({ expiresAt, report }) => {
      const flags = [
        ...(report.converged ? [] : ["not converged"]),
        ...report.atBound.map((name) => `${name} at bound`),
        ...(report.arbitrage.isFree ? [] : ["butterfly arbitrage"]),
        ...(report.calendar?.isFree === false ? ["calendar arbitrage"] : []),
      ];
      return [
        ...estimate(`atm ${dayOf(expiresAt)}`, perRoot, atTheMoney(expiresAt), flags),
        ...estimate(`skew ${dayOf(expiresAt)}`, "volatility per log-moneyness", skew(expiresAt), flags),
      ];
    }),
  ];
}

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** The 30-day volatility by every other method. */
const otherMethods = (smiles: readonly SmilePoints[]) =>
  (calibrationMethods as readonly CalibrationMethod<unknown>[])
    .filter(({ id }) => id !== svi.id)
    .map((method) => ({ change: method.title, value: termVolatility(method.fit(smiles, method.defaults)) }));

/** Flags a 30-day volatility whose interval another method leaves. */
function withOtherMethods(one: ParameterEstimate, others: ReturnType<typeof otherMethods>): ParameterEstimate {
  const { name, interval, flags } = one;
  if (name !== termName || interval === null) return one;
  const outside = others.filter(({ value }) => value !== null && (value < interval.lower || value > interval.upper));
  const said = outside.map(({ change, value }) => `${(100 * value!).toFixed(1)} % by ${change}`);
  return said.length === 0
    ? one
    : { ...one, flags: [...flags, `the method decides and not the quotes: ${said.join(", ")}`] };
}

const slicePlots = ({ fits }: SurfaceFit, smiles: readonly SmilePoints[]): DiagnosticPlot[] =>
  fits.map(({ expiresAt, years, smile, quoted, report }) => ({
    id: `slice-${dayOf(expiresAt)}`,
    title: `Smile of ${dayOf(expiresAt)}, rmse ${report.rmseVolPoints.toFixed(2)} vol points`,
    reading: "Dots off the line on one side alone: the shape, and not noise.",
    xLabel: "ln(strike / forward)",
    yLabel: "volatility, %",
    curves: [
      {
        id: "quotes",
        isDots: true as const,
        points: smiles
          .find((one) => one.expiresAt === expiresAt)!
          .points.map(({ logMoneyness, volatility }) => ({ x: logMoneyness, y: 100 * volatility })),
      },
      {
        id: "fit",
        points: Array.from({ length: curvePoints + 1 }, (_, k) => {
          const x = quoted.from + ((quoted.to - quoted.from) * k) / curvePoints;
          return { x, y: 100 * fittedVolatility(smile, x, years) };
        }),
      },
    ],
  }));

/** Residuals of all expiries against moneyness in deviations, so that weeks and years share an axis. */
function residualPlot({ fits }: SurfaceFit): DiagnosticPlot {
  const points = fits.flatMap(({ report, years, smile }) => {
    const deviation = fittedVolatility(smile, 0, years) * Math.sqrt(years);
    return report.residuals.map(({ logMoneyness, residual }) => ({ x: logMoneyness / deviation, y: 100 * residual }));
  });
  const ends = points.map(({ x }) => x);
  return {
    id: "residuals",
    title: "Fit less quote, all expiries",
    reading: "A band around 0 without a slope or a bow is noise; its width is what a quote is worth.",
    xLabel: "ln(strike / forward), deviations at the money",
    yLabel: "vol points",
    curves: [
      { id: "residuals", isDots: true, points },
      { id: "zero", points: [Math.min(...ends), Math.max(...ends)].map((x) => ({ x, y: 0 })) },
    ],
  };
}
