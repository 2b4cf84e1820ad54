/** Vectors become what the engine reads: a market, an account, a rulebook of the list. */
import { type Decimal, decimal, decimalOf } from "../../src/instruments/decimal.ts";
import type { Instrument } from "../../src/instruments/kinds.ts";
import { amountOf } from "../../src/instruments/money.ts";
import { assessAccount } from "../../src/margin/assess.ts";
import type { GroupAssessment } from "../../src/margin/assessment.ts";
import { type BoundRulebook, bind } from "../../src/margin/bind.ts";
import { venueRulebooks } from "../../src/margin/rulebooks.ts";
import { type VenueRulebook, venueRulebookOf } from "../../src/margin/venueRulebook.ts";
import { withCash } from "../../src/market/marketHistory.ts";
import type { MarketSnapshot } from "../../src/market/marketSnapshot.ts";
import { currencyId, factorsOf, markId } from "../../src/market/riskFactor.ts";
import type { Outcome } from "../../src/numerics/outcome.ts";
import type { Account, MarginGroup, Position } from "../../src/portfolio/account.ts";
import { costOf } from "../../src/portfolio/cost.ts";

/** The exact decimal that a vector's number reads as. */
export const exactly = (value: number): Decimal => decimal(String(value));

/** The value, or the failure as an error that the report shows as what was got. */
export function answered<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
  return outcome.value;
}

export const linear = (id: string, underlying: string, currency: string, contractSize = "1"): Instrument => ({
  kind: "linear-perpetual",
  id,
  underlying,
  quoteCurrency: currency,
  settlementCurrency: currency,
  contractSize,
});

export const inverse = (id: string, coin: string, contractSize = "1"): Instrument => ({
  kind: "inverse-perpetual",
  id,
  underlying: coin,
  quoteCurrency: "USD",
  settlementCurrency: coin,
  contractSize,
});

export interface CaseMarket {
  readonly instruments: readonly Instrument[];
  /** Marks by contract, quote currency. */
  readonly marks?: Readonly<Record<string, number>>;
  /** US dollars by currency; 1 where not said. */
  readonly currencies?: Readonly<Record<string, number>>;
  readonly facts?: Readonly<Record<string, number>>;
}

/** A market without a past; funding and rates are 0. */
export function marketOf({ instruments, marks = {}, currencies = {}, facts = {} }: CaseMarket): MarketSnapshot {
  const rows = withCash(instruments);
  const levels = new Map<string, number>();
  for (const row of rows) {
    if (row.kind === "cash") levels.set(currencyId(row.id), currencies[row.id] ?? 1);
    for (const factor of factorsOf(row)) levels.set(factor.id, 0);
  }
  for (const [id, mark] of Object.entries(marks)) levels.set(markId(id), mark);
  const history = {
    instruments: rows,
    startMs: 0,
    stepMs: 3_600_000,
    count: 0,
    columns: new Map(),
    fixed: new Map(),
    unseen: [],
  };
  return { timestamp: 0, instruments: rows, levels, history, lastIndex: -1, facts: new Map(Object.entries(facts)) };
}

/** Entered at a price. */
export const entered = (instrument: Instrument, quantity: number, entryPrice: number): Position => ({
  instrumentId: instrument.id,
  quantity: exactly(quantity),
  cost: costOf(instrument, exactly(quantity), exactly(entryPrice)),
});

export function accountOf(
  positions: readonly Position[],
  balances: Readonly<Record<string, number>>,
  rest: Partial<MarginGroup> = {},
): Account {
  const held = Object.entries(balances).map(([currency, value]) =>
    amountOf(decimalOf(value, 18), currency, "half-even"),
  );
  const group = { id: "group", marginMode: "cross", positions, balances: held, orders: [], ...rest } as const;
  return { id: "vector", groups: [group] };
}

/** A rulebook of the list, completed by what the vector states, bound to a market. */
export function boundBy(
  id: string,
  given: Readonly<Record<string, unknown>>,
  market: MarketSnapshot,
  changed: Partial<VenueRulebook> = {},
): BoundRulebook {
  const venue = venueRulebooks.find((one) => one.id === id);
  if (venue === undefined) throw new Error(`no rulebook ${id}`);
  return answered(bind(answered(venueRulebookOf({ ...venue, ...changed }, given)), market));
}

export const assessedBy = (account: Account, bound: BoundRulebook): GroupAssessment =>
  assessAccount(account, bound).groups[0]!;
