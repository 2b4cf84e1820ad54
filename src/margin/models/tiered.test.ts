import { expect, test } from "vitest";
import {
  accountOf,
  assessedBy,
  boundBy,
  entered,
  inverse,
  linear,
  marketOf,
} from "../../../tools/conformance/marginCase.ts";

const btc = linear("BTC/USDT:USDT", "BTC", "USDT");
const small = linear("ETH/USDT:USDT", "ETH", "USDT", "0.01");
const coin = inverse("BTC-PERPETUAL", "BTC", "100");
const market = marketOf({
  instruments: [btc, small, coin],
  marks: { [btc.id]: 50_000, [small.id]: 2_000, [coin.id]: 50_000 },
  currencies: { BTC: 50_000, ETH: 2_000 },
});
const brackets = [
  { floor: 0, cap: 50_000, maintenanceRate: 0.004, leverageMax: 125 },
  { floor: 50_000, maintenanceRate: 0.005, leverageMax: 100 },
];

test("2 BTC at 50,000 owe 0.4 % of the first 50,000 and 0.5 % of the second, and a hundredth to open", () => {
  const bound = boundBy("binance-usdm", { brackets: { [btc.id]: brackets } }, market);
  for (const size of [2, -2]) {
    const { requirement } = assessedBy(accountOf([entered(btc, size, 48_000)], {}), bound);
    expect(requirement.maintenance).toBe(450);
    expect(requirement.initial).toBe(1_000);
  }
});

test("the leverage that an account chose counts, unless the bracket allows less", () => {
  const of = (leverage: number) =>
    boundBy("binance-usdm", { brackets: { [btc.id]: brackets }, leverage: { [btc.id]: leverage } }, market);
  const account = accountOf([entered(btc, 2, 50_000)], {});
  expect(assessedBy(account, of(10)).requirement.initial).toBe(10_000);
  expect(assessedBy(account, of(125)).requirement.initial).toBe(1_000);
});

test("brackets in contracts hold a rate for the whole: 150 contracts of 0.01 at 2,000 owe 2 % and the fee", () => {
  const tiers = [
    { floor: 0, cap: 100, maintenanceRate: 0.01, leverageMax: 50 },
    { floor: 100, maintenanceRate: 0.02, leverageMax: 25 },
  ];
  const bound = boundBy("okx-tiers", { brackets: { [small.id]: tiers }, closeFeeRate: 0.0005 }, market);
  const { requirement } = assessedBy(accountOf([entered(small, 150, 2_000)], {}), bound);
  expect(requirement.maintenance).toBeCloseTo(3_000 * 0.0205, 10);
  expect(requirement.initial).toBe(120);
});

test("maintenance at entry stays when the mark has moved", () => {
  const given = { brackets: { [btc.id]: [{ floor: 0, maintenanceRate: 0.01, leverageMax: 10 }] }, deductions: "none" };
  const bound = boundBy("bybit-isolated", given, market);
  const { requirement } = assessedBy(accountOf([entered(btc, 1, 40_000)], {}), bound);
  expect(requirement.maintenance).toBeCloseTo(400, 10);
});

test("a coin-margined position owes coins: 1,000 contracts of 100 dollars are 2 BTC", () => {
  const inCoins = [
    { floor: 0, cap: 1, maintenanceRate: 0.004, leverageMax: 125 },
    { floor: 1, maintenanceRate: 0.005, leverageMax: 100 },
  ];
  const bound = boundBy("binance-coinm", { brackets: { [coin.id]: inCoins } }, market);
  const { requirement } = assessedBy(accountOf([entered(coin, 1_000, 50_000)], { BTC: 1 }), bound);
  expect(requirement.maintenance).toBeCloseTo(0.009, 14);
  expect(requirement.initial).toBeCloseTo(0.02, 14);
});

test("both sides in hedge mode owe apart, and a hedged pair of contracts owes twice", () => {
  const bound = boundBy("binance-usdm", { brackets: { [btc.id]: brackets } }, market);
  const sides = [
    { ...entered(btc, 2, 50_000), side: "long" as const },
    { ...entered(btc, -2, 50_000), side: "short" as const },
  ];
  const { requirement } = assessedBy(accountOf(sides, {}), bound);
  expect(requirement.maintenance).toBe(900);
  expect(requirement.components.map(({ id }) => id)).toEqual(["BTC/USDT:USDT long", "BTC/USDT:USDT short"]);
});

test("collateral of another currency counts as nothing unless its haircut is stated", () => {
  const account = accountOf([], { BTC: 1 });
  const room = (given: object) => {
    const { equity, requirement } = assessedBy(account, boundBy("binance-usdm", { brackets: {}, ...given }, market));
    return equity - requirement.initial;
  };
  expect(room({})).toBe(0);
  expect(room({ collateralHaircuts: { BTC: 0.05 } })).toBe(47_500);
});
