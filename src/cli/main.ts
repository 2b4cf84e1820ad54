#!/usr/bin/env node
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { nearestOf } from "../instruments/nearest.ts";
import { FailureError } from "../numerics/outcome.ts";
import type { BacktestOptions } from "./commands/backtest.ts";
import type { BarrierOptions } from "./commands/barrier.ts";
import type { BracketsOptions } from "./commands/brackets.ts";
import type { CalibrateOptions } from "./commands/calibrate.ts";
import type { ConditionOptions } from "./commands/condition.ts";
import type { ExplainOptions } from "./commands/explain.ts";
import type { GreeksOptions } from "./commands/greeks.ts";
import type { HaircutOptions } from "./commands/haircut.ts";
import type { LeverageOptions } from "./commands/leverage.ts";
import type { LiquidationOptions } from "./commands/liquidation.ts";
import type { MarginOptions } from "./commands/margin.ts";
import type { PriceOptions } from "./commands/price.ts";
import type { ProxyOptions } from "./commands/proxy.ts";
import type { RareOptions } from "./commands/rare.ts";
import type { RecalibrateOptions } from "./commands/recalibrate.ts";
import type { ReconcileOptions } from "./commands/reconcile.ts";
import type { SampleOptions } from "./commands/sample.ts";
import type { SettleOptions } from "./commands/settle.ts";
import type { StressOptions } from "./commands/stress.ts";
import type { SurfaceOptions } from "./commands/surface.ts";
import type { TailOptions } from "./commands/tail.ts";
import type { VolatilityOptions } from "./commands/volatility.ts";
import type { WhatIfOptions } from "./commands/whatIf.ts";
import { exitCodes } from "./exitCodes.ts";
import { seedOf } from "./seed.ts";
import { type CommonOptions, reportFailure } from "./terminal.ts";
import type { TuneOptions } from "./tuning/tuneQuestion.ts";
import { version } from "./version.ts";

const front = `Plimsoll, the open margin engine for crypto derivatives

It says what an account owes under many margin models, and backtests them.

Try next
  plimsoll demo                        a synthetic market, margin and a backtest
  plimsoll sample --out sample         that market and a book, as files
  plimsoll models                      the margin models
  plimsoll margin --portfolio F --history DIR --as-of 2024-06-29
  plimsoll backtest --history DIR --portfolio archetypes --out OUT
  plimsoll surface --chain FILE --out OUT
  plimsoll data describe               what files it reads and where to get them

plimsoll COMMAND --help shows options and an example.
`;

const collect = (value: string, all: string[] = []): string[] => [...all, value];

function checkedSeed(text: string): string {
  const seed = seedOf(text, 0);
  if (!seed.ok) throw new InvalidArgumentError(seed.failure.message);
  return text;
}

let exitCode: number = exitCodes.ok;

function common(command: Command, example: string): Command {
  return command
    .option("--json", "one JSON document on stdout")
    .option("--quiet", "no progress")
    .option("--seed <n>", "seed of everything random", checkedSeed)
    .option("--debug", "show stack traces")
    .addHelpText(
      "after",
      `\nExample:\n  ${example}\n\nExit codes: 0 ok, 1 internal, 2 usage, 3 a check failed, 4 bad data, 130 interrupted`,
    );
}

const withAccounts = (command: Command): Command =>
  command.requiredOption("--portfolio <file>", "accounts: positions CSV, account JSON, ccxt JSON or a venue's answer");

const withBook = (command: Command, venueFlag?: string): Command => withMarket(withAccounts(command), venueFlag);

const withMarket = (command: Command, venueFlag?: string): Command =>
  withPrices(command, venueFlag).option(
    "--model <id|file>",
    "margin model id, or a YAML or JSON file; repeatable",
    collect,
  );

