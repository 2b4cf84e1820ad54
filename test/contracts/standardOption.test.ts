/** The model `standard-option` on books worked by hand, and what holds for every book. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bind } from "../../src/margin/bind.ts";
import { standardOption } from "../../src/margin/models/standardOption.ts";
import { checkParameters } from "../../src/margin/parameters.ts";
import { bybitOptionCross } from "../../src/margin/rulebooks/bybitOptionCross.ts";
import { deribitStandard } from "../../src/margin/rulebooks/deribitStandard.ts";
import { deriveStandard } from "../../src/margin/rulebooks/deriveStandard.ts";
import { type ExpiryOption, expiryLoss, netCalls } from "../../src/margin/standardOption/expiryLoss.ts";
import { venueRulebookOf } from "../../src/margin/venueRulebook.ts";
import { currencyId, factorsOf, markId } from "../../src/market/riskFactor.ts";
import type { Position } from "../../src/portfolio/account.ts";
import { accountOf, assessedBy, exactly } from "../../tools/conformance/marginCase.ts";
import { heldAt, optionOf, partOf, perpetualOf, statedMarket } from "../../tools/conformance/optionCase.ts";
import { unwrapped } from "./market.ts";

const spot = 2000;
const strikes = [0, 1600, 1800, 2000, 2200, 2400, 3000];
const contracts = [7, 30].flatMap((days) =>
  strikes.flatMap((strike) =>
    (["call", "put"] as const).map((optionType) =>
      optionOf({ underlying: "ETH", seconds: days * 86_400, strike, optionType }),
    ),
  ),
);
const perpetual = perpetualOf("ETH");

/** Volatility 0, so that an option is worth what it would pay now. */
function marketOf(volatility = 0, stable = 1, confidences: ReadonlyMap<string, number> = new Map()) {
  const levels = new Map([
    [currencyId("ETH"), spot],
    [currencyId("USDC"), stable],
    [markId(perpetual.id), spot],
  ]);
  for (const { kind, id } of contracts.flatMap(factorsOf)) {
    if (kind !== "rate") levels.set(id, kind === "volatility" ? volatility : spot);
  }
  const coins = { kind: "cash", id: "ETH", settlementCurrency: "ETH" } as const;
  return statedMarket({ instruments: [coins, perpetual, ...contracts], levels, confidences });
}

const held = (days: number, strike: number, optionType: "call" | "put", quantity: number): Position => ({
  instrumentId: optionOf({ underlying: "ETH", seconds: days * 86_400, strike, optionType }).id,
  quantity: exactly(quantity),
  cost: exactly(0),
});

function assess(positions: readonly Position[], market = marketOf(), balances: Record<string, number> = {}) {
  const bound = unwrapped(bind(unwrapped(venueRulebookOf(deriveStandard)), market));
  return assessedBy(accountOf(positions, balances), bound);
}

const owed = (positions: readonly Position[]) => {
  const { initial, maintenance } = assess(positions).requirement;
  return [initial, maintenance].map((one) => Number(one.toFixed(9)));
};

describe("derive-standard by hand, at a spot of 2,000 and no volatility", () => {
  test("a call sold 10 % out owes the least share of spot, at the money the full one", () => {
    expect(owed([held(30, 2200, "call", -1)])).toEqual([200, 150]);
    expect(owed([held(30, 2000, "call", -1)])).toEqual([300, 150]);
  });

  test("a put sold owes by its strike at most: it cannot lose more", () => {
    // 10 % out: 0.1 · 2,000 = 200 initially; 150 for maintenance; its largest loss of 1,800 is more than both.
    expect(owed([held(30, 1800, "put", -1)])).toEqual([200, 150]);
    // A put of strike 0 loses nothing at any price.
    expect(owed([held(30, 0, "put", -1)])).toEqual([0, 0]);
  });

  test("a spread owes the distance of its strikes where that is less", () => {
    expect(owed([held(30, 2200, "call", -1), held(30, 2400, "call", 1)])).toEqual([200, 150]);
    expect(owed([held(30, 2000, "put", -1), held(30, 1800, "put", 1)])).toEqual([200, 150]);
    expect(owed([held(30, 2400, "call", -2), held(30, 2200, "call", 2)])).toEqual([0, 0]);
  });

  test("not where the other leg ends at another time", () => {
    expect(owed([held(30, 2400, "call", -2), held(7, 2200, "call", 2)])).toEqual([400, 300]);
  });

  test("an option bought owes its value and no more", () => {
    const { equity, requirement } = assess([held(30, 1600, "call", 1)]);
    expect([equity, requirement.initial, requirement.maintenance]).toEqual([400, 400, 400]);
  });

  test("futures owe a share of their notional, gross of options", () => {
    expect(owed([heldAt(perpetual, -2, spot, 0)])).toEqual([260, 200]);
  });

  test("a coin counts a tenth; a dollar at 0.95 and a doubted feed cost the sellers", () => {
    const { equity, requirement } = assess([], marketOf(), { ETH: 1 });
    expect(equity - requirement.initial).toBeCloseTo(200, 9);
    const cheap = assess([held(30, 2200, "call", -1)], marketOf(0, 0.95));
    expect(partOf(cheap, "depeg").initial).toBeCloseTo(0.03 * 1.2 * 2000, 9);
    const doubted = marketOf(0, 1, new Map([[currencyId("ETH"), 0.1]]));
    expect(partOf(assess([held(30, 2200, "call", -1)], doubted), "confidence").initial).toBeCloseTo(
      0.9 * 0.4 * 2000,
      9,
    );
    expect(partOf(assess([held(30, 2200, "call", 1)], doubted), "confidence").initial).toBe(0);
  });
});

