import { describe, expect, test } from "vitest";
import {
  dayMs,
  historyOf,
  instrument,
  lastSnapshot,
  seriesOf,
  sourced,
  unwrapped,
} from "../../../test/contracts/market.ts";
import { quotedSnapshot } from "../../market/quotes.ts";
import { forwardId, volatilityId } from "../../market/riskFactor.ts";
import { combinedScenarios } from "../combinedScenarios.ts";
import { ruledVolatility } from "../scenarioGenerator.ts";
import type { StatedShock } from "../statedShocks.ts";
import { type EpisodeParameters, episodeScenarios } from "./episode.ts";
import { hypotheticalScenarios } from "./hypothetical.ts";

const start = Date.UTC(2024, 0, 1);
const closes = [100, 110, 99, 99, 90, 100];
const snapshot = lastSnapshot(historyOf([seriesOf("BTC/USDT", closes)], ["BTC/USDT:USDT"]));
const mark = "mark:BTC/USDT:USDT";

describe("stated moves of a surface", () => {
  const expiresAt = Date.UTC(2024, 5, 28, 8);
  const names = ["BTC/USDT:USDT-240628-80-P", "BTC/USDT:USDT-240628-100-C"];
  const history = historyOf([seriesOf("BTC/USDT", closes)], [...names, "BTC"]);
  const ids = names.map((name) => volatilityId(instrument(name).id));
  const levels = sourced([
    [forwardId("BTC", "USDT", expiresAt), 100],
    ["currency:BTC", 100],
    ...ids.map((id) => [id, 0.5] as const),
  ]);
  const source = { file: "chain.csv", sha256: "00", format: "invented" };
  const at = { timestamp: history.startMs + 5 * dayMs, maxAgeMs: dayMs };
  const market = unwrapped(
    quotedSnapshot({ quotes: [], levels, source }, [...names, "BTC"].map(instrument), at, history),
  );
  const volatilities = (...shocks: readonly StatedShock[]): number[] => {
    const stated = { scenarios: [{ label: "x", shocks }], elapsedHours: 0, volatilityTenorPower: 0 } as const;
    const set = unwrapped(hypotheticalScenarios(market, { ...stated, smileDynamics: "sticky-strike" }));
    return ids.map((id) => set.levels.get(id)![0]!);
  };

  test("in parallel raise every strike by the same share", () => {
    expect(volatilities({ what: "volatility", underlying: "BTC", size: 0.4 })).toEqual(
      [0.7, 0.7].map((one) => expect.closeTo(one, 12)),
    );
  });

  test("in skew raise the strike below the forward by e^(skew·ln(F/K)) and leave the one at it", () => {
    const [low, middle] = volatilities({ what: "skew", underlying: "BTC", size: 0.5 });
    expect(low).toBeCloseTo(0.5 * Math.sqrt(100 / 80), 12);
    expect(middle).toBeCloseTo(0.5, 12);
  });

  test("leave them where the price alone moves and strikes stick", () => {
    expect(volatilities({ what: "price", underlying: "BTC", size: -0.2 })).toEqual([0.5, 0.5]);
  });
});

describe("an episode", () => {
  const own: EpisodeParameters = { fromMs: start, toMs: start + 4 * dayMs, horizonHours: 48, ...ruledVolatility };

  test("is every span inside its window, both ends in it, applied to today's level", () => {
    const set = unwrapped(episodeScenarios(snapshot, own));
    const ratios = [99 / 100, 99 / 110, 90 / 99];
    expect(Array.from(set.levels.get(mark)!)).toEqual(ratios.map((ratio) => expect.closeTo(100 * ratio, 10)));
    expect(set.scenarios.map(({ label }) => label)).toEqual([
      "2024-01-01 00:00 to 2024-01-03 00:00",
      "2024-01-02 00:00 to 2024-01-04 00:00",
      "2024-01-03 00:00 to 2024-01-05 00:00",
    ]);
  });

  test("is refused where it is not over, a coin was not there yet, or no span fits", () => {
    const failureOf = (change: Partial<EpisodeParameters>, market = snapshot) => {
      const outcome = episodeScenarios(market, { ...own, ...change });
      if (outcome.ok) throw new Error("a failure was expected");
      return outcome.failure;
    };
    expect(failureOf({ toMs: start + 9 * dayMs })).toMatchObject({
      code: "missing-data",
      message: "the market holds prices to 2024-01-06",
    });
    const late = [seriesOf("BTC/USDT", closes), seriesOf("SOL/USDT", [0, 0, 0, 0, 0, 20])];
    const market = lastSnapshot(historyOf(late, ["BTC/USDT:USDT", "SOL/USDT:USDT"]));
    expect(failureOf({}, market)).toMatchObject({ code: "missing-data", message: "no prices of SOL/USDT in it" });
    expect(failureOf({ horizonHours: 240 }).message).toBe("no span of 240 h lies inside it");
    expect(failureOf({ horizonHours: 5 })).toMatchObject({ code: "unsupported", path: "horizonHours" });
  });
});

describe("ordinary and stressed scenarios together", () => {
  const own = { ...ruledVolatility, horizonHours: 24 };
  const ordinary = unwrapped(episodeScenarios(snapshot, { ...own, fromMs: start, toMs: start + 2 * dayMs }));
  const stress = unwrapped(episodeScenarios(snapshot, { ...own, fromMs: start + 2 * dayMs, toMs: start + 5 * dayMs }));

  test("share the weight as stated and keep every level", () => {
    const both = unwrapped(combinedScenarios(snapshot, ordinary, stress, 0.25));
    expect([...both.weights]).toEqual(
      [0.375, 0.375, 0.25 / 3, 0.25 / 3, 0.25 / 3].map((one) => expect.closeTo(one, 14)),
    );
    expect([...both.levels.get(mark)!]).toEqual([...ordinary.levels.get(mark)!, ...stress.levels.get(mark)!]);
  });

  test("are refused where one ages options more than the other", () => {
    const longer = unwrapped(
      episodeScenarios(snapshot, { ...own, fromMs: start, toMs: start + 4 * dayMs, horizonHours: 48 }),
    );
    expect(combinedScenarios(snapshot, ordinary, longer, 0.25)).toMatchObject({
      ok: false,
      failure: { code: "conflict" },
    });
  });
});
