import { expect, test } from "vitest";
import { chainOf, coinPrice, snapshotMs } from "../../test/contracts/smiles.ts";
import { resolveInstrument } from "../instruments/names.ts";
import type { Quote } from "../market/quotes.ts";
import { fitForwardCurve } from "./forwardCurve.ts";

const yearMs = 365 * 86_400_000;
const [near, far] = [0.25, 0.5];
const pair = (years: number, forward: number) =>
  (["call", "put"] as const).map((optionType) => {
    const mark = coinPrice(optionType, { forward, strike: 100, years, volatility: 0.6 });
    return { optionType, strike: 100, years, quote: { mark } };
  });
const chain = { ...chainOf([...pair(near, 103), ...pair(far, 105)]), index: 101 };

function futureOf(expiresAt: number, price: number, timeMs = snapshotMs): Quote {
  const future = resolveInstrument("BTC-27JUN25");
  if (!future.ok) throw new Error("a dated future");
  return { timeMs, instrument: { ...future.value, expiresAt } as Quote["instrument"], price };
}

test("without futures the options' parity gives the forwards", () => {
  const fitted = fitForwardCurve(chain);
  expect(fitted.ok && fitted.value.curve.nodes.map(({ forward }) => forward)).toEqual([
    expect.closeTo(103, 9),
    expect.closeTo(105, 9),
  ]);
  expect(fitted.ok && fitted.value.sources.map(({ source }) => source)).toEqual(["parity-of-marks", "parity-of-marks"]);
});

test("a dated future stands where it has a price, beside what the options say", () => {
  const expiresAt = chain.quotes[0]!.instrument.expiresAt;
  const fitted = fitForwardCurve(chain, [futureOf(expiresAt, 103.5), futureOf(expiresAt, 90, snapshotMs - 1)]);
  expect(fitted.ok && fitted.value.sources[0]).toEqual({
    expiresAt,
    forward: 103.5,
    source: "future",
    optionForward: expect.closeTo(103, 9),
  });
});

test("a future of an expiry without options adds a node; a price from after the chain does not", () => {
  const expiresAt = snapshotMs + yearMs;
  const added = fitForwardCurve(chain, [futureOf(expiresAt, 108)]);
  expect(added.ok && added.value.curve.nodes).toHaveLength(3);
  const later = fitForwardCurve(chain, [futureOf(expiresAt, 108, snapshotMs + 1)]);
  expect(later.ok && later.value.curve.nodes).toHaveLength(2);
});

test("a chain without an index, or without any forward, is refused by what it lacks", () => {
  const { index: _, ...indexless } = chain;
  const answer = fitForwardCurve(indexless);
  expect(answer.ok ? "" : answer.failure.message).toContain("no index price");
  const bare = { ...chain, quotes: chain.quotes.map(({ instrument }) => ({ instrument })) };
  const without = fitForwardCurve(bare);
  expect(without.ok ? "" : without.failure.message).toContain("no expiry has a forward");
});
