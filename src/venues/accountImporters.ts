import { failed, type Outcome } from "../numerics/outcome.ts";
import type { AccountImport, AccountImporter, AccountMarket } from "./importers/accounts/accountFile.ts";
import { accountJson } from "./importers/accounts/accountJson.ts";
import { binanceAccount } from "./importers/accounts/binanceAccount.ts";
import { bybitAccount } from "./importers/accounts/bybitAccount.ts";
import { ccxtPositions } from "./importers/accounts/ccxtPositions.ts";
import { deribitAccount } from "./importers/accounts/deribitAccount.ts";
import { hyperliquidAccount } from "./importers/accounts/hyperliquidAccount.ts";
import { okxAccount } from "./importers/accounts/okxAccount.ts";
import { positionsCsv } from "./importers/accounts/positionsCsv.ts";
import { marketRecordImporters, optionChainImporters, optionListingImporters } from "./optionImporters.ts";
import { priceImporters } from "./priceImporters.ts";
import { refusalOf } from "./refusals.ts";

/** Every account importer; one line adds one. The first that recognises a file reads it: ccxt quotes the venues' answers. */
export const accountImporters: readonly AccountImporter[] = [
  positionsCsv,
  accountJson,
  ccxtPositions,
  deribitAccount,
  okxAccount,
  bybitAccount,
  binanceAccount,
  hyperliquidAccount,
];

/** Reads an account file with the importer that recognises it. */
export function importAccounts(text: string, file: string, market: AccountMarket): Outcome<AccountImport> {
  const importer = accountImporters.find((one) => one.recognises(text));
  if (importer !== undefined) return importer.read(text, file, market);
  const other = otherKinds.find((one) => one.recognises(text, file));
  if (other !== undefined) {
    const message = `a file of another kind, ${other.title}: it holds no account`;
    return failed({ code: "unsupported", path: `${file}:1`, message, hint: "plimsoll data describe names every kind" });
  }
  const refusal = refusalOf(text, file);
  if (refusal !== undefined) return failed(refusal);
  return failed({
    code: "parsing",
    path: `${file}:1`,
    message: "this is no account file that Plimsoll knows",
    hint: accountImporters.map((one) => `${one.title}: ${one.howToGet}`).join("; "),
  });
}

const otherKinds = [...priceImporters, ...optionChainImporters, ...optionListingImporters, ...marketRecordImporters];
