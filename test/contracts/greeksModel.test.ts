/** The model `greeks` on books worked by hand, and what holds for every book of options. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decimal } from "../../src/instruments/decimal.ts";
import { type BoundRulebook, bind } from "../../src/margin/bind.ts";
import { inScenarios } from "../../src/margin/collateral.ts";
import type { MarginModel } from "../../src/margin/marginModel.ts";
import { greeks } from "../../src/margin/models/greeks.ts";
import { checkParameters } from "../../src/margin/parameters.ts";
import { rulebookOf } from "../../src/margin/rulebook.ts";
import type { MarketSnapshot } from "../../src/market/marketSnapshot.ts";
import { quotedSnapshot } from "../../src/market/quotes.ts";
import { forwardId, fundingId, markId, volatilityId } from "../../src/market/riskFactor.ts";
import type { Account, Position } from "../../src/portfolio/account.ts";
import { black76Value } from "../../src/pricing/formulas/black76.ts";
import {
  accountOf,
  assessed,
  bound,
  dayMs,
  instrument,
  merged,
  numbersOf,
  position,
  sourced,
  times,
  unwrapped,
} from "./market.ts";

const model = greeks as unknown as MarginModel;
const expiresAt = Date.UTC(2024, 5, 28, 8);
const call = "BTC/USDT:USDT-240628-50745-C";
const farPut = "BTC/USDT:USDT-240628-20000-P";
const put = "BTC-28JUN24-48000-P";
const coinCall = "BTC-28JUN24-50745-C";
const perpetual = "BTC/USDT:USDT";
const inverse = "BTC-PERPETUAL";
const options = [call, farPut, put, coinCall];
const all = [...options, perpetual, inverse, "ETH/USDT:USDT"];

interface Stated {
  readonly beforeMs?: number;
  readonly volatility?: number;
  readonly funding?: number;
}

function marketOf({ beforeMs = 30 * dayMs, volatility = 0.6, funding = 0 }: Stated = {}): MarketSnapshot {
  const levels = sourced([
    ["currency:BTC", 50_000],
    ["currency:ETH", 3_000],
    ...[perpetual, inverse].map((name) => [markId(instrument(name).id), 50_000] as const),
    [markId(instrument("ETH/USDT:USDT").id), 3_000],
    [fundingId(instrument(perpetual).id), funding],
    [forwardId("BTC", "USDT", expiresAt), 50_000],
    [forwardId("BTC", "USD", expiresAt), 50_000],
    ...options.map((name) => [volatilityId(instrument(name).id), volatility] as const),
  ]);
  const source = { file: "invented.csv", sha256: "00", format: "invented" };
  const at = { timestamp: expiresAt - beforeMs, maxAgeMs: dayMs };
  const rows = [...all, "BTC", "ETH", "USDT", "USDC"].map(instrument);
  return unwrapped(quotedSnapshot({ quotes: [], levels, source }, rows, at));
}

const snapshot = marketOf();
const under = (given: Readonly<Record<string, unknown>> = {}, on = snapshot) => bound(model, on, given, "USDT");
const option = (name: string, quantity: string): Position => ({
  instrumentId: instrument(name).id,
  quantity: decimal(quantity),
  cost: decimal("0"),
});
const requirementOf = (account: Account, rulebook: BoundRulebook) => assessed(account, rulebook).requirement;
const initialOf = (account: Account, rulebook: BoundRulebook) => requirementOf(account, rulebook).initial;
const named = (account: Account, rulebook: BoundRulebook, id: string) =>
  requirementOf(account, rulebook).components.find((one) => one.id === id);

describe("a short call of 30 days, by hand", () => {
  // The strike is 50,000·e^(σ²T/2), so d1 = 0: half the coin, and the density 0.398942.
  const root = Math.sqrt(30 / 365);
  const density = 0.398942;
  const gamma = (density * 50_000) / (0.6 * root); // 50,000²·φ/(50,000·σ√T) = 115,961 for x² = 1
  const vega = 50_000 * density * root * 0.6; // 3,431 for a volatility half as high again, doubled
  const short = accountOf([option(call, "-1")]);

  test("owes 2,500 for delta, 580 for gamma, 1,029 for vega and 103 for vanna at +10 % and +30 % of volatility", () => {
    // Volga is vega·d1·d2/σ = 0; time passing would pay, so none passes.
    const expected = 25_000 * 0.1 + 0.5 * gamma * 0.01 + vega * 0.3 + vega * 0.1 * 0.3;
    expect(expected).toBeCloseTo(4212, 0);
    const { initial, maintenance, components } = requirementOf(short, under());
    expect(initial / expected).toBeCloseTo(1, 3);
    expect(maintenance).toBeCloseTo(0.75 * initial, 9);
    expect(components.map(({ id }) => id)).toEqual(["worst-move BTC"]);
    expect(components[0]!.note).toMatch(
      /^BTC \+10 %, volatility of 30 days \+30 %, at once: delta -250\d\.?\d*, gamma -57\d\.\d+, vega -1029\.\d+, cross -10\d\.\d+ [A-Z]+$/,
    );
  });

  test("revalued at that corner has lost 4,042, from 3,093 to 7,135: the Greeks say 4 % too much", () => {
    const valueAt = (forward: number, volatility: number): number =>
      black76Value({ optionType: "call", forward, strike: 50_745, years: 30 / 365, volatility, rate: 0 });
    const [now, then] = [valueAt(50_000, 0.6), valueAt(55_000, 0.78)];
    expect([now, then, then - now].map(Math.round)).toEqual([3093, 7135, 4042]);
    expect(Math.round(100 * (initialOf(short, under()) / (then - now) - 1))).toBe(4);
  });

  test("owes no vanna where cross terms are left out", () => {
    const expected = 25_000 * 0.1 + 0.5 * gamma * 0.01 + vega * 0.3;
    expect(initialOf(short, under({ crossTerms: "left-out" })) / expected).toBeCloseTo(1, 3);
  });

  test("names its worst move, with the level that every factor takes there", () => {
    const { worstScenario } = assessed(short, under());
    expect(worstScenario?.label).toBe("BTC +10 %, volatility of 30 days +30 %, at once");
    const moved = new Map(worstScenario!.moves.map(({ factor, to }) => [factor, to]));
    expect(moved.get("currency:BTC")).toBeCloseTo(55_000, 9);
    expect(moved.get(volatilityId(instrument(call).id))).toBeCloseTo(0.78, 12);
    expect(moved.has("currency:ETH")).toBe(false);
    expect(worstScenario!.pnl).toBeCloseTo(-initialOf(short, under()), 9);
  });

  test("held long, loses its decay of a day too, and what is less volatile is worth less", () => {
    const { note } = named(accountOf([option(call, "1")]), under(), "worst-move BTC")!;
    expect(note).toMatch(/^BTC -10 %, volatility of 30 days -20 %, over 24 h: /);
    // θ = −vega·σ/(2T) a year: 3,431/(2·30) = 57 a day.
    expect(Number(/theta (-[\d.]+)/.exec(note!)![1])).toBeCloseTo(-vega / 60, 1);
  });
});

describe("what is straight in the price", () => {
  test("a perpetual owes the fall when long and the rise when short", () => {
    const rulebook = under({ priceDown: 0.1, priceUp: 0.2 });
    expect(initialOf(accountOf([position(perpetual, "2", "50000")]), rulebook)).toBeCloseTo(10_000, 9);
    expect(initialOf(accountOf([position(perpetual, "-2", "50000")]), rulebook)).toBeCloseTo(20_000, 9);
  });

  test("an inverse perpetual is as straight: 50,000 dollars owe a tenth either way", () => {
    for (const contracts of ["5000", "-5000"]) {
      expect(initialOf(accountOf([position(inverse, contracts, "50000")]), under())).toBeCloseTo(5_000, 9);
    }
  });

  test("a coin owes a tenth of its value, and nothing once sold short as an inverse perpetual", () => {
    expect(initialOf(accountOf([], { BTC: "1" }), under())).toBeCloseTo(5_000, 9);
    expect(initialOf(accountOf([position(inverse, "-5000", "50000")], { BTC: "1" }), under())).toBeCloseTo(0, 9);
  });

  test("each coin has a worst move of its own: long one and short another owe both", () => {
    const account = accountOf([position(perpetual, "1", "50000"), position("ETH/USDT:USDT", "-10", "3000")]);
    expect(initialOf(account, under())).toBeCloseTo(5_000 + 3_000, 9);
  });

  test("a dollar stablecoin outside the reporting currency owes its haircut, and moves with nothing", () => {
    const { components } = requirementOf(accountOf([], { USDC: "20000" }), under());
    expect(components.map(({ id, initial }) => [id, initial])).toEqual([["haircut", 200]]);
  });
});

test("a covered call owes less than its call and its coin apart: their deltas net", () => {
  const [coin, sold] = [accountOf([], { BTC: "1" }), accountOf([option(coinCall, "-1")])];
  const apart = initialOf(coin, under()) + initialOf(sold, under());
  expect(initialOf(merged(coin, sold), under())).toBeLessThan(0.5 * apart);
});

test("a coin-settled and a linear call of one strike owe alike where the coin is worth its forward", () => {
  const [linear, coin] = [call, coinCall].map((name) => initialOf(accountOf([option(name, "-1")]), under()));
  expect(linear! / coin!).toBeCloseTo(1, 12);
});

describe("a short far put", () => {
  const short = accountOf([option(farPut, "-1")]);

  test("owes the least charge of 1 % of the price, for no bounded move comes near its strike", () => {
    const { components, initial, maintenance } = requirementOf(short, under());
    expect(components.map(({ id }) => id)).toEqual(["worst-move BTC", "minimum BTC"]);
    expect(components[0]!.initial).toBeLessThan(1);
    expect(initial).toBeCloseTo(500, 9);
    expect(maintenance).toBeCloseTo(375, 9);
  });

  test("owes next to nothing without it", () => {
    expect(initialOf(short, under({ shortOptionMinimum: 0 }))).toBeLessThan(1);
  });

  test("bought back, owes nothing of it", () => {
    expect(initialOf(merged(short, accountOf([option(farPut, "1")])), under())).toBe(0);
  });
});

test("funding that the account is expected to pay over the horizon is charged, and none that it receives is lent", () => {
  // 36.5 % a year of 50,000 is 50 a day.
  const funded = under({}, marketOf({ funding: 0.365 }));
  const of = (contracts: string) => initialOf(accountOf([position(perpetual, contracts, "50000")]), funded);
  expect(of("1")).toBeCloseTo(5_050, 9);
  expect(of("-1")).toBeCloseTo(5_000, 9);
});

describe("near its expiry", () => {
  const atEnd = (beforeMs: number, name: string, quantity: string, volatility = 0.6) =>
    requirementOf(accountOf([option(name, quantity)]), under({}, marketOf({ beforeMs, volatility })));

  test("an option ages to its end and no further: an hour's decay of a bought call is bounded by its premium", () => {
    const hour = 3_600_000;
    const theta = (horizonHours: number): number => {
      const rulebook = under(
        { horizonHours, priceDown: 0, priceUp: 0, volatilityDown: 0 },
        marketOf({ beforeMs: hour }),
      );
      return initialOf(accountOf([option(call, "1")]), rulebook);
    };
    expect(theta(24)).toBe(theta(1));
    expect(theta(1)).toBeGreaterThan(theta(0.5));
  });

  test("the requirement is finite a millisecond before it, at every volatility", () => {
    for (const volatility of [0, 1e-12, 1e-6, 0.01, 0.6, 5, 50]) {
      for (const beforeMs of [1, 1000, 60_000, 3_600_000, dayMs]) {
        for (const name of options) {
          for (const quantity of ["1", "-1"]) {
            const { initial, maintenance } = atEnd(beforeMs, name, quantity, volatility);
            expect(Number.isFinite(initial) && Number.isFinite(maintenance)).toBe(true);
            expect(maintenance).toBeLessThanOrEqual(initial);
          }
        }
      }
    }
  });

  test("its volatilities move as a day's: the 30th power of 0.3 of the move", () => {
    // 30^0.3 = 2.774: a fall of 0.2 is one of 0.555, a fall of 0.4 would be one of 1.11.
    const parameters = unwrapped(checkParameters(model.parameters, { volatilityDown: 0.4 }, "greeks"));
    const answer = bind(rulebookOf(model, parameters, "USDT"), snapshot);
    expect(answer.ok ? undefined : answer.failure).toMatchObject({ code: "invalid", path: "volatilityDown" });
    expect(() => under({ volatilityDown: 0.36 })).not.toThrow();
  });
});

test("a coin that the rulebook lets move in part counts in that part, and one that it cuts instead moves with nothing", () => {
  const own = under();
  const withShare = (scenarioShare: number): BoundRulebook =>
    unwrapped(bind({ ...own.rulebook, collateral: () => ({ ...inScenarios, scenarioShare }) }, snapshot));
  const coin = accountOf([], { BTC: "1" });
  expect([1, 0.5, 0].map((share) => initialOf(coin, withShare(share)))).toEqual([5_000, 2_500, 0]);
});

describe("for every book of options, perpetuals and coins", () => {
  const hundredths = (limit: number) =>
    fc
      .integer({ min: -limit, max: limit })
      .map((units) => `${units < 0 ? "-" : ""}${Math.abs(units / 100).toFixed(2)}`);
  const anyAccount: fc.Arbitrary<Account> = fc
    .record({
      held: fc.array(fc.tuple(fc.constantFrom(...all), hundredths(10_000)), { maxLength: 7 }),
      btc: hundredths(500),
      usdt: hundredths(1_000_000),
    })
    .map(({ held, btc, usdt }) =>
      accountOf(
        held.map(([name, quantity]) =>
          options.includes(name)
            ? option(name, quantity)
            : position(name, quantity, name.startsWith("E") ? "3000" : "50000"),
        ),
        { BTC: btc, USDT: usdt },
      ),
    );
  const rulebook = under();

  test("it owes k times as much for k times the book", () => {
    fc.assert(
      fc.property(anyAccount, fc.integer({ min: 2, max: 5 }), (account, k) => {
        const once = initialOf(account, rulebook);
        expect(Math.abs(initialOf(times(account, k), rulebook) - k * once)).toBeLessThanOrEqual(1e-9 * (1 + k * once));
      }),
    );
  });

  test("it owes no more for two books merged than apart, the least charge on options sold included", () => {
    fc.assert(
      fc.property(anyAccount, anyAccount, (a, b) => {
        const apart = initialOf(a, rulebook) + initialOf(b, rulebook);
        expect(initialOf(merged(a, b), rulebook)).toBeLessThanOrEqual(apart + 1e-9 * (1 + apart));
      }),
    );
  });

  test("a wider box, a longer horizon or a higher least charge never owes less", () => {
    const wider = under({
      priceUp: 0.3,
      priceDown: 0.15,
      volatilityUp: 0.5,
      horizonHours: 48,
      shortOptionMinimum: 0.03,
    });
    fc.assert(
      fc.property(anyAccount, (account) => {
        const owed = initialOf(account, rulebook);
        expect(initialOf(account, wider)).toBeGreaterThanOrEqual(owed - 1e-9 * (1 + owed));
      }),
    );
  });

  test("the order of positions changes no bit", () => {
    fc.assert(
      fc.property(anyAccount, (account) => {
        const [group] = account.groups;
        const reversed = { ...account, groups: [{ ...group!, positions: [...group!.positions].reverse() }] };
        const of = (one: Account) => numbersOf({ accountId: "a", groups: [assessed(one, rulebook)] });
        expect(of(reversed)).toEqual(of(account));
      }),
    );
  });
});
