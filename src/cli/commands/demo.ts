import { archetypes } from "../../backtest/archetype.ts";
import { marginModels } from "../../margin/models.ts";
import { checkParameters } from "../../margin/parameters.ts";
import { rulebookOf } from "../../margin/rulebook.ts";
import { assert } from "../../numerics/assert.ts";
import { sampleMarket } from "../../simulation/sampleMarket.ts";
import { importAccounts } from "../../venues/accountImporters.ts";
import { type ExitCode, exitCodes } from "../exitCodes.ts";
import { accountMarket, marketAt } from "../market.ts";
import { type CommonOptions, reportFailure, terminalFor } from "../terminal.ts";
import { runAndWrite } from "./backtest.ts";
import { assessAll, marginText } from "./margin.ts";

/** A book that a newcomer can read: one hedged desk, one levered trader. */
export const sampleBook = `account,instrument,quantity,entryPrice
desk,USDT,250000 USDT,
desk,BTC/USDT:USDT,12 BTC,
desk,ETH/USDT:USDT,-150 ETH,
desk,SOL/USDT:USDT,2000 SOL,
trader,BTC,3 BTC,
trader,BTC-PERPETUAL,10000 contracts,
`;

/** Sample book, every model side by side, a backtest with its report. Verdicts are text: it exits 0 when it ran. */
export async function demo(options: CommonOptions & { readonly out: string }): Promise<ExitCode> {
  const terminal = terminalFor(options);
  const seed = Number(options.seed ?? "7");
  const series = sampleMarket({ seed, days: 1500, startMs: Date.UTC(2020, 0, 1) });
  const book = importAccounts(sampleBook, "sample-book.csv", accountMarket(series, undefined));
  if (!book.ok) return reportFailure(book.failure, options);
  const usd = { kind: "cash", id: "USD", settlementCurrency: "USD" } as const;
  const market = marketAt(series, [...book.value.instruments, usd], undefined);
  if (!market.ok) return reportFailure(market.failure, options);
  const rulebooks = marginModels.map((model) => {
    const parameters = checkParameters(model.parameters, {}, model.id);
    assert(parameters.ok, `the defaults of ${model.id} must be valid`);
    return rulebookOf(model, parameters.value, "USD");
  });
  const results = assessAll(book.value.accounts, rulebooks, market.value.snapshot);
  if (!results.ok) return reportFailure(results.failure, options);
  if (!options.json) {
    terminal.out(
      `SYNTHETIC market, seed ${seed}: three coins, ${series[0]?.values.length} days. Nothing here is real.\n`,
    );
    terminal.out(`${marginText(results.value, false)}\n`);
  }
  const plan = {
    series,
    stepMs: 86_400_000,
    coins: ["BTC", "ETH", "SOL"],
    rulebooks,
    books: archetypes.map((archetype) => ({ kind: "archetype", archetype }) as const),
    mporHours: 24,
    everyHours: 24,
    fromMs: 0,
    toMs: 8.64e15,
    seasoningDays: 400,
  };
  const question = {
    title: "Margin backtest at 99 %, MPOR 24 h",
    dataLabel: `synthetic, seed ${seed}`,
    confidence: 0.99,
    mporHours: 24,
    everyHours: 24,
    reproduce: `plimsoll demo --seed ${seed}`,
  };
  const exit = await runAndWrite(plan, question, options, terminal);
  return exit === exitCodes.checkFailed ? exitCodes.ok : exit;
}
