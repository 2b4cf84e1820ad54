import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { indexPrice, indexRule, type PriceSource } from "./indexPrice.ts";

const now = Date.UTC(2024, 0, 1);
const source = (name: string, price: number, changes: Partial<PriceSource> = {}): PriceSource => ({
  name,
  price,
  timeMs: now,
  weight: 1,
  ...changes,
});
const four = [source("a", 100), source("b", 100.2), source("c", 99.9), source("d", 100.1)];

test("the mean of sources that agree, and a good price", () => {
  expect(indexPrice(four, indexRule, now)).toMatchObject({ state: "good" });
  expect(indexPrice(four, indexRule, now).price).toBeCloseTo(100.05, 12);
});

test("one source far off counts at the edge of the band, and the price is wide", () => {
  const found = indexPrice([...four, source("liar", 250)], indexRule, now);
  expect(found.state).toBe("wide");
  expect(found.median).toBe(100.1);
  expect(found.sources.at(-1)).toMatchObject({ used: 100.1 * 1.005, fault: "outside the band" });
});

test("sources of half the weight outside the band are an outlier, not a price to liquidate on", () => {
  const split = [source("a", 100), source("b", 100), source("c", 120), source("d", 120)];
  expect(indexPrice(split, indexRule, now).state).toBe("outlier");
});

describe("sources that count for nothing", () => {
  test.each([
    ["stale", { timeMs: now - 30_001 }],
    ["from the future", { timeMs: now + 1 }],
    ["not a price", { price: 0 }],
    ["not a price", { price: Number.NaN }],
    ["not a price", { price: -100 }],
    ["not a price", { weight: 0 }],
    ["crossed", { bid: 101, ask: 100 }],
  ] as const)("%s: %j", (fault, changes) => {
    const found = indexPrice([...four, source("bad", 100, changes)], indexRule, now);
    expect(found.sources.at(-1)).toEqual({ name: "bad", share: 0, fault });
    expect(found.price).toBe(indexPrice(four, indexRule, now).price);
  });

  test("a locked source counts, and so does one of the rule's full age", () => {
    for (const changes of [{ bid: 100, ask: 100 }, { timeMs: now - 30_000 }]) {
      expect(indexPrice([...four, source("e", 100, changes)], indexRule, now).sources.at(-1)?.share).toBeCloseTo(0.2);
    }
  });
});

test("too few sources give no number: stale when that is why, halted when nothing was ever there", () => {
  const [a, b] = four as [PriceSource, PriceSource];
  const old = indexPrice([a, b, source("c", 100, { timeMs: 0 })], indexRule, now);
  expect(old).toMatchObject({ state: "stale" });
  expect(old.price).toBeUndefined();
  expect(indexPrice([a, b], indexRule, now).state).toBe("halted");
  expect(indexPrice([], indexRule, now).state).toBe("halted");
});

test("no source weighs more than the rule allows, however much it trades", () => {
  const shares = indexPrice([...four, source("giant", 100, { weight: 1e9 })], indexRule, now).sources;
  expect(shares.at(-1)?.share).toBeCloseTo(0.4, 12);
  expect(shares.reduce((total, { share }) => total + share, 0)).toBeCloseTo(1, 12);
});

const honest = fc.array(fc.double({ min: 0.5, max: 2, noNaN: true }), { minLength: 3, maxLength: 8 });

test("sources with less than half of the shares move the mean of those that agree by at most the band", () => {
  const lies = fc.array(fc.double({ min: 0.001, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(honest, lies, fc.double({ min: 0.1, max: 1.5, noNaN: true }), (weights, prices, weight) => {
      const own = weights.map((one, k) => source(`honest ${k}`, 100, { weight: one }));
      const liars = prices.map((price, k) => source(`liar ${k}`, price, { weight }));
      const found = indexPrice([...own, ...liars], indexRule, now);
      const shareOfLiars = found.sources.reduce((sum, { name, share }) => sum + (name[0] === "l" ? share : 0), 0);
      fc.pre(shareOfLiars < 0.499);
      expect(Math.abs(found.price! / 100 - 1)).toBeLessThanOrEqual(indexRule.band + 1e-12);
    }),
  );
});

test("the cap on shares takes from the largest source and gives to the others, liars or not", () => {
  const three = [
    source("most", 100, { weight: 0.9 }),
    ...["b", "c"].map((name) => source(name, 110, { weight: 0.05 })),
  ];
  const { price, sources } = indexPrice(three, indexRule, now);
  expect(sources.map(({ share }) => share)).toEqual([expect.closeTo(0.4), expect.closeTo(0.3), expect.closeTo(0.3)]);
  expect(price).toBeGreaterThan(109);
});

test("the order of the sources changes no bit", () => {
  const prices = fc.array(fc.double({ min: 99, max: 101, noNaN: true }), { minLength: 3, maxLength: 9 });
  fc.assert(
    fc.property(prices, fc.constantFrom("weighted-mean", "median"), (of, aggregate) => {
      const rule = { ...indexRule, aggregate } as const;
      const sources = of.map((price, k) => source(`s${k}`, price, { weight: 1 + (k % 3) }));
      const reversed = indexPrice(sources.toReversed(), rule, now);
      expect(indexPrice(sources, rule, now).price).toBe(reversed.price);
    }),
  );
});

const history = process.env["PLIMSOLL_HISTORY"] ?? join(import.meta.dirname, "../../../../shared/data");
const folder = join(history, "ohlcv");

/** Close by open time of one recorded daily file. */
function closesOf(file: string): ReadonlyMap<number, number> {
  const rows = gunzipSync(readFileSync(join(folder, file)))
    .toString("utf8")
    .trim()
    .split("\n")
    .slice(1);
  return new Map(rows.map((row) => row.split(",")).map((cells) => [Number(cells[0]), Number(cells[4])]));
}

describe.skipIf(!existsSync(folder))("three recorded markets of one coin (skipped without PLIMSOLL_HISTORY)", () => {
  const files = readdirSync(folder).filter((name) => /BTCUSDT?_1d/.test(name));

  test("the index of a day lies among them, and days on which they part by more than the band say so", () => {
    expect(files).toEqual([
      "binance_BTCUSDT_1d.csv.gz",
      "bitstamp-coinbase_BTCUSD_1d.csv.gz",
      "coinbase_BTCUSD_1d.csv.gz",
    ]);
    const closes = files.map(closesOf);
    const days = [...closes[0]!.keys()].filter((day) => closes.every((one) => (one.get(day) ?? 0) > 0));
    const states = new Map<string, number>();
    for (const day of days) {
      const prices = closes.map((one) => one.get(day)!);
      const sources = prices.map((price, k) => source(files[k]!, price, { timeMs: day }));
      const found = indexPrice(sources, indexRule, day);
      states.set(found.state, (states.get(found.state) ?? 0) + 1);
      expect(found.price).toBeGreaterThanOrEqual(Math.min(...prices) * (1 - 1e-12));
      expect(found.price).toBeLessThanOrEqual(Math.max(...prices) * (1 + 1e-12));
      const apart = Math.max(...prices) / Math.min(...prices) - 1;
      if (apart > 2.02 * indexRule.band) expect(found.state).not.toBe("good");
    }
    expect(days.length).toBeGreaterThan(1600);
    expect(states.get("good")! / days.length).toBeGreaterThan(0.99);
    expect(states.get("wide")).toBeGreaterThan(0);
  });
});
