import type { Currency } from "../instruments/money.ts";
import { factorsOfAll } from "../market/marketHistory.ts";
import { levelOf, type MarketSnapshot } from "../market/marketSnapshot.ts";
import { currencyId, type RiskFactor } from "../market/riskFactor.ts";
import { openShareOf } from "../market/settlementWindow.ts";
import { yearsBetween } from "../market/years.ts";
import { assert } from "../numerics/assert.ts";
import type { ScenarioSet } from "../scenarios/scenarioSet.ts";
import { type HeldRow, heldPnl } from "./heldPnl.ts";
import { unitPnl } from "./unitPnl.ts";

/** Relative changes: 0.1 is +10 %. */
export interface RelativeShock {
  /** > −1; of every price of the underlying. */
  readonly spot: number;
  /** ≥ −1; of every implied volatility of its options. */
  readonly volatility: number;
}

export interface RelativeShocks {
  readonly underlying: Currency;
  readonly shocks: readonly RelativeShock[];
  /**
   * The time at which the account is looked at, milliseconds UTC; the snapshot's when nothing ages. A price for
   * delivery by then is the spot price: it has converged. Every other price keeps its ratio to spot.
   */
  readonly untilMs: number;
}

/** What one unit of an underlying costs, and in which currency. */
export interface SpotPrice {
  readonly price: number;
  readonly currency: Currency;
}

/**
 * One underlying moved alone, in stated steps instead of by history: the axes of a what-if drawing. Bound like any
 * other scenario set, so that what is drawn is what the margin models see.
 *
 * @throws InvariantError when a shock would make a price 0 or a volatility negative
 */
export function relativeShockSet(
  snapshot: MarketSnapshot,
  { underlying, shocks, untilMs }: RelativeShocks,
): ScenarioSet {
  for (const { spot, volatility } of shocks) {
    assert(spot > -1, `a spot shock must be above -1; have ${spot}`);
    assert(volatility >= -1, `a volatility shock must not be below -1; have ${volatility}`);
  }
  const own = factorsOfAll(snapshot.instruments).filter((factor) => follows(factor, underlying));
  const moved = own.map((factor) => {
    const converged = convergedLevel(snapshot, factor, { underlying, untilMs });
    const from = converged ?? levelOf(snapshot, factor.id);
    const name = factor.kind === "volatility" ? "volatility" : "spot";
    const share = converged === undefined ? openShareOf(factor, snapshot.timestamp) : 1;
    const levels = Float64Array.from(shocks, (shock) => from * (1 + share * shock[name]));
    const text = converged === undefined ? `moves by the ${name} shock` : "is the shocked spot price";
    return { id: factor.id, levels, text };
  });
  return {
    scenarios: shocks.map(({ spot, volatility }) => ({
      label: `${underlying} ${signedPercent(spot)}, volatility ${signedPercent(volatility)}`,
      block: "what-if",
      factor: 1,
    })),
    weights: new Float64Array(shocks.length).fill(1 / shocks.length),
    elapsedYears: yearsBetween(snapshot.timestamp, untilMs),
    levels: new Map(moved.map(({ id, levels }) => [id, levels])),
    rules: [],
    movements: new Map(moved.map(({ id, text }) => [id, text])),
    statement: {
      price: `every price of ${underlying} by the spot shock, other coins stay`,
      basis: "in proportion to spot; what is delivered by the time looked at has converged",
      volatility: `every volatility of ${underlying} by the volatility shock`,
      skew: "each strike keeps its volatility but for the shock",
      rate: "stays",
      funding: "none over the time looked at",
    },
  };
}

/**
 * P&L of a whole account under every scenario.
 *
 * @param holdings rows of the snapshot and contracts of each; for cash its balance with the unrealised P&L in it
 * @returns        shape [S], reporting currency, gains +
 * @cost           I × S valuations
 */
export function outcomesOf(
  snapshot: MarketSnapshot,
  holdings: readonly HeldRow[],
  set: ScenarioSet,
  reportingCurrency: Currency,
): Float64Array {
  return heldPnl([holdings], unitPnl(snapshot, set, reportingCurrency), set.scenarios.length);
}

/** The coin in dollars where the snapshot has it, else a contract that does not end, else the nearest price for delivery. */
export function spotPriceOf(snapshot: MarketSnapshot, underlying: Currency): SpotPrice | undefined {
  const id = currencyId(underlying);
  if (snapshot.levels.has(id)) return { price: levelOf(snapshot, id), currency: "USD" };
  const priced = factorsOfAll(snapshot.instruments).flatMap((factor) =>
    (factor.kind === "mark" || factor.kind === "forward") && factor.underlying === underlying ? [factor] : [],
  );
  const [nearest] = priced.toSorted((a, b) => (a.expiresAt ?? 0) - (b.expiresAt ?? 0));
  if (nearest === undefined) return undefined;
  return { price: levelOf(snapshot, nearest.id), currency: nearest.quoteCurrency };
}

/** Prices and volatilities of the coin; rates and funding stay. */
function follows(factor: RiskFactor, underlying: Currency): boolean {
  if (factor.kind === "rate" || factor.kind === "funding") return false;
  return factor.kind === "currency" ? factor.currency === underlying : factor.underlying === underlying;
}

/** Spot in the factor's quote currency, where the factor is a price for delivery by then and the two can be compared. */
function convergedLevel(
  snapshot: MarketSnapshot,
  factor: RiskFactor,
  { underlying, untilMs }: Pick<RelativeShocks, "underlying" | "untilMs">,
): number | undefined {
  if (factor.kind !== "mark" && factor.kind !== "forward") return undefined;
  if (factor.expiresAt === undefined || factor.expiresAt > untilMs) return undefined;
  const spot = spotPriceOf(snapshot, underlying);
  if (spot === undefined) return undefined;
  if (spot.currency === factor.quoteCurrency) return spot.price;
  const [from, to] = [spot.currency, factor.quoteCurrency].map((one) =>
    one === "USD" ? 1 : snapshot.levels.get(currencyId(one)),
  );
  return from === undefined || to === undefined ? undefined : (spot.price * from) / to;
}

const signedPercent = (share: number): string => `${share > 0 ? "+" : ""}${Math.round(100 * share)} %`;