describe("of every book of options", () => {
  const market = marketOf(0.7);
  const anyHolding = (smallest: number) =>
    fc
      .tuple(fc.constantFrom(...contracts), fc.integer({ min: smallest, max: 30 }))
      .map(([{ id }, k]): Position => ({ instrumentId: id, quantity: exactly(k), cost: exactly(0) }));

  test("a new strike is a price more to look at: bought there, an option may add more than its value", () => {
    // Short 16 coins by calls of 0 and long 15 by calls of 2,000; one call more is unpaired. At 2,200 that loses 200 more.
    const book = [held(7, 0, "call", -16), held(7, 2000, "call", 15)];
    const nothing = held(7, 2200, "put", 0);
    const bought = held(7, 2200, "put", 1);
    const initialOf = (positions: readonly Position[]) => assess(positions).requirement.initial;
    expect(initialOf([...book, nothing]) - initialOf(book)).toBe(0);
    expect(initialOf([...book, bought]) - initialOf(book)).toBeGreaterThan(assess([bought]).equity);
  });

  test("one bought at a strike that is held, or of none, adds at most its value", () => {
    fc.assert(
      fc.property(fc.array(anyHolding(-30), { maxLength: 6 }), anyHolding(0), (book, bought) => {
        const [before, after] = [book, [...book, bought]].map((positions) => assess(positions, market));
        const premium = assess([bought], market).equity;
        const netShort = book.some(({ instrumentId, quantity }) => {
          return instrumentId === bought.instrumentId && quantity.units < 0n;
        });
        if (netShort) return; // it buys back what was sold: less is owed by itself
        const terms = (id: string) => contracts.find((one) => one.id === id)!;
        const { strike, expiresAt } = terms(bought.instrumentId);
        const isNewPrice = !book.some(({ instrumentId, quantity }) => {
          const own = terms(instrumentId);
          return quantity.units !== 0n && own.strike === strike && own.expiresAt === expiresAt;
        });
        // A strike that nobody held is one price more at which the loss is looked for.
        if (isNewPrice && bought.quantity.units !== 0n) return;
        const added = after!.requirement.initial - before!.requirement.initial;
        expect(added).toBeLessThanOrEqual(premium + 1e-6);
      }),
    );
  });

  test("the loss at expiry is the largest at any price where no call is sold uncovered", () => {
    const anyOption: fc.Arbitrary<ExpiryOption> = fc.record({
      optionType: fc.constantFrom("call" as const, "put" as const),
      strike: fc.constantFrom(...strikes),
      units: fc.integer({ min: -5, max: 5 }),
    });
    fc.assert(
      fc.property(fc.array(anyOption, { maxLength: 6 }), (options) => {
        if (netCalls(options) < 0) return;
        let worst = 0;
        for (let price = 0; price <= 4000; price += 25) {
          let paid = 0;
          for (const { optionType, strike, units } of options) {
            paid += units * Math.max(0, optionType === "call" ? price - strike : strike - price);
          }
          worst = Math.max(worst, -paid);
        }
        expect(expiryLoss(options)).toBe(worst);
      }),
    );
  });

  test("merging may cost: one part is cheaper by its loss at expiry, the other by itself, and the whole must choose", () => {
    const spread = [held(30, 2000, "call", -1), held(30, 2200, "call", 1)];
    const naked = [held(30, 1800, "put", -1)];
    // By themselves 300 and 200, by their loss at expiry 200 and 1,800.
    expect([owed(spread)[0], owed(naked)[0], owed([...spread, ...naked])[0]]).toEqual([200, 200, 500]);
  });
});

