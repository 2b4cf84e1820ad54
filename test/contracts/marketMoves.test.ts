/** How the parts of a market move in scenarios, each against a number worked outside the models. */
import { describe, expect, test } from "vitest";
import type { MarginModel } from "../../src/margin/marginModel.ts";
import { historicalTail } from "../../src/margin/models/historicalTail.ts";
import { marketHistory } from "../../src/market/marketHistory.ts";
import type { MarketSnapshot } from "../../src/market/marketSnapshot.ts";
import { quotedSnapshot } from "../../src/market/quotes.ts";
import { forwardId, fundingId, rateId, volatilityId } from "../../src/market/riskFactor.ts";
import { withStatedLevels } from "../../src/market/statedLevels.ts";
import { volatilitySurface } from "../../src/market/surface/surface.ts";
import type { SviParameters } from "../../src/market/surface/svi.ts";
import type { TimeSeries } from "../../src/market/timeSeries.ts";
import { black76Value } from "../../src/pricing/formulas/black76.ts";
import {
  accountOf,
  assessed,
  bound,
  dayMs,
  historyOf,
  instrument,
  lastSnapshot,
  position,
  seriesOf,
  sourced,
  unwrapped,
} from "./market.ts";

const historical = historicalTail as unknown as MarginModel;
const closes = [100, 90, 99, 108.9, 100];
const shocks = closes.slice(1).map((close, k) => Math.log(close / closes[k]!));
const given = { lookbackDays: 4, scenariosMin: 1, measure: "worst-case" } as const;
const start = Date.UTC(2024, 0, 1);
const timestamp = start + 4 * dayMs;

const outcomesOf = (
  snapshot: MarketSnapshot,
  held: readonly (readonly [name: string, quantity: string, entry: string])[],
  currency: string,
  changes: Readonly<Record<string, unknown>> = {},
): number[] => {
  const account = accountOf(held.map(([name, quantity, entry]) => position(name, quantity, entry)));
  const { requirement } = assessed(account, bound(historical, snapshot, { ...given, ...changes }, currency));
  return [...requirement.components[0]!.outcomes!];
};

const expiresAt = Date.UTC(2024, 5, 28, 8);
const years = (expiresAt - timestamp) / (365 * dayMs);
const [forward, volatility] = [104, 0.6];
const call = "BTC/USDT:USDT-240628-110-C";

/** A market with one call, its levels given, its past the closes. */
function optionSnapshot(extra: readonly TimeSeries[] = []): MarketSnapshot {
  const names = [call, "BTC"];
  const history = unwrapped(marketHistory([seriesOf("BTC/USDT", closes), ...extra], names.map(instrument), dayMs));
  const levels = sourced([
    [forwardId("BTC", "USDT", expiresAt), forward],
    [volatilityId(call), volatility],
    ["currency:BTC", 100],
  ]);
  const source = { file: "chain.csv", sha256: "00", format: "invented" };
  const at = { timestamp, maxAgeMs: dayMs };
  return unwrapped(quotedSnapshot({ quotes: [], levels, source }, names.map(instrument), at, history));
}

interface Then {
  readonly forward: number;
  readonly volatility: number;
  readonly rate?: number;
}
const valueNow = (rate = 0): number =>
  black76Value({ optionType: "call", forward, strike: 110, years, volatility, rate });
const valueThen = ({ forward: moved, volatility: level, rate = 0 }: Then): number =>
  black76Value({
    optionType: "call",
    forward: moved,
    strike: 110,
    years: years - 1 / 365,
    volatility: level,
    rate,
  });

