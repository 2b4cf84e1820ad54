import { kernels } from "../kernels/load.ts";
import type { FactorColumn, FixedFactor } from "../market/marketHistory.ts";
import type { MarketSnapshot } from "../market/marketSnapshot.ts";
import { openShareOf } from "../market/settlementWindow.ts";
import { log } from "../numerics/logarithm.ts";
import { type Outcome, success } from "../numerics/outcome.ts";
import type { MarketStatement } from "./marketStatement.ts";
import type { Scenario, ScenarioSet } from "./scenarioSet.ts";
import {
  forwardOfVolatility,
  movedVolatility,
  ruledLogChange,
  ruleSentence,
  skewSentence,
  type VolatilityMoves,
} from "./volatilityMoves.ts";

/** Scenarios before it is said how they move anything. */
export interface BoundScenarios {
  readonly scenarios: readonly Scenario[];
  /** How much options age. */
  readonly elapsedYears: number;
  /** [S] that sum to 1; equal unless said. */
  readonly weights?: Float64Array;
}

export const equalWeights = (count: number): Float64Array => new Float64Array(count).fill(1 / count);

/** How a generator turns a factor's history into shocks. */
export interface ShockSource {
  /** [S] log changes of one factor. */
  readonly shocksOf: (column: FactorColumn) => Float64Array;
  /** How a factor with a series moves, in words. */
  readonly sentenceOf: (market: string) => string;
}

/**
 * Applies log shocks of every observed factor to the snapshot's levels: prices first, then volatilities, which look at
 * the prices.
 *
 * @returns the failure of a volatility that cannot be moved as the parameters ask
 */
export function boundShocks(
  snapshot: MarketSnapshot,
  { scenarios, elapsedYears, weights = equalWeights(scenarios.length) }: BoundScenarios,
  moves: VolatilityMoves,
  { shocksOf, sentenceOf }: ShockSource,
): Outcome<ScenarioSet> {
  const { history } = snapshot;
  const levels = new Map<string, Float64Array>();
  const movements = new Map<string, string>();
  for (const [id, column] of history.columns) {
    if (column.factor.kind === "volatility") continue;
    levels.set(id, movedPrice(snapshot, column, shocksOf(column)));
    const sentence = sentenceOf(column.market);
    movements.set(id, column.assumption ? `${sentence}; ${column.assumption}` : sentence);
  }
  for (const [id, { factor, level, assumption }] of history.fixed) {
    if (factor.kind !== "volatility") movements.set(id, `stays at ${level}; ${assumption}`);
  }
  const volatilities = movedVolatilities(snapshot, levels, moves, shocksOf);
  if (!volatilities.ok) return volatilities;
  const { moved, rules, sentences } = volatilities.value;
  for (const [id, values] of moved) levels.set(id, values);
  for (const [id, sentence] of sentences) movements.set(id, sentence);
  return success({
    scenarios,
    weights,
    elapsedYears,
    levels,
    rules,
    movements,
    statement: statementOf(snapshot, { moves, rules, price: sentenceOf("each market") }),
  });
}

/** [S] log return of a factor over each span. */
export function spanReturns(logs: Float64Array, starts: Int32Array, span: number): Float64Array {
  const returns = new Float64Array(starts.length);
  for (let s = 0; s < starts.length; s++) returns[s] = logs[starts[s]! + span]! - logs[starts[s]!]!;
  return returns;
}

/** A price whose settlement average is part fixed moves by the part that is open. */
function movedPrice(
  { levels, timestamp }: MarketSnapshot,
  { factor }: FactorColumn,
  shocks: Float64Array,
): Float64Array {
  const level = levels.get(factor.id)!;
  const share = openShareOf(factor, timestamp);
  const shocked = new Float64Array(shocks.length);
  kernels().exponentials(shocks, shocked);
  for (let s = 0; s < shocked.length; s++) {
    shocked[s] = share === 1 ? level * shocked[s]! : level * (1 + share * (shocked[s]! - 1));
  }
  return shocked;
}

interface MovedVolatilities {
  readonly moved: ReadonlyMap<string, Float64Array>;
  readonly sentences: ReadonlyMap<string, string>;
  readonly rules: readonly string[];
}

/** Volatilities by the history of an index where there is one, by the rule elsewhere. */
function movedVolatilities(
  snapshot: MarketSnapshot,
  prices: ReadonlyMap<string, Float64Array>,
  moves: VolatilityMoves,
  shocksOf: ShockSource["shocksOf"],
): Outcome<MovedVolatilities> {
  const { columns, fixed } = snapshot.history;
  const moved = new Map<string, Float64Array>();
  const sentences = new Map<string, string>();
  const rules = new Set<string>();
  const known: (readonly [FactorColumn | FixedFactor, FactorColumn | undefined])[] = [
    ...[...columns.values()].map((column) => [column, column] as const),
    ...[...fixed.values()].map((one) => [one, undefined] as const),
  ];
  for (const [{ factor, assumption }, index] of known) {
    if (factor.kind !== "volatility") continue;
    const forward = forwardOfVolatility(factor, snapshot);
    const forwardNow = snapshot.levels.get(forward)!;
    const forwards = prices.get(forward)!;
    const ruled = (s: number): number => ruledLogChange(log(forwards[s]! / forwardNow), moves);
    const level = snapshot.levels.get(factor.id)!;
    const indexChanges = index === undefined ? undefined : shocksOf(index);
    const logChangeOf = indexChanges === undefined ? ruled : (s: number): number => indexChanges[s]!;
    const values = movedVolatility(factor, snapshot, { level, forwardNow, forwards, logChangeOf }, moves);
    if (!values.ok) return values;
    moved.set(factor.id, values.value);
    if (index === undefined) {
      sentences.set(factor.id, `${ruleSentence(moves)}; level ${assumption}`);
      rules.add(ruleSentence(moves));
    } else {
      sentences.set(factor.id, assumption ?? "");
      rules.add(assumption ?? "");
    }
    rules.add(skewSentence(moves));
  }
  return success({ moved, sentences, rules: [...rules] });
}

function statementOf(
  { history }: MarketSnapshot,
  {
    moves,
    rules,
    price,
  }: { readonly moves: VolatilityMoves; readonly rules: readonly string[]; readonly price: string },
): MarketStatement {
  const levels = rules.filter((rule) => rule !== skewSentence(moves));
  const fundings = [...history.fixed.values()].filter(({ factor }) => factor.kind === "funding");
  const rates = [...history.fixed.values()].filter(({ factor }) => factor.kind === "rate");
  const stays = (what: string, of: readonly FixedFactor[]): string =>
    of.every(({ level }) => level === 0) ? `no ${what}` : `${what} stays at its level over the horizon, assumed`;
  return {
    price,
    basis: "a price with a series of its own moves by it; one without keeps its ratio to spot, assumed",
    volatility: levels.length === 0 ? "no implied volatility in the book" : levels.join("; "),
    skew: levels.length === 0 ? "no implied volatility in the book" : skewSentence(moves),
    rate: stays("discounting", rates),
    funding: stays("funding", fundings),
  };
}
