import type { OptionChain, OptionQuote } from "../market/optionChain.ts";
import { openShareOfYears } from "../market/settlementWindow.ts";
import { yearsBetween } from "../market/years.ts";
import { black76, logMoneyness, type OptionType } from "../pricing/formulas/black76.ts";
import { impliedVolatility, type NoVolatility } from "../pricing/impliedVolatility.ts";
import { type ForwardSource, forwardOf, inQuoteCurrency, isTwoSided } from "./forward.ts";

/** One quote as a fit sees it. */
export interface SmilePoint {
  readonly instrumentId: string;
  readonly optionType: OptionType;
  readonly strike: number;
  /** ln(K/F) */
  readonly logMoneyness: number;
  /** Per square root of a year. */
  readonly volatility: number;
  /** volatility² × years */
  readonly totalVariance: number;
  /** What was inverted: the mid of two sides, the venue's mark, or nothing because the venue states the volatility. */
  readonly source: "mid" | "mark" | "venue-volatility";
  /** Volatilities of the two sides, where both are shown and have one. */
  readonly bidVolatility?: number;
  readonly askVolatility?: number;
  /**
   * One over the width of the quote in volatility, its floor applied. Without two sides: vega over the middle price
   * spread of the expiry, so that the two kinds compare; without any spread: vega over the largest vega.
   */
  readonly weight: number;
}

/** Why a quote is not a point. */
export type RefusalReason =
  | NoVolatility
  | "expired"
  | "no-forward"
  | "no-price"
  | "negative-price"
  | "zero-price"
  | "crossed"
  | "stale"
  | "strike-not-above-zero";

export interface RefusedQuote {
  readonly instrumentId: string;
  readonly expiresAt: number;
  readonly reason: RefusalReason;
}

/** The quotes of one expiry, ready to be fitted. */
export interface SmilePoints {
  readonly expiresAt: number;
  readonly years: number;
  /** Quote currency. */
  readonly forward: number;
  readonly forwardSource: ForwardSource;
  /** By strike: the quote out of the money, or the one in the money where the chain lacks its partner. */
  readonly points: readonly SmilePoint[];
  /** Quotes that would be points and have no volatility, each with the reason. */
  readonly refused: readonly RefusedQuote[];
  /** Quotes left to their partner of the pair, which has the same volatility and less of it in intrinsic value. */
  readonly inTheMoneyCount: number;
}

export interface ChainSmiles {
  /** By expiry. */
  readonly smiles: readonly SmilePoints[];
  /** Quotes that no smile has a place for: stale, expired, or of an expiry without a forward. */
  readonly refused: readonly RefusedQuote[];
}

export interface SmilePointRules {
  /** `prices` inverts mids and marks; `venue-volatilities` takes the venue's own where stated. */
  readonly from: "prices" | "venue-volatilities";
  /** Volatility, > 0: no quote counts as narrower, so that a locked market does not decide a fit alone. */
  readonly spreadFloor: number;
  /** Milliseconds, > 0: a quote made longer before the snapshot is not of its time. Nothing where the source states no time. */
  readonly quoteAgeMaxMs: number;
}

export const smilePointRules: SmilePointRules = { from: "prices", spreadFloor: 0.002, quoteAgeMaxMs: 3_600_000 };

/** A chain without two sides has marks only, rounded further than the volatilities that they were made from. */
export function smilePointRulesFor({ quotes }: OptionChain): SmilePointRules {
  const hasSides = quotes.some(({ bid, ask }) => bid !== undefined && ask !== undefined);
  return { ...smilePointRules, from: hasSides ? "prices" : "venue-volatilities" };
}

/**
 * Every quote of a chain as a point of its expiry's smile, or by name with the reason why not.
 *
 * Forwards as `forwardOf` says. Puts below the forward and calls from it upwards, the other side of a strike only where
 * the chain does not have that one; prices are not discounted.
 */
export function smilePointsOf(chain: OptionChain, rules: SmilePointRules = smilePointRules): ChainSmiles {
  const byExpiry = new Map<number, OptionQuote[]>();
  const isStale = ({ timeMs }: OptionQuote): boolean =>
    timeMs !== undefined && chain.timestamp - timeMs > rules.quoteAgeMaxMs;
  // Before forwards are taken: an old quote moves those too.
  for (const quote of chain.quotes.filter((one) => !isStale(one))) {
    const { expiresAt } = quote.instrument;
    byExpiry.set(expiresAt, [...(byExpiry.get(expiresAt) ?? []), quote]);
  }
  const smiles: SmilePoints[] = [];
  const refused = chain.quotes.filter(isStale).map((quote) => refusal(quote, "stale"));
  for (const [expiresAt, quotes] of [...byExpiry].sort(([a], [b]) => a - b)) {
    const years = yearsBetween(chain.timestamp, expiresAt);
    const found = forwardOf(quotes);
    if (years <= 0) refused.push(...quotes.map((quote) => refusal(quote, "expired")));
    else if (found === undefined) refused.push(...quotes.map((quote) => refusal(quote, "no-forward")));
    else smiles.push(smileOf(quotes, { expiresAt, years, forward: found.forward, forwardSource: found.source }, rules));
  }
  return { smiles, refused };
}

const refusal = ({ instrument: { id, expiresAt } }: OptionQuote, reason: RefusalReason): RefusedQuote => ({
  instrumentId: id,
  expiresAt,
  reason,
});

type Expiry = Pick<SmilePoints, "expiresAt" | "years" | "forward" | "forwardSource">;

