import { describe, expect, test } from "vitest";
import { resolveInstrument } from "./names.ts";

const found = (name: string) => {
  const outcome = resolveInstrument(name);
  if (!outcome.ok) throw new Error(outcome.failure.message);
  return outcome.value;
};
const refused = (name: string, known?: readonly string[]) => {
  const outcome = resolveInstrument(name, known);
  if (outcome.ok) throw new Error(`${name} became ${outcome.value.id}`);
  return outcome.failure;
};

describe("one contract, one id", () => {
  test.each([
    ["BTC-27JUN25", "BTC/USD:BTC-250627"],
    ["BTC-PERPETUAL", "BTC/USD:BTC"],
    ["ETH_USDC-PERPETUAL", "ETH/USDC:USDC"],
    ["ETH-6JUN25", "ETH/USD:ETH-250606"],
    ["SOL_USDC-27JUN25", "SOL/USDC:USDC-250627"],
    ["BTC-27JUN25-70000-C", "BTC/USD:BTC-250627-70000-C"],
    ["XRP_USDC-27JUN25-0d45-P", "XRP/USDC:USDC-250627-0.45-P"],
  ])("%s is %s", (deribit, ccxt) => {
    expect(found(deribit)).toEqual(found(ccxt));
  });

  test("an id resolves to itself", () => {
    for (const name of ["BTC-27JUN25", "BTC/USDT:USDT", "ETH/USDC:USDC", "BTC/USDT", "USDT", "BTC/USDT:USDT-250627"]) {
      expect(found(found(name).id)).toEqual(found(name));
    }
  });
});

describe("different contracts stay different", () => {
  test("the inverse perpetual settled in BTC is not the linear one settled in USDT", () => {
    expect(found("BTC-PERPETUAL").id).not.toBe(found("BTC/USDT:USDT").id);
    expect(found("BTC-PERPETUAL")).toMatchObject({
      kind: "inverse-perpetual",
      settlementCurrency: "BTC",
      quoteCurrency: "USD",
    });
    expect(found("BTC/USDT:USDT")).toMatchObject({
      kind: "linear-perpetual",
      settlementCurrency: "USDT",
      contractSize: "1",
    });
  });

  test("a spot market is no perpetual, a currency no market", () => {
    expect(found("BTC/USDT").kind).toBe("spot");
    expect(found("BTC").kind).toBe("cash");
  });
});

test("terms: 10 USD a contract for BTC, 1 USD for others, settled at 08:00 UTC of the day in the name", () => {
  expect(found("BTC-27JUN25")).toMatchObject({ kind: "inverse-future", contractSize: "10" });
  expect(found("BTC-27JUN25")).toMatchObject({ expiresAt: Date.parse("2025-06-27T08:00:00Z") });
  expect(found("ETH-PERPETUAL")).toMatchObject({ contractSize: "1" });
});

describe("what the calendar or the market does not have is refused", () => {
  test.each(["BTC-31JUN25", "BTC-29FEB25", "BTC-0JAN25", "BTC/USD:BTC-250631", "BTC/USD:BTC-251301", "BTC-27XXX25"])(
    "%s",
    (name) => {
      expect(refused(name).code).toBe("invalid");
    },
  );

  test("29 February exists in a leap year", () => {
    expect(found("BTC-29FEB24")).toMatchObject({ expiresAt: Date.UTC(2024, 1, 29, 8) });
  });

  test.each(["", " BTC", "btc-perpetual", "BTC-PERPETUAL ", "BTC-27JUN25-100000-X", "BTC-PERPETUAL-100000-C"])(
    "%j",
    (name) => {
      expect(refused(name).code).toBe("invalid");
    },
  );
});

test("a slip of the hand is answered by the nearest name", () => {
  expect(refused("BTC-PERPETUL").hint).toBe("did you mean BTC-PERPETUAL?");
  expect(refused("DOGE-PERPETUL", ["DOGE-PERPETUAL"]).hint).toBe("did you mean DOGE-PERPETUAL?");
  expect(refused("something else altogether").hint).toContain("names look like");
});

describe("options on a dated future", () => {
  test("the name is the future's and the option's own terms, and the payoff looks at that future", () => {
    expect(found("BTC/USD:USD-250627/250530-70000-C")).toMatchObject({
      kind: "future-option",
      deliverableId: "BTC/USD:USD-250627",
      expiresAt: Date.parse("2025-05-30T08:00:00Z"),
      strike: "70000",
      optionType: "call",
    });
  });

  test("an option cannot outlive the future it is written on, nor stand on an inverse one", () => {
    expect(refused("BTC/USD:USD-250530/250627-70000-C").message).toContain("ends with it or later");
    expect(refused("BTC/USD:BTC-250627/250530-70000-C").code).toBe("invalid");
  });
});

describe("quanto contracts", () => {
  test("ETH in dollars paid in bitcoin: a millionth of a bitcoin per dollar, as its series guide says", () => {
    expect(found("ETH/USD:BTC")).toMatchObject({
      kind: "quanto-perpetual",
      settlementCurrency: "BTC",
      contractSize: "0.000001",
    });
  });

  test("the dated one ends at 12:00 UTC", () => {
    expect(found("ETH/USD:BTC-200626")).toMatchObject({
      kind: "quanto-future",
      expiresAt: Date.parse("2020-06-26T12:00:00Z"),
    });
  });

  test("a multiplier is never guessed", () => {
    expect(refused("DOGE/USD:BTC")).toMatchObject({ code: "unsupported" });
    expect(refused("DOGE/USD:BTC").hint).toContain("ETH/USD:BTC");
  });
});

test("dollar and USDC contracts settle on the average of their last half hour; of USDT the name says nothing", () => {
  expect(found("BTC-27JUN25")).toMatchObject({ settlementWindowMs: 1_800_000 });
  expect(found("BTC-27JUN25-70000-C")).toMatchObject({ settlementWindowMs: 1_800_000 });
  expect(found("BTC/USDT:USDT-250627")).not.toHaveProperty("settlementWindowMs");
  expect(found("BTC-PERPETUAL")).not.toHaveProperty("settlementWindowMs");
});
