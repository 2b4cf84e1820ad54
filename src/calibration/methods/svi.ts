import type { MoneynessRange } from "../../market/surface/smile.ts";
import type { Failure } from "../../numerics/outcome.ts";
import {
  defineCalibrationMethod,
  type Found,
  pointsFailure,
  quotedRange,
  reportFit,
  type SmileFit,
  strikesMin,
} from "../fit.ts";
import type { SmilePoints } from "../smilePoints.ts";
import {
  butterflyPenalty,
  calendarPenalties,
  isFreeBetween,
  moveToFree,
  type Neighbour,
  type Neighbours,
  slopeBoundsOf,
} from "./sviConstraints.ts";
import { jointSearch } from "./sviJoint.ts";
import {
  boxOf,
  coordinateNames,
  minimise,
  quoteObjective,
  quotesForFive,
  type Scaled,
  scaled,
  search,
  toSmile,
} from "./sviSearch.ts";

export interface SviSettings {
  /** `arbitrage-free` forbids butterflies, wings beyond Lee's bound and crossing the expiry before; `none` fits alone. */
  readonly constraint: "arbitrage-free" | "none";
}

/**
 * Raw SVI, expiry by expiry.
 *
 * The search runs in units of the expiry: log-moneyness over √w(ATM), total variance over w(ATM), so that a minute and
 * five years look alike. For each (m, σ) of a grid the smile is linear in the other three and solved directly; from the
 * best nodes Levenberg–Marquardt moves all five, written as least variance, roots of the two wing slopes, m and ln σ:
 * positive variance and Lee's bound are then a box. Residuals are in volatility.
 *
 * Where that leaves arbitrage, all expiries are fitted again together with penalties on Durrleman's function, on crossing
 * the next expiry and on wings steeper than its wings, ever stiffer. What then still crosses is fitted one expiry after
 * another between those already fitted, once from the first on and once from the last back, and the better one stays.
 */
export const svi = defineCalibrationMethod<SviSettings>({
  id: "svi",
  title: "SVI per expiry",
  source:
    "J. Gatheral, A. Jacquier, Arbitrage-free SVI volatility surfaces, Quantitative Finance 14 (2014); start as in Zeliade Systems, Quasi-explicit calibration of Gatheral's SVI model (2009)",
  defaults: { constraint: "arbitrage-free" },
  fit(smiles, { constraint }) {
    const failures: Failure[] = [];
    const slices: Slice[] = [];
    for (const smile of smiles) {
      const failure = pointsFailure(smile, strikesMin);
      if (failure !== undefined) failures.push(failure);
      else slices.push({ smile, quoted: quotedRange(smile.points), scale: scaled(smile) });
    }
    const alone = slices.map(fitAlone);
    const found = constraint === "none" ? alone : fitFree(slices, alone);
    const fits: SmileFit[] = [];
    found.forEach((one, at) => {
      const { smile, scale } = slices[at]!;
      fits.push(reportFit(smile, foundOf(one, scale), fits.at(-1)));
    });
    return { method: "svi", fits, failures };
  },
});

/** One expiry to fit. */
interface Slice {
  readonly smile: SmilePoints;
  readonly quoted: MoneynessRange;
  readonly scale: Scaled;
}

/** One expiry fitted, in search coordinates. */
interface Placed {
  readonly at: readonly number[];
  readonly iterations: number;
  readonly converged: boolean;
  readonly notes: readonly string[];
}

const boundTolerance = 1e-9;

function foundOf({ at, iterations, converged, notes }: Placed, scale: Scaled): Found {
  const { unit, ridge } = scale;
  const { lower, upper } = boxOf(scale);
  const few = ridge > 0 ? [`fewer than ${quotesForFive} strikes: held to a plain smile where they leave it open`] : [];
  const names = coordinateNames.filter(
    (_, each) => at[each]! - lower[each]! <= boundTolerance || upper[each]! - at[each]! <= boundTolerance,
  );
  return { smile: toSmile(at, unit), iterations, converged, atBound: names, notes: [...few, ...notes] };
}

