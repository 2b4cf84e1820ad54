/**
 * Deribit's options on offer.
 * @source docs.deribit.com, public/get_instruments: contract_size in units of underlying; tick_size and tick_size_steps
 * (a larger tick above a price) in the price's currency; min_trade_amount, for options the step as well, in units of
 * underlying.
 */
import type { TickStep } from "../../../instruments/tradingTerms.ts";
import { checkExpiry, checkStated, type Fields, given, timeIn } from "./fields.ts";
import { decimalTextIn, readListings, withSteps } from "./listings.ts";
import type { OptionListing, OptionListingImporter } from "./optionListing.ts";
import { optionNamed } from "./optionNames.ts";
import { isJsonWith } from "./records.ts";

export const deribitInstruments: OptionListingImporter = {
  id: "deribit-instruments",
  title: "Deribit instruments, JSON",
  unitsNote: "contract_size and min_trade_amount in units of underlying, tick_size in the settlement currency",
  howToGet: "Deribit public/get_instruments?currency=BTC&kind=option, or public/get_instrument?instrument_name=…",
  recognises: (text) => isJsonWith(text, "instrument_name", "tick_size", "contract_size"),
  read: (text, source) =>
    readListings(text, source, {
      venue: "deribit",
      places: ["result", ""],
      isOption: (fields) => fields.text("kind") === "option",
      readOne,
    }),
};

function readOne(fields: Fields): OptionListing | undefined {
  const instrument = optionNamed(fields, "instrument_name");
  const contractSize = decimalTextIn(fields, "contract_size");
  const tickSize = decimalTextIn(fields, "tick_size");
  const quantityMin = decimalTextIn(fields, "min_trade_amount");
  const tickSteps = stepsIn(fields);
  const listedAt = timeIn(fields, "creation_timestamp");
  if (instrument === undefined || contractSize === undefined) return undefined;
  if (tickSize === undefined || quantityMin === undefined) return undefined;
  checkExpiry(fields, "expiration_timestamp", instrument.expiresAt, timeIn(fields, "expiration_timestamp"));
  checkStated(fields, "strike", Number(instrument.strike));
  checkStated(fields, "option_type", instrument.optionType);
  checkStated(fields, "settlement_currency", instrument.settlementCurrency);
  const listed = withSteps(instrument, {
    tickSize,
    ...(tickSteps.length > 0 ? { tickSteps } : {}),
    lotSize: quantityMin,
  });
  const symbol = fields.text("instrument_name");
  return { instrument: listed, symbol, contractSize, quantityMin, ...given("listedAt", listedAt) };
}

function stepsIn(fields: Fields): TickStep[] {
  const steps: TickStep[] = [];
  for (let k = 0; fields.text(`tick_size_steps.${k}.tick_size`) !== ""; k += 1) {
    const abovePrice = decimalTextIn(fields, `tick_size_steps.${k}.above_price`);
    const tickSize = decimalTextIn(fields, `tick_size_steps.${k}.tick_size`);
    if (abovePrice !== undefined && tickSize !== undefined) steps.push({ abovePrice, tickSize });
  }
  return steps.sort((a, b) => Number(a.abovePrice) - Number(b.abovePrice));
}
