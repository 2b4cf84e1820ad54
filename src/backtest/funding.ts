import { toNumber } from "../instruments/decimal.ts";
import type { Currency } from "../instruments/money.ts";
import { resolveInstrument } from "../instruments/names.ts";
import type { MarketHistory } from "../market/marketHistory.ts";
import { type MarketSnapshot, snapshotAt } from "../market/marketSnapshot.ts";
import type { FundingSeries } from "../market/timeSeries.ts";
import type { Account } from "../portfolio/account.ts";
import { unitValues } from "../risk/unitValues.ts";

/** Funding series by the id of the perpetual that pays it. */
export type FundingByInstrument = ReadonlyMap<string, FundingSeries>;

/** Of two series of one perpetual the first counts. */
export function fundingByInstrument(series: readonly FundingSeries[]): FundingByInstrument {
  const byId = new Map<string, FundingSeries>();
  for (const one of series) {
    const instrument = resolveInstrument(one.market);
    if (instrument.ok && !byId.has(instrument.value.id)) byId.set(instrument.value.id, one);
  }
  return byId;
}

/**
 * Funding that positions held still pay at the settlements after bar `from` up to and including bar `to`: rate times
 * signed notional at the last close at or before the settlement. A settlement that no series knows, or at which a price
 * is missing, counts as 0.
 *
 * @returns reporting currency, paid +, received −
 * @cost    settlements × rows
 */
export function fundingPaid(
  account: Account,
  history: MarketHistory,
  { from, to }: { readonly from: number; readonly to: number },
  funding: FundingByInstrument,
  reportingCurrency: Currency,
): number {
  const timeOf = (bar: number): number => history.startMs + bar * history.stepMs;
  const snapshots = new Map<number, MarketSnapshot | undefined>();
  const at = (bar: number): MarketSnapshot | undefined => {
    if (!snapshots.has(bar)) {
      const snapshot = snapshotAt(history, bar);
      snapshots.set(bar, snapshot.ok ? snapshot.value : undefined);
    }
    return snapshots.get(bar);
  };
  let paid = 0;
  for (const { instrumentId, quantity } of account.groups.flatMap((group) => group.positions)) {
    const series = funding.get(instrumentId);
    if (series === undefined) continue;
    for (let k = firstAfter(series.times, timeOf(from)); k < series.times.length; k++) {
      const time = series.times[k]!;
      if (time > timeOf(to)) break;
      const market = at(Math.floor((time - history.startMs) / history.stepMs));
      if (market === undefined) continue;
      const row = market.instruments.findIndex((one) => one.id === instrumentId);
      paid += series.rates[k]! * toNumber(quantity) * unitValues(market, reportingCurrency).delta[row]!;
    }
  }
  return paid;
}

/** Index of the first time later than `after`; times increase. */
function firstAfter(times: Float64Array, after: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! > after) high = middle;
    else low = middle + 1;
  }
  return low;
}
