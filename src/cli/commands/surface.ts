import { join } from "node:path";
import { type CalibrationMethod, fittedVolatility, type SmileFit } from "../../calibration/fit.ts";
import { type FittedSurface, fitSurface } from "../../calibration/fitSurface.ts";
import { calibrationMethods } from "../../calibration/methods.ts";
import { type SmilePointRules, type SmilePoints, smilePointRules } from "../../calibration/smilePoints.ts";
import { type VarianceIndex, varianceIndex } from "../../calibration/varianceIndex.ts";
import { nearestOf } from "../../instruments/nearest.ts";
import type { OptionChain } from "../../market/optionChain.ts";
import { failed, type Outcome, success } from "../../numerics/outcome.ts";
import { type ReportSection, sectionReport } from "../../reports/sectionReport.ts";
import { type ExitCode, exitCodes } from "../exitCodes.ts";
import { checkFolder, makeFolder, writeWhole } from "../files/writeFile.ts";
import { readChain } from "../market.ts";
import { minuteText, percent, table, wrapped } from "../present.ts";
import { type CommonOptions, reportFailure, terminalFor } from "../terminal.ts";
import { version } from "../version.ts";
import { timeOf } from "./price.ts";

export interface SurfaceOptions extends CommonOptions {
  readonly chain: string;
  readonly method: string;
  readonly asOf?: string;
  readonly out?: string;
}

interface Answer {
  readonly chain: OptionChain;
  readonly method: string;
  readonly from: SmilePointRules["from"];
  readonly fitted: FittedSurface;
  readonly index: Outcome<VarianceIndex>;
}

/** Fits a volatility surface to a chain, says where it is not free of arbitrage, and draws it. */
export async function surface(options: SurfaceOptions): Promise<ExitCode> {
  const terminal = terminalFor(options);
  const method = methodOf(options.method);
  if (!method.ok) return reportFailure(method.failure, options, exitCodes.usage);
  const writable = options.out === undefined ? success(true) : await checkFolder(options.out);
  if (!writable.ok) return reportFailure(writable.failure, options);
  const read = await readChain(options.chain);
  if (!read.ok) return reportFailure(read.failure, options);
  const time = timeOf(read.value, options.asOf);
  if (!time.ok) return reportFailure(time.failure, options);
  const chain = { ...read.value, timestamp: time.value };
  // A chain without two sides has marks only, rounded further than the volatilities that they were made from.
  const hasSides = chain.quotes.some(({ bid, ask }) => bid !== undefined && ask !== undefined);
  const rules: SmilePointRules = { ...smilePointRules, from: hasSides ? "prices" : "venue-volatilities" };
  const fitted = fitSurface(chain, { method: method.value, parameters: method.value.defaults, rules });
  if (!fitted.ok) return reportFailure(fitted.failure, options);
  const answer = {
    chain,
    method: method.value.id,
    from: rules.from,
    fitted: fitted.value,
    index: varianceIndex(chain),
  };
  const files: string[] = [];
  if (options.out !== undefined) {
    const made = await makeFolder(options.out);
    if (!made.ok) return reportFailure(made.failure, options);
    const path = join(options.out, "surface.html");
    await writeWhole(path, sectionReport(reportOf(answer)));
    files.push(path);
  }
  if (options.json) terminal.out(JSON.stringify(documentOf(answer, files), null, 2));
  else terminal.out(textOf(answer, files));
  return exitCodes.ok;
}

function methodOf(id: string): Outcome<CalibrationMethod<unknown>> {
  const methods = calibrationMethods as unknown as readonly CalibrationMethod<unknown>[];
  const found = methods.find((one) => one.id === id);
  if (found !== undefined) return success(found);
  const ids = methods.map((one) => one.id);
  const nearest = nearestOf(id, ids);
  const hint = nearest === undefined ? `the methods are ${ids.join(", ")}` : `did you mean ${nearest}?`;
  return failed({ code: "invalid", path: "--method", message: `unknown method "${id}"`, hint });
}

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

function insideText({ report }: SmileFit): string {
  const sided = report.residuals.filter((one) => one.isInsideSpread !== undefined);
  if (sided.length === 0) return "";
  return percent(sided.filter((one) => one.isInsideSpread).length / sided.length, 0);
}

const flagsOf = ({ report }: SmileFit): string =>
  [
    ...(report.arbitrage.isFree ? [] : ["butterfly"]),
    ...(report.calendar?.isFree === false ? ["calendar"] : []),
    ...(report.converged ? [] : ["not converged"]),
    ...report.atBound.map((name) => `${name} at bound`),
  ].join(", ") || "none";

const rowsOf = ({ fit }: FittedSurface): string[][] =>
  fit.fits.map((one) => [
    dayOf(one.expiresAt),
    one.forward.toFixed(2),
    String(one.report.residuals.length),
    percent(fittedVolatility(one.smile, 0, one.years), 1),
    one.report.rmseVolPoints.toFixed(2),
    insideText(one),
    one.report.arbitrage.minDurrleman.toFixed(3),
  ]);

const head = ["expiry", "forward", "quotes", "ATM", "rmse", "inside", "min g"];

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

const refusedOf = ({ quotes }: FittedSurface) => [
  ...quotes.refused,
  ...quotes.smiles.flatMap((smile) => smile.refused),
];

function sentencesOf({ fitted, index, method, from }: Answer): string[] {
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
  ];
}

const refusedText = (fitted: FittedSurface): string =>
  refusedOf(fitted)
    .map((one) => `${one.instrumentId} (${one.reason})`)
    .join(", ");

const titleOf = ({ chain }: Answer): string =>
  `${chain.venue} ${chain.underlying} volatility surface, ${minuteText(chain.timestamp)}`;

function textOf(answer: Answer, files: readonly string[]): string {
  const { chain, fitted } = answer;
  return [
    [titleOf(answer), ...chain.notes.map((note) => wrapped(`note: ${note}`, 2))].join("\n"),
    table(head, rowsOf(fitted)),
    wrapped("rmse in vol points; inside: share of two-sided quotes with the fit between bid and ask", 2),
    sentencesOf(answer)
      .map((text) => wrapped(text, 2))
      .join("\n"),
    ...(refusedOf(fitted).length === 0 ? [] : [wrapped(`Without a volatility: ${refusedText(fitted)}`, 2)]),
    [
      wrapped(`${chain.source.file} sha256 ${chain.source.sha256.slice(0, 16)}, plimsoll ${version}`, 2),
      ...files.map((file) => `Wrote ${file}`),
    ].join("\n"),
  ].join("\n\n");
}

function documentOf({ chain, fitted, index, method }: Answer, files: readonly string[]) {
  const { venue, underlying, timestamp, source, notes } = chain;
  return {
    schemaVersion: 1,
    plimsoll: version,
    method,
    chain: { venue, underlying, timestamp: new Date(timestamp).toISOString(), source, notes },
    surface: fitted.surface,
    fits: fitted.fit.fits,
    failures: fitted.fit.failures,
    arbitrage: fitted.arbitrage,
    refused: refusedOf(fitted),
    varianceIndex: index.ok ? index.value : index.failure,
    files,
  };
}

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

function reportOf(answer: Answer) {
  const { chain, fitted, method } = answer;
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
