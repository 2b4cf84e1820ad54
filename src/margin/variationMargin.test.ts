import { describe, expect, test } from "vitest";
import { accountOf, dayMs, historyOf, position, seriesOf, unwrapped } from "../../test/contracts/market.ts";
import { snapshotAt } from "../market/marketSnapshot.ts";
import type { FundingSeries } from "../market/timeSeries.ts";
import { variationMargin } from "./variationMargin.ts";

const history = historyOf(
  [seriesOf("BTC/USDT", [100, 110, 121]), seriesOf("ETH/USD", [10, 9, 9])],
  ["BTC/USDT:USDT", "BTC-PERPETUAL", "ETH/USD:BTC", "BTC", "ETH"],
);
const at = (index: number) => unwrapped(snapshotAt(history, index));
const book = accountOf(
  [
    position("BTC/USDT:USDT", "2", "50"),
    position("BTC-PERPETUAL", "-10", "50"),
    position("ETH/USD:BTC", "1000000", "50"),
  ],
  { BTC: "7" },
);

describe("variation margin between two closes", () => {
  test("linear in the quote currency, inverse and quanto in the coin, whatever the entry was; coins settle nothing", () => {
    expect(variationMargin(book, at(0), at(1))).toEqual([
      // −10 contracts of 10 dollars: −100 · (1/100 − 1/110); a million of a millionth of a bitcoin per dollar, down one.
      { currency: "BTC", markToMarket: expect.closeTo(-100 * (1 / 100 - 1 / 110) - 1, 12), funding: 0 },
      { currency: "USDT", markToMarket: 20, funding: 0 },
    ]);
  });

  test("of two intervals adds up to that of both", () => {
    const [whole, ...parts] = [
      variationMargin(book, at(0), at(2)),
      variationMargin(book, at(0), at(1)),
      variationMargin(book, at(1), at(2)),
    ];
    whole.forEach(({ markToMarket }, k) => {
      expect(parts[0]![k]!.markToMarket + parts[1]![k]!.markToMarket).toBeCloseTo(markToMarket, 12);
    });
  });

  test("funding at the end of the interval counts, at its start it was paid before: a thousandth of 2 coins at 110", () => {
    const start = at(0).timestamp;
    const paid: FundingSeries = {
      market: "BTC/USDT:USDT",
      venue: "invented",
      times: Float64Array.of(start, start + dayMs, start + 2 * dayMs),
      rates: Float64Array.of(0.5, 0.001, 0.7),
      source: { file: "f.csv", sha256: "00", format: "funding" },
    };
    const [, dollars] = variationMargin(book, at(0), at(1), new Map([["BTC/USDT:USDT", paid]]));
    expect(dollars).toEqual({ currency: "USDT", markToMarket: 20, funding: expect.closeTo(-0.22, 12) });
  });
});
