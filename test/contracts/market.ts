/** A small invented market for tests: arithmetic, so that it is the same on every machine. */
import { add, type Decimal, decimal } from "../../src/instruments/decimal.ts";
import type { Instrument } from "../../src/instruments/kinds.ts";
import { parseAmount } from "../../src/instruments/money.ts";
import { resolveInstrument } from "../../src/instruments/names.ts";
import { assessAccount } from "../../src/margin/assess.ts";
import type { Assessment } from "../../src/margin/assessment.ts";
import { type BoundRulebook, bind } from "../../src/margin/bind.ts";
import type { MarginModel } from "../../src/margin/marginModel.ts";
import { checkParameters } from "../../src/margin/parameters.ts";
import { rulebookOf } from "../../src/margin/rulebook.ts";
import { type MarketHistory, marketHistory } from "../../src/market/marketHistory.ts";
import { type MarketSnapshot, snapshotAt } from "../../src/market/marketSnapshot.ts";
import type { SourcedLevel } from "../../src/market/quotes.ts";
import type { TimeSeries } from "../../src/market/timeSeries.ts";
import type { Outcome } from "../../src/numerics/outcome.ts";
import type { Account, Position } from "../../src/portfolio/account.ts";
import { costOf } from "../../src/portfolio/cost.ts";

export const dayMs = 86_400_000;
const startMs = Date.UTC(2024, 0, 1);

/** The value, or the failure as an error that the test report shows. */
export function unwrapped<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
  return outcome.value;
}

/** Daily closes; a 0 is a bar that was not observed. */
export function seriesOf(market: string, closes: readonly number[]): TimeSeries {
  return {
    market,
    venue: "invented",
    kind: "trade",
    stepMs: dayMs,
    startMs,
    values: Float64Array.from(closes),
    present: Uint8Array.from(closes, (close) => (close > 0 ? 1 : 0)),
    gaps: [],
    source: { file: `${market}.csv`, sha256: "00", format: "invented" },
  };
}

/** Moves within ±5 % that visit every thousandth in an order without pattern. */
export function arithmeticCloses(start: number, count: number, stride: number): number[] {
  let close = start;
  return Array.from({ length: count }, (_, k) => {
    close *= 1 + (((k * stride) % 101) - 50) / 1000;
    return close;
  });
}

/** Levels as an option chain gives them. */
export const sourced = (levels: readonly (readonly [id: string, level: number])[]): Map<string, SourcedLevel> =>
  new Map(levels.map(([id, level]) => [id, { level, assumption: "chain.csv" }]));

export const instrument = (name: string): Instrument => unwrapped(resolveInstrument(name));

export const historyOf = (series: readonly TimeSeries[], names: readonly string[]): MarketHistory =>
  unwrapped(marketHistory(series, names.map(instrument), dayMs));

export const lastSnapshot = (history: MarketHistory): MarketSnapshot =>
  unwrapped(snapshotAt(history, history.count - 1));

export function bound(
  model: MarginModel,
  snapshot: MarketSnapshot,
  given: Readonly<Record<string, unknown>> = {},
  reportingCurrency = "USDT",
): BoundRulebook {
  const parameters = unwrapped(checkParameters(model.parameters, { ...model.example, ...given }, model.id));
  return unwrapped(bind(rulebookOf(model, parameters, reportingCurrency), snapshot));
}

export function position(name: string, quantity: string, entry: string): Position {
  const terms = instrument(name);
  return {
    instrumentId: terms.id,
    quantity: decimal(quantity),
    cost: costOf(terms, decimal(quantity), decimal(entry)),
  };
}

/** One cross-margined group. */
export function accountOf(positions: readonly Position[], balances: Readonly<Record<string, string>> = {}): Account {
  const held = Object.entries(balances).map(([currency, text]) => unwrapped(parseAmount(text, currency)));
  return { id: "a", groups: [{ id: "g", marginMode: "cross", positions, balances: held, orders: [] }] };
}

export function merged(a: Account, b: Account): Account {
  const [one, other] = [a.groups[0]!, b.groups[0]!];
  const positions = [...one.positions, ...other.positions];
  return { id: "m", groups: [{ ...one, positions, balances: [...one.balances, ...other.balances] }] };
}

/** The same account held `factor` times. */
export function times(account: Account, factor: number): Account {
  const sum = (value: Decimal): Decimal =>
    Array.from({ length: factor - 1 }).reduce<Decimal>((all) => add(all, value), value);
  const groups = account.groups.map((group) => ({
    ...group,
    positions: group.positions.map((one) => ({ ...one, quantity: sum(one.quantity), cost: sum(one.cost) })),
    balances: group.balances.map(({ currency, minor }) => ({ currency, minor: minor * BigInt(factor) })),
  }));
  return { ...account, groups };
}

export const assessed = (account: Account, rulebook: BoundRulebook) => assessAccount(account, rulebook).groups[0]!;

/** Every number of an assessment, in a form that `toEqual` compares bit by bit. */
export const numbersOf = (assessment: Assessment) =>
  assessment.groups.map(({ equity, excess, marginDeficit, requirement, worstScenario }) => ({
    equity,
    excess,
    marginDeficit,
    initial: requirement.initial,
    maintenance: requirement.maintenance,
    components: requirement.components.map(({ id, initial, maintenance, note, outcomes }) => {
      return { id, initial, maintenance, note, outcomes: outcomes && [...outcomes] };
    }),
    worst: worstScenario && [worstScenario.index, worstScenario.pnl, worstScenario.label],
  }));