function withPrices(command: Command, venueFlag = "--venue <name>"): Command {
  return command
    .option("--market <file>", "prices: time,instrument,price")
    .option("--chain <file>", "option chain: forwards and volatilities for options; repeatable", collect)
    .option("--history <dir>", "folder of price bars; with --market or --chain, the past")
    .option("--volatility <file>", "history of a volatility index: moves implied volatilities")
    .option("--funding <dir>", "folder of funding payments: what perpetuals are expected to charge")
    .option("--rates <file>", "interest rates: currency,days,rate; discounts options")
    .option("--as-of <time>", "UTC day or time; the last price at or before it")
    .option("--max-age <span>", "refuse prices older than this; default one bar, a day for quotes")
    .option("--interval <bar>", "bar of the price files", "1d")
    .option(venueFlag, "only files of this venue")
    .option("--currency <code>", "reporting currency", "USD");
}

const ofOneCoin = (command: Command, interval = "1h"): Command =>
  command
    .requiredOption("--history <dir>", "folder of price files, or one file")
    .requiredOption("--coin <coin>", "whose prices")
    .option("--venue <name>", "only files of this venue")
    .option("--interval <bar>", "bar of the price files", interval)
    .option("--from <time>", "first bar")
    .option("--to <time>", "last bar");

const program = new Command("plimsoll").version(version).exitOverride();
program.allowExcessArguments().action((_options: unknown, command: Command) => {
  const [name] = command.args;
  if (name === undefined) {
    process.stdout.write(front);
    return;
  }
  const names = program.commands.map((one) => one.name());
  const nearest = nearestOf(name, names);
  const hint = nearest === undefined ? `the commands are ${names.join(", ")}` : `did you mean ${nearest}?`;
  const failure = { code: "invalid", path: "plimsoll", message: `unknown command "${name}"`, hint } as const;
  exitCode = reportFailure(failure, {}, exitCodes.usage);
});

common(
  program.command("demo").description("synthetic market, margin under every model, a backtest and its report"),
  "plimsoll demo",
)
  .option("--out <dir>", "where the report goes", "plimsoll-out/demo")
  .action(async (options: CommonOptions & { out: string }) => {
    exitCode = await (await import("./commands/demo.ts")).demo(options);
  });

common(
  program.command("sample").description("write the synthetic market and a book as files"),
  "plimsoll sample --out sample --days 800",
)
  .option("--out <dir>", "where the files go", "plimsoll-out/sample")
  .option("--days <n>", "days of history", "1500")
  .action(async (options: SampleOptions) => {
    exitCode = await (await import("./commands/sample.ts")).sample(options);
  });

common(
  withBook(program.command("margin").description("what every account owes")),
  "plimsoll margin --portfolio book.csv --history data/ohlcv --as-of 2024-06-29 --explain",
)
  .option("--explain", "components and the worst scenario")
  .option("--out <dir>", "where margin.html goes")
  .action(async (options: MarginOptions) => {
    exitCode = await (await import("./commands/margin.ts")).margin(options);
  });

common(
  withBook(program.command("what-if").description("margin before and after trades")),
  'plimsoll what-if --portfolio book.csv --history data/ohlcv --add "+10 BTC BTC-PERPETUAL"',
)
  .requiredOption("--add <trade>", "quantity with its unit, then the instrument; repeatable", collect)
  .option("--account <id>", "who trades; needed when the file has several accounts")
  .option("--group <id>", "margin group that trades; default the first that is not isolated")
  .option("--export <file>", "the account afterwards, as account JSON")
  .option("--listing <file>", "a venue's list of instruments; trades off their lots are refused")
  .action(async (options: WhatIfOptions) => {
    exitCode = await (await import("./commands/whatIf.ts")).whatIf(options);
  });

common(
  withBook(program.command("settle").description("variation margin: mark-to-market and funding by interval")),
  "plimsoll settle --portfolio book.csv --history data/ohlcv --from 2024-06-01 --to 2024-06-08 --every 1d",
)
  .requiredOption("--from <time>", "start of the first interval")
  .requiredOption("--to <time>", "end of the last interval")
  .option("--every <span>", "length of an interval", "1d")
  .action(async (options: SettleOptions) => {
    exitCode = await (await import("./commands/settle.ts")).settle(options);
  });

