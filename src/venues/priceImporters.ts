import { failed, type Outcome } from "../numerics/outcome.ts";
import { binancePremiumIndex, binanceSpotTickers } from "./importers/prices/binancePrices.ts";
import { bybitTickerPrices } from "./importers/prices/bybitPrices.ts";
import { deribitSummaryPrices, deribitTickerPrices } from "./importers/prices/deribitPrices.ts";
import { hyperliquidPrices } from "./importers/prices/hyperliquidPrices.ts";
import { okxIndexPrices, okxMarkPrices, okxTickers } from "./importers/prices/okxPrices.ts";
import type { PriceImport, PriceImporter } from "./importers/prices/priceImporter.ts";
import { pricesCsv } from "./importers/prices/pricesCsv.ts";
import { marketRecordImporters, optionChainImporters, optionListingImporters } from "./optionImporters.ts";
import { refusalOf } from "./refusals.ts";

/** Every importer of prices; one line adds one. */
export const priceImporters: readonly PriceImporter[] = [
  pricesCsv,
  deribitTickerPrices,
  deribitSummaryPrices,
  okxMarkPrices,
  okxIndexPrices,
  okxTickers,
  bybitTickerPrices,
  binancePremiumIndex,
  binanceSpotTickers,
  hyperliquidPrices,
];

/**
 * Reads a file of prices with the importer that recognises it.
 *
 * @param asOfMs prices dated after it are faults; undefined where any time will do
 */
export function importPriceFile(
  file: { readonly name: string; readonly text: string; readonly sha256: string },
  asOfMs: number | undefined,
): Outcome<PriceImport> {
  const { name, text, sha256 } = file;
  const importer = priceImporters.find((one) => one.recognises(text));
  if (importer !== undefined) return importer.read(text, { file: name, sha256, format: importer.id }, asOfMs);
  const other = otherKinds.find((one) => one.recognises(text, name));
  if (other !== undefined) {
    const message = `a file of another kind, ${other.title}: it holds no price of a contract or coin`;
    return failed({ code: "unsupported", path: `${name}:1`, message, hint: "an option chain is given as --chain" });
  }
  const refusal = refusalOf(text, name);
  if (refusal !== undefined) return failed(refusal);
  const opening = text.slice(0, openingLengthMax).replaceAll(/\s+/g, " ");
  return failed({
    code: "unsupported",
    path: `${name}:1`,
    message: `no price file that Plimsoll knows: it begins with "${opening}"`,
    hint: priceImporters.map((one) => `${one.title}: ${one.howToGet}`).join("; "),
  });
}

const openingLengthMax = 80;
const otherKinds = [...optionChainImporters, ...optionListingImporters, ...marketRecordImporters];
