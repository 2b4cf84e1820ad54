/** Invented smiles and chains for tests. */
import type { SmilePoint, SmilePoints } from "../../src/calibration/smilePoints.ts";
import type { OptionChain, OptionQuote } from "../../src/market/optionChain.ts";
import { exp } from "../../src/numerics/exponential.ts";
import { black76Value } from "../../src/pricing/formulas/black76.ts";

export const snapshotMs = Date.UTC(2024, 0, 1);
const yearMs = 365 * 86_400_000;

/** Points at the given log-moneyness, without spread and of equal weight. */
export function pointsOf(
  volatilityAt: (k: number) => number,
  { years, forward = 100, places }: { years: number; forward?: number; places: readonly number[] },
): SmilePoints {
  const points = places.map((k, at): SmilePoint => {
    const volatility = volatilityAt(k);
    return {
      instrumentId: `invented-${at}`,
      optionType: k < 0 ? "put" : "call",
      strike: forward * exp(k),
      logMoneyness: k,
      volatility,
      totalVariance: volatility * volatility * years,
      source: "mid",
      weight: 1,
    };
  });
  return {
    expiresAt: snapshotMs + Math.round(years * yearMs),
    years,
    forward,
    forwardSource: "venue",
    points,
    refused: [],
    inTheMoneyCount: 0,
  };
}

/** `count` places from −reach to reach. */
export const evenly = (reach: number, count: number): number[] =>
  Array.from({ length: count }, (_, at) => -reach + (2 * reach * at) / (count - 1));

export interface InventedOption {
  readonly optionType: "call" | "put";
  readonly strike: number;
  readonly years: number;
  readonly quote: Partial<Omit<OptionQuote, "instrument">>;
}

/** A coin-settled chain, unless `linear`. */
export function chainOf(options: readonly InventedOption[], linear = false): OptionChain {
  const settlementCurrency = linear ? "USDC" : "BTC";
  const kind = linear ? "linear-option" : "inverse-option";
  return {
    venue: "invented",
    underlying: "BTC",
    quoteCurrency: "USD",
    settlementCurrency,
    timestamp: snapshotMs,
    quotes: options.map(({ optionType, strike, years, quote }): OptionQuote => {
      const expiresAt = snapshotMs + Math.round(years * yearMs);
      const id = `BTC-${expiresAt}-${strike}-${optionType}`;
      const terms = { id, underlying: "BTC", quoteCurrency: "USD", contractSize: "1", expiresAt } as const;
      return { instrument: { ...terms, kind, settlementCurrency, strike: String(strike), optionType }, ...quote };
    }),
    source: { file: "synthetic_chain.csv", sha256: "00", format: "invented" },
    notes: [],
  };
}

/** The coin price of an option. */
export function coinPrice(
  optionType: "call" | "put",
  { forward, strike, years, volatility }: { forward: number; strike: number; years: number; volatility: number },
): number {
  return black76Value({ optionType, forward, strike, years, volatility, rate: 0 }) / forward;
}
