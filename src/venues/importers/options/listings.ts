/** What the importers of instrument lists share. */
import { type Decimal, decimalText, parseDecimal, signOf } from "../../../instruments/decimal.ts";
import type { TickStep } from "../../../instruments/tradingTerms.ts";
import type { SeriesSource } from "../../../market/timeSeries.ts";
import { failed, type Outcome, success } from "../../../numerics/outcome.ts";
import type { Fields } from "./fields.ts";
import type { OptionListing, OptionListings } from "./optionListing.ts";
import type { Option } from "./optionNames.ts";
import { readJsonRecords } from "./records.ts";

/** A decimal that must be there and above 0. */
export function decimalIn(fields: Fields, name: string): Decimal | undefined {
  const parsed = parseDecimal(fields.text(name));
  if (parsed.ok && signOf(parsed.value) > 0) return parsed.value;
  fields.blame(name, "must be a decimal above 0");
  return undefined;
}

/** The same as a decimal text. */
export function decimalTextIn(fields: Fields, name: string): string | undefined {
  const value = decimalIn(fields, name);
  return value === undefined ? undefined : decimalText(value);
}

/** The steps in which a venue's orders go, decimal texts. */
interface ListedSteps {
  readonly tickSize: string;
  readonly tickSteps?: readonly TickStep[];
  readonly lotSize: string;
}

/** The contract with the steps that its listing states. */
export const withSteps = (instrument: Option, steps: ListedSteps): Option => ({ ...instrument, ...steps });

/** Where one venue's answer holds its instruments and which of them are options. */
export interface ListingLayout {
  readonly venue: string;
  /** As `readJsonRecords` takes them. */
  readonly places: readonly string[];
  readonly isOption: (fields: Fields) => boolean;
  readonly readOne: (fields: Fields) => OptionListing | undefined;
}

/** Every option of an instrument list; the other instruments are counted in a note. */
export function readListings(text: string, source: SeriesSource, layout: ListingLayout): Outcome<OptionListings> {
  let others = 0;
  const listings = readJsonRecords(text, source.file, layout.places, (fields) => {
    if (layout.isOption(fields)) return layout.readOne(fields);
    others += 1;
    return undefined;
  });
  if (!listings.ok) return listings;
  if (listings.value.length === 0) {
    return failed({ code: "missing-data", path: source.file, message: `0 options among ${others} instruments` });
  }
  return success({
    venue: layout.venue,
    listings: listings.value.sort(byExpiryStrikeType),
    source,
    notes: others === 0 ? [] : [`${others} instruments left out: no options`],
  });
}

function byExpiryStrikeType({ instrument: a }: OptionListing, { instrument: b }: OptionListing): number {
  if (a.expiresAt !== b.expiresAt) return a.expiresAt - b.expiresAt;
  if (a.strike !== b.strike) return Number(a.strike) - Number(b.strike);
  return a.optionType === b.optionType ? 0 : a.optionType === "call" ? -1 : 1;
}
