import { type Failure, failed, type Outcome, success } from "../numerics/outcome.ts";
import { compare, type Decimal, decimal, decimalText, divide, multiply, roundTo } from "./decimal.ts";

/** A larger price step from a price on. */
export interface TickStep {
  /** The price above which the step holds, same unit as the price; decimal text. */
  readonly abovePrice: string;
  readonly tickSize: string;
}

/** The steps in which a contract trades, where a venue's listing states them. */
export interface TradingTerms {
  /** Smallest step of the price, in the unit the venue quotes: the coin for a coin-settled option. Decimal text. */
  readonly tickSize?: string;
  /** Larger steps further up, lowest price first. */
  readonly tickSteps?: readonly TickStep[];
  /** Smallest step of a quantity, contracts; decimal text. */
  readonly lotSize?: string;
}

/** What an end at one time is: how long the average that settles it runs. */
export interface SettlementTerms {
  /** Settlement time, milliseconds since 1970 UTC. */
  readonly expiresAt: number;
  /** The settlement price is the index's average over this long before `expiresAt`; absent: the index at that time. */
  readonly settlementWindowMs?: number;
}

/** The step that holds at a price; undefined where the listing states none. */
export function tickSizeAt({ tickSize, tickSteps = [] }: TradingTerms, price: Decimal): Decimal | undefined {
  if (tickSize === undefined) return undefined;
  const step = tickSteps.findLast(({ abovePrice }) => compare(price, decimal(abovePrice)) > 0);
  return decimal(step?.tickSize ?? tickSize);
}

/** An order as a venue would see it. */
export interface OrderSteps {
  /** Contracts, of either sign. */
  readonly quantity: Decimal;
  readonly price?: Decimal;
}

/**
 * Whether an order keeps the steps of its contract's listing; a contract without stated steps takes any.
 *
 * @returns `invalid` with the nearest quantity or price that would be taken
 */
export function checkSteps(terms: TradingTerms, { quantity, price }: OrderSteps, path: string): Outcome<true> {
  const lot = terms.lotSize === undefined ? undefined : decimal(terms.lotSize);
  const tick = price === undefined ? undefined : tickSizeAt(terms, price);
  const fault = offStep("quantity", quantity, lot, path) ?? (price && offStep("price", price, tick, path));
  return fault === undefined ? success(true) : failed(fault);
}

function offStep(what: "quantity" | "price", value: Decimal, step: Decimal | undefined, path: string) {
  if (step === undefined) return undefined;
  const nearest = multiply(roundTo(divide(value, step, 18, "half-even"), 0, "half-even"), step);
  if (compare(nearest, value) === 0) return undefined;
  const name = what === "quantity" ? "lot" : "tick";
  const message = `${what} ${decimalText(value)} is no multiple of the ${name} ${decimalText(step)}`;
  const fault: Failure = { code: "invalid", path, message, hint: `the nearest is ${decimalText(nearest)}` };
  return fault;
}
