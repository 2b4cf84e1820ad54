import { describe, expect, test } from "vitest";
import {
  accountOf,
  assessedBy,
  boundBy,
  entered,
  exactly,
  linear,
  marketOf,
} from "../../../tools/conformance/marginCase.ts";
import { amountOf } from "../../instruments/money.ts";
import { bind } from "../bind.ts";
import { checkedAssessment } from "../checkedAssessment.ts";
import { healthFacts } from "../health/healthTerms.ts";

const coin = linear("COIN/USDC:USDC", "COIN", "USDC");
const spot = {
  kind: "spot",
  id: "COIN/USDC",
  baseCurrency: "COIN",
  quoteCurrency: "USDC",
  settlementCurrency: "USDC",
} as const;
const token = { initialAsset: 0.8, initialLiability: 1.2, maintenanceAsset: 0.9, maintenanceLiability: 1.1 };
const given = {
  tokens: { USDC: token, COIN: { ...token, initialAsset: 0.5, initialLiability: 1.5 } },
  perpetuals: { [coin.id]: { ...token, initialOverall: 0.95, maintenanceOverall: 0.98 } },
};
const marketWith = (facts: Readonly<Record<string, number>> = {}) =>
  marketOf({ instruments: [coin, spot], marks: { [coin.id]: 5 }, currencies: { COIN: 5 }, facts });
const bound = boundBy("mango-v4", given, marketWith());

test("a gain is cut three times: 50 of profit on a short of ten are a health of 30.4", () => {
  const { equity, requirement } = assessedBy(accountOf([entered(coin, -10, 10)], {}), bound);
  expect(equity).toBe(50);
  expect(equity - requirement.initial).toBeCloseTo(30.4, 12);
  // (50 − 50 · 0.1) · 0.98 · 0.9
  expect(equity - requirement.maintenance).toBeCloseTo(39.69, 12);
});

test("what is owed counts for more: a debt of 10 coins at 5 is a health of −75", () => {
  const { equity, requirement } = assessedBy(accountOf([], { COIN: -10 }), bound);
  expect(equity - requirement.initial).toBe(-75);
});

test("the worse end of the orders counts, also where nothing is held yet", () => {
  const order = { instrumentId: coin.id, side: "buy", quantity: exactly(10) } as const;
  const resting = assessedBy(accountOf([], { USDC: 100 }, { orders: [order] }), bound);
  // Ten bought at mark count for 0.8 of 50; the loss of 10 comes off the balance before its weight.
  expect(resting.equity - resting.requirement.initial).toBe(72);
});

test("reserved funds are the owner's, at the worse of their two currencies", () => {
  const reserved = amountOf(exactly(50), "USDC", "half-even");
  const order = {
    instrumentId: spot.id,
    side: "buy",
    quantity: exactly(10),
    limitPrice: exactly(5),
    reserved,
  } as const;
  const { equity, requirement } = assessedBy(accountOf([], { USDC: 100 }, { orders: [order] }), bound);
  expect(equity).toBe(150);
  // 100 · 0.8 free, and 50 that may become ten coins at a weight of 0.5.
  expect(equity - requirement.initial).toBe(105);
});

test("a bank that is full scales its asset weight down", () => {
  const scaled = { ...given, tokens: { ...given.tokens, COIN: { ...given.tokens.COIN, depositScaleStart: 500 } } };
  const full = boundBy("mango-v4", scaled, marketWith({ [healthFacts.deposits("COIN")]: 200 }));
  const { equity, requirement } = assessedBy(accountOf([], { COIN: 10 }), full);
  // 500 of 1,000 dollars: 0.5 · 0.5 of 50.
  expect(equity - requirement.initial).toBe(12.5);
  expect(bind(full.rulebook, marketWith())).toMatchObject({ ok: false, failure: { path: "deposits:COIN" } });
});

test("at the initial level what is held counts at the slower price if that is lower", () => {
  const slow = boundBy("mango-v4", given, marketWith({ [healthFacts.stablePrice("COIN")]: 4 }));
  const { equity, requirement } = assessedBy(accountOf([], { COIN: 10 }), slow);
  expect(equity - requirement.initial).toBe(20);
  expect(equity - requirement.maintenance).toBe(45);
});

describe("refuses", () => {
  test("a currency without weights, by name", () => {
    const outcome = checkedAssessment(accountOf([], { USD: 1 }), bound);
    expect(outcome).toMatchObject({
      ok: false,
      failure: { code: "unsupported", message: "mango-v4 has no terms for USD" },
    });
  });
});
