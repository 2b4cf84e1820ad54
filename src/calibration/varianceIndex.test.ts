import { describe, expect, test } from "vitest";
import { unwrapped } from "../../test/contracts/market.ts";
import { chainOf, coinPrice, type InventedOption } from "../../test/contracts/smiles.ts";
import { varianceIndex } from "./varianceIndex.ts";

const forward = 100;

/** Out-of-the-money marks at one volatility from 10 to 600 in steps of a half. */
const strip = (days: number, volatility: number): InventedOption[] =>
  Array.from({ length: 1181 }, (_, at) => 10 + at / 2).flatMap((strike) => {
    const optionType = strike < forward ? ("put" as const) : ("call" as const);
    const years = days / 365;
    const mark = coinPrice(optionType, { forward, strike, years, volatility });
    return mark > 0 ? [{ optionType, strike, years, quote: { mark, forward } }] : [];
  });

describe("the variance index", () => {
  test("of a flat smile is its volatility", () => {
    const { index, term, strips } = unwrapped(varianceIndex(chainOf([...strip(20, 0.6), ...strip(50, 0.6)])));
    expect(index).toBeCloseTo(60, 1);
    expect(term).toBe("between");
    expect(strips.map(({ years }) => Math.round(365 * years))).toEqual([20, 50]);
  });

  test("is linear in total variance between the expiries around 30 days", () => {
    const { index } = unwrapped(
      varianceIndex(chainOf([...strip(10, 0.4), ...strip(20, 0.5), ...strip(40, 0.7), ...strip(90, 2)])),
    );
    const total = (0.25 * 20 + 0.49 * 40) / 2;
    expect(index).toBeCloseTo(100 * Math.sqrt(total / 30), 1);
  });

  test("holds the variance of the nearest expiry flat where no two enclose the horizon, and says so", () => {
    expect(unwrapped(varianceIndex(chainOf(strip(50, 0.6))))).toMatchObject({ term: "nearest", horizonDays: 30 });
    expect(unwrapped(varianceIndex(chainOf(strip(5, 0.6)))).index).toBeCloseTo(60, 1);
  });

  test("does not mind which option of a pair is quoted", () => {
    const swapped = strip(50, 0.6).map(({ optionType, strike, years, quote }): InventedOption => {
      if (strike === 80) {
        const mark = coinPrice("call", { forward, strike, years, volatility: 0.6 });
        return { optionType: "call", strike, years, quote: { mark, forward } };
      }
      return { optionType, strike, years, quote };
    });
    const [one, other] = [strip(50, 0.6), swapped].map((options) => unwrapped(varianceIndex(chainOf(options))).index);
    expect(one).toBeCloseTo(other!, 9);
  });

  test("is refused without prices, without a forward and for a chain that has expired", () => {
    const [option] = strip(50, 0.6);
    const { forward: _, ...quote } = option!.quote;
    for (const options of [
      [],
      [option!],
      [{ ...option!, quote }],
      strip(50, 0.6).map((one) => ({ ...one, years: -1 })),
    ]) {
      expect(varianceIndex(chainOf(options))).toMatchObject({ ok: false, failure: { code: "missing-data" } });
    }
  });
});
