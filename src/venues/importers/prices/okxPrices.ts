/**
 * OKX mark prices, index tickers and tickers.
 * @source okx.com/docs-v5, public/mark-price: markPx in quote currency, of options in the settlement currency;
 * market/index-tickers: idxPx of a pair; market/tickers: last traded price, best bid and ask, no mark; ts milliseconds.
 */
import { type Fields, timeIn } from "../options/fields.ts";
import { isJsonWith } from "../options/records.ts";
import { okxName } from "../venueNames.ts";
import type { PriceImporter } from "./priceImporter.ts";
import { type PriceRow, priceRow, readPrices } from "./venuePrices.ts";

export const okxMarkPrices: PriceImporter = {
  id: "okx-mark-prices",
  title: "OKX mark prices, JSON",
  unitsNote: "markPx in quote currency; options and margin pairs are left out; ts is when the venue made it",
  howToGet: "OKX GET /api/v5/public/mark-price?instType=SWAP, or mark-price messages",
  recognises: (text) => isJsonWith(text, "instId", "markPx", "ts") && !text.includes('"posId"'),
  read: (text, source, asOfMs) =>
    readPrices(text, source, asOfMs, {
      places: ["data", ""],
      rowOf: (fields) => {
        const type = fields.text("instType");
        if (type === "OPTION") return "options, whose prices are an option chain";
        if (type === "MARGIN") return "marks of margin pairs, which no contract settles on";
        return rowOf(fields, "markPx");
      },
    }),
};

export const okxIndexPrices: PriceImporter = {
  id: "okx-index-prices",
  title: "OKX index tickers, JSON",
  unitsNote: "idxPx of a pair in quote currency, read as the price of the pair; ts is when the venue made it",
  howToGet: "OKX GET /api/v5/market/index-tickers?quoteCcy=USDT, or index-tickers messages",
  recognises: (text) => isJsonWith(text, "instId", "idxPx", "ts") && !text.includes('"posId"'),
  read: (text, source, asOfMs) =>
    readPrices(text, source, asOfMs, { places: ["data", ""], rowOf: (fields) => rowOf(fields, "idxPx") }),
};

export const okxTickers: PriceImporter = {
  id: "okx-tickers",
  title: "OKX tickers of spot pairs, JSON",
  unitsNote:
    "last traded price of spot pairs in quote currency, as the close of a bar is; contracts are left out, since a ticker states no mark; ts is when the venue made it",
  howToGet: "OKX GET /api/v5/market/tickers?instType=SPOT, or tickers messages",
  recognises: (text) => isJsonWith(text, "instId", "last", "bidPx", "askPx", "ts") && !text.includes('"posId"'),
  read: (text, source, asOfMs) =>
    readPrices(text, source, asOfMs, {
      places: ["data", ""],
      rowOf: (fields) =>
        fields.text("instType") === "SPOT"
          ? rowOf(fields, "last")
          : "contracts without a mark: get GET /api/v5/public/mark-price",
    }),
};

const rowOf = (fields: Fields, price: string): PriceRow | undefined =>
  priceRow(fields, okxName(fields.text("instId")), { price, timeMs: timeIn(fields, "ts") });
