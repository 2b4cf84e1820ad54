import type { OptionChain } from "../market/optionChain.ts";
import type { SeriesSource } from "../market/timeSeries.ts";
import { failed, type Outcome, success } from "../numerics/outcome.ts";
import { bitstampOrders } from "./importers/options/bitstampOrders.ts";
import { bybitInstruments } from "./importers/options/bybitInstruments.ts";
import { bybitOptionMessage, bybitOptionTickers } from "./importers/options/bybitOptionTicker.ts";
import { timedChainTable, untimedChainTable } from "./importers/options/chainTable.ts";
import { coinalyzeOpenInterest } from "./importers/options/coinalyzeOpenInterest.ts";
import { deribitBookSummary, deribitBookSummaryTable } from "./importers/options/deribitBookSummary.ts";
import { deribitContractTicker } from "./importers/options/deribitContractTicker.ts";
import { deribitInstruments } from "./importers/options/deribitInstruments.ts";
import { deribitOptionTrades } from "./importers/options/deribitOptionTrades.ts";
import { deribitTicker } from "./importers/options/deribitTicker.ts";
import type { MarketRecordImporter, MarketRecords } from "./importers/options/marketRecords.ts";
import { okxInstruments } from "./importers/options/okxInstruments.ts";
import { okxOptionSummary } from "./importers/options/okxOptionSummary.ts";
import type { OptionChainImporter } from "./importers/options/optionChainImporter.ts";
import type { OptionListingImporter, OptionListings } from "./importers/options/optionListing.ts";
import { tardisBookMessage, tardisBooks } from "./importers/options/tardisBestQuotes.ts";
import { tardisInstrument } from "./importers/options/tardisInstrument.ts";
import { tardisOptionSummary, tardisOptionsChain } from "./importers/options/tardisOptions.ts";
import { tardisDerivativeTicker, tardisTickerMessage } from "./importers/options/tardisTickers.ts";
import { tardisTradeMessage, tardisTrades } from "./importers/options/tardisTrades.ts";
import { refusalOf } from "./refusals.ts";

/** Every importer of option quotes; one line adds one. */
export const optionChainImporters: readonly OptionChainImporter[] = [
  timedChainTable,
  untimedChainTable,
  deribitBookSummaryTable,
  deribitBookSummary,
  deribitTicker,
  tardisOptionsChain,
  tardisOptionSummary,
  okxOptionSummary,
  bybitOptionMessage,
  bybitOptionTickers,
];

/** Every importer of the terms of listed options; one line adds one. */
export const optionListingImporters: readonly OptionListingImporter[] = [
  deribitInstruments,
  okxInstruments,
  bybitInstruments,
  tardisInstrument,
];

/** Every importer of tickers, best quotes, trades, open interest and order logs; one line adds one. */
export const marketRecordImporters: readonly MarketRecordImporter[] = [
  deribitOptionTrades,
  deribitContractTicker,
  tardisDerivativeTicker,
  tardisTickerMessage,
  tardisBooks,
  tardisBookMessage,
  tardisTrades,
  tardisTradeMessage,
  coinalyzeOpenInterest,
  bitstampOrders,
];

/** A file as text. */
export interface OptionFile {
  /** Without folders; some layouts say in the name what their text leaves out. */
  readonly name: string;
  readonly text: string;
  /** Of the file's bytes, before any decompression; hexadecimal. */
  readonly sha256: string;
}

/** Every chain of a file, one per venue, underlying and settlement currency. */
export const importOptionChains = (file: OptionFile): Outcome<readonly OptionChain[]> =>
  readWith(optionChainImporters, "option chain", file);

/** The terms of the options that a venue lists. */
export const importOptionListings = (file: OptionFile): Outcome<OptionListings> =>
  readWith(optionListingImporters, "list of options", file);

/** Tickers, best quotes, trades, open interest or an order log; the result's `kind` says which. */
export const importMarketRecords = (file: OptionFile): Outcome<MarketRecords> =>
  readWith(marketRecordImporters, "market record", file);

/**
 * The one chain of a file.
 *
 * @param market which chain, where the file holds several: an underlying (`BTC`) or a market (`BTC/USD:BTC`)
 */
export function importOptionChain(file: OptionFile, market?: string): Outcome<OptionChain> {
  const chains = importOptionChains(file);
  if (!chains.ok) return chains;
  const asked = chains.value.filter((one) => market === undefined || [one.underlying, marketOf(one)].includes(market));
  const [chain] = asked;
  if (chain !== undefined && asked.length === 1) return success(chain);
  const held = chains.value.map(marketOf).join(", ");
  return failed({
    code: chain === undefined ? "missing-data" : "unsupported",
    path: file.name,
    message: `holds chains of ${held}, ${market === undefined ? "must be one" : `${asked.length} of them ${market}`}`,
    hint: "name one of them",
  });
}

/** `BTC/USD:BTC` */
const marketOf = ({ underlying, quoteCurrency, settlementCurrency }: OptionChain): string =>
  `${underlying}/${quoteCurrency}:${settlementCurrency}`;

/** What the members of all three lists have in common. */
interface Importer<T> {
  readonly id: string;
  readonly title: string;
  readonly recognises: (text: string, fileName: string) => boolean;
  readonly read: (text: string, source: SeriesSource) => Outcome<T>;
}

function readWith<T>(importers: readonly Importer<T>[], what: string, { name, text, sha256 }: OptionFile): Outcome<T> {
  const importer = importers.find((one) => one.recognises(text, name));
  if (importer !== undefined) return importer.read(text, { file: name, sha256, format: importer.id });
  const other = everyImporter.find((one) => one.recognises(text, name));
  const refusal = other === undefined ? refusalOf(text, name) : undefined;
  if (refusal !== undefined) return failed(refusal);
  const known = importers.map((one) => `${one.id} (${one.title})`).join(", ");
  const opening = text.slice(0, openingLengthMax).replaceAll(/\s+/g, " ");
  return failed({
    code: "unsupported",
    path: `${name}:1`,
    message:
      other === undefined
        ? `no ${what} that Plimsoll knows: it begins with "${opening}"`
        : `a file of another kind, ${other.title}: it holds no ${what}`,
    hint: `known layouts: ${known}`,
  });
}

const openingLengthMax = 80;
const everyImporter: readonly Importer<unknown>[] = [
  ...optionChainImporters,
  ...optionListingImporters,
  ...marketRecordImporters,
];
