import { expect, test } from "vitest";
import { accountOf, assessedBy, boundBy, entered, linear, marketOf } from "../../../tools/conformance/marginCase.ts";
import { bind } from "../bind.ts";
import { sizeFacts } from "./sizeScaled.ts";

const sol = linear("SOL/USDC:USDC", "SOL", "USDC");
const usdc = { initialAsset: 1, initialLiability: 1, maintenanceAsset: 1, maintenanceLiability: 1, sizeFactor: 0 };
const token = {
  initialAsset: 0.9,
  initialLiability: 1.1,
  maintenanceAsset: 0.95,
  maintenanceLiability: 1.05,
  sizeFactor: 0.01,
};
const contract = {
  initialRatio: 0.1,
  maintenanceRatio: 0.05,
  initialSizeFactor: 0.001,
  maintenanceSizeFactor: 0.001,
  premium: "square-root",
  initialGainWeight: 1,
  maintenanceGainWeight: 1,
};
const given = { tokens: { USDC: usdc, SOL: token }, contracts: { [sol.id]: contract } };
const marketWith = (facts: Readonly<Record<string, number>> = {}) =>
  marketOf({
    instruments: [sol, { kind: "cash", id: "SOL", settlementCurrency: "SOL" }],
    marks: { [sol.id]: 100 },
    currencies: { SOL: 1 },
    facts,
  });
const bound = boundBy("drift-v2", given, marketWith());

test("a thousand tokens weigh 0.8357 and as many owed 1.1962; four times as many owe more than four times as much", () => {
  const owed = (amount: number) => assessedBy(accountOf([], { SOL: amount }), bound).requirement.initial;
  expect(owed(1_000)).toBeCloseTo(1_000 * (1 - 1.1 / (1 + 0.01 * Math.sqrt(1_000))), 9);
  expect(owed(-1_000)).toBeCloseTo(1_000 * (0.88 + 0.01 * Math.sqrt(1_000) - 1), 9);
  expect(owed(4_000)).toBeGreaterThan(4 * owed(1_000));
  expect(owed(1)).toBeCloseTo(0.1, 12);
});

test("a ratio rises with the root of size: 10,000 units at a tenth owe 0.08 + 0.1", () => {
  const { requirement } = assessedBy(accountOf([entered(sol, 10_000, 100)], {}), bound);
  expect(requirement.initial).toBeCloseTo(180_000, 6);
  expect(requirement.maintenance).toBeCloseTo(140_000, 6);
});

test("a gain counts to open up to its cap, and wholly to keep", () => {
  const capped = { ...given, contracts: { [sol.id]: { ...contract, initialGainMax: 100 } } };
  const { equity, requirement } = assessedBy(
    accountOf([entered(sol, 1, 50)], {}),
    boundBy("drift-v2", capped, marketWith()),
  );
  expect(equity).toBe(50);
  expect(requirement.initial).toBe(10);
  const more = assessedBy(accountOf([entered(sol, 10, 50)], {}), boundBy("drift-v2", capped, marketWith()));
  // 500 of gain, 100 of which count, and a tenth of the notional.
  expect(more.requirement.initial).toBe(500);
  expect(more.requirement.maintenance).toBe(50);
});

test("a linear premium is Synthetix's: 1 BTC short at 30,000 with fraction 2 over a scale of 100 owes 900", () => {
  const btc = linear("BTC/USD:USD", "BTC", "USD");
  const market = marketOf({ instruments: [btc], marks: { [btc.id]: 30_000 } });
  const terms = {
    ...contract,
    initialRatio: 0.01,
    maintenanceRatio: 0.005,
    initialSizeFactor: 0.02,
    maintenanceSizeFactor: 0.01,
    premium: "linear",
  };
  const { requirement } = assessedBy(
    accountOf([entered(btc, -1, 30_000)], {}),
    boundBy("synthetix-v3", { contracts: { [btc.id]: terms } }, market),
  );
  expect(requirement.initial).toBeCloseTo(900, 9);
  expect(requirement.maintenance).toBeCloseTo(450, 9);
});

test("what scales with deposits wants them known; a slow price counts where it is the worse", () => {
  const scaled = { ...given, tokens: { USDC: usdc, SOL: { ...token, depositScaleStart: 500 } } };
  const known = boundBy("drift-v2", scaled, marketWith({ [sizeFacts.deposits("SOL")]: 1_000 }));
  expect(assessedBy(accountOf([], { SOL: 1 }), known).requirement.initial).toBeCloseTo(0.55, 12);
  expect(bind(known.rulebook, marketWith())).toMatchObject({ ok: false, failure: { path: "deposits:SOL" } });
  const slow = boundBy("drift-v2", given, marketWith({ [sizeFacts.slowPrice("SOL")]: 0.5 }));
  expect(assessedBy(accountOf([], { SOL: 1 }), slow).requirement).toMatchObject({ initial: 0.55 });
});