/** A point whose weight is still to come, in the units that weights are made of. */
interface Drawn {
  readonly point: Omit<SmilePoint, "weight">;
  readonly vega: number;
  /** Price between the sides, quote currency. */
  readonly spread?: number;
}

function smileOf(quotes: readonly OptionQuote[], expiry: Expiry, rules: SmilePointRules): SmilePoints {
  const isOutside = ({ instrument: { strike, optionType } }: OptionQuote): boolean =>
    optionType === "call" ? Number(strike) >= expiry.forward : Number(strike) < expiry.forward;
  const outside = quotes.filter(isOutside);
  const listed = new Set(outside.map(({ instrument }) => instrument.strike));
  const alone = quotes.filter((quote) => !isOutside(quote) && !listed.has(quote.instrument.strike));
  const drawn: Drawn[] = [];
  const refused: RefusedQuote[] = [];
  for (const quote of [...outside, ...alone]) {
    const point = drawPoint(quote, expiry, rules);
    if (typeof point === "string") refused.push(refusal(quote, point));
    else drawn.push(point);
  }
  const points = weighted(drawn, rules.spreadFloor).sort((a, b) => a.strike - b.strike);
  return { ...expiry, points, refused, inTheMoneyCount: quotes.length - outside.length - alone.length };
}

function drawPoint(quote: OptionQuote, { forward, years }: Expiry, rules: SmilePointRules): Drawn | RefusalReason {
  const { id, optionType } = quote.instrument;
  const strike = Number(quote.instrument.strike);
  if (!(strike > 0)) return "strike-not-above-zero";
  const shown = [quote.bid, quote.ask, quote.mark].filter((price) => price !== undefined);
  if (!shown.every(Number.isFinite)) return "invalid-input";
  if (shown.some((price) => price < 0)) return "negative-price";
  if (quote.bid !== undefined && quote.ask !== undefined && quote.bid > quote.ask) return "crossed";

  // Inside a settlement window a price holds less volatility than is quoted.
  const share = openShareOfYears(quote.instrument, years);
  const invert = (price: number) => {
    const inQuote = inQuoteCurrency(quote, price, forward);
    const answer = impliedVolatility({ optionType, forward, strike, years, rate: 0, price: inQuote });
    return answer.found ? { ...answer, volatility: answer.volatility / share } : answer;
  };
  const sideVolatility = (stated: number | undefined, price: number | undefined): number | undefined => {
    if (rules.from === "venue-volatilities" && stated !== undefined && stated > 0) return stated;
    const found = price === undefined ? undefined : invert(price);
    return found?.found === true ? found.volatility : undefined;
  };
  const middle = middleOf(quote, rules);
  if (middle === undefined) return shown.length === 0 ? "no-price" : "zero-price";
  const { source, value } = middle;
  const found = source === "venue-volatility" ? { found: true as const, volatility: value } : invert(value);
  if (!found.found) return found.reason;
  const { volatility } = found;
  const { vega } = black76({ optionType, forward, strike, years, volatility, rate: 0 });
  const [bid, ask] = isTwoSided(quote)
    ? [sideVolatility(quote.bidVolatility, quote.bid), sideVolatility(quote.askVolatility, quote.ask)]
    : [undefined, undefined];
  const hasSides = bid !== undefined && ask !== undefined && bid <= ask;
  return {
    point: {
      instrumentId: id,
      optionType,
      strike,
      logMoneyness: -logMoneyness(forward, strike),
      volatility,
      totalVariance: volatility * volatility * years,
      source,
      ...(hasSides ? { bidVolatility: bid, askVolatility: ask } : {}),
    },
    vega,
    ...(hasSides ? { spread: inQuoteCurrency(quote, quote.ask! - quote.bid!, forward) } : {}),
  };
}

/** The venue's volatility where asked for, else the mid of two sides, else the mark; undefined where all are 0 or absent. */
function middleOf(quote: OptionQuote, { from }: SmilePointRules) {
  const { mark, markVolatility } = quote;
  if (from === "venue-volatilities" && markVolatility !== undefined && markVolatility > 0) {
    return { source: "venue-volatility", value: markVolatility } as const;
  }
  if (isTwoSided(quote)) return { source: "mid", value: (quote.bid + quote.ask) / 2 } as const;
  if (mark !== undefined && mark > 0) return { source: "mark", value: mark } as const;
  return undefined;
}

function weighted(drawn: readonly Drawn[], spreadFloor: number): SmilePoint[] {
  const spreads = drawn.flatMap(({ spread }) => (spread === undefined ? [] : [spread])).sort((a, b) => a - b);
  const middleSpread = spreads[Math.floor(spreads.length / 2)];
  const vegaMax = Math.max(...drawn.map(({ vega }) => vega));
  return drawn.map(({ point, vega }) => {
    const { bidVolatility, askVolatility } = point;
    if (bidVolatility !== undefined && askVolatility !== undefined) {
      return { ...point, weight: 1 / Math.max(spreadFloor, askVolatility - bidVolatility) };
    }
    // A vega that underflows leaves the quote a point, at almost no weight.
    if (middleSpread === undefined) return { ...point, weight: Math.max(1e-12, vega / (vegaMax || 1)) };
    const width = middleSpread > 0 ? middleSpread / Math.max(vega, Number.MIN_VALUE) : 0;
    return { ...point, weight: Math.max(1e-12, 1 / Math.max(spreadFloor, width)) };
  });
}
