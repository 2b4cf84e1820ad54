import { expect, test } from "vitest";
import { decimal, decimalText } from "./decimal.ts";
import { checkSteps, tickSizeAt } from "./tradingTerms.ts";

/** The premium of a BTC option at Deribit: a tick of 0.0001 up to 0.005, of 0.0005 above. */
const option = { tickSize: "0.0001", tickSteps: [{ abovePrice: "0.005", tickSize: "0.0005" }], lotSize: "0.1" };
const order = (quantity: string, price?: string) =>
  checkSteps(option, { quantity: decimal(quantity), ...(price ? { price: decimal(price) } : {}) }, "order");

test("a larger tick holds above its price and not at it", () => {
  const tick = (price: string) => decimalText(tickSizeAt(option, decimal(price))!);
  expect([tick("0.0049"), tick("0.005"), tick("0.0051")]).toEqual(["0.0001", "0.0001", "0.0005"]);
});

test("an order on the steps is taken", () => {
  expect(order("0.3", "0.0525").ok).toBe(true);
  expect(order("12.7", "0.0012").ok).toBe(true);
});

test("an order off the lot or off the tick is refused with the nearest that is taken", () => {
  const off = order("0.25", "0.0525");
  expect(off.ok ? "" : `${off.failure.message}; ${off.failure.hint}`).toBe(
    "quantity 0.25 is no multiple of the lot 0.1; the nearest is 0.2",
  );
  const price = order("0.1", "0.0523");
  expect(price.ok ? "" : `${price.failure.message}; ${price.failure.hint}`).toBe(
    "price 0.0523 is no multiple of the tick 0.0005; the nearest is 0.0525",
  );
});

test("a contract whose listing states no steps takes any quantity", () => {
  expect(checkSteps({}, { quantity: decimal("0.123456789") }, "order").ok).toBe(true);
});
