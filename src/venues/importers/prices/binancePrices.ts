/**
 * Binance futures premium index and spot 24-hour tickers.
 * @source developers.binance.com, USD-M and COIN-M futures, premiumIndex: markPrice and indexPrice in quote currency, time
 * in milliseconds; spot, ticker/24hr: lastPrice, closeTime in milliseconds. The futures' ticker/24hr has no mark and no bid.
 */
import { timeIn } from "../options/fields.ts";
import { isJsonWith } from "../options/records.ts";
import { binanceName, pairName } from "../venueNames.ts";
import type { PriceImporter } from "./priceImporter.ts";
import { priceRow, readPrices } from "./venuePrices.ts";

const noSample = "no recorded sample, read as the venue documents it";

export const binancePremiumIndex: PriceImporter = {
  id: "binance-premium-index",
  title: "Binance futures premium index, JSON",
  unitsNote: `markPrice is the contract's, indexPrice the coin's, both in quote currency; time is when the venue made them; ${noSample}`,
  howToGet: "Binance GET /fapi/v1/premiumIndex (COIN-M: /dapi/v1/premiumIndex)",
  recognises: (text) => isJsonWith(text, "symbol", "markPrice", "indexPrice", "lastFundingRate", "time"),
  read: (text, source, asOfMs) =>
    readPrices(text, source, asOfMs, {
      places: [""],
      rowOf: (fields) => {
        const members = { price: "markPrice", index: "indexPrice", timeMs: timeIn(fields, "time") };
        return priceRow(fields, binanceName(fields.text("symbol")), members);
      },
    }),
};

export const binanceSpotTickers: PriceImporter = {
  id: "binance-spot-tickers",
  title: "Binance spot 24-hour tickers, JSON",
  unitsNote: `lastPrice of spot pairs in quote currency, as the close of a bar is, at closeTime; pairs not quoted in dollars are left out; ${noSample}`,
  howToGet: "Binance GET /api/v3/ticker/24hr",
  recognises: (text) => isJsonWith(text, "symbol", "lastPrice", "bidPrice", "weightedAvgPrice", "closeTime"),
  read: (text, source, asOfMs) =>
    readPrices(text, source, asOfMs, {
      places: [""],
      rowOf: (fields) => {
        const members = { price: "lastPrice", timeMs: timeIn(fields, "closeTime") };
        return priceRow(fields, pairName(fields.text("symbol")), members);
      },
    }),
};
