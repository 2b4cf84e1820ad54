import { assert } from "../numerics/assert.ts";
import { failed, type Outcome, success } from "../numerics/outcome.ts";
import { bootstrapIndices } from "../statistics/bootstrapIndices.ts";
import { quantile } from "../statistics/quantile.ts";
import { empiricalTailDependence } from "../statistics/tailDependence.ts";
import { liquidationDays, type MarketDepth, squareRootImpact } from "./impact.ts";
import type { PairedReturns } from "./pairedReturns.ts";

export interface HaircutTerms {
  /** Share of horizons in which the coin's loss must stay within the haircut, in (0, 1). */
  readonly level: number;
  /** Share of horizons that are the tail of the book, in (0, ½]. */
  readonly tailShare: number;
  /** The same as `level` among the horizons of that tail. */
  readonly tailLevel: number;
  readonly horizonDays: number;
  /** Of collateral held, quote currency. */
  readonly size: number;
  /** Absent where nothing is known of volumes: then there is no liquidity part, which the result shows. */
  readonly depth?: MarketDepth;
  readonly impactCoefficient: number;
  /** Largest share of the volume that a close-out takes. */
  readonly participation: number;
  /** Stated loss that a haircut must bear whatever history says, share of value: a depeg that did not happen yet. */
  readonly statedLoss: number;
  readonly bootstrap: {
    readonly resamples: number;
    readonly blockLength: number;
    readonly seed: number;
    readonly intervalLevel: number;
  };
}

interface Interval {
  readonly lower: number;
  readonly upper: number;
}

/** A share of value with its interval by resampled blocks. */
export interface HaircutPart {
  readonly value: number;
  readonly interval: Interval;
}

export interface Haircut extends HaircutPart {
  readonly horizons: number;
  /** Quantile of the coin's loss in all horizons. */
  readonly alone: HaircutPart;
  /** In the horizons with the largest falls of the book's factor, and with its largest rises: a book long and short. */
  readonly givenFall: HaircutPart;
  readonly givenRise: HaircutPart;
  readonly tailHorizons: number;
  /** Share of the coin's own worst horizons in which the factor was in its lower, upper tail; `tailShare` if independent. */
  readonly jointFall: number;
  readonly jointRise: number;
  /** Price given away by the sale; null without volumes. */
  readonly liquidity: number | null;
  /** Of the close-out, at least the horizon; longer where the size is large against the volume. */
  readonly closeOutDays: number;
}

/**
 * The share of a collateral coin's value that does not count.
 *
 * The largest of three quantiles of its loss (in all horizons, in those where the book's factor falls most, in those where
 * it rises most) and of the stated loss; quantiles of a close-out longer than the horizon grow by the square root of
 * time. What is left is sold at a price lower by the impact: total = loss + impact·(1 − loss).
 *
 * @param returns of the coin (`one`) and of the book's factor (`other`)
 * @returns       `missing-data` where a tail has fewer than 20 horizons
 * @throws InvariantError when a term is out of range
 * @source        T. Adrian, M. Brunnermeier, CoVaR, American Economic Review 106 (2016), for quantiles in a tail
 */
export function haircut({ one, other }: PairedReturns, terms: HaircutTerms): Outcome<Haircut> {
  const { tailShare, bootstrap, depth, horizonDays, size } = terms;
  checkTerms(terms);
  const horizons = one.length;
  const tailHorizons = Math.floor(horizons * tailShare * (1 + 1e-12));
  if (tailHorizons < tailHorizonsMin) {
    const message = `${tailHorizons} of ${horizons} horizons are the tail of the book; ${tailHorizonsMin} are needed`;
    return failed({ code: "missing-data", path: "haircut", message, hint: "widen the tail, or give longer histories" });
  }
  const sample = partsOf(one, other, terms);
  const indices = bootstrapIndices({ observations: horizons, blocks: "stationary", ...bootstrap });
  const redrawn = indices.map((own) =>
    partsOf(
      Float64Array.from(own, (t) => one[t]!),
      Float64Array.from(own, (t) => other[t]!),
      terms,
    ),
  );
  const side = (1 - bootstrap.intervalLevel) / 2;
  const withInterval = (of: (parts: Parts) => number): HaircutPart => {
    const values = Float64Array.from(redrawn, of);
    return { value: of(sample), interval: { lower: quantile(values, side, 7), upper: quantile(values, 1 - side, 7) } };
  };
  const fall = empiricalTailDependence(one, other, tailShare);
  const rise = empiricalTailDependence(
    one,
    other.map((change) => -change),
    tailShare,
  );
  return success({
    ...withInterval(({ total }) => total),
    horizons,
    alone: withInterval(({ alone }) => alone),
    givenFall: withInterval(({ givenFall }) => givenFall),
    givenRise: withInterval(({ givenRise }) => givenRise),
    tailHorizons,
    jointFall: fall.lower,
    jointRise: rise.lower,
    liquidity: depth === undefined ? null : squareRootImpact(size, depth, terms.impactCoefficient),
    closeOutDays: closeOutDays(terms, horizonDays),
  });
}

const tailHorizonsMin = 20;

interface Parts {
  readonly alone: number;
  readonly givenFall: number;
  readonly givenRise: number;
  readonly total: number;
}

function partsOf(coin: Float64Array, factor: Float64Array, terms: HaircutTerms): Parts {
  const { level, tailShare, tailLevel, depth, size, impactCoefficient, statedLoss, horizonDays } = terms;
  const losses = coin.map((change) => -change);
  const order = Array.from(factor.keys()).sort((a, b) => factor[a]! - factor[b]! || a - b);
  const count = Math.floor(coin.length * tailShare * (1 + 1e-12));
  const inTail = (times: readonly number[]) =>
    Math.max(
      0,
      quantile(
        Float64Array.from(times, (t) => losses[t]!),
        tailLevel,
        7,
      ),
    );
  const alone = Math.max(0, quantile(losses, level, 7));
  const [givenFall, givenRise] = [inTail(order.slice(0, count)), inTail(order.slice(-count))];
  const longer = Math.sqrt(closeOutDays(terms, horizonDays) / horizonDays);
  const loss = Math.min(1, Math.max(longer * Math.max(alone, givenFall, givenRise), statedLoss));
  const impact = depth === undefined ? 0 : squareRootImpact(size, depth, impactCoefficient);
  return { alone, givenFall, givenRise, total: loss + impact * (1 - loss) };
}

const closeOutDays = ({ depth, size, participation }: HaircutTerms, horizonDays: number): number =>
  depth === undefined ? horizonDays : Math.max(horizonDays, liquidationDays(size, depth, participation));

function checkTerms({ level, tailLevel, tailShare, horizonDays, statedLoss }: HaircutTerms): void {
  assert(level > 0 && level < 1, `level must lie in (0, 1); have ${level}`);
  assert(tailLevel > 0 && tailLevel < 1, `tailLevel must lie in (0, 1); have ${tailLevel}`);
  assert(tailShare > 0 && tailShare <= 0.5, `tailShare must lie in (0, 1/2]; have ${tailShare}`);
  assert(horizonDays > 0, `horizonDays must be positive; have ${horizonDays}`);
  assert(statedLoss >= 0 && statedLoss <= 1, `statedLoss must lie in [0, 1]; have ${statedLoss}`);
}
