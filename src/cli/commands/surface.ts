import { join } from "node:path";
import type { CalibrationMethod } from "../../calibration/fit.ts";
import { type FittedSurface, fitSurface } from "../../calibration/fitSurface.ts";
import { fitForwardCurve } from "../../calibration/forwardCurve.ts";
import { calibrationMethods } from "../../calibration/methods.ts";
import { smilePointRulesFor } from "../../calibration/smilePoints.ts";
import { varianceIndex } from "../../calibration/varianceIndex.ts";
import { nearestOf } from "../../instruments/nearest.ts";
import type { OptionChain } from "../../market/optionChain.ts";
import { type SmileDynamics, smileDynamics } from "../../market/surface/dynamics.ts";
import type { TimeSeries } from "../../market/timeSeries.ts";
import { failed, type Outcome, success } from "../../numerics/outcome.ts";
import { volatilityIndexMarket } from "../../venues/importers/history/volatilityIndex.ts";
import { type ExitCode, exitCodes } from "../exitCodes.ts";
import { readChain, readVolatilityIndex } from "../files/marketFiles.ts";
import { checkFolder, makeFolder } from "../files/writeFile.ts";
import { writeSections } from "../files/writeSections.ts";
import { readPrices } from "../market.ts";
import { table, wrapped } from "../present.ts";
import { surfaceReport } from "../surfaceReport.ts";
import {
  forwardHead,
  forwardRows,
  head,
  refusedOf,
  rowsOf,
  type SurfaceAnswer,
  sentencesOf,
  titleOf,
} from "../surfaceResult.ts";
import { surfaceShocks } from "../surfaceShocks.ts";
import { type CommonOptions, reportFailure, terminalFor } from "../terminal.ts";
import { version } from "../version.ts";
import { timeOf } from "./price.ts";

export interface SurfaceOptions extends CommonOptions {
  readonly chain: string;
  readonly method: string;
  readonly asOf?: string;
  /** What keeps its volatility in the shocks that are shown. */
  readonly dynamics?: string;
  /** History of the venue's own volatility index, to compare with. */
  readonly volatility?: string;
  /** Prices of dated futures: nodes of the forward curve. */
  readonly market?: string;
  readonly out?: string;
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
  const rules = smilePointRulesFor(chain);
  const fitted = fitSurface(chain, { method: method.value, parameters: method.value.defaults, rules });
  if (!fitted.ok) return reportFailure(fitted.failure, options);
  const dynamics = dynamicsOf(options.dynamics);
  if (!dynamics.ok) return reportFailure(dynamics.failure, options, exitCodes.usage);
  const others = await readOthers(options, chain);
  if (!others.ok) return reportFailure(others.failure, options);
  const answer: SurfaceAnswer = {
    chain,
    method: method.value.id,
    from: rules.from,
    fitted: fitted.value,
    index: varianceIndex(chain),
    ...others.value,
    dynamics: dynamics.value,
    shocks: surfaceShocks(fitted.value.surface, dynamics.value, options.out !== undefined),
  };
  const files: string[] = [];
  if (options.out !== undefined) {
    const made = await makeFolder(options.out);
    if (!made.ok) return reportFailure(made.failure, options);
    const path = join(options.out, "surface.html");
    await writeSections(path, surfaceReport(answer));
    files.push(path);
  }
  if (options.json) terminal.out(JSON.stringify(documentOf(answer, files), null, 2));
  else terminal.out(textOf(answer, files));
  return exitCodes.ok;
}

/** The forward curve, with the futures of a price file where one is given, and the venue's own index. */
async function readOthers(
  { market, volatility }: SurfaceOptions,
  chain: OptionChain,
): Promise<Outcome<Pick<SurfaceAnswer, "forwards" | "venueIndex">>> {
  const prices = market === undefined ? success(undefined) : await readPrices(market, undefined);
  if (!prices.ok) return prices;
  const forwards = fitForwardCurve(chain, prices.value?.quotes);
  if (volatility === undefined) return success({ forwards });
  const index = await readVolatilityIndex(volatility);
  if (!index.ok) return index;
  const own = index.value.find((one) => one.market === volatilityIndexMarket(chain.underlying));
  if (own === undefined) {
    const message = `no index of ${chain.underlying} in it`;
    return failed({ code: "missing-data", path: volatility, message, hint: "give the file of the chain's coin" });
  }
  return success({ forwards, venueIndex: closesAround(own, chain.timestamp) });
}

/** The closes on both sides of a time, in points. */
function closesAround({ startMs, stepMs, values, present }: TimeSeries, timestamp: number) {
  const at = Math.floor((timestamp - startMs) / stepMs);
  const close = (k: number) => (present[k] === 1 ? 100 * values[k]! : undefined);
  const [before, after] = [close(at), close(at + 1)];
  return { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
}

function dynamicsOf(id: string = "sticky-strike"): Outcome<SmileDynamics> {
  const found = smileDynamics.find((one) => one === id);
  if (found !== undefined) return success(found);
  const hint = `choose ${smileDynamics.join(", ")}`;
  return failed({ code: "invalid", path: "--dynamics", message: `unknown dynamics "${id}"`, hint });
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

const refusedText = (fitted: FittedSurface): string =>
  refusedOf(fitted)
    .map((one) => `${one.instrumentId} (${one.reason})`)
    .join(", ");

function textOf(answer: SurfaceAnswer, files: readonly string[]): string {
  const { chain, fitted } = answer;
  return [
    [titleOf(answer), ...chain.notes.map((note) => wrapped(`note: ${note}`, 2))].join("\n"),
    table(head, rowsOf(fitted)),
    ...(answer.forwards.ok ? [table(forwardHead, forwardRows(answer.forwards.value))] : []),
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

function documentOf(answer: SurfaceAnswer, files: readonly string[]) {
  const { chain, fitted, index, method, forwards, venueIndex, dynamics, shocks } = answer;
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
    ...(venueIndex === undefined ? {} : { venueIndex }),
    forwards: forwards.ok ? forwards.value : forwards.failure,
    dynamics,
    freeVolatilityFactor: shocks.freeFactor,
    files,
  };
}
