import { type Currency, dollarCurrencies } from "../../instruments/money.ts";
import { factorsOfAll } from "../../market/marketHistory.ts";
import { levelOf, type MarketSnapshot } from "../../market/marketSnapshot.ts";
import type { RiskFactor, RiskFactorId } from "../../market/riskFactor.ts";
import { openShareOf } from "../../market/settlementWindow.ts";
import { yearsBetween } from "../../market/years.ts";
import type { MarketStatement } from "../../scenarios/marketStatement.ts";
import type { Scenario, ScenarioSet } from "../../scenarios/scenarioSet.ts";
import { tenorShare } from "../../scenarios/volatilityMoves.ts";
import type { BoxMove } from "./worstMove.ts";

export interface CoinMoves {
  readonly coin: Currency;
  readonly moves: readonly Pick<BoxMove, "price" | "volatility">[];
  /** How long they take, the same for all. */
  readonly elapsedYears: number;
  readonly vegaPower: number;
}

/** Moves of one coin as levels of its factors: what an expansion approximates, and what names its worst move. */
export function moveScenarios(snapshot: MarketSnapshot, moves: CoinMoves): ScenarioSet {
  return new MovedCoin(snapshot, moves);
}

/** Its levels are worked out when asked: naming a move costs more than finding it. */
class MovedCoin implements ScenarioSet {
  readonly scenarios: readonly Scenario[];
  readonly weights: Float64Array;
  readonly elapsedYears: number;
  readonly rules: readonly string[] = [];
  readonly movements: ReadonlyMap<RiskFactorId, string> = new Map();
  readonly statement = statement;
  private readonly snapshot: MarketSnapshot;
  private readonly stated: CoinMoves;
  private shocked: ReadonlyMap<RiskFactorId, Float64Array> | undefined;

  constructor(snapshot: MarketSnapshot, stated: CoinMoves) {
    const { coin, moves, elapsedYears } = stated;
    this.snapshot = snapshot;
    this.stated = stated;
    this.elapsedYears = elapsedYears;
    this.weights = new Float64Array(moves.length).fill(1 / moves.length);
    this.scenarios = moves.map((move) => ({ label: labelOf(coin, move, elapsedYears), block: "box", factor: 1 }));
  }

  get levels(): ReadonlyMap<RiskFactorId, Float64Array> {
    this.shocked ??= this.shockedLevels();
    return this.shocked;
  }

  private shockedLevels(): ReadonlyMap<RiskFactorId, Float64Array> {
    const { coin, moves, vegaPower } = this.stated;
    const own = factorsOfAll(this.snapshot.instruments).flatMap((factor) => {
      const share = shareOf(factor, coin, this.snapshot.timestamp, vegaPower);
      if (share === undefined) return [];
      const level = levelOf(this.snapshot, factor.id);
      const name = factor.kind === "volatility" ? "volatility" : "price";
      return [[factor.id, Float64Array.from(moves, (move) => level * (1 + share * move[name]))] as const];
    });
    return new Map(own);
  }
}

const statement: MarketStatement = {
  price: "each coin alone by the share that is worst for the account, within the stated bounds; the others stay",
  basis: "in proportion to spot but for what a settlement window has fixed",
  volatility: "each coin's by a share of itself, more at short expiries",
  skew: "each strike keeps its volatility but for the move",
  rate: "stays",
  funding: "stays; what is expected to be paid is charged beside",
};

/** Share of the move that falls on a factor; undefined where it stays. */
function shareOf(factor: RiskFactor, coin: Currency, timestamp: number, vegaPower: number): number | undefined {
  switch (factor.kind) {
    case "mark":
    case "forward":
      return factor.underlying === coin ? openShareOf(factor, timestamp) : undefined;
    case "currency":
      return factor.currency === coin && !dollarCurrencies.includes(coin) ? 1 : undefined;
    case "volatility":
      return factor.underlying === coin ? tenorShare(yearsBetween(timestamp, factor.expiresAt), vegaPower) : undefined;
    case "rate":
    case "funding":
      return undefined;
  }
}

const hoursOfYear = 8760;

/** In words: the worst move of a coin. */
export function labelOf(
  coin: Currency,
  { price, volatility }: Pick<BoxMove, "price" | "volatility">,
  elapsedYears: number,
): string {
  const time = elapsedYears === 0 ? "at once" : `over ${Number((elapsedYears * hoursOfYear).toFixed(2))} h`;
  const volatile = volatility === 0 ? "" : `, volatility of 30 days ${signedPercent(volatility)}`;
  return `${coin} ${signedPercent(price)}${volatile}, ${time}`;
}

const signedPercent = (share: number): string => `${share > 0 ? "+" : ""}${Number((100 * share).toFixed(2))} %`;
