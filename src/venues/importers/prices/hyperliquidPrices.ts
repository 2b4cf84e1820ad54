/**
 * Hyperliquid `metaAndAssetCtxs`: names in one list, prices in another, no time in either.
 * @source hyperliquid.gitbook.io, API, info endpoint, perpetuals: markPx and oraclePx, the funding of an hour. The oracle
 * prices most coins in USDT and P&L is paid in USDC without conversion: here both count as USDC.
 */

import type { SeriesSource } from "../../../market/timeSeries.ts";
import { FaultList, failed, type Outcome } from "../../../numerics/outcome.ts";
import { isRecord } from "../accounts/ccxtVenues.ts";
import { timeIn } from "../options/fields.ts";
import { isJsonWith, jsonFields } from "../options/records.ts";
import { hyperliquidName } from "../venueNames.ts";
import type { PriceImport, PriceImporter } from "./priceImporter.ts";
import { type PriceRow, priceRow, pricesOf } from "./venuePrices.ts";

const form = '{ "time": 1719619200000, "metaAndAssetCtxs": <the answer> }';

export const hyperliquidPrices: PriceImporter = {
  id: "hyperliquid-prices",
  title: "Hyperliquid perpetuals with their asset contexts, JSON",
  unitsNote:
    "markPx is the contract's, oraclePx the coin's, both taken in USDC; the answer states no time, so the file must: time, milliseconds UTC, when it was asked; delisted coins are left out; no recorded sample, read as the venue documents it",
  howToGet: `Hyperliquid POST /info {"type":"metaAndAssetCtxs"}, saved as ${form}`,
  recognises: (text) => isJsonWith(text, "universe", "markPx", "oraclePx"),
  read,
};

function read(text: string, source: SeriesSource, asOfMs: number | undefined): Outcome<PriceImport> {
  let content: unknown;
  try {
    content = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    return failed({ code: "parsing", path: source.file, message: error instanceof Error ? error.message : "not JSON" });
  }
  if (!isRecord(content)) {
    const message = "the answer states no time, and a price without its time is none";
    return failed({ code: "missing-data", path: source.file, message, hint: `write ${form}` });
  }
  const answer = content["metaAndAssetCtxs"];
  const [meta, contexts] = Array.isArray(answer) ? (answer as readonly unknown[]) : [];
  const universe = isRecord(meta) ? meta["universe"] : undefined;
  const path = `${source.file}/metaAndAssetCtxs`;
  if (!Array.isArray(universe) || !Array.isArray(contexts) || universe.length !== contexts.length) {
    const message = "must be a universe and as many contexts";
    return failed({ code: "parsing", path, message, hint: `write ${form}` });
  }
  const faults = new FaultList();
  const timeMs = timeIn(jsonFields(content, source.file, faults), "time");
  const rows = universe.flatMap((coin: unknown, k): (PriceRow | string)[] => {
    const named = jsonFields(coin, `${path}/0/universe/${k}`, faults);
    if (named.text("isDelisted") === "true") return ["delisted coins"];
    if (named.text("name") === "") named.blame("name", "must name a coin");
    const fields = jsonFields(contexts[k], `${path}/1/${k}`, faults);
    const members = { price: "markPx", index: "oraclePx", timeMs };
    const row = priceRow(fields, hyperliquidName(named.text("name")), members);
    return row === undefined ? [] : [row];
  });
  return faults.count > 0
    ? failed(faults.toFailure(source.file, `${universe.length} coins`))
    : pricesOf(rows, source, asOfMs);
}
