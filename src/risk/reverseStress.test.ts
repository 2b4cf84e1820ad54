import { describe, expect, test } from "vitest";
import {
  dayMs,
  historyOf,
  instrument,
  lastSnapshot,
  seriesOf,
  sourced,
  unwrapped,
} from "../../test/contracts/market.ts";
import type { MarketSnapshot } from "../market/marketSnapshot.ts";
import { quotedSnapshot } from "../market/quotes.ts";
import { forwardId, fundingId, volatilityId } from "../market/riskFactor.ts";
import { withStatedLevels } from "../market/statedLevels.ts";
import { black76Value } from "../pricing/formulas/black76.ts";
import { hypotheticalScenarios } from "../scenarios/generators/hypothetical.ts";
import type { StatedShock } from "../scenarios/statedShocks.ts";
import { kendallCorrelation } from "../statistics/correlation.ts";
import { RandomStream } from "../statistics/randomStream.ts";
import { probabilityBeyond, type ReverseStressParameters, reverseStress } from "./reverseStress.ts";
import { stressPnl } from "./stressPnl.ts";

/** Closes of correlated coins that end at `last`. */
function closesOf(stream: number, width: number, last: number): number[] {
  const [own, common] = [1 + stream, 0].map((one) => new RandomStream({ seed: 9, stream: one }));
  const logs = [0];
  for (let t = 0; t < 300; t++)
    logs.push(logs.at(-1)! + width * (0.8 * common!.nextNormal() + 0.6 * own!.nextNormal()));
  return logs.map((one) => last * Math.exp(one - logs.at(-1)!));
}
const btc = closesOf(0, 0.001, 100);
const eth = closesOf(1, 0.002, 50);
const perpetuals = ["BTC/USDT:USDT", "ETH/USDT:USDT"] as const;
const snapshot = lastSnapshot(historyOf([seriesOf("BTC/USDT", btc), seriesOf("ETH/USDT", eth)], perpetuals));
const rowOf = (market: MarketSnapshot, id: string) => market.instruments.findIndex((one) => one.id === id);

const parameters: ReverseStressParameters = {
  loss: 1,
  horizonHours: 24,
  lookbackDays: 300,
  returnsMin: 100,
  degreesOfFreedom: null,
  distanceMax: 30,
  volatilityPerFall: 1,
  volatilityPerRise: 1,
  volatilityTenorPower: 0,
  smileDynamics: "sticky-strike",
};
const held = (quantities: readonly number[]) =>
  perpetuals.map((id, k) => ({ row: rowOf(snapshot, id), quantity: quantities[k]! }));
const returnsOf = (closes: readonly number[]) =>
  Float64Array.from(closes.slice(1), (one, k) => Math.log(one / closes[k]!));
const deviationOf = (values: Float64Array) =>
  Math.sqrt(values.reduce((sum, one) => sum + one * one, 0) / values.length);

describe("the most plausible scenario of a loss", () => {
  test.each([[[3, 1]], [[-2, 5]], [[1, 0]]])("of %j coins held is Σw·L/√(w'Σw), as moves are small", (quantities) => {
    // Prices move by their logs to a part in a thousand, so the book is linear in them: w are its dollars.
    const w = [quantities[0]! * 100, quantities[1]! * 50];
    const [a, b] = [returnsOf(btc), returnsOf(eth)];
    const rho = Math.sin((Math.PI / 2) * kendallCorrelation(a, b));
    const [s, t] = [deviationOf(a), deviationOf(b)];
    const sigma = [
      [s * s, rho * s * t],
      [rho * s * t, t * t],
    ];
    const sums = sigma.map((row) => row[0]! * w[0]! + row[1]! * w[1]!);
    const deviation = Math.sqrt(sums[0]! * w[0]! + sums[1]! * w[1]!);
    const loss = 2.5 * deviation;
    const found = unwrapped(reverseStress(snapshot, held(quantities), "USD", { ...parameters, loss }));
    expect(found.distance).toBeCloseTo(2.5, 1);
    expect(found.pnl / -loss).toBeCloseTo(1, 5);
    for (const [d, { move }] of found.moves.entries())
      expect(move / ((-sums[d]! * loss) / deviation ** 2)).toBeCloseTo(1, 1);
    expect(found.probability).toBeCloseTo(Math.exp((-found.distance * found.distance) / 2), 10);
  });

  test("of a sold straddle is on one side, and its loss is that of full revaluation", () => {
    const expiresAt = Date.UTC(2025, 2, 28, 8);
    const names = ["BTC/USDT:USDT-250328-100-C", "BTC/USDT:USDT-250328-100-P"];
    const wide = closesOf(3, 0.03, 100);
    const history = historyOf([seriesOf("BTC/USDT", wide)], [...names, "BTC"]);
    const ids = names.map((name) => instrument(name).id);
    const levels = sourced([
      [forwardId("BTC", "USDT", expiresAt), 100],
      ["currency:BTC", 100],
      ...ids.map((id) => [volatilityId(id), 0.6] as const),
    ]);
    const source = { file: "chain.csv", sha256: "00", format: "invented" };
    const at = { timestamp: history.startMs + 300 * dayMs, maxAgeMs: dayMs };
    const market = unwrapped(
      quotedSnapshot({ quotes: [], levels, source }, [...names, "BTC"].map(instrument), at, history),
    );
    const holdings = ids.map((id) => ({ row: rowOf(market, id), quantity: -1 }));
    const still = { ...parameters, volatilityPerFall: 0, volatilityPerRise: 0, loss: 10 };
    const found = unwrapped(reverseStress(market, holdings, "USD", still));
    const value = (forward: number, time: number) =>
      (["call", "put"] as const).reduce(
        (sum, optionType) =>
          sum +
          black76Value({ optionType, forward, strike: 100, years: time / (365 * dayMs), volatility: 0.6, rate: 0 }),
        0,
      );
    const left = expiresAt - at.timestamp;
    const then = 100 * Math.exp(found.moves[0]!.move);
    expect(value(100, left) - value(then, left - dayMs)).toBeCloseTo(-10, 3);
    expect(found.pnl).toBeCloseTo(-10, 4);
    // The other side of the same loss is further out.
    const mirrored = 100 * Math.exp(-found.moves[0]!.move * (1 - 1e-6));
    expect(value(mirrored, left - dayMs) - value(100, left)).toBeLessThan(10);
  });

  test("is refused with a reason where a loss is out of reach, no loss, or history is short", () => {
    const refused = (change: Partial<ReverseStressParameters>) => {
      const outcome = reverseStress(snapshot, held([1, 0]), "USD", { ...parameters, ...change });
      if (outcome.ok) throw new Error("a failure was expected");
      return outcome.failure;
    };
    expect(refused({ loss: 1000 })).toMatchObject({ code: "not-converged", path: "loss" });
    expect(refused({ loss: 0 })).toMatchObject({ code: "invalid", path: "loss" });
    expect(refused({ degreesOfFreedom: 2 })).toMatchObject({ code: "invalid", path: "degreesOfFreedom" });
    expect(refused({ returnsMin: 1000 })).toMatchObject({ code: "missing-data" });
  });
});