describe("implied volatility", () => {
  const dvol: TimeSeries = { ...seriesOf("BTC-DVOL", [0.5, 0.7, 0.65, 0.6, 0.55]), kind: "index" };
  const indexMoves = [0.7 / 0.5, 0.65 / 0.7, 0.6 / 0.65, 0.55 / 0.6];

  test("moves by the log changes of the index of the same days, not by the rule, where it has a history", () => {
    const outcomes = outcomesOf(optionSnapshot([dvol]), [[call, "-1", "0"]], "USDT");
    shocks.forEach((move, s) => {
      const then = valueThen({ forward: forward * Math.exp(move), volatility: volatility * indexMoves[s]! });
      expect(outcomes[s]).toBeCloseTo(valueNow() - then, 9);
    });
  });

  test("moves less for a far expiry under a tenor power: (30 days / time left)^power of the log change", () => {
    const outcomes = outcomesOf(optionSnapshot([dvol]), [[call, "-1", "0"]], "USDT", { volatilityTenorPower: 0.5 });
    const share = Math.sqrt(30 / (365 * years));
    const moved = volatility * Math.exp(share * Math.log(indexMoves[0]!));
    const then = valueThen({ forward: forward * Math.exp(shocks[0]!), volatility: moved });
    expect(outcomes[0]).toBeCloseTo(valueNow() - then, 9);
  });

  const parameters: SviParameters = { a: 0.05, b: 0.2, rho: -0.4, m: 0, sigma: 0.3 };
  const w = (k: number): number => 0.05 + 0.2 * (-0.4 * k + Math.sqrt(k * k + 0.09));
  const surface = volatilitySurface({
    underlying: "BTC",
    quoteCurrency: "USDT",
    timestamp,
    slices: [{ expiresAt, years, forward, smile: { kind: "svi", parameters }, quoted: { from: -0.5, to: 0.5 } }],
  });

  test("slides along the smile where moneyness sticks, its own distance from the smile kept", () => {
    const snapshot = { ...optionSnapshot(), surfaces: [surface] };
    const changes = { smileDynamics: "sticky-moneyness", volatilityPerFall: 0, volatilityPerRise: 0 };
    const outcomes = outcomesOf(snapshot, [[call, "-1", "0"]], "USDT", changes);
    const k = Math.log(110 / forward);
    shocks.forEach((move, s) => {
      const moved = volatility * Math.sqrt(w(k - move) / w(k));
      const then = valueThen({ forward: forward * Math.exp(move), volatility: moved });
      expect(outcomes[s]).toBeCloseTo(valueNow() - then, 9);
    });
  });

  test("cannot slide along a smile that nobody fitted, and the model says what is missing", () => {
    expect(() => outcomesOf(optionSnapshot(), [[call, "-1", "0"]], "USDT", { smileDynamics: "sticky-delta" })).toThrow(
      "sticky-delta needs a fitted surface of BTC/USDT",
    );
  });
});

test("a stated rate discounts the option today and in every scenario, and is said to stay", () => {
  const rate = 0.1;
  const snapshot = withStatedLevels(optionSnapshot(), (factor) =>
    factor.id === rateId("USDT", expiresAt) ? { level: rate, assumption: "rates.csv" } : undefined,
  );
  const changes = { volatilityPerFall: 0, volatilityPerRise: 0 };
  const outcomes = outcomesOf(snapshot, [[call, "-1", "0"]], "USDT", changes);
  shocks.forEach((move, s) => {
    const then = valueThen({ forward: forward * Math.exp(move), volatility, rate });
    expect(outcomes[s]).toBeCloseTo(valueNow(rate) - then, 9);
  });
});

describe("funding", () => {
  const perpetualSnapshot = (name: string, rate: number) => {
    const history = historyOf([seriesOf("BTC/USDT", closes)], [name, "BTC"]);
    return withStatedLevels(lastSnapshot(history), (factor) =>
      factor.id === fundingId(name) ? { level: rate, assumption: "funding.csv" } : undefined,
    );
  };

  const chargeOf = (name: string, quantity: string, rate: number, currency: string) => {
    const account = accountOf([position(name, quantity, "100")]);
    const snapshot = perpetualSnapshot(name, rate);
    const { requirement } = assessed(account, bound(historical, snapshot, given, currency));
    return requirement.components.find(({ id }) => id === "funding");
  };

  test("a long owes a day of the expected rate on its notional, beside the tail, initial and maintenance alike", () => {
    const charge = chargeOf("BTC/USDT:USDT", "2", 0.365, "USDT");
    expect(charge?.initial).toBeCloseTo(2 * 100 * 0.001, 12);
    expect(charge?.maintenance).toBe(charge?.initial);
  });

  test("a short that is to receive it owes nothing and is credited nothing", () => {
    expect(chargeOf("BTC/USDT:USDT", "-2", 0.365, "USDT")).toBeUndefined();
    const held = [["BTC/USDT:USDT", "-2", "100"]] as const;
    const [with_, without] = [0.365, 0].map((rate) =>
      outcomesOf(perpetualSnapshot("BTC/USDT:USDT", rate), held, "USDT"),
    );
    expect(with_).toEqual(without);
  });

  test("of an inverse contract it is paid in the coin: 10 contracts of 10 dollars at 100", () => {
    expect(chargeOf("BTC-PERPETUAL", "10", 0.365, "USD")?.initial).toBeCloseTo(0.001 * 100, 12);
  });
});

