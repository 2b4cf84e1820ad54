import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { add, decimal, decimalText, toNumber } from "../instruments/decimal.ts";
import type { Instrument } from "../instruments/kinds.ts";
import { costOf } from "./cost.ts";

const terms = { underlying: "BTC", quoteCurrency: "USD" };
const inverse: Instrument = {
  kind: "inverse-perpetual",
  id: "BTC-PERPETUAL",
  ...terms,
  settlementCurrency: "BTC",
  contractSize: "10",
};
const linear: Instrument = {
  kind: "linear-perpetual",
  id: "BTC/USD:USD",
  ...terms,
  settlementCurrency: "USD",
  contractSize: "0.01",
};
const cost = (instrument: Instrument, quantity: string, price: string) =>
  decimalText(costOf(instrument, decimal(quantity), decimal(price)));

describe("inverse", () => {
  test("1,000 contracts of 10 USD at 50,000 cost −0.2 BTC", () => {
    // 1,000 × 10 / 50,000 = 0.2; a long has sold coins forward, so its cost is negative.
    expect(cost(inverse, "1000", "50000")).toBe("-0.2");
    expect(cost(inverse, "-1000", "50000")).toBe("0.2");
  });

  test("bought at 40,000 and marked at 50,000, 1,000 contracts gain 0.05 BTC", () => {
    // Contract: 10,000 USD × (1/40,000 − 1/50,000) = 0.25 − 0.2. Value at mark is −0.2, cost −0.25: −0.2 − (−0.25).
    const gain = -10_000 / 50_000 - toNumber(costOf(inverse, decimal("1000"), decimal("40000")));
    expect(gain).toBeCloseTo(0.05, 15);
  });

  test("1 contract at 30,000 is rounded half-even at the eighteenth decimal", () => {
    // 10 / 30,000 = 0.000333… : eighteen places.
    expect(cost(inverse, "1", "30000")).toBe("-0.000333333333333333");
    // 10 / 60,000 = 0.0001666…: the eighteenth place becomes 7.
    expect(cost(inverse, "1", "60000")).toBe("-0.000166666666666667");
  });
});

describe("linear", () => {
  test("300 contracts of 0.01 BTC at 50,000.5 cost 150,001.5, exactly", () => {
    expect(cost(linear, "300", "50000.5")).toBe("150001.5");
  });

  test("buying in parts costs the sum of the parts", () => {
    const anyUnits = fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }).map((units) => ({ units, scale: 8 }));
    fc.assert(
      fc.property(anyUnits, anyUnits, (a, b) => {
        const price = decimal("50000.123456789");
        const whole = costOf(linear, add(a, b), price);
        expect(whole).toEqual(add(costOf(linear, a, price), costOf(linear, b, price)));
      }),
    );
  });
});
