import { failed, type Outcome } from "../numerics/outcome.ts";
import type { AccountImport, AccountImporter, AccountMarket } from "./importers/accounts/accountFile.ts";
import { accountJson } from "./importers/accounts/accountJson.ts";
import { ccxtPositions } from "./importers/accounts/ccxtPositions.ts";
import { positionsCsv } from "./importers/accounts/positionsCsv.ts";

/** Every account importer; one line adds one. */
export const accountImporters: readonly AccountImporter[] = [positionsCsv, accountJson, ccxtPositions];

/** Reads an account file with the importer that recognises it. */
export function importAccounts(text: string, file: string, market: AccountMarket): Outcome<AccountImport> {
  const importer = accountImporters.find((one) => one.recognises(text));
  if (importer !== undefined) return importer.read(text, file, market);
  return failed({
    code: "parsing",
    path: `${file}:1`,
    message: "this is no account file that Plimsoll knows",
    hint: accountImporters.map((one) => `${one.title}: ${one.howToGet}`).join("; "),
  });
}
