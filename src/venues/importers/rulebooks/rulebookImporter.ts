import type { RulebookVersion } from "../../../margin/venueRulebook.ts";
import type { Outcome } from "../../../numerics/outcome.ts";

/** A version of a rulebook that a user's file states, and what its reader must know. */
export interface RulebookImport {
  /** One of `venueRulebooks`. */
  readonly rulebookId: string;
  readonly version: RulebookVersion;
  readonly notes: readonly string[];
}

/** Where a file of parameters comes from. */
export interface RulebookSource {
  readonly file: string;
  readonly sha256: string;
  /** The day on which the parameters held, of the form `2024-06-27`. */
  readonly asOf: string;
}

/** Reads one layout of a venue's parameters. Members take text and return values; they never open files. */
export interface RulebookImporter {
  readonly id: string;
  readonly title: string;
  /** The public call or download that makes such a file. */
  readonly howToGet: string;
  /** Whether this text has this layout; cheap, the file is not checked yet. */
  readonly recognises: (text: string) => boolean;
  readonly read: (text: string, source: RulebookSource) => Outcome<RulebookImport>;
}
