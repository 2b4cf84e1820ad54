import { fittedVolatility, type SmileFit } from "../calibration/fit.ts";
import type { ForwardCurveFit } from "../calibration/forwardCurve.ts";
import type { SmilePoints } from "../calibration/smilePoints.ts";
import { carryRate } from "../market/curves/forwardCurve.ts";
import type { ReportSection, SectionReportData } from "../reports/sectionReport.ts";
import {
  dayOf,
  flagsOf,
  forwardHead,
  forwardRows,
  head,
  refusedOf,
  rowsOf,
  type SurfaceAnswer,
  sentencesOf,
  titleOf,
} from "./surfaceResult.ts";
import { version } from "./version.ts";

/** Points drawn of a fitted smile. */
const drawnPoints = 60;

function smileSections(fit: SmileFit, { points, forwardSource }: SmilePoints): ReportSection[] {
  const { from, to } = fit.quoted;
  const curve = Array.from({ length: drawnPoints + 1 }, (_, k) => {
    const x = from + ((to - from) * k) / drawnPoints;
    return { x, y: 100 * fittedVolatility(fit.smile, x, fit.years) };
  });
  const marks = points.map(({ logMoneyness, volatility, bidVolatility, askVolatility }) => ({
    x: logMoneyness,
    y: 100 * volatility,
    ...(bidVolatility === undefined ? {} : { low: 100 * bidVolatility }),
    ...(askVolatility === undefined ? {} : { high: 100 * askVolatility }),
  }));
  const residuals = fit.report.residuals.map((one) => ({ x: one.logMoneyness, y: 100 * one.residual }));
  const xLabel = "ln(strike / forward)";
  const smile = {
    title: `${dayOf(fit.expiresAt)}: ${points.length} quotes, rmse ${fit.report.rmseVolPoints.toFixed(2)}, flags ${flagsOf(fit)}`,
    text: `Forward ${fit.forward.toFixed(2)} (${forwardSource}); bars run from bid to ask where both are shown.`,
    lines: {
      label: `Smile of ${dayOf(fit.expiresAt)}`,
      xLabel,
      yLabel: "volatility, %",
      curves: [
        { id: "quotes", points: [], marks },
        { id: "fit", points: curve },
      ],
    },
  };
  const apart = {
    title: `${dayOf(fit.expiresAt)}: fitted less quoted`,
    lines: {
      label: `Residuals of ${dayOf(fit.expiresAt)}`,
      xLabel,
      yLabel: "vol points",
      curves: [{ id: "residual", points: [], marks: residuals }],
    },
  };
  return [smile, apart];
}

/** The page of `plimsoll surface`. */
export function surfaceReport(answer: SurfaceAnswer): SectionReportData {
  const { chain, fitted, method, forwards, shocks } = answer;
  const byExpiry = new Map(fitted.quotes.smiles.map((one) => [one.expiresAt, one]));
  const term = fitted.fit.fits.map(({ smile, years }) => ({
    x: 365 * years,
    y: 100 * fittedVolatility(smile, 0, years),
  }));
  return {
    title: titleOf(answer),
    dataLabel: `${method} fit`,
    sentences: sentencesOf(answer),
    sections: [
      { title: "Fit by expiry", table: { head, rows: rowsOf(fitted) } },
      {
        title: "Term structure at the money",
        lines: {
          label: "Term structure",
          xLabel: "days",
          yLabel: "volatility, %",
          curves: [{ id: "ATM", points: term, marks: term }],
        },
      },
      ...(forwards.ok ? forwardSections(forwards.value) : []),
      ...shocks.sections,
      ...fitted.fit.fits.flatMap((one) => smileSections(one, byExpiry.get(one.expiresAt)!)),
      {
        title: "Quotes without a volatility",
        table: { head: ["quote", "reason"], rows: refusedOf(fitted).map((one) => [one.instrumentId, one.reason]) },
      },
    ],
    provenance: [
      ["plimsoll", version],
      ["chain", `${chain.source.file}, SHA-256 ${chain.source.sha256}`],
      ["method", `${method}, defaults`],
      ...chain.notes.map((note) => ["note", note] as const),
    ] as const,
  };
}

function forwardSections(fit: ForwardCurveFit): ReportSection[] {
  const { curve } = fit;
  const points = curve.nodes.map(({ years }) => ({ x: 365 * years, y: 100 * carryRate(curve, years) }));
  return [
    { title: `Forwards, spot ${curve.spot}`, table: { head: forwardHead, rows: forwardRows(fit) } },
    {
      title: "Carry",
      text: "ln(forward / spot) per year: what the market pays to hold the coin until the expiry.",
      lines: {
        label: "Carry by expiry",
        xLabel: "days",
        yLabel: "% a year",
        curves: [{ id: "carry", points, marks: points }],
      },
    },
  ];
}
