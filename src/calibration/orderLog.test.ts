import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { coveredInBand } from "../../test/contracts/coverage.ts";
import { unwrapped } from "../../test/contracts/market.ts";
import type { OrderEvent } from "../market/orderEvent.ts";
import { RandomStream } from "../statistics/randomStream.ts";
import { type BookSample, liquidityEstimate, replayedBook } from "./orderLog.ts";

const event = (
  id: string,
  timeMs: number,
  action: OrderEvent["action"],
  side: OrderEvent["side"],
  price: number,
  volume: number,
): OrderEvent => ({ id, timeMs, action, side, price, volume });
const bootstrap = { resamples: 200, blockLength: 5, seed: 1 };

describe("a book rebuilt from its events", () => {
  it("has the best prices, the depth near the middle, and what takers bought, counted once", () => {
    const { samples, defects } = replayedBook(
      [
        event("b", 0, "created", "bid", 99, 5),
        event("a", 1, "created", "ask", 101, 4),
        event("far", 2, "created", "ask", 150, 100),
        event("t", 3, "created", "bid", 101, 1),
        event("a", 4, "changed", "ask", 101, 3),
        event("t", 4, "deleted", "bid", 101, 0),
        event("end", 20, "created", "bid", 1, 1),
      ],
      { everyMs: 10, bps: 200 },
    );
    expect(samples[0]).toMatchObject({ bid: 99, ask: 101, depth: 8, signedVolume: 1, tradedVolume: 1 });
    expect(Object.values(defects).every((count) => count === 0)).toBe(true);
  });

  it("counts what the log left out: an unknown order, an order created twice, one that was crossed and stayed", () => {
    const { samples, defects } = replayedBook(
      [
        event("gone", 0, "deleted", "bid", 99, 0),
        event("ghost", 1, "created", "ask", 95, 1),
        event("b", 2, "created", "bid", 99, 5),
        event("b", 3, "created", "bid", 99, 5),
        event("a", 4, "created", "ask", 101, 4),
        event("end", 20, "created", "bid", 1, 1),
      ],
      { everyMs: 10, bps: 200 },
    );
    expect(defects).toMatchObject({ unknownOrders: 1, createdTwice: 1, ghosts: 1 });
    expect(samples[0]).toMatchObject({ bid: 99, ask: 101 });
  });
});

it("the coefficient that an order flow was simulated with lies in its interval as often as it says, over 500 logs", () => {
  let covered = 0;
  for (let stream = 0; stream < 500; stream++) {
    const random = new RandomStream({ seed: 3, stream });
    let middle = 100;
    const samples = Array.from({ length: 400 }, (_, k): BookSample => {
      const flow = random.nextNormal();
      // Noise of deviation 1e-4 beside an impact of 1e-4 √|flow|.
      middle *= 1 + 1e-4 * (Math.sign(flow) * Math.sqrt(Math.abs(flow)) + random.nextNormal());
      const spread = 0.005 * middle;
      const traded = { signedVolume: flow, tradedVolume: 1 };
      return { timeMs: k, bid: middle - spread, ask: middle + spread, depth: 7, ...traded };
    });
    const { impact, impactInterval, depth, spreadBps } = unwrapped(liquidityEstimate(samples, bootstrap));
    // σ² = 1e-8 (E|flow| + 1), E|flow| = √(2/π).
    const truth = 1 / Math.sqrt(Math.sqrt(2 / Math.PI) + 1);
    expect(Math.abs(impact - truth)).toBeLessThan(0.25);
    expect(depth).toBe(7);
    expect(spreadBps).toBeCloseTo(100, 9);
    if (impactInterval.lower <= truth && truth <= impactInterval.upper) covered += 1;
  }
  expect(covered).toSatisfy(coveredInBand);
});

it("too few intervals, and a market in which nothing is traded, are refused", () => {
  const still = { timeMs: 0, bid: 99, ask: 101, depth: 1, signedVolume: 0, tradedVolume: 0 };
  expect(liquidityEstimate([still], bootstrap).ok).toBe(false);
  expect(liquidityEstimate(new Array<BookSample>(50).fill(still), bootstrap).ok).toBe(false);
});

const file = join(
  process.env["PLIMSOLL_HISTORY"] ?? join(import.meta.dirname, "../../../shared/data"),
  "l2/bitstamp_BTCUSD_orders_20150501.csv.gz",
);

describe.skipIf(!existsSync(file))("five hours of recorded orders (skipped without PLIMSOLL_HISTORY)", () => {
  it("make a book that is never crossed, with the defects of its feed counted and a positive impact", () => {
    const rows = gunzipSync(readFileSync(file)).toString().trim().split("\n").slice(1);
    const events = rows.map((row): OrderEvent => {
      const [id, time, , price, volume, action, side] = row.split(",") as [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
      ];
      const known = { action: action as OrderEvent["action"], side: side as OrderEvent["side"] };
      return { id, timeMs: Number(time), price: Number(price), volume: Number(volume) / 1e8, ...known };
    });
    const { samples, defects } = replayedBook(events, { everyMs: 60_000, bps: 50 });
    expect(samples.every(({ bid, ask }) => bid < ask)).toBe(true);
    expect(defects.unknownOrders).toBeGreaterThan(200);
    const estimate = unwrapped(liquidityEstimate(samples, bootstrap));
    expect(estimate.spreadBps).toBeGreaterThan(0);
    expect(estimate.impactInterval.lower).toBeGreaterThan(0);
  });
});