common(
  ofOneCoin(program.command("tail").description("how heavy a coin's tail is, with intervals"), "1d"),
  "plimsoll tail --history data/ohlcv --venue binance --coin BTC",
)
  .option("--side <side>", "fall or rise", "fall")
  .action(async (options: TailOptions) => {
    exitCode = await (await import("./commands/tail.ts")).tail(options);
  });

common(
  ofOneCoin(program.command("condition").description("whether a coin moves otherwise when a feature lies in a range")),
  "plimsoll condition --history data/ohlcv --venue binance --coin BTC --feature vix.csv --above 30",
)
  .requiredOption("--feature <file>", "FILE, FILE:COLUMN or FILE:SYMBOL, first column ts_ms")
  .option("--above <number>", "the feature lies above it, strictly")
  .option("--below <number>", "and below it")
  .option("--feature-lag <span>", "from a feature's time to when it is known", "1d")
  .option("--step <span>", "span of a return, a whole number of bars", "1d")
  .option("--level <share>", "of the quantile", "0.99")
  .action(async (options: ConditionOptions) => {
    exitCode = await (await import("./commands/condition.ts")).condition(options);
  });

common(
  program.command("calibrate").description("parameters of coins from history, with intervals and provenance"),
  "plimsoll calibrate --history data/ohlcv --venue binance --coins BTC,ETH --out OUT",
)
  .requiredOption("--history <dir>", "folder of price files, or one file")
  .requiredOption("--coins <list>", "coins, with commas between them")
  .requiredOption("--out <dir>", "where parameters.json and the pages go; an earlier run there is resumed")
  .option("--venue <name>", "only files of this venue")
  .option("--interval <bar>", "bar of the price files", "1h")
  .option("--from <time>", "first bar")
  .option("--to <time>", "last bar")
  .option("--workers <n>", "coins at a time; no number depends on it; default 2")
  .option("--chain <file>", "option chain of one of the coins; repeatable", collect)
  .option("--funding <path>", "folder or file of funding payments; repeatable", collect)
  .option("--open-interest <file>", "open interest of days; repeatable", collect)
  .option("--orders <file>", "log of order events; repeatable", collect)
  .addOption(new Option("--part <coins>").hideHelp())
  .action(async (options: CalibrateOptions) => {
    exitCode = await (await import("./commands/calibrate.ts")).calibrate(options);
  });

common(
  ofOneCoin(program.command("volatility").description("which volatility model forecasts a coin best, out of sample")),
  "plimsoll volatility --history data/ohlcv --venue binance --coin BTC --out OUT",
)
  .option("--step <span>", "span of a return, a whole number of bars", "1d")
  .option("--level <share>", "of the quantile and shortfall that are scored", "0.99")
  .option("--fit-steps <n>", "steps that every fit reads", "1000")
  .option("--refit-steps <n>", "steps that one fit forecasts", "30")
  .option("--feature <file>", "a series that may help: FILE or FILE:COLUMN, first column ts_ms; repeatable", collect)
  .option("--feature-lag <span>", "from a feature's time to when it is known", "1d")
  .option(
    "--feature-age-max <span>",
    "an older value is missing; default 10 d, or 3 usual gaps of the series if longer",
  )
  .option("--onnx <file>", "a trained model of your own beside the others; needs onnxruntime-web or onnxruntime-node")
  .option("--onnx-trained-to <time>", "up to when it was trained: only later steps are scored")
  .option("--out <dir>", "where volatility.html and design.csv, the rows to train on, go")
  .action(async (options: VolatilityOptions) => {
    exitCode = await (await import("./commands/volatility.ts")).volatility(options);
  });

