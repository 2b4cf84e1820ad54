/**
 * Bybit options on offer.
 * @source bybit-exchange.github.io/docs/v5/market/instrument, category option: a contract is 1 unit of underlying;
 * minOrderQty and qtyStep in units of underlying; tickSize in the settlement currency; times in milliseconds.
 */
import { checkExpiry, checkStated, type Fields, given, timeIn } from "./fields.ts";
import { decimalTextIn, readListings, withSteps } from "./listings.ts";
import type { OptionListing, OptionListingImporter } from "./optionListing.ts";
import { bybitOptionName, optionNamed } from "./optionNames.ts";
import { isJsonWith } from "./records.ts";

export const bybitInstruments: OptionListingImporter = {
  id: "bybit-instruments",
  title: "Bybit option instruments, JSON",
  unitsNote:
    "a contract is 1 unit of underlying; quantities in units of underlying, tickSize in the settlement currency",
  howToGet: "Bybit GET /v5/market/instruments-info?category=option&baseCoin=BTC",
  recognises: (text) => isJsonWith(text, "symbol", "optionsType", "deliveryTime"),
  read: (text, source) =>
    readListings(text, source, { venue: "bybit", places: ["result.list"], isOption: () => true, readOne }),
};

function readOne(fields: Fields): OptionListing | undefined {
  const instrument = optionNamed(fields, "symbol", bybitOptionName(fields.text("symbol")));
  const tickSize = decimalTextIn(fields, "priceFilter.tickSize");
  const quantityMin = decimalTextIn(fields, "lotSizeFilter.minOrderQty");
  const lotSize = decimalTextIn(fields, "lotSizeFilter.qtyStep");
  const listedAt = timeIn(fields, "launchTime");
  if (instrument === undefined || tickSize === undefined) return undefined;
  if (quantityMin === undefined || lotSize === undefined) return undefined;
  checkExpiry(fields, "deliveryTime", instrument.expiresAt, timeIn(fields, "deliveryTime"));
  checkStated(fields, "optionsType", instrument.optionType);
  checkStated(fields, "baseCoin", instrument.underlying);
  checkStated(fields, "settleCoin", instrument.settlementCurrency);
  const listed = withSteps(instrument, { tickSize, lotSize });
  const symbol = fields.text("symbol");
  return { instrument: listed, symbol, contractSize: "1", quantityMin, ...given("listedAt", listedAt) };
}
