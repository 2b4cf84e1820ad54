import { archetypes } from "../../backtest/archetype.ts";
import { marginModels } from "../../margin/models.ts";
import { checkParameters } from "../../margin/parameters.ts";
import { rulebookOf } from "../../margin/rulebook.ts";
import { assert } from "../../numerics/assert.ts";
import { sampleMarket } from "../../simulation/sampleMarket.ts";
import { importAccounts } from "../../venues/accountImporters.ts";
import { runAndWrite } from "../backtest/backtestRun.ts";
import { type ExitCode, exitCodes } from "../exitCodes.ts";
import { sampleBook, sampleDefaults } from "../files/sampleFiles.ts";
import { marginDocument, marginText } from "../marginResult.ts";
import { accountMarket, marketAt } from "../market.ts";
import { seedOf } from "../seed.ts";
import { type CommonOptions, reportFailure, terminalFor } from "../terminal.ts";
import { assessEvery } from "./margin.ts";

/** Of the models margined, those that the demo backtests: their report fits the first screen. */
const backtested: ReadonlySet<string> = new Set(["fixed-ratio", "historical-tail", "filtered-historical-tail"]);

/** Sample book, every model side by side, a backtest with its report. Verdicts are text: it exits 0 when it ran. */
export async function demo(options: CommonOptions & { readonly out: string }): Promise<ExitCode> {
  const terminal = terminalFor(options);
  const seed = seedOf(options.seed, sampleDefaults.seed);
  if (!seed.ok) return reportFailure(seed.failure, options, exitCodes.usage);
  const market = sampleMarket({ ...sampleDefaults, seed: seed.value });
  const book = importAccounts(sampleBook, "sample-book.csv", accountMarket(market, undefined));
  if (!book.ok) return reportFailure(book.failure, options);
  const usd = { kind: "cash", id: "USD", settlementCurrency: "USD" } as const;
  const snapshot = marketAt(market, [...book.value.instruments, usd], undefined);
  if (!snapshot.ok) return reportFailure(snapshot.failure, options);
  const rulebooks = marginModels.map((model) => {
    const parameters = checkParameters(model.parameters, {}, model.id);
    assert(parameters.ok, `the defaults of ${model.id} must be valid`);
    return rulebookOf(model, parameters.value, "USD");
  });
  const results = assessEvery(book.value.accounts, rulebooks, snapshot.value);
  if (!results.ok) return reportFailure(results.failure, options);
  if (!options.json) {
    terminal.out(
      `SYNTHETIC market, seed ${seed.value}: three coins, ${sampleDefaults.days} days. Nothing here is real.\n`,
    );
    terminal.out(`${marginText(results.value, false)}\n`);
  }
  const plan = {
    ...market,
    stepMs: 86_400_000,
    coins: ["BTC", "ETH", "SOL"],
    rulebooks: rulebooks.filter(({ id }) => backtested.has(id)),
    books: archetypes.map((archetype) => ({ kind: "archetype", archetype }) as const),
    mporHours: 24,
    everyHours: 24,
    fromMs: 0,
    toMs: 8.64e15,
    seasoningDays: 400,
  };
  const question = {
    title: "Margin backtest at 99 %, MPOR 24 h",
    dataLabel: `synthetic, seed ${seed.value}`,
    confidence: 0.99,
    mporHours: 24,
    everyHours: 24,
    reproduce: `plimsoll demo --seed ${seed.value}`,
  };
  const exit = await runAndWrite(plan, question, options, terminal, { margin: marginDocument(results.value) });
  return exit === exitCodes.checkFailed ? exitCodes.ok : exit;
}