common(
  withPrices(withAccounts(program.command("rare").description("losses far out in the tail, by importance sampling"))),
  "plimsoll rare --portfolio book.csv --history data/ohlcv --level 0.9999",
)
  .option("--loss <amount>", "the probability of losing more than this, reporting currency")
  .option("--level <p>", "value at risk and expected shortfall at this confidence; default 0.9999")
  .option("--horizon <span>", "over which returns are taken and losses happen", "24h")
  .option("--lookback <span>", "history behind the covariance", "500d")
  .option("--degrees <n>", "degrees of freedom of Student's t, or normal", "4")
  .option("--draws <n>", "from the proposals, a multiple of 100", "20000")
  .option("--proposal <id>", "mean-shift, tilted-mixing, cross-entropy or defensive-mixture", "defensive-mixture")
  .action(async (options: RareOptions) => {
    exitCode = await (await import("./commands/rare.ts")).rare(options);
  });

common(
  ofOneCoin(
    program.command("barrier").description("the chance that a price reaches a barrier within many steps, by splitting"),
  ),
  "plimsoll barrier --history data/ohlcv --venue binance --coin BTC --move -0.5 --horizon 30d",
)
  .requiredOption("--move <share>", "of the price: -0.5 is a fall by half, 1 a doubling")
  .option("--horizon <span>", "within which it is reached, a whole number of steps", "30d")
  .option("--step <span>", "span of a return, at whose end the price is seen", "1d")
  .option("--law <id>", "of errors: normal, student-t or skewed-t", "student-t")
  .option("--paths <n>", "at each level, in each of 20 repeats", "1000")
  .action(async (options: BarrierOptions) => {
    exitCode = await (await import("./commands/barrier.ts")).barrier(options);
  });

common(
  withBook(program.command("liquidation").description("how far each coin may move before liquidation")),
  "plimsoll liquidation --portfolio book.csv --market prices.csv --model fixed-ratio --path BTC=1,ETH=1.2",
)
  .option("--path <list>", "coins that move together and how far each goes along: BTC=1,ETH=1.2,SOL=1.5")
  .action(async (options: LiquidationOptions) => {
    exitCode = await (await import("./commands/liquidation.ts")).liquidation(options);
  });

common(
  withBook(
    program.command("stress").description("P&L in a crash of the past, under a table, or what would cost a loss"),
  ),
  "plimsoll stress --portfolio book.csv --history data/ohlcv --episode march-2020",
)
  .option("--episode <name>", "march-2020, may-2021, luna, ftx, august-2023, or FROM..TO")
  .option("--table <file>", "stated scenarios: scenario,weight,what,underlying,size")
  .option("--reverse <loss>", "the most plausible moves that cost so much, in the reporting currency")
  .option("--horizon-hours <n>", "length of a move", "24")
  .option("--lookback-days <n>", "history that gives --reverse its law of moves", "365")
  .option("--shown <n>", "worst scenarios shown of each account", "5")
  .action(async (options: StressOptions) => {
    exitCode = await (await import("./commands/stress.ts")).stress(options);
  });

common(
  withMarket(program.command("leverage").description("initial ratio and leverage of one contract by size")),
  "plimsoll leverage --instrument BTC/USDT:USDT --sizes 1,10,100,1000 --market prices.csv --model all",
)
  .requiredOption("--instrument <name>", "the contract")
  .requiredOption("--sizes <list>", "sizes in the contract's own unit, with commas between")
  .option("--short", "short positions")
  .action(async (options: LeverageOptions) => {
    exitCode = await (await import("./commands/leverage.ts")).leverage(options);
  });

common(
  withBook(program.command("reconcile").description("our numbers against a venue's"), "--data-venue <name>"),
  "plimsoll reconcile --portfolio book.csv --market prices.csv --venue hyperliquid --expected venue.csv",
)
  .requiredOption("--venue <id|file>", "rulebook, or a file that completes one")
  .requiredOption("--expected <file>", "the venue's numbers: account,measure,value")
  .option("--tolerance <share>", "largest relative difference that is none", "0.001")
  .option("--venue-market <file>", "the venue's own prices, tried where a number differs")
  .option("--try <id|file>", "rules tried where a number differs; repeatable", collect)
  .action(async (options: ReconcileOptions) => {
    exitCode = await (await import("./commands/reconcile.ts")).reconcile(options);
  });

