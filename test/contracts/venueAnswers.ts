/** What the tests of the venues' account importers share: reading an answer, and saying what came of it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { decimalText } from "../../src/instruments/decimal.ts";
import { amountText } from "../../src/instruments/money.ts";
import { importAccounts } from "../../src/venues/accountImporters.ts";

const market = { known: [], markPriceOf: () => undefined };
const history = process.env["PLIMSOLL_HISTORY"] ?? join(import.meta.dirname, "../../../shared/data");

/** Recorded answers of venues, where the history is there. */
export const fixtures = join(history, "fixtures/nautilus");
export const recorded = (path: string) => JSON.parse(readFileSync(join(fixtures, path), "utf8"));

const read = (content: unknown) => importAccounts(JSON.stringify(content), "book.json", market);

/** Each group as its mode, its positions (instrument, contracts, cost, side) and its cash. */
export function groupsOf(content: unknown) {
  const accounts = read(content);
  if (!accounts.ok) throw new Error(JSON.stringify(accounts.failure));
  return accounts.value.accounts[0]!.groups.map(({ marginMode, positions, balances }) => [
    marginMode,
    positions.map((one) => [one.instrumentId, decimalText(one.quantity), decimalText(one.cost), one.side]),
    balances.map((one) => `${amountText(one)} ${one.currency}`),
  ]);
}

export const notesOf = (content: unknown) => {
  const accounts = read(content);
  return accounts.ok ? accounts.value.notes : [];
};

/** Every fault as `path message`. */
export function faultsOf(content: unknown): string[] {
  const accounts = read(content);
  if (accounts.ok) return [];
  return (accounts.failure.faults ?? [accounts.failure]).map(({ path, message }) => `${path} ${message}`);
}
