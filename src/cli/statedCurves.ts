import { fitFundingCurve } from "../calibration/fundingCurve.ts";
import { resolveInstrument } from "../instruments/names.ts";
import { meanFundingRate } from "../market/curves/fundingCurve.ts";
import { zeroRate } from "../market/curves/rateCurve.ts";
import type { MarketSnapshot } from "../market/marketSnapshot.ts";
import type { SourcedLevel } from "../market/quotes.ts";
import type { RiskFactor } from "../market/riskFactor.ts";
import { withStatedLevels } from "../market/statedLevels.ts";
import type { FundingSeries } from "../market/timeSeries.ts";
import { yearsBetween } from "../market/years.ts";
import { type Failure, failed, type Outcome, success } from "../numerics/outcome.ts";
import type { RateCurves } from "../venues/importers/rates/ratesCsv.ts";

/** Rates and funding, which no price shows. */
export interface StatedCurves {
  readonly rates?: RateCurves;
  readonly funding: readonly FundingSeries[];
}

/** Funding is expected over this span: the one that the margin models look at unless told otherwise. */
const fundingSpanYears = 1 / 365;

/**
 * The market with the rate of every option's currency and the expected funding of every perpetual that a file states.
 *
 * @returns the failure of a funding history that is too short or too old for the snapshot's time
 */
export function withCurves(snapshot: MarketSnapshot, { rates, funding }: StatedCurves): Outcome<MarketSnapshot> {
  let fault: Failure | undefined;
  const stated = withStatedLevels(snapshot, (factor) => {
    if (factor.kind === "rate" && rates !== undefined) return rateLevel(factor, snapshot.timestamp, rates);
    const series = factor.kind === "funding" ? seriesOf(factor.instrumentId, funding) : undefined;
    if (series === undefined) return undefined;
    const level = fundingLevel(series, snapshot.timestamp);
    if (level.ok) return level.value;
    fault ??= level.failure;
    return undefined;
  });
  return fault === undefined ? success(stated) : failed(fault);
}

function rateLevel(
  { currency, expiresAt }: Extract<RiskFactor, { readonly kind: "rate" }>,
  timestamp: number,
  { curves, source }: RateCurves,
): SourcedLevel | undefined {
  const curve = curves.find((one) => one.currency === currency);
  if (curve === undefined) return undefined;
  return {
    level: zeroRate(curve, yearsBetween(timestamp, expiresAt)),
    assumption: `rate of ${currency}, ${source.file}`,
  };
}

const seriesOf = (instrumentId: string, funding: readonly FundingSeries[]): FundingSeries | undefined =>
  funding.find(({ market }) => {
    const instrument = resolveInstrument(market);
    return instrument.ok && instrument.value.id === instrumentId;
  });

function fundingLevel(series: FundingSeries, timestamp: number): Outcome<SourcedLevel> {
  const fitted = fitFundingCurve(series, timestamp);
  if (!fitted.ok) return fitted;
  const { curve, count } = fitted.value;
  const assumption = `a day's expected funding of ${series.market} from ${count} payments of ${series.source.file}: now ${shown(curve.now)}, long run ${shown(curve.longRun)} a year, half-life ${(365 * curve.halfLifeYears).toFixed(1)} days, assumed`;
  return success({ level: meanFundingRate(curve, fundingSpanYears), assumption });
}

const shown = (rate: number): string => `${(100 * rate).toFixed(1)} %`;