common(
  withBook(program.command("explain").description("why the requirement changed between two times")),
  "plimsoll explain --portfolio book.csv --history data/ohlcv --from 2024-06-01 --to 2024-06-29",
)
  .requiredOption("--from <time>", "the earlier time")
  .requiredOption("--to <time>", "the later time")
  .option("--portfolio-from <file>", "the accounts at the earlier time; default the same")
  .option("--market-from <file>", "prices at the earlier time; default the same file")
  .option("--chain-from <file>", "option chain at the earlier time; repeatable", collect)
  .option("--model-from <id|file>", "models at the earlier time, in the order of --model", collect)
  .option("--out <dir>", "where explain.html goes")
  .action(async (options: ExplainOptions) => {
    exitCode = await (await import("./commands/explain.ts")).explain(options);
  });

common(
  program.command("backtest").description("requirement against realised loss over history"),
  "plimsoll backtest --history data/ohlcv --venue binance --coins BTC,ETH --out out",
)
  .requiredOption("--history <dir>", "folder of price files")
  .option("--funding <dir>", "folder of funding payments, counted in realised losses")
  .option("--model <id|file>", "margin model id, or a YAML or JSON file; repeatable", collect)
  .option("--portfolio <file>", "archetypes, or an accounts file", "archetypes")
  .option("--confidence <level>", "probability that a requirement must cover", "0.99")
  .option("--mpor <span>", "margin period of risk", "24h")
  .option("--every <span>", "between observations; default one bar")
  .option("--interval <bar>", "bar of the price files", "1d")
  .option("--venue <name>", "only files of this venue")
  .option("--coins <list>", "coins, the first one for single-coin books; BTC,ETH for archetypes")
  .option("--from <time>", "first observation")
  .option("--to <time>", "last observation")
  .option("--out <dir>", "where report, result and record go", "plimsoll-out/backtest")
  .action(async (options: BacktestOptions) => {
    exitCode = await (await import("./commands/backtest.ts")).backtestCommand(options, process.argv.slice(2));
  });

common(
  ofOneCoin(program.command("brackets").description("leverage brackets of a coin that cover a target on its history")),
  "plimsoll brackets --history data/ohlcv --venue binance --coin BTC --caps 1e6,1e7,1e8 --target 0.995",
)
  .requiredOption("--caps <list>", "notionals at which brackets end, rising, quote currency")
  .option("--horizon <span>", "of a close-out; horizons do not overlap", "24h")
  .option("--target <share>", "of horizons that the initial ratio covers", "0.995")
  .option("--maintenance <share>", "of horizons that the maintenance ratio covers", "0.97")
  .option("--participation <share>", "of the volume that a close-out takes at most", "0.1")
  .option("--impact <coefficient>", "of the square-root law", "1")
  .option("--open-interest-share <share>", "closed out at once: fits a scaling by open interest too")
  .option("--base <ratio>", "with it, asked for below the floor; default the first bracket's")
  .action(async (options: BracketsOptions) => {
    exitCode = await (await import("./commands/brackets.ts")).brackets(options);
  });

common(
  program.command("haircut").description("haircuts of collateral coins: joint tail with the book, liquidity, depeg"),
  "plimsoll haircut --history data/ohlcv --venue binance --coins BTC,ETH,USDT --size 10000000",
)
  .requiredOption("--history <dir>", "folder of price files")
  .requiredOption("--coins <list>", "collateral coins, with commas between; a stablecoin by two venues")
  .option("--book <coin>", "the factor of the book that the coin is collateral of", "BTC")
  .option("--venue <name>", "only files of this venue")
  .option("--dollar-venue <name>", "whose dollar prices of the book's coin say what a stablecoin is worth", "coinbase")
  .option("--horizon <span>", "of a close-out; horizons do not overlap", "24h")
  .option("--interval <bar>", "bar of the price files", "1d")
  .option("--level <share>", "of horizons that the haircut must bear", "0.99")
  .option("--size <amount>", "held of each coin, quote currency", "1000000")
  .option("--participation <share>", "of the volume that a close-out takes at most", "0.1")
  .option("--impact <coefficient>", "of the square-root law", "1")
  .option("--stated <share>", "least loss that a stablecoin's haircut bears, whatever history says")
  .action(async (options: HaircutOptions) => {
    exitCode = await (await import("./commands/haircut.ts")).haircutCommand(options);
  });

