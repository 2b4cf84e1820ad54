import { expect, test } from "vitest";
import {
  accountOf,
  arithmeticCloses,
  bound,
  historyOf,
  lastSnapshot,
  position,
  seriesOf,
} from "../../test/contracts/market.ts";
import { contributionsOf } from "./contributions.ts";
import type { MarginModel } from "./marginModel.ts";
import { fixedRatio } from "./models/fixedRatio.ts";
import { historicalTail } from "./models/historicalTail.ts";

const [ratio, tail] = [fixedRatio, historicalTail] as unknown as [MarginModel, MarginModel];
const closes = arithmeticCloses(100, 60, 37);
const snapshot = lastSnapshot(
  historyOf(
    [seriesOf("BTC/USDT", closes), seriesOf("BTC/USDT:USDT", closes)],
    ["BTC/USDT:USDT", "BTC-PERPETUAL", "BTC"],
  ),
);
const mark = String(closes.at(-1));

test("of a gross ratio each position adds its own share, alone and at the margin", () => {
  const account = accountOf([position("BTC/USDT:USDT", "2", mark), position("BTC-PERPETUAL", "-10", mark)]);
  const parts = contributionsOf(account, bound(ratio, snapshot));
  expect(parts.map(({ instrumentId }) => instrumentId)).toEqual(["BTC/USDT:USDT", "BTC-PERPETUAL"]);
  // A tenth of 2 coins; a tenth of 10 contracts of 10 dollars.
  expect(parts[0]?.incremental).toBeCloseTo(0.2 * Number(mark), 9);
  expect(parts[0]?.marginal).toBeCloseTo(0.2 * Number(mark), 6);
  expect(parts[1]?.incremental).toBeCloseTo(10, 9);
});

test("of a hedge in a tail model the incremental part is below 0", () => {
  const account = accountOf([position("BTC/USDT:USDT", "5", mark), position("BTC-PERPETUAL", "-20", mark)]);
  const rulebook = bound(tail, snapshot, { lookbackDays: 50, scenariosMin: 10 });
  const [long, hedge] = contributionsOf(account, rulebook);
  expect(hedge?.incremental).toBeLessThan(0);
  expect(long?.incremental).toBeGreaterThan(0);
});

test("positions of several groups are each measured in their own", () => {
  const one = accountOf([position("BTC/USDT:USDT", "1", mark)]);
  const two = { id: "a", groups: [one.groups[0]!, { ...one.groups[0]!, id: "h" }] };
  const parts = contributionsOf(two, bound(ratio, snapshot));
  expect(parts.map(({ groupId, incremental }) => [groupId, incremental > 0])).toEqual([
    ["g", true],
    ["h", true],
  ]);
});
