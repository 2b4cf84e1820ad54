import type { OptionChain, OptionQuote } from "../../../market/optionChain.ts";
import type { SeriesSource } from "../../../market/timeSeries.ts";
import { FaultList, failed, type Outcome, success } from "../../../numerics/outcome.ts";

/** One quote and where it stands in the file. */
export interface QuoteRow {
  readonly quote: OptionQuote;
  /** `file:line` or a JSON path. */
  readonly path: string;
  readonly venue: string;
  /** When this row was seen, milliseconds UTC; the quote's own `timeMs` where the source states one. */
  readonly seenMs: number;
  /** Price of the underlying's index beside this quote. */
  readonly index?: number;
}

const namesShownMax = 8;

/**
 * One chain per venue, underlying and settlement currency, at the time of its last quote. Refuses a file that quotes
 * one option twice.
 *
 * @param notes what the importer has to say of the file; what the quotes themselves show is added to each chain
 */
export function assembleChains(
  rows: readonly QuoteRow[],
  source: SeriesSource,
  notes: readonly string[],
): Outcome<readonly OptionChain[]> {
  if (rows.length === 0) {
    return failed({ code: "missing-data", path: source.file, message: "0 option quotes, must be at least 1" });
  }
  const faults = new FaultList();
  const seen = new Map<string, string>();
  for (const { quote, path, venue } of rows) {
    const name = `${venue} ${quote.instrument.id}`;
    const before = seen.get(name);
    if (before === undefined) seen.set(name, path);
    else faults.add({ code: "conflict", path, message: `${name} is quoted twice, first at ${before}` });
  }
  if (faults.count > 0) return failed(faults.toFailure(source.file, `${rows.length} quotes`));
  const groups = new Map<string, QuoteRow[]>();
  for (const row of rows) {
    const market = `${row.venue} ${marketOf(row.quote)}`;
    const group = groups.get(market);
    if (group === undefined) groups.set(market, [row]);
    else group.push(row);
  }
  const chains = [...groups.values()].map((group) => chainOf(group, source, notes));
  if (chains.some(({ quotes }) => quotes.length > 0)) return success(chains);
  return failed({
    code: "missing-data",
    path: source.file,
    message: `all ${rows.length} options had expired at the last quote, ${new Date(chains[0]!.timestamp).toISOString()}`,
    hint: "take a chain from before its expiries",
  });
}

/** `BTC/USD:BTC`: underlying, quote currency, settlement currency. */
const marketOf = ({ instrument }: OptionQuote): string =>
  `${instrument.underlying}/${instrument.quoteCurrency}:${instrument.settlementCurrency}`;

function chainOf(rows: readonly QuoteRow[], source: SeriesSource, notes: readonly string[]): OptionChain {
  const { quote, venue } = rows[0]!;
  const { underlying, quoteCurrency, settlementCurrency } = quote.instrument;
  const timestamp = rows.reduce((latest, { seenMs }) => Math.max(latest, seenMs), 0);
  const isLive = ({ instrument }: OptionQuote): boolean => instrument.expiresAt > timestamp;
  const all = rows.map((row) => row.quote).sort(byExpiryStrikeType);
  const live = all.filter(isLive);
  const index = indexOf(rows);
  return {
    venue,
    underlying,
    quoteCurrency,
    settlementCurrency,
    timestamp,
    ...(index.value === undefined ? {} : { index: index.value }),
    quotes: live,
    source,
    notes: [
      ...notes,
      ...index.notes,
      ...noteOf(
        all.filter((one) => !isLive(one)),
        "left out, expired at the snapshot",
      ),
      ...noteOf(live.filter(isCrossed), "bid above ask, kept as shown"),
      ...noteOf(live.filter(isLocked), "bid equal to ask, kept as shown"),
      ...noteOf(
        live.filter(({ mark }) => mark === 0),
        "mark 0, kept as shown",
      ),
      ...noteOf(
        live.filter(({ forward }) => forward === undefined),
        "no forward",
      ),
    ],
  };
}

const isCrossed = ({ bid, ask }: OptionQuote): boolean => bid !== undefined && ask !== undefined && bid > ask;
const isLocked = ({ bid, ask }: OptionQuote): boolean => bid !== undefined && bid === ask;

function byExpiryStrikeType({ instrument: a }: OptionQuote, { instrument: b }: OptionQuote): number {
  if (a.expiresAt !== b.expiresAt) return a.expiresAt - b.expiresAt;
  if (a.strike !== b.strike) return Number(a.strike) - Number(b.strike);
  return a.optionType === "call" ? -1 : 1;
}

/** The index of all rows, or their median where they were not taken at one time. */
function indexOf(rows: readonly QuoteRow[]): { readonly value?: number; readonly notes: readonly string[] } {
  const ascending = rows.flatMap(({ index }) => (index === undefined ? [] : [index])).sort((a, b) => a - b);
  const [lowest, highest] = [ascending[0], ascending.at(-1)];
  if (lowest === undefined || highest === undefined) return { notes: [] };
  if (lowest === highest) return { value: lowest, notes: [] };
  const value = ascending[Math.floor((ascending.length - 1) / 2)]!;
  return {
    value,
    notes: [`the rows state index prices from ${lowest} to ${highest}; the chain's is their lower median, ${value}`],
  };
}

function noteOf(quotes: readonly OptionQuote[], what: string): string[] {
  if (quotes.length === 0) return [];
  const names = quotes.slice(0, namesShownMax).map(({ instrument }) => instrument.id);
  const more = quotes.length > namesShownMax ? ` and ${quotes.length - namesShownMax} more` : "";
  return [`${quotes.length} ${quotes.length === 1 ? "quote" : "quotes"}: ${what} (${names.join(", ")}${more})`];
}
