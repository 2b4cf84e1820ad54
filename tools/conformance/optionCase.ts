/** Vectors of option margins: an option market, and what an assessment says of its parts. */
import type { Instrument } from "../../src/instruments/kinds.ts";
import type { GroupAssessment } from "../../src/margin/assessment.ts";
import type { Component } from "../../src/margin/component.ts";
import { withCash } from "../../src/market/marketHistory.ts";
import type { MarketSnapshot } from "../../src/market/marketSnapshot.ts";
import { currencyId, factorsOf, unstatedLevel } from "../../src/market/riskFactor.ts";
import { exactly } from "./marginCase.ts";

/** Options and perpetuals quoted in dollars and settled in the venue's dollar. */
const dollarTerms = { quoteCurrency: "USD", settlementCurrency: "USDC", contractSize: "1" } as const;

export interface ListedOption {
  readonly underlying: string;
  readonly seconds: number;
  readonly strike: number;
  readonly optionType: "call" | "put";
}

export const optionOf = ({ underlying, seconds, strike, optionType }: ListedOption) =>
  ({
    kind: "linear-option",
    id: `${underlying}-${seconds}-${strike}-${optionType}`,
    underlying,
    ...dollarTerms,
    strike: String(strike),
    optionType,
    expiresAt: 1000 * seconds,
  }) satisfies Instrument;

export const perpetualOf = (underlying: string) =>
  ({ kind: "linear-perpetual", id: `${underlying}-PERP`, underlying, ...dollarTerms }) satisfies Instrument;

export interface StatedMarket {
  readonly instruments: readonly Instrument[];
  readonly levels: ReadonlyMap<string, number>;
  readonly confidences?: ReadonlyMap<string, number>;
  readonly facts?: ReadonlyMap<string, number>;
  readonly timestamp?: number;
}

/** A market without a past. Every level must be stated, but for rates and funding, 0 where nothing is said, and the dollar. */
export function statedMarket({ instruments, levels: stated, timestamp = 0, ...rest }: StatedMarket): MarketSnapshot {
  const rows = withCash(instruments);
  const levels = new Map([[currencyId("USD"), 1], ...stated]);
  for (const factor of rows.flatMap(factorsOf)) {
    const unstated = unstatedLevel(factor);
    if (!levels.has(factor.id) && unstated !== undefined) levels.set(factor.id, unstated.level);
  }
  const history = {
    instruments: rows,
    startMs: timestamp,
    stepMs: 86_400_000,
    count: 0,
    columns: new Map(),
    fixed: new Map(),
    unseen: [],
  };
  return { timestamp, instruments: rows, levels, history, lastIndex: 0, ...rest };
}

/** Long or short a contract whose unrealised P&L at mark is stated. */
export const heldAt = (instrument: Instrument, quantity: number, mark: number, unrealised: number) => ({
  instrumentId: instrument.id,
  quantity: exactly(quantity),
  cost: exactly(quantity * mark - unrealised),
});

/** A component of the requirement; 0 where it charges nothing. */
export function partOf({ requirement }: GroupAssessment, id: string): Component {
  return requirement.components.find((one) => one.id === id) ?? { id, initial: 0, maintenance: 0 };
}