test("the chance of a distance under Student's t is that of its ratio, and nears the normal one", () => {
  // One dimension, ν = 4, variance 1: P(|T| > 2·√2) with T of 4 degrees is 0.0474207 (tables).
  expect(probabilityBeyond(2, 1, 4)).toBeCloseTo(0.04742, 4);
  expect(probabilityBeyond(2, 1, 1e6)).toBeCloseTo(probabilityBeyond(2, 1, null), 5);
});

describe("stated scenarios", () => {
  const pnlOf = (
    market: MarketSnapshot,
    shocks: readonly StatedShock[],
    quantity: number,
    id: string,
    elapsedHours = 0,
  ) => {
    const scenarios = [{ label: "stated", shocks }];
    const stated = { scenarios, elapsedHours, volatilityTenorPower: 0, smileDynamics: "sticky-strike" } as const;
    const set = unwrapped(hypotheticalScenarios(market, stated));
    return stressPnl(market, [{ row: rowOf(market, id), quantity }], set, "USD")[0]!;
  };

  test("move a perpetual by price, then by basis on top, and coins held by price alone", () => {
    const market = lastSnapshot(historyOf([seriesOf("BTC/USDT", btc)], ["BTC/USDT:USDT", "BTC"]));
    const shocks = [
      { what: "price", underlying: "BTC", size: -0.3 },
      { what: "basis", underlying: "BTC", size: -0.05 },
    ] as const;
    expect(pnlOf(market, shocks, 2, "BTC/USDT:USDT")).toBeCloseTo(200 * (0.7 * 0.95 - 1), 8);
    expect(pnlOf(market, shocks, 2, "BTC")).toBeCloseTo(-60, 8);
  });

  test("break a stablecoin alone, and what settles in it", () => {
    const market = lastSnapshot(historyOf([seriesOf("BTC/USDT", btc)], ["BTC/USDT:USDT", "USDT"]));
    const shocks = [
      { what: "currency", underlying: "USDT", size: -0.1 },
      { what: "price", underlying: "BTC", size: 0.2 },
    ] as const;
    expect(pnlOf(market, shocks, 1000, "USDT")).toBeCloseTo(-100, 8);
    expect(pnlOf(market, shocks, 1, "BTC/USDT:USDT")).toBeCloseTo(20 * 0.9, 8);
  });

  test("charge a long what funding adds over the time that passes", () => {
    const market = withStatedLevels(snapshot, ({ id }) =>
      id === fundingId("BTC/USDT:USDT") ? { level: 0.1, assumption: "stated" } : undefined,
    );
    const shocks = [{ what: "funding", underlying: "BTC", size: 0.9 }] as const;
    expect(pnlOf(market, shocks, 1, "BTC/USDT:USDT", 24)).toBeCloseTo(-100 / 365, 6);
    expect(pnlOf(market, shocks, 1, "BTC/USDT:USDT")).toBe(0);
  });

  test("are refused where a size is a percentage, one thing is said twice, or nothing follows", () => {
    const failureOf = (...shocks: readonly StatedShock[]) => {
      const stated = { scenarios: [{ label: "x", shocks }], elapsedHours: 0, volatilityTenorPower: 0 } as const;
      const outcome = hypotheticalScenarios(snapshot, { ...stated, smileDynamics: "sticky-strike" });
      if (outcome.ok) throw new Error("a failure was expected");
      return outcome.failure;
    };
    const fall: StatedShock = { what: "price", underlying: "BTC", size: -0.3 };
    expect(failureOf({ ...fall, size: -30 })).toMatchObject({ code: "invalid", path: "scenarios[0].shocks[0]" });
    expect(failureOf({ ...fall, size: Number.NaN })).toMatchObject({ code: "invalid" });
    expect(failureOf(fall, fall)).toMatchObject({ code: "conflict", path: "scenarios[0].shocks[1]" });
    expect(failureOf({ ...fall, underlying: "DOGE" })).toMatchObject({ code: "missing-data" });
  });
});
