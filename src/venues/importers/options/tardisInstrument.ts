/**
 * One option's terms as Tardis keeps them.
 * @source docs.tardis.dev, instruments metadata API: contractMultiplier in units of underlying, amountIncrement and
 * minTradeAmount in the venue's order unit, which for options of Deribit is the underlying; times ISO 8601.
 */
import { checkExpiry, checkStated, type Fields, given, isoTimeIn } from "./fields.ts";
import { decimalTextIn, readListings, withSteps } from "./listings.ts";
import type { OptionListing, OptionListingImporter } from "./optionListing.ts";
import { optionNamed } from "./optionNames.ts";
import { isJsonWith } from "./records.ts";

export const tardisInstrument: OptionListingImporter = {
  id: "tardis-instrument",
  title: "Tardis instrument, JSON",
  unitsNote: "Deribit alone: contract and quantities in units of underlying, priceIncrement in the settlement currency",
  howToGet: "https://api.tardis.dev/v1/instruments/deribit/BTC-25APR25-200000-P",
  recognises: (text) => isJsonWith(text, "availableSince", "priceIncrement", "minTradeAmount"),
  read: (text, source) =>
    readListings(text, source, {
      venue: "deribit",
      places: [""],
      isOption: (fields) => fields.text("type") === "option",
      readOne,
    }),
};

function readOne(fields: Fields): OptionListing | undefined {
  if (fields.text("exchange") !== "deribit") {
    fields.blame("exchange", 'must be "deribit": the units of other venues are not known here');
  }
  const instrument = optionNamed(fields, "id");
  const contractSize = decimalTextIn(fields, "contractMultiplier");
  const tickSize = decimalTextIn(fields, "priceIncrement");
  const quantityMin = decimalTextIn(fields, "minTradeAmount");
  const lotSize = decimalTextIn(fields, "amountIncrement");
  const listedAt = fields.text("listing") === "" ? undefined : isoTimeIn(fields, "listing");
  if (instrument === undefined || contractSize === undefined || tickSize === undefined) return undefined;
  if (quantityMin === undefined || lotSize === undefined) return undefined;
  checkExpiry(fields, "expiry", instrument.expiresAt, isoTimeIn(fields, "expiry"));
  checkStated(fields, "strikePrice", Number(instrument.strike));
  checkStated(fields, "optionType", instrument.optionType);
  const listed = withSteps(instrument, { tickSize, lotSize });
  const symbol = fields.text("id");
  return { instrument: listed, symbol, contractSize, quantityMin, ...given("listedAt", listedAt) };
}
