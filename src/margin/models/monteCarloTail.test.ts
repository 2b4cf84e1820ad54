import { describe, expect, test } from "vitest";
import {
  accountOf,
  arithmeticCloses,
  assessed,
  bound,
  historyOf,
  lastSnapshot,
  position,
  seriesOf,
  unwrapped,
} from "../../../test/contracts/market.ts";
import type { MarketSnapshot } from "../../market/marketSnapshot.ts";
import type { Failure } from "../../numerics/outcome.ts";
import type { MarginModel } from "../marginModel.ts";
import { checkParameters } from "../parameters.ts";
import { monteCarloTail } from "./monteCarloTail.ts";

const model = monteCarloTail as unknown as MarginModel;
const [bitcoin, stablecoin] = ["BTC/USDT:USDT", "USDC/USDT:USDT"];
const days = 400;
const coin = arithmeticCloses(100, days, 37);
const marketOf = (...peg: readonly number[]): MarketSnapshot => {
  const dollar = peg.length === 0 ? [] : [seriesOf("USDC/USDT", [...new Array(days - peg.length).fill(1), ...peg])];
  return lastSnapshot(
    historyOf([seriesOf("BTC/USDT", coin), ...dollar], peg.length === 0 ? [bitcoin] : [bitcoin, stablecoin]),
  );
};
const alone = marketOf();
const last = coin.at(-1)!;
const long = accountOf([position(bitcoin, "1", String(last))], { USDT: "1000" });

const requirementOf = (snapshot: MarketSnapshot, given: Readonly<Record<string, unknown>>, account = long) =>
  assessed(account, bound(model, snapshot, given)).requirement;
const failureOf = (snapshot: MarketSnapshot, given: Readonly<Record<string, unknown>>): Failure => {
  const answer = model.prepare(unwrapped(checkParameters(model.parameters, given, "")), snapshot, "USDT");
  if (answer.ok) throw new Error("a failure was expected");
  return answer.failure;
};

describe("given numbers", () => {
  // A variance of 0.0004 that never moves, and normal errors: the 99 % loss of one coin is 1 − exp(−2.3263 · 0.02).
  const normal = { errorLaw: "normal", volatilities: { "BTC/USDT": { omega: 0.0004, alpha: 0, beta: 0 } } };

  test("of a constant variance of 2 % a day ask for 4.55 % of a coin, and say that they were given", () => {
    const { initial } = requirementOf(alone, normal);
    expect(initial / last / 0.045461).toBeCloseTo(1, 2);
    const set = assessed(long, bound(model, alone, normal)).requirement.components[0]!.scenarios!;
    expect(set.movements.get(`mark:${bitcoin}`)).toContain("numbers given: 0.0004, 0, 0");
  });

  test("need every name of the model and none besides, inside its bounds, and shocks that fade", () => {
    const of = (numbers: Readonly<Record<string, number>>) =>
      failureOf(alone, { errorLaw: "normal", volatilities: { "BTC/USDT": numbers } });
    expect(of({ omega: 0.0004, alpha: 0 })).toMatchObject({
      code: "invalid",
      path: "volatilities/BTC/USDT",
      message: "beta is not given",
      hint: "garch with normal errors has omega, alpha, beta",
    });
    expect(of({ omega: 0.0004, alpha: 0, beta: 0, gamma: 1 }).message).toBe("there is no gamma");
    expect(of({ omega: -1, alpha: 0, beta: 0 }).message).toBe("omega is -1, it must be finite and not negative");
    expect(of({ omega: 0, alpha: 0.5, beta: 0.6 }).message).toContain("a persistence of 1.1000");
  });

  test("of jumps are by series: one in ten days takes a fifth of bitcoin at the 95 % level", () => {
    const still = { "BTC/USDT": { omega: 1e-12, alpha: 0, beta: 0 } };
    const jumps = { jumpsPerYear: 36.5, jumpSizes: { "BTC/USDT": { mean: Math.log(0.8), deviation: 0 } } };
    const { initial } = requirementOf(alone, { ...normal, ...jumps, volatilities: still, confidenceLevel: 0.95 });
    expect(initial / last).toBeCloseTo(0.2, 4);
  });
});

describe("a stablecoin whose price never moves", () => {
  const pegged = marketOf(1);

  test("is held unmoved, says so beside the number, and leaves the others their paths", () => {
    const { components, initial } = requirementOf(pegged, {});
    expect(initial).toBe(requirementOf(alone, {}).initial);
    expect(components[0]!.note).toContain("USDC/USDT never moved in 365 days to the last refit and stays");
  });

  test("falls by the jumps that are stated for it", () => {
    const held = accountOf([position(stablecoin, "1000", "1")], { USDT: "1000" });
    const jumps = { jumpsPerYear: 36.5, jumpSizes: { "USDC/USDT": { mean: Math.log(0.9), deviation: 0 } } };
    expect(requirementOf(pegged, jumps, held).initial).toBeGreaterThanOrEqual(100 - 1e-9);
    expect(requirementOf(pegged, {}, held).initial).toBe(0);
  });

  test("is no coin: one that stands still is a halted market and refuses by name", () => {
    const halted = [seriesOf("BTC/USDT", coin), seriesOf("ETH/USDT", new Array(days).fill(1))];
    const snapshot = lastSnapshot(historyOf(halted, [bitcoin, "ETH/USDT:USDT"]));
    expect(failureOf(snapshot, {})).toMatchObject({ code: "invalid", path: "ETH/USDT" });
  });

  test("that has moved since the last refit is refused by name, and so is a market in which nothing moves", () => {
    expect(failureOf(marketOf(1, 0.9), {})).toMatchObject({ code: "missing-data", path: "USDC/USDT" });
    const frozen = lastSnapshot(historyOf([seriesOf("USDC/USDT", new Array(days).fill(1))], [stablecoin]));
    expect(failureOf(frozen, {})).toMatchObject({ code: "invalid", message: "no series moved in 365 days" });
  });
});
