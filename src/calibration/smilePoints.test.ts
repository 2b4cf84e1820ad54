import { describe, expect, test } from "vitest";
import { chainOf, coinPrice, type InventedOption } from "../../test/contracts/smiles.ts";
import { forwardOf } from "./forward.ts";
import { smilePointRules, smilePointsOf } from "./smilePoints.ts";

const years = 0.25;
const forward = 105;

const priced = (optionType: "call" | "put", strike: number, volatility = 0.6): number =>
  coinPrice(optionType, { forward, strike, years, volatility });

/** Both options of each strike, quoted one part in a hundred to either side of the price. */
const quotedPairs = (strikes: readonly number[], stated?: number): InventedOption[] =>
  strikes.flatMap((strike) =>
    (["call", "put"] as const).map((optionType) => {
      const price = priced(optionType, strike);
      const quote = { bid: price * 0.99, ask: price * 1.01, ...(stated === undefined ? {} : { forward: stated }) };
      return { optionType, strike, years, quote };
    }),
  );

describe("the forward of an expiry", () => {
  test("is the venue's where it states one, the median where its statements differ", () => {
    const chain = chainOf([...quotedPairs([90, 100], 104), ...quotedPairs([110], 106)]);
    expect(forwardOf(chain.quotes)).toEqual({ forward: 104, source: "venue", count: 6 });
  });

  test("follows from put-call parity of coin prices, and one bad pair does not move it", () => {
    const bad: InventedOption[] = [
      { optionType: "call", strike: 60, years, quote: { bid: 0.1, ask: 0.9 } },
      quotedPairs([60])[1]!,
    ];
    const found = forwardOf(chainOf([...bad, ...quotedPairs([90, 100, 110])]).quotes);
    expect(found).toMatchObject({ source: "parity-of-mids", count: 4 });
    expect(found?.forward).toBeCloseTo(forward, 10);
  });

  test("follows from parity of dollar prices", () => {
    const dollars = quotedPairs([100]).map(({ quote, ...rest }) => ({
      ...rest,
      quote: { bid: quote.bid! * forward, ask: quote.ask! * forward },
    }));
    expect(forwardOf(chainOf(dollars, true).quotes)?.forward).toBeCloseTo(forward, 10);
  });

  test("follows from marks only where no pair has two sides, and is absent without a pair", () => {
    const marks: InventedOption[] = (["call", "put"] as const).map((optionType) => {
      return { optionType, strike: 100, years, quote: { mark: priced(optionType, 100) } };
    });
    expect(forwardOf(chainOf(marks).quotes)).toMatchObject({ source: "parity-of-marks", count: 1 });
    expect(forwardOf(chainOf(marks.slice(0, 1)).quotes)).toBeUndefined();
  });
});

describe("smile points", () => {
  test("give back the volatility that made the prices, one point a strike", () => {
    const { smiles, refused } = smilePointsOf(chainOf(quotedPairs([80, 100, 105, 120])));
    expect(refused).toEqual([]);
    const [smile] = smiles;
    expect(smile).toMatchObject({ forwardSource: "parity-of-mids", inTheMoneyCount: 4, refused: [] });
    expect(smile!.points.map(({ strike, optionType }) => [strike, optionType])).toEqual([
      [80, "put"],
      [100, "put"],
      [105, "call"],
      [120, "call"],
    ]);
    for (const { volatility, totalVariance, logMoneyness, strike, bidVolatility, askVolatility, source } of smile!
      .points) {
      expect(volatility).toBeCloseTo(0.6, 9);
      expect(totalVariance).toBeCloseTo(0.36 * years, 9);
      expect(logMoneyness).toBeCloseTo(Math.log(strike / forward), 9);
      expect(bidVolatility).toBeLessThan(volatility);
      expect(askVolatility).toBeGreaterThan(volatility);
      expect(source).toBe("mid");
    }
  });

  test("narrow quotes weigh more, and a locked one no more than the floor allows", () => {
    const locked = priced("call", 120);
    const chain = chainOf([
      ...quotedPairs([80, 100]),
      { optionType: "call", strike: 120, years, quote: { bid: locked, ask: locked } },
    ]);
    const [far, near, call] = smilePointsOf(chain).smiles[0]!.points;
    expect(near!.weight).toBeGreaterThan(0);
    expect(far!.weight).toBeCloseTo(1 / Math.max(0.002, far!.askVolatility! - far!.bidVolatility!), 8);
    expect(call).toMatchObject({ bidVolatility: call!.volatility, weight: 1 / smilePointRules.spreadFloor });
  });

  test("names every quote without a volatility, with the reason", () => {
    const bad: InventedOption[] = [
      { optionType: "put", strike: 70, years, quote: { bid: 0.03, ask: 0.02, mark: 0.025 } },
      { optionType: "put", strike: 71, years, quote: { bid: -0.01, ask: 0.02 } },
      { optionType: "put", strike: 72, years, quote: {} },
      { optionType: "put", strike: 73, years, quote: { mark: 0 } },
      { optionType: "put", strike: 74, years, quote: { mark: 2 } },
      { optionType: "put", strike: 75, years, quote: { mark: Number.NaN } },
      { optionType: "put", strike: 0, years, quote: { mark: 0.01 } },
      { optionType: "call", strike: 60, years, quote: { mark: 0.1 } },
      { optionType: "call", strike: 100, years: -0.1, quote: { mark: 0.1, forward } },
      { optionType: "call", strike: 100, years: 0.5, quote: { mark: 0.1 } },
    ];
    const { smiles, refused } = smilePointsOf(chainOf([...quotedPairs([90, 100, 110], forward), ...bad]));
    expect(refused.map(({ reason }) => reason)).toEqual(["expired", "no-forward"]);
    const reasons = smiles[0]!.refused.map(({ instrumentId, reason }) => [instrumentId.split("-")[2], reason]);
    expect(reasons).toEqual([
      ["70", "crossed"],
      ["71", "negative-price"],
      ["72", "no-price"],
      ["73", "zero-price"],
      ["74", "at-or-above-bound"],
      ["75", "invalid-input"],
      ["0", "strike-not-above-zero"],
      ["60", "at-or-below-intrinsic"],
    ]);
    expect(smiles[0]!.points).toHaveLength(3);
  });

  test("take the venue's volatility where asked to, and the mark where one side is missing", () => {
    const quotes: InventedOption[] = [
      { optionType: "put", strike: 90, years, quote: { mark: priced("put", 90), markVolatility: 0.7, forward } },
      { optionType: "call", strike: 120, years, quote: { bid: 0.001, mark: priced("call", 120), forward } },
    ];
    const [put, call] = smilePointsOf(chainOf(quotes), { ...smilePointRules, from: "venue-volatilities" }).smiles[0]!
      .points;
    expect(put).toMatchObject({ source: "venue-volatility", volatility: 0.7 });
    expect(call!.source).toBe("mark");
    expect(call!.volatility).toBeCloseTo(0.6, 9);
    expect(call!.bidVolatility).toBeUndefined();
  });

  test("take the option in the money where its partner is not in the chain", () => {
    const put = quotedPairs([120], forward)[1]!;
    const [point] = smilePointsOf(chainOf([put])).smiles[0]!.points;
    expect(point).toMatchObject({ optionType: "put", strike: 120 });
    expect(point!.volatility).toBeCloseTo(0.6, 9);
  });
});