function fitAlone({ scale }: Slice): Placed {
  const { parameters, iterations, converged } = search(scale, boxOf(scale));
  return { at: Array.from(parameters), iterations, converged, notes: [] };
}

const neighbourOf = (slice: Slice | undefined, placed: Placed | undefined): Neighbour | undefined =>
  slice === undefined || placed === undefined
    ? undefined
    : { smile: toSmile(placed.at, slice.scale.unit), quoted: slice.quoted };

const neighboursOf = (slices: readonly Slice[], placed: readonly (Placed | undefined)[], at: number): Neighbours => ({
  before: neighbourOf(slices[at - 1], placed[at - 1]),
  after: neighbourOf(slices[at + 1], placed[at + 1]),
});

const isFree = ({ scale, quoted }: Slice, { at }: Placed, neighbours: Neighbours): boolean =>
  isFreeBetween(toSmile(at, scale.unit), quoted, neighbours);

const areFree = (slices: readonly Slice[], placed: readonly Placed[]): boolean =>
  slices.every((slice, at) => isFree(slice, placed[at]!, neighboursOf(slices, placed, at)));

const totalObjective = (slices: readonly Slice[], placed: readonly Placed[]): number =>
  placed.reduce((total, { at }, each) => total + quoteObjective(slices[each]!.scale, at), 0);

function fitFree(slices: readonly Slice[], alone: readonly Placed[]): Placed[] {
  if (areFree(slices, alone)) return [...alone];
  const joint = fitJointly(slices, alone);
  if (areFree(slices, joint)) return joint;
  const ascending = slices.map((_, at) => at);
  const orders = [ascending, ascending.toReversed()].map((order) => {
    const placed: (Placed | undefined)[] = slices.map(() => undefined);
    for (const at of order) placed[at] = fitBetween(slices[at]!, joint[at]!, neighboursOf(slices, placed, at));
    return placed as Placed[];
  });
  const [forwards, backwards] = orders as [Placed[], Placed[]];
  return totalObjective(slices, forwards) < totalObjective(slices, backwards) ? forwards : backwards;
}

/** From nearly nothing: a stiff penalty at once throws expiries into far corners of the search. */
const jointStiffnesses = [0.01, 0.1, 1, 10, 100, 1000];

function fitJointly(slices: readonly Slice[], alone: readonly Placed[]): Placed[] {
  let placed = [...alone];
  for (const stiffness of jointStiffnesses) {
    const { at, iterations, converged } = jointSearch(
      slices,
      placed.map((one) => one.at),
      stiffness,
    );
    placed = placed.map((one, each) => ({
      at: at[each]!,
      iterations: one.iterations + iterations,
      converged,
      notes: [`held free of arbitrage in a joint fit by penalties of stiffness ${stiffness}`],
    }));
    if (areFree(slices, placed)) break;
  }
  return placed;
}

const stiffnesses = [1, 10, 100, 1000];

function fitBetween(slice: Slice, start: Placed, neighbours: Neighbours): Placed {
  if (isFree(slice, start, neighbours)) return start;
  const { scale, quoted } = slice;
  const { unit } = scale;
  const box = boxOf(scale, slopeBoundsOf(neighbours));
  let placed = start;
  for (const stiffness of stiffnesses) {
    const penalties = [
      butterflyPenalty(scale, stiffness),
      ...calendarPenalties(neighbours, { unit, quoted, stiffness }),
    ];
    const fit = minimise(scale, box, placed.at, penalties);
    placed = {
      at: Array.from(fit.parameters),
      iterations: placed.iterations + fit.iterations,
      converged: fit.converged,
      notes: [`held free of arbitrage by a penalty of stiffness ${stiffness}`],
    };
    if (isFree(slice, placed, neighbours)) return placed;
  }
  const { at, share } = moveToFree(placed.at, unit, { quoted, neighbours });
  const percent = (100 * share).toPrecision(2);
  const notes = [`penalties did not suffice: moved ${percent} % of the way to a smile that is free of arbitrage`];
  return { ...placed, at, notes };
}
