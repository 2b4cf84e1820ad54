/** Option books under the tail models: every outcome against Black-76 at the shocked levels, worked outside the models. */
import { describe, expect, test } from "vitest";
import { decimal } from "../../src/instruments/decimal.ts";
import { bind } from "../../src/margin/bind.ts";
import type { MarginModel } from "../../src/margin/marginModel.ts";
import { historicalTail } from "../../src/margin/models/historicalTail.ts";
import { checkParameters } from "../../src/margin/parameters.ts";
import { rulebookOf } from "../../src/margin/rulebook.ts";
import { quotedSnapshot } from "../../src/market/quotes.ts";
import { forwardId, volatilityId } from "../../src/market/riskFactor.ts";
import { success } from "../../src/numerics/outcome.ts";
import type { Account } from "../../src/portfolio/account.ts";
import { black76Value } from "../../src/pricing/formulas/black76.ts";
import { groupingOf } from "../../src/risk/grouping.ts";
import {
  accountOf,
  assessed,
  bound,
  dayMs,
  historyOf,
  instrument,
  position,
  seriesOf,
  sourced,
  unwrapped,
} from "./market.ts";

const historical = historicalTail as unknown as MarginModel;
const closes = [100, 90, 99, 108.9, 100];
const name = "BTC/USDT:USDT-240628-110-C";
const coinName = "BTC-28JUN24-110-C";
const expiresAt = Date.UTC(2024, 5, 28, 8);
const [forward, volatility] = [104, 0.6];
const years = (from: number): number => (expiresAt - from) / (365 * dayMs);

function snapshotOf(option: string, quote: string) {
  const names = [option, "BTC"];
  const history = historyOf([seriesOf("BTC/USDT", closes)], names);
  const timestamp = history.startMs + (closes.length - 1) * dayMs;
  const levels = sourced([
    [forwardId("BTC", quote, expiresAt), forward],
    [volatilityId(instrument(option).id), volatility],
    ["currency:BTC", 100],
  ]);
  const source = { file: "chain.csv", sha256: "00", format: "invented" };
  const at = { timestamp, maxAgeMs: dayMs };
  return unwrapped(quotedSnapshot({ quotes: [], levels, source }, names.map(instrument), at, history));
}

function outcomesOf(
  option: string,
  quote: string,
  quantity: string,
  balances: Record<string, string>,
  currency: string,
) {
  const snapshot = snapshotOf(option, quote);
  const given = {
    lookbackDays: 4,
    scenariosMin: 1,
    measure: "worst-case",
    volatilityPerFall: 2,
    volatilityPerRise: 0.5,
  };
  const parameters = unwrapped(checkParameters(historical.parameters, given, "historical-tail"));
  const rulebook = unwrapped(bind(rulebookOf(historical, parameters, currency), snapshot));
  const held = { instrumentId: instrument(option).id, quantity: decimal(quantity), cost: decimal("0") };
  const assessment = assessed(accountOf([held], balances), rulebook);
  return { snapshot, assessment, outcomes: [...assessment.requirement.components[0]!.outcomes!] };
}

const shocks = closes.slice(1).map((close, k) => Math.log(close / closes[k]!));
/** Value of the call a day later, its forward moved by the log move and its volatility by the rule. */
const later = (move: number, timestamp: number): number =>
  black76Value({
    optionType: "call",
    forward: forward * Math.exp(move),
    strike: 110,
    years: years(timestamp + dayMs),
    volatility: volatility * Math.exp(move < 0 ? -2 * move : 0.5 * move),
    rate: 0,
  });
const now = (timestamp: number): number =>
  black76Value({ optionType: "call", forward, strike: 110, years: years(timestamp), volatility, rate: 0 });

describe("a short call under historical-tail", () => {
  test("linear: forward by history, volatility by the rule, a day gone", () => {
    const { snapshot, outcomes, assessment } = outcomesOf(name, "USDT", "-3", { USDT: "100" }, "USDT");
    const { timestamp } = snapshot;
    shocks.forEach((move, s) => {
      expect(outcomes[s]).toBeCloseTo(-3 * (later(move, timestamp) - now(timestamp)), 9);
    });
    // The premium is owed: a short option is a liability at its value.
    expect(assessment.equity).toBeCloseTo(100 - 3 * now(timestamp), 9);
    expect(assessment.requirement.components[0]?.note).toContain("assumed");
  });

  test("coin-settled, counted in dollars: coins of the option times the price of the coin", () => {
    const { snapshot, outcomes } = outcomesOf(coinName, "USD", "-3", { BTC: "2" }, "USD");
    const { timestamp } = snapshot;
    shocks.forEach((move, s) => {
      const [spot, spotLater] = [100, 100 * Math.exp(move)];
      const before = (2 - (3 * now(timestamp)) / forward) * spot;
      const after = (2 - (3 * later(move, timestamp)) / (forward * Math.exp(move))) * spotLater;
      expect(outcomes[s]).toBeCloseTo(after - before, 9);
    });
  });
});

test("scenarios that leave a held option's volatility still are refused", () => {
  const snapshot = snapshotOf(name, "USDT");
  const still: MarginModel = {
    ...historical,
    prepare(parameters, market, reportingCurrency) {
      const prepared = historical.prepare(parameters, market, reportingCurrency);
      if (!prepared.ok) return prepared;
      const set = prepared.value.needs[0]!.scenarios!;
      const levels = new Map([...set.levels].filter(([id]) => !id.startsWith("volatility:")));
      const needs = [{ grouping: groupingOf(market, []), scenarios: { ...set, levels } }];
      return success({ needs, componentsOf: () => [] });
    },
  };
  const given = { lookbackDays: 4, scenariosMin: 1 };
  const parameters = unwrapped(checkParameters(historical.parameters, given, "historical-tail"));
  const answer = bind(rulebookOf(still, parameters, "USDT"), snapshot);
  expect(answer.ok ? "" : answer.failure.message).toBe(`the scenarios do not move volatility:${instrument(name).id}`);
});

test("bars alone give an option no volatility, and the snapshot says which", () => {
  expect(() => {
    const history = historyOf([seriesOf("BTC/USDT", closes)], [name]);
    expect(history.unseen.map((factor) => factor.id)).toEqual([volatilityId(instrument(name).id)]);
  }).not.toThrow();
});

test("an order to sell a call counts as that call sold at the worse of limit and mark", () => {
  const snapshot = snapshotOf(name, "USDT");
  const rulebook = bound(historical, snapshot, { lookbackDays: 4, scenariosMin: 1 }, "USDT");
  const premium = now(snapshot.timestamp);
  const order = { instrumentId: instrument(name).id, side: "sell", quantity: decimal("2") } as const;
  const empty = accountOf([], { USDT: "1000" });
  const needOf = (account: Account): number => {
    const { requirement, equity } = assessed(account, rulebook);
    return requirement.initial - equity;
  };
  const sold = (received: number) =>
    accountOf([position(name, "-2", "0")], { USDT: (1000 + 2 * received).toFixed(15) });
  const ordered = (limitPrice: string): Account => ({
    ...empty,
    groups: [{ ...empty.groups[0]!, orders: [{ ...order, limitPrice: decimal(limitPrice) }] }],
  });
  const below = (premium / 2).toFixed(6);
  expect(needOf(ordered(below))).toBeCloseTo(needOf(sold(Number(below))), 6);
  // A limit above the mark fills, if it does, at no less than the mark.
  expect(needOf(ordered("1000000"))).toBeCloseTo(needOf(sold(premium)), 6);
});