const withTuning = (command: Command): Command =>
  command
    .requiredOption("--history <dir>", "folder of price files")
    .requiredOption("--model <id|file>", "margin model id, or a YAML or JSON file")
    .requiredOption("--parameter <names>", "a number among the model's parameters")
    .option("--target <share>", "of horizons that the requirement must cover", "0.995")
    .option("--horizon <span>", "over which losses are taken; horizons do not overlap", "24h")
    .option("--bounds <pairs>", "LOWER:UPPER, one pair a parameter, with commas between")
    .option("--books <ids>", "archetypes of the backtest, with commas between", "long,short")
    .option("--portfolio <file>", "accounts in place of archetypes; the proposal says what each would owe")
    .option("--coins <list>", "coins, the first one for single-coin books; default BTC, or all that accounts hold")
    .option("--interval <bar>", "bar of the price files", "1d")
    .option("--venue <name>", "only files of this venue")
    .option("--from <time>", "first horizon")
    .option("--to <time>", "last horizon");

common(
  withTuning(program.command("tune").description("parameters of a margin model by what they cover on history")),
  "plimsoll tune --history data/ohlcv --venue binance --model scenario-grid --parameter priceRange --target 0.995",
)
  .option("--frontier <n>", "points over all parameters: which none beats, and which to choose")
  .option("--peak-to-trough-max <ratio>", "with --frontier, of what is chosen")
  .option("--sensitivity <n>", "rows of a sample: how much each parameter matters")
  .option("--out <dir>", "where proposal.json goes, or with --frontier frontier.html")
  .action(async (options: TuneOptions) => {
    exitCode = await (await import("./commands/tune.ts")).tune(options);
  });

common(
  withTuning(
    program.command("recalibrate").description("a parameter refitted through history: proposals, decisions, drift"),
  ),
  "plimsoll recalibrate --history data/ohlcv --venue binance --model scenario-grid --parameter priceRange --out OUT",
)
  .option("--every <span>", "from one fit to the next", "91d")
  .option("--window <span>", "that each fit reads", "1095d")
  .option("--policy <file>", "bounds, step, delay, daily cap and kill switch; without it every proposal is accepted")
  .option("--out <dir>", "where recalibration.html goes")
  .action(async (options: RecalibrateOptions) => {
    exitCode = await (await import("./commands/recalibrate.ts")).recalibrate(options);
  });

common(
  program.command("proxy").description("a parameter of a new product from that of a product like it"),
  "plimsoll proxy --history data/ohlcv --venue binance --product SOL --proxy ETH --value 0.14",
)
  .requiredOption("--history <dir>", "folder of price files")
  .requiredOption("--product <coin>", "the new product, with a short history")
  .requiredOption("--proxy <coin>", "the product like it")
  .requiredOption("--value <number>", "the proxy's parameter, in proportion to volatility")
  .option("--conservatism <ratio>", "beside the ratio of volatilities: stated, because nothing estimates it", "1.25")
  .option("--horizon <span>", "of the returns that are compared", "1d")
  .option("--interval <bar>", "bar of the price files", "1d")
  .option("--venue <name>", "only files of this venue")
  .action(async (options: ProxyOptions) => {
    exitCode = await (await import("./commands/proxy.ts")).proxy(options);
  });

common(
  withBook(
    program.command("greeks").description("Greeks of every position; the book under every law or at other prices"),
  ),
  "plimsoll greeks --portfolio book.csv --chain chain.csv.gz --history data/ohlcv --laws",
)
  .option("--all-greeks", "rho, vanna, volga and charm too")
  .option("--laws", "value and Greeks of every account under every law and with bumped inputs")
  .option("--ladder", "gain and Greeks of every account while the price of each coin moves")
  .option("--out <dir>", "where laws.html or ladder.html goes")
  .action(async (options: GreeksOptions) => {
    exitCode = await (await import("./commands/greeks.ts")).greeks(options);
  });

