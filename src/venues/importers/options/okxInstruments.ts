/**
 * OKX options on offer.
 * @source okx.com/docs-v5, GET /api/v5/public/instruments?instType=OPTION: a contract is ctVal × ctMult units of
 * ctValCcy; lotSz and minSz in contracts; tickSz in the settlement currency; times in milliseconds.
 */
import { decimalText, multiply } from "../../../instruments/decimal.ts";
import { checkExpiry, checkStated, type Fields, given, timeIn } from "./fields.ts";
import { decimalIn, decimalTextIn, readListings, withSteps } from "./listings.ts";
import type { OptionListing, OptionListingImporter } from "./optionListing.ts";
import { okxOptionName, optionNamed } from "./optionNames.ts";
import { isJsonWith } from "./records.ts";

export const okxInstruments: OptionListingImporter = {
  id: "okx-instruments",
  title: "OKX instruments, JSON",
  unitsNote:
    "a contract is ctVal × ctMult units of underlying; lotSz and minSz in contracts (read as units of underlying), tickSz in the settlement currency",
  howToGet: "OKX GET /api/v5/public/instruments?instType=OPTION&instFamily=BTC-USD",
  recognises: (text) => isJsonWith(text, "instId", "ctVal", "optType"),
  read: (text, source) =>
    readListings(text, source, {
      venue: "okx",
      places: ["data"],
      isOption: (fields) => fields.text("instType") === "OPTION",
      readOne,
    }),
};

function readOne(fields: Fields): OptionListing | undefined {
  const instrument = optionNamed(fields, "instId", okxOptionName(fields.text("instId")));
  const [value, multiplier] = [decimalIn(fields, "ctVal"), decimalIn(fields, "ctMult")];
  const [lot, smallest] = [decimalIn(fields, "lotSz"), decimalIn(fields, "minSz")];
  const tickSize = decimalTextIn(fields, "tickSz");
  const listedAt = timeIn(fields, "listTime");
  if (instrument === undefined || tickSize === undefined) return undefined;
  if (value === undefined || multiplier === undefined || lot === undefined || smallest === undefined) return undefined;
  checkExpiry(fields, "expTime", instrument.expiresAt, timeIn(fields, "expTime"));
  checkStated(fields, "stk", Number(instrument.strike));
  checkStated(fields, "optType", instrument.optionType === "call" ? "C" : "P");
  checkStated(fields, "settleCcy", instrument.settlementCurrency);
  checkStated(fields, "ctValCcy", instrument.underlying);
  const contract = multiply(value, multiplier);
  return {
    instrument: withSteps(instrument, { tickSize, lotSize: decimalText(multiply(lot, contract)) }),
    symbol: fields.text("instId"),
    contractSize: decimalText(contract),
    quantityMin: decimalText(multiply(smallest, contract)),
    ...given("listedAt", listedAt),
  };
}