describe("deribit-standard", () => {
  test("as of 2022 a future of 100 coins owes 2.5 and 1.5: rates grow with size", () => {
    const future = {
      kind: "inverse-perpetual",
      id: "BTC-PERPETUAL",
      underlying: "BTC",
      quoteCurrency: "USD",
      settlementCurrency: "BTC",
      contractSize: "10",
    } as const;
    const levels = new Map([currencyId("BTC"), markId(future.id)].map((id) => [id, 50_000]));
    const rulebook = unwrapped(venueRulebookOf(deribitStandard, {}, "2023-01-01"));
    const bound = unwrapped(bind(rulebook, statedMarket({ instruments: [future], levels })));
    const owedBy = (coins: number) => {
      const cost = exactly(-coins);
      const account = accountOf([{ instrumentId: future.id, quantity: exactly(coins * 5000), cost }], {});
      return assessedBy(account, bound).requirement;
    };
    expect(owedBy(100).initial).toBeCloseTo(2.5, 12);
    expect(owedBy(100).maintenance).toBeCloseTo(1.5, 12);
    expect(owedBy(200).initial).toBeGreaterThan(2 * owedBy(100).initial);
  });

  test("nets no option against another: a spread owes as if its long leg were not there, and pays for that leg besides", () => {
    const given = { coins: ["ETH"], futuresInitial: 0.04, futuresMaintenance: 0.02 };
    const perCoin = { futuresInitialPerCoin: 0, futuresMaintenancePerCoin: 0 };
    const rulebook = unwrapped(venueRulebookOf(deribitStandard, { ...given, ...perCoin }));
    const market = marketOf();
    const bound = unwrapped(bind({ ...rulebook, reportingCurrency: "ETH" }, market));
    const legs = [held(30, 2000, "call", -1), held(30, 2200, "call", 1)];
    // 0.15 and 0.075 of a coin, at Derive 0.1: the two can lose 200 of 2,000.
    const { initial, maintenance } = assessedBy(accountOf(legs, {}), bound).requirement;
    expect([initial, maintenance].map((one) => Number(one.toFixed(9)))).toEqual([0.15, 0.075]);
    expect(owed(legs)[0]).toBe(200);
  });

  test("since the change of October 2023 it is refused, naming what is not known of maintenance", () => {
    const answer = venueRulebookOf(deribitStandard);
    const paths = answer.ok ? [] : answer.failure.faults!.map(({ path }) => path);
    expect(paths).toEqual([
      "deribit-standard/futuresMaintenance",
      "deribit-standard/futuresInitialPerCoin",
      "deribit-standard/futuresMaintenancePerCoin",
    ]);
  });
});

describe("bybit-option-cross", () => {
  test("a put sold owes the fee of closing it, in the maintenance alone", () => {
    const rulebook = unwrapped(
      venueRulebookOf(bybitOptionCross, {
        callMaintenance: 0.03,
        callMaintenanceOfValue: 0,
        callInitialOfMaintenance: 0,
        futuresInitial: 0.1,
        futuresMaintenance: 0.05,
        futuresInitialPerCoin: 0,
        futuresMaintenancePerCoin: 0,
        coinFactor: 0,
        coinInitialFactor: 0,
        dollarFactor: 1,
      }),
    );
    const bound = unwrapped(bind({ ...rulebook, reportingCurrency: "USDC" }, marketOf()));
    // 200 out of the money at 2,000: max(0.1, 0.15 − 0.1) · 2,000 = 200; 0.03 · 2,000 + 0.002 · 2,000 = 64.
    const { initial, maintenance } = assessedBy(accountOf([held(30, 1800, "put", -1)], {}), bound).requirement;
    expect([initial, maintenance].map((one) => Number(one.toFixed(9)))).toEqual([200, 64]);
  });
});

test("numbers out of bounds are refused by name", () => {
  const answer = checkParameters(standardOption.parameters, { coinFactor: 1.5, offsets: "some" }, "standard-option");
  const messages = answer.ok ? [] : answer.failure.faults!.map(({ message }) => message);
  expect(messages.map((message) => message.split(" ")[0])).toEqual(["offsets", "coinFactor"]);
});
