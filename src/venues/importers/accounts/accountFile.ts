import type { Instrument } from "../../../instruments/kinds.ts";
import type { Outcome } from "../../../numerics/outcome.ts";
import type { Account } from "../../../portfolio/account.ts";

/** Accounts and every instrument they name. */
export interface AccountImport {
  readonly accounts: readonly Account[];
  readonly instruments: readonly Instrument[];
  /** How this file states quantities, in words. */
  readonly unitNote: string;
  /** What the reader must know of this file: parts of an account that it leaves out. */
  readonly notes?: readonly string[];
}

/** What an importer may ask of the market: a price, where a stated quantity needs one. */
export interface AccountMarket {
  /** Quote currency; undefined when unknown. */
  markPriceOf(instrument: Instrument): number | undefined;
  /** Why a price is unknown, for the one who must mend it. */
  whyUnpriced?(instrument: Instrument): string | undefined;
  /** Ids known to the market, for nearest-match hints. */
  readonly known: readonly string[];
}

export interface AccountImporter {
  readonly id: string;
  readonly title: string;
  readonly unitNote: string;
  /** The public call or download that makes such a file. */
  readonly howToGet: string;
  recognises(text: string): boolean;
  read(text: string, file: string, market: AccountMarket): Outcome<AccountImport>;
}
