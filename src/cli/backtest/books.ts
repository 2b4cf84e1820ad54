import { archetypes } from "../../backtest/archetype.ts";
import type { Book } from "../../backtest/run.ts";
import { marketHistory } from "../../market/marketHistory.ts";
import { firstCompleteBar } from "../../market/marketSnapshot.ts";
import type { TimeSeries } from "../../market/timeSeries.ts";
import { failed, type Outcome, success } from "../../numerics/outcome.ts";
import { importAccounts } from "../../venues/accountImporters.ts";
import { readInputFile } from "../files/readFile.ts";
import { accountMarket } from "../market.ts";

/**
 * Archetypes, or the accounts of a file. What such a file leaves to the market (an entry price, a quantity in another
 * unit) is taken from the first bar that prices all it holds: a later price would look ahead.
 */
export async function booksOf(
  portfolio: string,
  series: readonly TimeSeries[],
  fromMs: number,
): Promise<Outcome<Book[]>> {
  if (portfolio === "archetypes") return success(archetypes.map((archetype) => ({ kind: "archetype", archetype })));
  const file = await readInputFile(portfolio);
  if (!file.ok) return file;
  const { name, text, sha256 } = file.value;
  const named = importAccounts(text, name, accountMarket({ series }, undefined));
  if (!named.ok) return named;
  const history = marketHistory(series, named.value.instruments, series[0]!.stepMs);
  if (!history.ok) return history;
  const [unseen] = history.value.unseen;
  if (unseen !== undefined) {
    const message = `${unseen.id} has no history to be backtested on`;
    return failed({ code: "unsupported", path: portfolio, message, hint: "leave options out of a backtest" });
  }
  const first = firstCompleteBar(history.value, fromMs);
  if (first === undefined) {
    const message = `no bar from ${new Date(fromMs).toISOString()} on prices all that ${name} holds`;
    return failed({ code: "missing-data", path: portfolio, message, hint: "add price files, or an earlier --from" });
  }
  const accounts = importAccounts(text, name, accountMarket({ series }, first));
  if (!accounts.ok) return accounts;
  const usd = { kind: "cash", id: "USD", settlementCurrency: "USD" } as const;
  const instruments = [...accounts.value.instruments, usd];
  const source = { file: name, sha256 };
  return success(accounts.value.accounts.map((account) => ({ kind: "account", account, instruments, source })));
}
