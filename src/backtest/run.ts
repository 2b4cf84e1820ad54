import type { Instrument } from "../instruments/kinds.ts";
import type { Rulebook } from "../margin/rulebook.ts";
import { type MarketHistory, marketHistory } from "../market/marketHistory.ts";
import type { FundingSeries, TimeSeries } from "../market/timeSeries.ts";
import { failed, type Outcome, success } from "../numerics/outcome.ts";
import type { Account } from "../portfolio/account.ts";
import { type Archetype, archetypeInstruments } from "./archetype.ts";
import { fundingByInstrument } from "./funding.ts";
import { emptyRun, type ObservationRun, observe, type Subject } from "./observations.ts";

const hourMs = 3_600_000;

/** A book under test: an archetype, or an account of the user's whose positions stay as they are. */
export type Book =
  | { readonly kind: "archetype"; readonly archetype: Archetype }
  | {
      readonly kind: "account";
      readonly account: Account;
      readonly instruments: readonly Instrument[];
      /** The file it was read from. */
      readonly source?: { readonly file: string; readonly sha256: string };
    };

export interface BacktestPlan {
  readonly series: readonly TimeSeries[];
  /** Payments of perpetuals that count in realised losses; without a series a perpetual pays nothing. */
  readonly funding?: readonly FundingSeries[];
  readonly stepMs: number;
  /** First coin first: single-coin archetypes hold it. */
  readonly coins: readonly string[];
  readonly books: readonly Book[];
  readonly rulebooks: readonly Rulebook[];
  readonly mporHours: number;
  /** Hours between observations, a multiple of the bar. */
  readonly everyHours: number;
  readonly fromMs: number;
  readonly toMs: number;
  /** A coin joins the basket when its series is this old. */
  readonly seasoningDays: number;
}

/** One model on one book. */
export interface BacktestUnit {
  readonly rulebook: Rulebook;
  readonly bookId: string;
  readonly bookTitle: string;
  readonly run: ObservationRun;
  /** What the book's factors follow, and what is assumed. */
  readonly history: MarketHistory;
}

export const bookId = (book: Book): string => (book.kind === "archetype" ? book.archetype.id : book.account.id);

/** Bars observed between two chances to stop, report or save. */
const chunk = 200;

/**
 * Runs every model on every book, yielding after each chunk so that a caller may show progress, save or stop. Units
 * are worked in the order of the plan; a unit given in `resumed` goes on where it stood.
 */
export function* backtest(
  plan: BacktestPlan,
  resumed: ReadonlyMap<string, ObservationRun>,
): Generator<{ readonly done: number; readonly unit: BacktestUnit }, Outcome<BacktestUnit[]>> {
  const units: BacktestUnit[] = [];
  const funding = fundingByInstrument(plan.funding ?? []);
  const total = plan.rulebooks.length * plan.books.length;
  for (const rulebook of plan.rulebooks) {
    for (const book of plan.books) {
      const market = bookMarket(plan, book);
      if (!market.ok) return market;
      if (market.value === undefined) continue;
      const { history, subjectAt, title } = market.value;
      const barOf = (time: number) => (time - history.startMs) / plan.stepMs;
      const first = Math.max(0, Math.ceil(barOf(plan.fromMs)));
      const lastIndex = Math.min(history.count - 1, Math.floor(barOf(plan.toMs)));
      const run = resumed.get(unitKey(rulebook, bookId(book))) ?? emptyRun(first);
      const unit: BacktestUnit = { rulebook, bookId: bookId(book), bookTitle: title, run, history };
      const observed = {
        rulebook,
        stride: Math.max(1, Math.round((plan.everyHours * hourMs) / plan.stepMs)),
        mporBars: (plan.mporHours * hourMs) / plan.stepMs,
        lastIndex,
        funding,
      };
      let ended = run.nextIndex > lastIndex;
      while (!ended) {
        const step = observe(run, subjectAt, observed, chunk);
        if (!step.ok) return failed({ ...step.failure, path: `${rulebook.id} at ${step.failure.path}` });
        ended = step.value;
        const within = (run.nextIndex - first) / Math.max(1, lastIndex - first + 1);
        yield { done: (units.length + Math.min(1, within)) / total, unit };
      }
      units.push(unit);
    }
  }
  return success(units);
}

