import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { instrument, unwrapped } from "../../test/contracts/market.ts";
import type { InverseOption } from "../instruments/kinds/inverseOption.ts";
import type { OptionChain, OptionQuote } from "../market/optionChain.ts";
import { importOptionChain } from "../venues/optionImporters.ts";
import { chainTime, chainValues } from "./chainValues.ts";
import { black76Value } from "./formulas/black76.ts";

const expiresAt = Date.UTC(2024, 5, 28, 8);
const yearMs = 365 * 86_400_000;
const timestamp = expiresAt - 0.25 * yearMs;
const quote = (name: string, rest: Partial<OptionQuote>): OptionQuote => ({
  instrument: instrument(`BTC-28JUN24-${name}`) as InverseOption,
  ...rest,
});
const chainOf = (...quotes: readonly OptionQuote[]): OptionChain => ({
  venue: "invented",
  underlying: "BTC",
  quoteCurrency: "USD",
  settlementCurrency: "BTC",
  timestamp,
  quotes,
  source: { file: "chain.csv", sha256: "00", format: "invented" },
  notes: [],
});
const coins = (strike: number, volatility: number, time = timestamp): number =>
  black76Value({
    optionType: "call",
    forward: 60_000,
    strike,
    years: (expiresAt - time) / yearMs,
    volatility,
    rate: 0,
  }) / 60_000;

describe("a chain valued", () => {
  it("takes the venue's volatility, else inverts the mark, else the middle of bid and ask", () => {
    const { values } = chainValues(
      chainOf(
        quote("60000-C", { forward: 60_000, markVolatility: 0.5 }),
        quote("65000-C", { forward: 60_000, mark: coins(65_000, 0.6) }),
        quote("70000-C", { forward: 60_000, bid: 0.9 * coins(70_000, 0.7), ask: 1.1 * coins(70_000, 0.7) }),
      ),
    );
    expect(values.map((one) => [one.volatilitySource, Number(one.volatility.toFixed(9))])).toEqual([
      ["stated", 0.5],
      ["from mark", 0.6],
      ["from mid", 0.7],
    ]);
    expect(values[0]!.value).toBeCloseTo(coins(60_000, 0.5), 15);
  });

  it("names every quote that has no value, with the reason", () => {
    const { values, unvalued } = chainValues(
      chainOf(
        quote("60000-C", { mark: 0.1 }),
        quote("61000-C", { forward: 60_000 }),
        quote("62000-C", { forward: 60_000, bid: 0.2, ask: 0.1 }),
        quote("50000-C", { forward: 60_000, mark: 1 / 6 }),
        quote("63000-C", { forward: 60_000, mark: -0.1 }),
        quote("64000-C", { forward: 60_000, mark: 1.5 }),
      ),
    );
    expect(values).toEqual([]);
    expect(unvalued.map((one) => one.reason)).toEqual([
      "no forward",
      "no price",
      "crossed",
      "at-or-below-intrinsic",
      "at-or-below-intrinsic",
      "at-or-above-bound",
    ]);
  });

  it("values nothing at or after its expiry", () => {
    const { unvalued } = chainValues(chainOf(quote("60000-C", { forward: 60_000, markVolatility: 0.5 })), expiresAt);
    expect(unvalued[0]!.reason).toBe("expired");
  });

  it("a locked market, bid equal to ask, has a price", () => {
    const price = coins(60_000, 0.5);
    const { values } = chainValues(chainOf(quote("60000-C", { forward: 60_000, bid: price, ask: price })));
    expect(values[0]!.volatility).toBeCloseTo(0.5, 9);
  });

  it("finds the minute at which marks were made from their volatilities", () => {
    const made = timestamp + 47 * 60_000;
    const marks = [40_000, 60_000, 65_000].map((strike) =>
      quote(`${strike}-C`, { forward: 60_000, markVolatility: 0.5, mark: coins(strike, 0.5, made) }),
    );
    expect(chainTime(chainOf(...marks), 2 * 3_600_000)).toBe(made);
    expect(chainTime(chainOf(quote("60000-C", { forward: 60_000 })), 3_600_000)).toBeUndefined();
  });
});

const data = process.env["PLIMSOLL_HISTORY"] ?? join(import.meta.dirname, "../../../shared/data");
const file = join(data, "options/deribit_BTC_chain_20240524.csv.gz");

describe.skipIf(!existsSync(file))("the Deribit BTC chain of 2024-05-24 (skipped without PLIMSOLL_HISTORY)", () => {
  it("reprices at least 550 of the 571 quotes with a forward within 0.0001 BTC from the venue's own volatilities", () => {
    const bytes = readFileSync(file);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const chain = unwrapped(
      importOptionChain({
        name: "deribit_BTC_chain_20240524.csv.gz",
        text: gunzipSync(bytes).toString("utf8"),
        sha256,
      }),
    );
    const inferred = chainTime(chain, 6 * 3_600_000)!;
    expect(Math.abs(inferred - chain.timestamp)).toBeLessThan(3_600_000);
    for (const time of [chain.timestamp, inferred]) {
      const { values, unvalued } = chainValues(chain, time);
      expect(values.length).toBe(571);
      expect(unvalued.map((one) => one.reason)).toEqual(Array(7).fill("no forward"));
      expect(values.filter((one) => Math.abs(one.difference!) <= 1e-4).length).toBeGreaterThanOrEqual(550);
    }
  });
});
