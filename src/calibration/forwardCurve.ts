import { type ForwardCurve, forwardCurve } from "../market/curves/forwardCurve.ts";
import type { OptionChain, OptionQuote } from "../market/optionChain.ts";
import type { Quote } from "../market/quotes.ts";
import { yearsBetween } from "../market/years.ts";
import { failed, type Outcome, success } from "../numerics/outcome.ts";
import { type ForwardSource, forwardOf } from "./forward.ts";

/** Where a node of the curve came from, and what the other source says of the same expiry. */
export interface ForwardNodeSource {
  readonly expiresAt: number;
  readonly forward: number;
  readonly source: "future" | ForwardSource;
  /** Price for delivery by the options, where a future stands in the curve. */
  readonly optionForward?: number;
}

export interface ForwardCurveFit {
  readonly curve: ForwardCurve;
  /** By expiry, one for each node. */
  readonly sources: readonly ForwardNodeSource[];
}

/**
 * Forwards of one underlying: a dated future's price where there is one, elsewhere what the options of the expiry say, by
 * the venue's own forward or by put-call parity.
 *
 * @param futures prices of any instruments; the dated futures on the chain's underlying and quote currency that are not a
 *                day older than the chain count
 * @returns `missing-data` without an index or without any expiry ahead
 */
export function fitForwardCurve(chain: OptionChain, futures: readonly Quote[] = []): Outcome<ForwardCurveFit> {
  const { underlying, quoteCurrency, timestamp, index } = chain;
  const path = chain.source.file;
  if (index === undefined) {
    const message = "the chain states no index price";
    return failed({ code: "missing-data", path, message, hint: "a forward curve starts at spot" });
  }
  const byExpiry = new Map<number, OptionQuote[]>();
  for (const quote of chain.quotes) {
    const own = byExpiry.get(quote.instrument.expiresAt);
    if (own === undefined) byExpiry.set(quote.instrument.expiresAt, [quote]);
    else own.push(quote);
  }
  const marks = futureMarks(chain, futures);
  const expiries = [...new Set([...byExpiry.keys(), ...marks.keys()])].filter((one) => one > timestamp);
  const sources = expiries
    .sort((a, b) => a - b)
    .flatMap((expiresAt): ForwardNodeSource[] => {
      const implied = forwardOf(byExpiry.get(expiresAt) ?? []);
      const mark = marks.get(expiresAt);
      if (mark !== undefined) {
        const other = implied === undefined ? {} : { optionForward: implied.forward };
        return [{ expiresAt, forward: mark, source: "future", ...other }];
      }
      return implied === undefined ? [] : [{ expiresAt, forward: implied.forward, source: implied.source }];
    });
  if (sources.length === 0) return failed({ code: "missing-data", path, message: "no expiry has a forward" });
  const nodes = sources.map(({ expiresAt, forward }) => ({
    expiresAt,
    years: yearsBetween(timestamp, expiresAt),
    forward,
  }));
  return success({ curve: forwardCurve({ underlying, quoteCurrency, timestamp, spot: index, nodes }), sources });
}

/** An older price of a future is of another curve. */
const ageMaxMs = 24 * 3_600_000;

/** The last price of each dated future in the day up to the chain's time, by expiry. */
function futureMarks(
  { underlying, quoteCurrency, timestamp }: OptionChain,
  futures: readonly Quote[],
): ReadonlyMap<number, number> {
  const latest = new Map<number, Quote>();
  for (const quote of futures) {
    const { instrument, timeMs } = quote;
    if (!("expiresAt" in instrument) || "strike" in instrument) continue;
    if (timeMs > timestamp || timestamp - timeMs > ageMaxMs) continue;
    if (instrument.underlying !== underlying || instrument.quoteCurrency !== quoteCurrency) continue;
    // A future that pays in a third currency is not worth the forward.
    if (instrument.settlementCurrency !== underlying && instrument.settlementCurrency !== quoteCurrency) continue;
    const known = latest.get(instrument.expiresAt);
    if (known === undefined || timeMs >= known.timeMs) latest.set(instrument.expiresAt, quote);
  }
  return new Map([...latest].map(([expiresAt, { price }]) => [expiresAt, price]));
}
