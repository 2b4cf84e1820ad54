import type { Instrument } from "../instruments/kinds.ts";
import type { Quote, SourcedLevel } from "../market/quotes.ts";
import { factorsOf, type RiskFactor, type RiskFactorId, volatilityId } from "../market/riskFactor.ts";
import { settlementVolatility } from "../market/settlementWindow.ts";
import { yearsBetween } from "../market/years.ts";
import { FaultList, failed, type Outcome, success } from "../numerics/outcome.ts";
import { impliedVolatility } from "../pricing/impliedVolatility.ts";

type OptionInstrument = Extract<Instrument, { readonly strike: string }>;

export interface QuotedOptionsInputs {
  /** Rows of a price file; of an option the premium, settlement currency per unit of the underlying. */
  readonly quotes: readonly Quote[];
  /** The instruments that the market is for. */
  readonly instruments: readonly Instrument[];
  readonly timestamp: number;
  /** A price file's name, for what is said of a level. */
  readonly file: string;
  /** Levels that something else gives: forwards of an option chain. */
  readonly known: ReadonlyMap<RiskFactorId, SourcedLevel>;
}

/**
 * Forwards and implied volatilities of options whose premium a price file states, undiscounted as the venues quote them.
 * A forward is what else is known of the expiry, or the row of the dated future of that expiry.
 *
 * @returns levels by factor; a failure that names every option held whose premium has no volatility, with the reason, or
 *          whose forward nothing gives
 */
export function quotedOptionLevels({
  quotes,
  instruments,
  timestamp,
  file,
  known,
}: QuotedOptionsInputs): Outcome<ReadonlyMap<RiskFactorId, SourcedLevel>> {
  const latest = latestQuotes(quotes, timestamp);
  const levels = new Map<RiskFactorId, SourcedLevel>();
  const faults = new FaultList();
  for (const option of instruments) {
    const quote = latest.get(option.id);
    if (!("strike" in option) || quote === undefined) continue;
    const factor = factorsOf(option)[0]!;
    const forward = known.get(factor.id) ?? futureLevel(factor, [...latest.values()], file);
    const path = `${file}, ${option.id}`;
    if (forward === undefined) {
      const hint = "give an option chain, or a row for the dated future that it is written on";
      faults.add({ code: "missing-data", path, message: `nothing gives its forward ${factor.id}`, hint });
      continue;
    }
    const volatility = volatilityOf(option, quote.price, forward.level, timestamp);
    if (typeof volatility === "string") {
      const message = `its price ${quote.price} has no volatility at a forward of ${forward.level}: ${volatility}`;
      faults.add({ code: "invalid", path, message, hint: "an option is priced in its settlement currency, per coin" });
      continue;
    }
    if (factor.kind === "forward") levels.set(factor.id, forward);
    levels.set(volatilityId(option.id), { level: volatility, assumption: `implied by ${seenIn(quote, file)}` });
  }
  return faults.count === 0 ? success(levels) : failed(faults.toFailure(file, "the option prices"));
}

function latestQuotes(quotes: readonly Quote[], timestamp: number): ReadonlyMap<string, Quote> {
  const latest = new Map<string, Quote>();
  for (const quote of quotes) {
    const before = latest.get(quote.instrument.id);
    if (quote.timeMs <= timestamp && (before === undefined || quote.timeMs >= before.timeMs)) {
      latest.set(quote.instrument.id, quote);
    }
  }
  return latest;
}

/** The price of the future that a factor is the mark of, or that ends with the expiry of a forward. */
function futureLevel(factor: RiskFactor, quotes: readonly Quote[], file: string): SourcedLevel | undefined {
  const quote = quotes.find(({ instrument }) => {
    if (!("expiresAt" in instrument) || "strike" in instrument) return false;
    if (factor.kind === "mark") return instrument.id === factor.instrumentId;
    if (factor.kind !== "forward") return false;
    const { underlying, quoteCurrency, settlementCurrency, expiresAt } = instrument;
    if (settlementCurrency !== underlying && settlementCurrency !== quoteCurrency) return false;
    return underlying === factor.underlying && quoteCurrency === factor.quoteCurrency && expiresAt === factor.expiresAt;
  });
  return quote && { level: quote.price, assumption: seenIn(quote, file) };
}

const seenIn = ({ instrument, timeMs }: Quote, file: string): string =>
  `${instrument.id} of ${file} at ${new Date(timeMs).toISOString()}`;

/** As quoted, from before a settlement window opened; or why there is none. */
function volatilityOf(option: OptionInstrument, price: number, forward: number, timestamp: number): number | string {
  const { optionType, strike, expiresAt, settlementCurrency, underlying } = option;
  const years = yearsBetween(timestamp, expiresAt);
  const inQuote = settlementCurrency === underlying ? price * forward : price;
  const answer = impliedVolatility({ optionType, forward, strike: Number(strike), years, rate: 0, price: inQuote });
  return answer.found ? answer.volatility / settlementVolatility(option, 1, years) : answer.reason;
}
