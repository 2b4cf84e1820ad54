import { expect, test } from "vitest";
import { accountOf, assessedBy, boundBy, entered, linear, marketOf } from "../../../tools/conformance/marginCase.ts";
import { bind } from "../bind.ts";
import { openInterestFact } from "./openInterestScaled.ts";

const btc = linear("BTC/USDC:USDC", "BTC", "USDC");
const rising = { initialPpm: 200_000, maintenancePpm: 600_000, openInterestFloor: 25e6, openInterestCap: 50e6 };

function boundAt(openInterest: number | undefined, mark = 50_000, terms = rising) {
  const facts = openInterest === undefined ? {} : { [openInterestFact(btc.id)]: openInterest };
  const market = marketOf({ instruments: [btc], marks: { [btc.id]: mark }, facts });
  return boundBy("dydx-v4", { markets: { [btc.id]: terms } }, market);
}

test("20 % becomes 68 % three fifths of the way, and the whole at the cap; maintenance stays at 12 %", () => {
  const account = accountOf([entered(btc, -2, 50_000)], { USDC: 0 });
  const owed = [0, 25e6, 40e6, 50e6, 90e6].map((interest) => assessedBy(account, boundAt(interest)).requirement);
  expect(owed.map(({ initial }) => initial)).toEqual([20_000, 20_000, 68_000, 100_000, 100_000]);
  expect(owed.map(({ maintenance }) => maintenance)).toEqual([12_000, 12_000, 12_000, 12_000, 12_000]);
});

test("a requirement is rounded up to the quantum, once a position", () => {
  const flat = { ...rising, openInterestCap: 0 };
  // 0.333333 dollars at 20 % are 66,666.6 quantums.
  const { requirement } = assessedBy(accountOf([entered(btc, 0.333333, 1)], {}), boundAt(undefined, 1, flat));
  expect(requirement.initial).toBe(0.066667);
});

test("without the open interest that a fraction depends on there is no answer", () => {
  const { rulebook } = boundAt(0);
  const market = marketOf({ instruments: [btc], marks: { [btc.id]: 50_000 } });
  expect(bind(rulebook, market)).toMatchObject({
    ok: false,
    failure: { code: "missing-data", path: "open-interest-notional:BTC/USDC:USDC" },
  });
});

test("the shipped version of 2023-10-26: 5 % and 3 % for BTC, 10 % and 5 % for SOL", () => {
  const sol = linear("SOL/USDC:USDC", "SOL", "USDC");
  const market = marketOf({ instruments: [btc, sol], marks: { [btc.id]: 30_000, [sol.id]: 30 } });
  const owed = (id: typeof btc, size: number) =>
    assessedBy(accountOf([entered(id, size, 1)], {}), boundBy("dydx-v4", {}, market)).requirement;
  expect(owed(btc, 1)).toMatchObject({ initial: 1_500, maintenance: 900 });
  expect(owed(sol, 100)).toMatchObject({ initial: 300, maintenance: 150 });
});
