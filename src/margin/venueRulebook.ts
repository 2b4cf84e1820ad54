import type { TObject, TSchema } from "typebox";
import type { Currency } from "../instruments/money.ts";
import { FaultList, failed, type Outcome, success } from "../numerics/outcome.ts";
import type { FillSets } from "./fills.ts";
import type { MarginModel } from "./marginModel.ts";
import { boundsOf, checkParameters } from "./parameters.ts";
import { type Rulebook, rulebookOf } from "./rulebook.ts";

/** The parameters that a venue published at one time. */
export interface RulebookVersion {
  /** The day from which they held, as far as the source says: `2024-06-27`. */
  readonly asOf: string;
  /** Where every figure was read. */
  readonly sources: readonly string[];
  /** Checked against the model's schema when used; a figure without a source is left out and must be given. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** One venue's rules: a model and its dated parameters. One file and one line in `rulebooks.ts`. */
export interface VenueRulebook {
  /** kebab-case, `venue-method`. */
  readonly id: string;
  readonly venue: string;
  readonly title: string;
  readonly model: MarginModel<TObject>;
  /** What the venue counts requirements in. */
  readonly reportingCurrency: Currency;
  /** Newest first; older ones stay runnable. */
  readonly versions: readonly RulebookVersion[];
  /**
   * Upstream vectors that pass through `assessAccount` under this rulebook; formula, liquidation-price and derived rows do
   * not count. A test compares it with the conformance run. Absent: none.
   */
  readonly upstreamVectors?: number;
  readonly fillSets?: FillSets;
  readonly ordersInMaintenance?: boolean;
  /** What the venue's own contracts settle in; a contract that settles otherwise is margined as its like, and is said to be. */
  readonly settlesIn?: readonly Currency[];
  /** Keeps every settlement currency apart, each wallet counting in its own. */
  readonly segregated?: boolean;
  /** Keeps both sides of one contract gross; absent where they net, and gross legs are then refused. */
  readonly hedgeMode?: boolean;
}

/** Fewer passing vectors than this prove too little. */
const vectorsMin = 10;

export const isVerified = ({ upstreamVectors = 0 }: VenueRulebook): boolean => upstreamVectors >= vectorsMin;

/** The title as it is shown everywhere: a rulebook that too few vectors vouch for says so. */
export const rulebookTitle = (rulebook: VenueRulebook): string =>
  isVerified(rulebook) ? rulebook.title : `${rulebook.title} (unverified)`;

export const defineRulebook = (rulebook: VenueRulebook): VenueRulebook => rulebook;

/**
 * A venue's rules as they stood on a day, ready to bind. No default of the model fills a gap: what the version does not
 * state has no source, and must be given.
 *
 * @param given parameters that replace or complete the published ones
 * @param asOf  the day; the newest version that is not later counts, without a day the newest
 * @returns     a failure that names every parameter without a source, or the first day for which there is a version
 */
export function venueRulebookOf(
  venue: VenueRulebook,
  given: Readonly<Record<string, unknown>> = {},
  asOf?: string,
): Outcome<Rulebook> {
  const version = venue.versions.find((one) => asOf === undefined || one.asOf <= asOf);
  if (version === undefined) {
    const message = `no version of ${venue.id} is known from ${asOf} or before`;
    return failed({
      code: "missing-data",
      path: venue.id,
      message,
      hint: `the first is of ${venue.versions.at(-1)?.asOf}`,
    });
  }
  const stated = { ...version.parameters, ...given };
  const properties: Record<string, TSchema> = venue.model.parameters.properties;
  const faults = new FaultList();
  for (const [key, schema] of Object.entries(properties)) {
    if (key in stated) continue;
    const message = `${venue.venue} publishes no ${key} that we know of`;
    faults.add({ code: "missing-data", path: `${venue.id}/${key}`, message, hint: `give it: ${boundsOf(schema)}` });
  }
  if (faults.count > 0) return failed(faults.toFailure(venue.id, "parameters without a source"));
  const checked = checkParameters(venue.model.parameters, stated, venue.id);
  if (!checked.ok) return checked;
  const {
    fillSets: _ours,
    hedgeMode: _own,
    ...rulebook
  } = rulebookOf(venue.model, checked.value, venue.reportingCurrency, venue.id);
  const { fillSets, ordersInMaintenance, hedgeMode, segregated, settlesIn } = venue;
  return success({
    ...rulebook,
    venue: { id: venue.id, isVerified: isVerified(venue) },
    ...(fillSets === undefined ? {} : { fillSets }),
    ...(ordersInMaintenance === undefined ? {} : { ordersInMaintenance }),
    ...(settlesIn === undefined ? {} : { settlesIn }),
    segregated: segregated ?? false,
    ...(hedgeMode === undefined ? {} : { hedgeMode }),
  });
}

/** The same rulebook with one version more, for example a file of the user's: newest first, the given one before its equals. */
export const withVersion = (venue: VenueRulebook, version: RulebookVersion): VenueRulebook => ({
  ...venue,
  versions: [version, ...venue.versions].sort((a, b) => (a.asOf > b.asOf ? -1 : a.asOf < b.asOf ? 1 : 0)),
});