test("a quanto's dollars move with both coins: its bitcoin P&L at the price that bitcoin has then", () => {
  const bitcoin = [100, 80, 88, 110, 100];
  const history = historyOf([seriesOf("ETH/USD", closes), seriesOf("BTC/USD", bitcoin)], ["ETH/USD:BTC", "BTC"]);
  const outcomes = outcomesOf(lastSnapshot(history), [["ETH/USD:BTC", "1000000", "100"]], "USD");
  shocks.forEach((move, s) => {
    const coins = 100 * Math.exp(move) - 100; // a millionth of a bitcoin per dollar, a million contracts
    expect(outcomes[s]).toBeCloseTo(coins * 100 * (bitcoin[s + 1]! / bitcoin[s]!), 8);
  });
});

test("a deep call on a dated future moves as the future that it delivers, whatever spot does", () => {
  const future = "BTC/USD:USD-240628";
  const deepCall = `${future}/240531-1-C`;
  const marks = [110, 100, 105, 120, 111];
  const own: TimeSeries = { ...seriesOf(future, marks), kind: "mark" };
  const names = [future, deepCall, "BTC"];
  const history = unwrapped(marketHistory([seriesOf("BTC/USD", closes), own], names.map(instrument), dayMs));
  const levels = sourced([
    [volatilityId(deepCall), 0.5],
    [`mark:${future}`, 111],
    ["currency:BTC", 100],
  ]);
  const source = { file: "chain.csv", sha256: "00", format: "invented" };
  const at = { timestamp, maxAgeMs: dayMs };
  const snapshot = unwrapped(quotedSnapshot({ quotes: [], levels, source }, names.map(instrument), at, history));
  const hedged = outcomesOf(
    snapshot,
    [
      [deepCall, "1", "0"],
      [future, "-1", "111"],
    ],
    "USD",
  );
  for (const outcome of hedged) expect(outcome).toBeCloseTo(0, 9);
  const alone = outcomesOf(snapshot, [[deepCall, "1", "0"]], "USD");
  marks.slice(1).forEach((mark, s) => {
    expect(alone[s]).toBeCloseTo((111 * mark) / marks[s]! - 111, 9);
  });
});

describe("inside the window of a settlement average", () => {
  const option = "BTC-28JUN24-100-C";
  const minutesBefore = (minutes: number) => {
    const time = expiresAt - minutes * 60_000;
    const names = [option, "BTC"];
    const history = unwrapped(marketHistory([seriesOf("BTC/USDT", closes)], names.map(instrument), dayMs));
    const levels = sourced([
      [forwardId("BTC", "USD", expiresAt), 104],
      [volatilityId(option), 0.6],
      ["currency:BTC", 104],
    ]);
    const source = { file: "chain.csv", sha256: "00", format: "invented" };
    const shifted = { ...history, startMs: time - 4 * dayMs };
    const at = { timestamp: time, maxAgeMs: dayMs };
    return unwrapped(quotedSnapshot({ quotes: [], levels, source }, names.map(instrument), at, shifted));
  };
  /** Coins of a call deep in the money, which are 1 − K/F. */
  const coinsAt = (moved: number): number => 1 - 100 / moved;

  test("with a third of it left a move of the price moves the expected settlement by a third", () => {
    const held = [[option, "1", "100"]] as const;
    const outcomes = outcomesOf(minutesBefore(10), held, "USD", { volatilityPerFall: 0, volatilityPerRise: 0 });
    const rise = Math.exp(shocks[1]!) - 1;
    const settled = 104 * (1 + rise / 3);
    expect(outcomes[1]).toBeCloseTo(coinsAt(settled) * 104 * (1 + rise) - coinsAt(104) * 104, 4);
  });

  test("before it opens the whole move counts", () => {
    const held = [[option, "1", "100"]] as const;
    const outcomes = outcomesOf(minutesBefore(31), held, "USD", { volatilityPerFall: 0, volatilityPerRise: 0 });
    const rise = Math.exp(shocks[1]!) - 1;
    const settled = 104 * (1 + rise);
    expect(outcomes[1]).toBeCloseTo(coinsAt(settled) * settled - coinsAt(104) * 104, 1);
  });
});

test("every set states how price, basis, volatility, skew, rate and funding move", () => {
  const account = accountOf([position(call, "-1", "0")]);
  const { requirement } = assessed(account, bound(historical, optionSnapshot(), given, "USDT"));
  const { statement } = requirement.components[0]!.scenarios!;
  for (const [part, text] of Object.entries(statement)) expect(text, part).not.toBe("");
  expect(statement.volatility).toContain("assumed");
  expect(Object.keys(statement)).toEqual(["price", "basis", "volatility", "skew", "rate", "funding"]);
});
