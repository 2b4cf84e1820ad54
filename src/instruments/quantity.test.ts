import { describe, expect, test } from "vitest";
import { decimalText } from "./decimal.ts";
import { resolveInstrument } from "./names.ts";
import { contractsOf, parseQuantity } from "./quantity.ts";

const instrument = (name: string) => {
  const outcome = resolveInstrument(name);
  if (!outcome.ok) throw new Error(outcome.failure.message);
  return outcome.value;
};

/** Contracts as text, or the failure's code and hint. */
function contracts(text: string, name: string, markPrice?: number): string {
  const quantity = parseQuantity(text);
  const outcome = quantity.ok ? contractsOf(instrument(name), quantity.value, markPrice) : quantity;
  return outcome.ok ? decimalText(outcome.value) : `${outcome.failure.code}: ${outcome.failure.hint}`;
}

describe("a quantity has a unit", () => {
  test.each(["10", "", "BTC", "ten BTC", "10BTC", "10  ", "0x10 BTC", "1,000 USD", "NaN BTC", "1..2 BTC"])(
    "%j is refused",
    (text) => {
      const outcome = parseQuantity(text);
      expect(outcome.ok ? outcome.value : outcome.failure.code).toBe("parsing");
    },
  );

  test("signs and decimals are kept exactly", () => {
    expect(parseQuantity("-0.1 BTC")).toEqual({ ok: true, value: { amount: { units: -1n, scale: 1 }, unit: "BTC" } });
    expect(contracts("1 contract", "BTC-PERPETUAL")).toBe("1");
  });
});

describe("a linear contract of 1 BTC", () => {
  const name = "BTC/USDT:USDT";
  test("10 contracts are 10 BTC", () => {
    expect(contracts("10 contracts", name)).toBe("10");
    expect(contracts("10 BTC", name)).toBe("10");
  });

  test("100,000 USDT at 50,000 are 2 BTC, and need the price", () => {
    expect(contracts("100000 USDT", name, 50_000)).toBe("2");
    expect(contracts("100000 USDT", name)).toMatch(/^missing-data: /);
  });

  test("dollars are not tether", () => {
    expect(contracts("100000 USD", name, 50_000)).toBe("invalid: its units are contracts, BTC, USDT");
  });
});

describe("an inverse contract of 10 USD", () => {
  const name = "BTC-PERPETUAL";
  test("10 contracts are 100 USD, and 100,000 USD are 10,000 contracts without a price", () => {
    expect(contracts("10 contracts", name)).toBe("10");
    expect(contracts("100000 USD", name)).toBe("10000");
    expect(contracts("-100 USD", name)).toBe("-10");
  });

  test("10 BTC at 50,000 are 500,000 USD, 50,000 contracts", () => {
    expect(contracts("10 BTC", name, 50_000)).toBe("50000");
    expect(contracts("10 BTC", name)).toMatch(/^missing-data: /);
  });

  test("a coin of another contract is refused", () => {
    expect(contracts("10 ETH", name, 50_000)).toMatch(/^invalid: /);
  });
});

test("105 USD are ten and a half contracts of 10 USD, exactly", () => {
  expect(contracts("105 USD", "BTC-PERPETUAL")).toBe("10.5");
});

test("cash is held in its own currency", () => {
  expect(contracts("2.5 USDT", "USDT")).toBe("2.5");
  expect(contracts("2.5 contracts", "USDT")).toMatch(/^invalid: /);
});
