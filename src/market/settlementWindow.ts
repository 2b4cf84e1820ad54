import type { SettlementTerms } from "../instruments/tradingTerms.ts";
import type { RiskFactor } from "./riskFactor.ts";

const yearMs = 365 * 86_400_000;

/**
 * Share of a contract's settlement average that the price still decides: 1 until the window opens, then falling in a
 * straight line to 0 at expiry. The rest is fixed, so a move of the price moves the expected settlement by this share.
 *
 * @param timestamp milliseconds UTC
 * @returns         1 throughout where no average settles the contract
 */
export function openShare({ expiresAt, settlementWindowMs }: SettlementTerms, timestamp: number): number {
  if (settlementWindowMs === undefined || settlementWindowMs <= 0) return 1;
  return Math.min(1, Math.max(0, (expiresAt - timestamp) / settlementWindowMs));
}

/** The same of a factor; 1 for all that is no price for delivery. */
export function openShareOf(factor: RiskFactor, timestamp: number): number {
  if ((factor.kind !== "mark" && factor.kind !== "forward") || factor.expiresAt === undefined) return 1;
  return openShare({ ...factor, expiresAt: factor.expiresAt }, timestamp);
}

/** The same by the time left. @param years to expiry */
export const openShareOfYears = ({ settlementWindowMs }: SettlementTerms, years: number): number =>
  settlementWindowMs === undefined ? 1 : Math.min(1, (years * yearMs) / settlementWindowMs);

/**
 * The volatility of the expected settlement, whose price moves by `openShare` of the price's. At the moment the window
 * opens it is the quoted volatility, and it falls with the share, so that the gamma of an option dies before its expiry.
 *
 * @param volatility as quoted, per square root of a year
 * @param years      to expiry
 */
export const settlementVolatility = (terms: SettlementTerms, volatility: number, years: number): number =>
  volatility * openShareOfYears(terms, years);