export const unitKey = (rulebook: Rulebook, book: string): string =>
  `${rulebook.id}|${rulebook.parametersHash}|${book}`;

interface BookMarket {
  readonly title: string;
  /** The widest market of the book; what it is at one bar may hold fewer coins. */
  readonly history: MarketHistory;
  subjectAt(index: number): Subject | undefined;
}

/** Undefined when the data cannot support the book: a hedge of one coin, a basis without a perpetual's own series. */
function bookMarket(plan: BacktestPlan, book: Book): Outcome<BookMarket | undefined> {
  if (book.kind === "account") {
    const history = marketHistory(plan.series, book.instruments, plan.stepMs);
    if (!history.ok) return history;
    const subject: Subject = { history: history.value, accountAt: () => book.account };
    return success({ title: `account ${book.account.id}`, history: history.value, subjectAt: () => subject });
  }
  return archetypeMarket(plan, book.archetype);
}

function archetypeMarket(plan: BacktestPlan, archetype: Archetype): Outcome<BookMarket | undefined> {
  const { title } = archetype;
  const isDerivative = (market: string): boolean => market.includes(":");
  // A perpetual's own series is far shorter than spot; books that do not live on the basis follow spot throughout.
  const series = archetype.ownSeries ? plan.series : plan.series.filter((one) => !isDerivative(one.market));
  if (archetype.ownSeries && !plan.series.some((one) => one.market === `${plan.coins[0]}/USDT:USDT`)) {
    return success(undefined);
  }
  if (archetype.instrumentsOf(plan.coins).length === 0) return success(undefined);
  const history = marketHistory(series, archetypeInstruments(archetype, plan.coins), plan.stepMs);
  if (!history.ok) return failed(history.failure);
  const subjects = new Map<string, Subject | undefined>();
  const subjectOf = (coins: readonly string[]): Subject | undefined => {
    const key = coins.join();
    if (!subjects.has(key)) subjects.set(key, subjectWith(archetype, series, coins, plan.stepMs, history.value));
    return subjects.get(key);
  };
  const lives = plan.coins.map((coin) => ({ coin, ...lifeOf(coin, history.value) }));
  const seasoning = (plan.seasoningDays * 24 * hourMs) / plan.stepMs;
  const mpor = (plan.mporHours * hourMs) / plan.stepMs;
  return success({
    title,
    history: history.value,
    subjectAt(index) {
      if (!archetype.followsListings) return subjectOf(plan.coins);
      const present = lives.filter(({ first, last }) => first + seasoning <= index && index + mpor <= last);
      return subjectOf(present.map(({ coin }) => coin));
    },
  });
}

/** On the grid of the widest market, so that one bar index means one time for every membership. */
function subjectWith(
  archetype: Archetype,
  series: readonly TimeSeries[],
  coins: readonly string[],
  stepMs: number,
  widest: MarketHistory,
): Subject | undefined {
  const instruments = archetypeInstruments(archetype, coins);
  if (instruments.length === 0) return undefined;
  const own = marketHistory(series, instruments, stepMs);
  if (!own.ok) return undefined;
  const columns = new Map([...own.value.columns.keys()].map((id) => [id, widest.columns.get(id)!]));
  const history = { ...own.value, startMs: widest.startMs, count: widest.count, columns };
  return { history, accountAt: (snapshot) => archetype.accountAt(snapshot, coins) };
}

/** First and last bar with a price of the coin. */
function lifeOf(coin: string, history: MarketHistory): { first: number; last: number } {
  const column = [...history.columns.values()].find(
    ({ factor }) => factor.kind === "mark" && factor.underlying === coin,
  );
  if (column === undefined) return { first: history.count, last: -1 };
  return { first: column.present.indexOf(1), last: column.present.lastIndexOf(1) };
}
