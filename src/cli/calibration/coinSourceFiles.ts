import type { CoinSources, OpenInterestSeries, OrderLog } from "../../calibration/parameters/index.ts";
import { noSources } from "../../calibration/parameters/index.ts";
import type { OptionChain } from "../../market/optionChain.ts";
import type { FundingSeries } from "../../market/timeSeries.ts";
import { FaultList, failed, type Outcome, success } from "../../numerics/outcome.ts";
import type { MarketRecords } from "../../venues/importers/options/marketRecords.ts";
import { importMarketRecords, importOptionChains } from "../../venues/optionImporters.ts";
import { readFunding } from "../files/marketFiles.ts";
import { readInputFile } from "../files/readFile.ts";

/** The words that name what is read besides prices. */
export interface SourceWords {
  readonly chain?: readonly string[];
  readonly funding?: readonly string[];
  readonly openInterest?: readonly string[];
  readonly orders?: readonly string[];
}

type Given = { [K in keyof CoinSources]: CoinSources[K][number][] };

/**
 * Reads chains, funding, open interest and order logs, each to the coin that it is of. What is of a coin that was not
 * asked for is left out; a file that holds nothing of any is a failure, and all such files are named.
 */
export async function readCoinSources(
  words: SourceWords,
  coins: readonly string[],
): Promise<Outcome<ReadonlyMap<string, CoinSources>>> {
  const faults = new FaultList();
  const found = new Map<string, Given>();
  const give = <K extends keyof CoinSources>(kind: K, path: string, all: readonly CoinSources[K][number][]): void => {
    const asked = all.filter((one) => coins.includes(coinOf(kind, one)));
    if (asked.length === 0) {
      const held = [...new Set(all.map((one) => coinOf(kind, one)))].join(", ");
      const message = held === "" ? "holds nothing that a coin is calibrated from" : `is of ${held}`;
      faults.add({
        code: "invalid",
        path,
        message,
        hint: `asked for ${coins.join(", ")}: name the coin, or leave it out`,
      });
    }
    for (const one of asked) {
      const coin = coinOf(kind, one);
      const own: Given = found.get(coin) ?? { chains: [], funding: [], openInterest: [], orders: [] };
      own[kind].push(one as never);
      found.set(coin, own);
    }
  };
  for (const path of words.chain ?? []) {
    const chains = await chainsIn(path);
    if (chains.ok) give("chains", path, chains.value);
    else faults.add(chains.failure);
  }
  for (const path of words.funding ?? []) {
    const funding = await readFunding(path, coins);
    if (funding.ok) give("funding", path, funding.value);
    else faults.add(funding.failure);
  }
  for (const path of words.openInterest ?? []) {
    const records = await recordsIn(path, "open-interest");
    if (records.ok) give("openInterest", path, seriesBySymbol(records.value));
    else faults.add(records.failure);
  }
  for (const path of words.orders ?? []) {
    const records = await recordsIn(path, "orders");
    if (records.ok) give("orders", path, [logOf(records.value)]);
    else faults.add(records.failure);
  }
  if (faults.count > 0) return failed(faults.toFailure("calibrate", "the files besides prices"));
  return success(new Map(coins.map((coin) => [coin, found.get(coin) ?? noSources])));
}

/** `BTC` of `BTC/USDT:USDT` and of `BTCUSD_PERP.A`. */
function coinOf<K extends keyof CoinSources>(kind: K, one: CoinSources[K][number]): string {
  if (kind === "chains") return (one as OptionChain).underlying;
  if (kind === "openInterest") return /^[A-Z0-9]+?(?=USD)/.exec((one as OpenInterestSeries).symbol)?.[0] ?? "";
  return (one as FundingSeries | OrderLog).market.split("/")[0]!;
}

async function chainsIn(path: string): Promise<Outcome<readonly OptionChain[]>> {
  const file = await readInputFile(path);
  return file.ok ? importOptionChains(file.value) : file;
}

type RecordsOf<K extends MarketRecords["kind"]> = Extract<MarketRecords, { readonly kind: K }>;

async function recordsIn<K extends MarketRecords["kind"]>(path: string, kind: K): Promise<Outcome<RecordsOf<K>>> {
  const file = await readInputFile(path);
  if (!file.ok) return file;
  const records = importMarketRecords(file.value);
  if (!records.ok) return records;
  if (records.value.kind === kind) return success(records.value as RecordsOf<K>);
  return failed({ code: "invalid", path, message: `holds ${records.value.kind}, not ${kind}` });
}

function seriesBySymbol({ records, source }: RecordsOf<"open-interest">): OpenInterestSeries[] {
  const symbols = [...new Set(records.map(({ symbol }) => symbol))];
  return symbols.map((symbol) => {
    const own = records.filter((one) => one.symbol === symbol);
    return {
      symbol,
      timesMs: Float64Array.from(own, ({ timeMs }) => timeMs),
      values: Float64Array.from(own, ({ openInterest }) => openInterest),
      // Coin-margined contracts are worth a round number of dollars each.
      unit: /USD_PERP/.test(symbol) ? "dollars" : "unknown",
      source,
    };
  });
}

const logOf = ({ venue, market, records, source }: RecordsOf<"orders">): OrderLog => ({
  venue,
  market,
  events: records,
  source,
});