common(
  program.command("price").description("value, implied volatility and Greeks of an option chain"),
  "plimsoll price --chain deribit_BTC_chain_20240524.csv.gz --as-of infer",
)
  .requiredOption("--chain <file>", "option chain; plimsoll data describe lists the layouts")
  .option("--expiry <day>", "one expiry in full, by its UTC day")
  .option("--list <names>", "options by name, with commas between; unquoted ones from the fitted surface")
  .option("--all-greeks", "with --expiry or --list, rho, vanna, volga, charm and the cash forms too")
  .option("--instrument <name>", "one option under every law and with bumped inputs")
  .option("--out <dir>", "with --instrument, where sensitivity.html goes")
  .option("--as-of <time>", "UTC day or time of the chain; infer finds it from marks and volatilities")
  .action(async (options: PriceOptions) => {
    exitCode = await (await import("./commands/price.ts")).price(options);
  });

common(
  program.command("surface").description("fit a volatility surface to an option chain"),
  "plimsoll surface --chain deribit_ETH_chain_20240108T1119Z.csv.gz --out out",
)
  .requiredOption("--chain <file>", "option chain; plimsoll data describe lists the layouts")
  .option("--method <id>", "svi, ssvi, sabr or linear-variance", "svi")
  .option("--as-of <time>", "UTC day or time of the chain; infer finds it from marks and volatilities")
  .option("--dynamics <id>", "sticky-strike, sticky-moneyness or sticky-delta under the shocks shown", "sticky-strike")
  .option("--volatility <file>", "history of the venue's volatility index, to compare with")
  .option("--market <file>", "prices of dated futures, for the forward curve")
  .option("--out <dir>", "where surface.html goes")
  .action(async (options: SurfaceOptions) => {
    exitCode = await (await import("./commands/surface.ts")).surface(options);
  });

const data = program.command("data").description("check and describe input files");
common(
  data.command("check").description("read files as their importers would").argument("<files...>"),
  "plimsoll data check data/ohlcv/*.csv.gz",
).action(async (files: string[], options: CommonOptions) => {
  exitCode = await (await import("./commands/data.ts")).checkData(files, options);
});
common(
  data.command("describe").description("every input type, its units and where to get it"),
  "plimsoll data describe",
).action(async (options: CommonOptions) => {
  exitCode = (await import("./commands/data.ts")).describeData(options);
});

const modelsCommand = common(
  program.command("models").description("the margin models"),
  "plimsoll models show historical-tail",
);
modelsCommand.action(async (options: CommonOptions) => {
  exitCode = (await import("./commands/models.ts")).models(options);
});
modelsCommand
  .command("show")
  .description("parameters of one model")
  .argument("<id>")
  .action(async (id: string, _: unknown, command: Command) => {
    exitCode = (await import("./commands/models.ts")).showModel(id, command.optsWithGlobals<CommonOptions>());
  });

common(program.command("doctor").description("can this machine run Plimsoll"), "plimsoll doctor").action(
  async (options: CommonOptions) => {
    exitCode = (await import("./commands/doctor.ts")).doctor(options);
  },
);

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    exitCode = error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    const failure = { code: "invalid", path: "plimsoll", message: error.message } as const;
    if (exitCode !== exitCodes.ok && process.argv.includes("--json"))
      reportFailure(failure, { json: true }, exitCodes.usage);
  } else if (error instanceof FailureError) exitCode = reportFailure(error.failure, {});
  else {
    const debug = process.argv.includes("--debug");
    const text = error instanceof Error ? (debug ? (error.stack ?? error.message) : error.message) : String(error);
    process.stderr.write(`internal error: ${text}\n${debug ? "" : "run again with --debug for the stack trace\n"}`);
    exitCode = exitCodes.internal;
  }
}
process.exitCode = exitCode;
