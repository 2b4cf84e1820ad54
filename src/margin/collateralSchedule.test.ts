import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  accountOf,
  assessed,
  historyOf,
  lastSnapshot,
  position,
  seriesOf,
  unwrapped,
} from "../../test/contracts/market.ts";
import type { Failure } from "../numerics/outcome.ts";
import type { Account } from "../portfolio/account.ts";
import { bind } from "./bind.ts";
import { checkedAssessment } from "./checkedAssessment.ts";
import { withCollateral } from "./collateralSchedule.ts";
import type { MarginModel } from "./marginModel.ts";
import { fixedRatio } from "./models/fixedRatio.ts";
import { scenarioGrid } from "./models/scenarioGrid.ts";
import { tiered } from "./models/tiered.ts";
import { checkParameters } from "./parameters.ts";
import { rulebookOf } from "./rulebook.ts";

const perpetual = "BTC/USDT:USDT";
const snapshot = lastSnapshot(
  historyOf(
    [seriesOf("BTC/USD", [50_000]), seriesOf("ETH/USD", [2_000]), seriesOf("USDT/USD", [1])],
    [perpetual, "BTC-PERPETUAL", "ETH/USDT:USDT", "ETH-PERPETUAL"],
  ),
);

const plain = (model: MarginModel, given: object = {}) =>
  rulebookOf(model, unwrapped(checkParameters(model.parameters, { ...model.example, ...given }, model.id)), "USDT");
const ruled = (schedule: unknown, model: MarginModel = fixedRatio, given: object = {}) =>
  unwrapped(bind(unwrapped(withCollateral(plain(model, given), schedule, "collateral")), snapshot));
const micro = (value: number) => Math.round(value * 1e6) / 1e6;
/** Initial and maintenance of each component, to the millionth. */
const componentsOf = (account: Account, schedule: unknown) =>
  Object.fromEntries(
    assessed(account, ruled(schedule)).requirement.components.map(({ id, initial, maintenance }) => [
      id,
      [micro(initial), micro(maintenance)],
    ]),
  );
const faultsOf = (schedule: unknown): string[] => {
  const outcome = withCollateral(plain(fixedRatio), schedule, "file.yaml/collateral");
  if (outcome.ok) return [];
  return (outcome.failure.faults ?? []).map(({ path, message }) => `${path}: ${message}`);
};

describe("discount tiers count each part of an amount at the share of its tier", () => {
  test("by hand: 10 coins at 0.95, 20 at 0.9, the last 10 of 40 beyond the tiers at nothing", () => {
    // 9.5 + 18 of 40 coins count; 12.5 coins of 50,000 do not.
    const schedule = {
      BTC: {
        discounts: [
          [10, 0.95],
          [30, 0.9],
        ],
      },
    };
    expect(componentsOf(accountOf([], { BTC: "40" }), schedule)).toEqual({ haircut: [625_000, 625_000] });
  });

  test("on the edge of a tier and just beyond, what counts does not jump", () => {
    const schedule = {
      BTC: {
        discounts: [
          [10, 0.95],
          [30, 0.5],
        ],
      },
    };
    const cut = (amount: string) => componentsOf(accountOf([], { BTC: amount }), schedule)["haircut"]![0]!;
    expect(cut("10")).toBeCloseTo(25_000, 6);
    expect(cut("10.00000002") - cut("10")).toBeCloseTo(0.0005, 6);
  });

  test("for the initial requirement alone, where the schedule says so", () => {
    const schedule = { BTC: { discounts: [[10, 0.8]], initialOnly: true } };
    // Maintenance keeps the haircut of the model, 10 %.
    expect(componentsOf(accountOf([], { BTC: "1" }), schedule)).toEqual({ haircut: [10_000, 5_000] });
  });
});

describe("caps", () => {
  test("what lies above the cap does not count, beside the haircut on what lies below", () => {
    const schedule = { BTC: { amountMax: 2, initialHaircut: 0.1, maintenanceHaircut: 0.05 } };
    expect(componentsOf(accountOf([], { BTC: "3" }), schedule)).toEqual({
      haircut: [10_000, 5_000],
      "collateral-cap": [50_000, 50_000],
    });
  });

  test("a cap of 0 leaves nothing to cut", () => {
    expect(componentsOf(accountOf([], { BTC: "3" }), { BTC: { amountMax: 0 } })).toEqual({
      "collateral-cap": [150_000, 150_000],
    });
  });
});

describe("concentration", () => {
  test("a coin counts at most its share of all that counts", () => {
    // 3 coins less 10 % are 135,000, beside 65,000 USDT: 135,000 of 200,000, of which half may be one coin.
    const schedule = { BTC: { shareMax: 0.5 } };
    expect(componentsOf(accountOf([], { BTC: "3", USDT: "65000" }), schedule)).toEqual({
      haircut: [15_000, 15_000],
      "collateral-concentration": [35_000, 35_000],
    });
  });

  test("does nothing below its share", () => {
    expect(componentsOf(accountOf([], { BTC: "1", USDT: "65000" }), { BTC: { shareMax: 0.5 } })).toEqual({
      haircut: [5_000, 5_000],
    });
  });
});

test("whatever the terms, what counts lies between nothing and the value", () => {
  const shares = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 50 }), shares), { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 0, max: 60 }),
      fc.double({ min: 0.01, max: 1, noNaN: true }),
      fc.integer({ min: 0, max: 100 }),
      fc.integer({ min: 0, max: 1_000_000 }),
      (widths, amountMax, shareMax, coins, dollars) => {
        const discounts = widths.map(([, rate], k) => [
          widths.slice(0, k + 1).reduce((sum, [width]) => sum + width, 0),
          rate,
        ]);
        const account = accountOf([], { BTC: String(coins), USDT: String(dollars) });
        const { requirement, equity } = assessed(account, ruled({ BTC: { discounts, amountMax, shareMax } }));
        expect(requirement.initial).toBeGreaterThanOrEqual(0);
        // The dollars always count.
        expect(requirement.initial).toBeLessThanOrEqual(equity - dollars + 1e-6);
      },
    ),
    { numRuns: 200 },
  );
});

describe("an amount owed", () => {
  const owing = accountOf([], { BTC: "-2", USDT: "200000" });

  test("costs what the schedule says, a share of its value", () => {
    const schedule = { BTC: { borrowed: { initial: 0.2, maintenance: 0.1 } } };
    expect(componentsOf(owing, schedule)).toEqual({ borrowed: [20_000, 10_000] });
  });

  test("is a short position to the fixed ratio", () => {
    expect(componentsOf(owing, {})).toEqual({ borrowed: [10_000, 5_000] });
  });

  test("is refused where no rule charges it, with what to do", () => {
    const outcome = checkedAssessment(owing, ruled({}, tiered));
    const failure = outcome.ok ? undefined : outcome.failure;
    expect(failure).toMatchObject({ code: "unsupported", path: "balance of BTC" } satisfies Partial<Failure>);
    expect(failure?.message).toContain("negative");
    expect(failure?.hint).toContain("borrowed");
  });

  test("is taken where the schedule charges what the model does not", () => {
    const schedule = { BTC: { borrowed: { initial: 0.2, maintenance: 0.1 } } };
    expect(checkedAssessment(owing, ruled(schedule, tiered)).ok).toBe(true);
  });

  test("in dollars counts in equity, one for one", () => {
    const outcome = checkedAssessment(accountOf([], { USDT: "-5", BTC: "1" }), ruled({}, tiered));
    expect(outcome.ok && outcome.value.groups[0]!.requirement.components.map(({ id }) => id)).toEqual(["haircut"]);
  });
});

describe("an offset currency", () => {
  const offset = { BTC: { scenarioShare: 1, initialHaircut: 1, maintenanceHaircut: 1, offsets: "BTC" } };
  const grid = {
    scenarios: [
      [1.2, "none", 1],
      [0.8, "none", 1],
    ],
    priceRange: 0.2,
    futuresMaintenance: 0,
    futuresInitialAddition: 0,
    maintenanceLossFactor: 1,
    collateral: [],
    otherCollateral: [0, 0, 0],
  };
  const outcomesOf = (account: Account, schedule: unknown) => {
    const { requirement } = assessed(account, ruled(schedule, scenarioGrid, grid));
    const scan = requirement.components.find(({ outcomes }) => outcomes !== undefined);
    // After the two stated moves come those of the basis.
    return [...(scan?.outcomes ?? [])].slice(0, 2);
  };
  const short = position(perpetual, "-3", "50000");

  test("makes good a rise against short contracts, and adds nothing to a fall", () => {
    // Short three at +20 % loses 30,000; one coin gains 10,000 of it. At −20 % the contracts gain, the coin counts nothing.
    expect(outcomesOf(accountOf([short], { BTC: "1" }), offset)).toEqual([-20_000, 30_000]);
  });

  test("makes good no more than the contracts lose", () => {
    expect(outcomesOf(accountOf([short], { BTC: "7" }), offset)).toEqual([0, 30_000]);
  });

  test("does nothing for another coin's contracts", () => {
    const ether = position("ETH/USDT:USDT", "-10", "2000");
    const scans = assessed(accountOf([ether], { BTC: "1" }), ruled(offset, scenarioGrid, grid)).requirement.components;
    expect(scans.find(({ id }) => id === "scan ETH")?.initial).toBe(4_000);
    expect(scans.find(({ id }) => id === "scan BTC")).toBeUndefined();
  });

  test("counts nothing as collateral", () => {
    const { requirement } = assessed(accountOf([short], { BTC: "1" }), ruled(offset, scenarioGrid, grid));
    expect(requirement.components.find(({ id }) => id === "haircut")?.initial).toBe(50_000);
  });
});

describe("a schedule", () => {
  test("joins the parameters hash", () => {
    const hash = (schedule: unknown) => ruled(schedule).rulebook.parametersHash;
    expect(
      new Set([plain(fixedRatio).parametersHash, hash({ BTC: { shareMax: 0.5 } }), hash({ BTC: { shareMax: 0.6 } })])
        .size,
    ).toBe(3);
  });

  test("is refused with every fault at its place", () => {
    expect(
      faultsOf({
        BTC: {
          discounts: [
            [10, 0.9],
            [5, 0.8],
          ],
        },
        ETH: { discounts: [[10, 0.9]], initialHaircut: 0.1 },
        SOL: { initialHaircut: 0.1, maintenanceHaircut: 0.2 },
        BNB: { offsets: "BNB" },
        XRP: { borrowed: { initial: 0.1, maintenance: 0.2 } },
      }),
    ).toEqual([
      "file.yaml/collateral/BTC: discount tier 2 ends at 5, the one before at 10",
      "file.yaml/collateral/ETH: states discount tiers and a haircut; give one or the other",
      "file.yaml/collateral/SOL: maintenanceHaircut 0.2 exceeds initialHaircut 0.1",
      "file.yaml/collateral/BNB: offsets BNB and counts as collateral too; both haircuts must be 1",
      "file.yaml/collateral/XRP: borrowed maintenance 0.2 exceeds its initial 0.1",
    ]);
  });

  test("with a share above 1, or that is no table, is refused by name", () => {
    expect(faultsOf({ BTC: { initialHaircut: 1.5 } })[0]).toContain("/BTC/initialHaircut");
    expect(faultsOf("BTC")).toHaveLength(1);
  });
});

describe("terms that meet", () => {
  test("for the initial requirement alone never leave maintenance above it", () => {
    const schedule = { BTC: { discounts: [[50, 0.98]], initialOnly: true } };
    // The ratio's own haircut of a tenth would take more than the tiers do.
    expect(componentsOf(accountOf([], { BTC: "1" }), schedule)).toEqual({ haircut: [1000, 1000] });
  });

  test("two coins that offset one coin make its loss good once", () => {
    const whole = { scenarioShare: 1, initialHaircut: 1, maintenanceHaircut: 1, offsets: "BTC" };
    const grid = {
      scenarios: [[1.2, "none", 1]],
      priceRange: 0.2,
      underlyings: "together",
      futuresMaintenance: 0,
      futuresInitialAddition: 0,
      otherCollateral: [0, 0, 0],
    };
    const legs = [position(perpetual, "-1.5", "50000"), position("ETH/USDT:USDT", "-1", "2000")];
    const book = accountOf(legs, { BTC: "1", ETH: "25" });
    const bound = ruled({ BTC: whole, ETH: whole }, scenarioGrid, grid);
    const { components } = assessed(book, bound).requirement;
    // Short 1.5 at +20 % loses 15,000; one coin and 25 ether gain 10,000 each, which pays nothing of ether's 400.
    expect(components.find(({ outcomes }) => outcomes !== undefined)?.outcomes?.[0]).toBeCloseTo(-400, 9);
  });

  test("an offset currency makes good no more than its cap", () => {
    const whole = { scenarioShare: 1, initialHaircut: 1, maintenanceHaircut: 1, offsets: "BTC", amountMax: 0 };
    const grid = { scenarios: [[1.2, "none", 1]], priceRange: 0.2, futuresMaintenance: 0, futuresInitialAddition: 0 };
    const book = accountOf([position(perpetual, "-1", "50000")], { BTC: "1" });
    const { components } = assessed(book, ruled({ BTC: whole }, scenarioGrid, grid)).requirement;
    expect(components.find(({ outcomes }) => outcomes !== undefined)?.outcomes?.[0]).toBeCloseTo(-10_000, 9);
  });

  test("a cap for the initial requirement alone is refused where the coin moves in scenarios", () => {
    const outcome = withCollateral(plain(scenarioGrid), { BTC: { amountMax: 1, initialOnly: true } }, "collateral");
    expect(outcome.ok ? [] : outcome.failure.faults?.map(({ message }) => message)).toEqual([
      "caps the amount for the initial requirement alone, and scenarios move one amount for both",
    ]);
  });

  test("what lies above a cap loses nothing in scenarios", () => {
    const grid = { scenarios: [[0.8, "none", 1]], priceRange: 0.2, otherCollateral: [1, 0, 0], coinInitialAddition: 0 };
    const excessOf = (schedule: unknown, coins: string) => {
      const { equity, requirement } = assessed(
        accountOf([], { BTC: coins, USDT: "1000" }),
        ruled(schedule, scenarioGrid, grid),
      );
      return equity - requirement.initial;
    };
    expect(excessOf({ BTC: { amountMax: 0 } }, "10")).toBeCloseTo(excessOf({}, "0"), 6);
  });

  test("that no schedule has are named with the nearest that it has", () => {
    const outcome = withCollateral(plain(fixedRatio), { BTC: { haircut: 0.1 } }, "file.yaml/collateral");
    expect(outcome.ok ? [] : outcome.failure.faults).toEqual([
      {
        code: "invalid",
        path: "file.yaml/collateral/BTC/haircut",
        message: 'unknown term "haircut"',
        hint: expect.stringMatching(/initialHaircut|maintenanceHaircut|the terms are/),
      },
    ]);
  });

  test("of what is no currency are refused", () => {
    expect(faultsOf({ btc: { amountMax: 1 } })).toEqual(['file.yaml/collateral/btc: "btc" is not a currency code']);
  });
});

describe("counted in a coin, a dollar is not what it is to those who count in dollars", () => {
  const inBitcoin = (model: MarginModel, given: object = {}) =>
    unwrapped(bind({ ...plain(model, given), reportingCurrency: "BTC" }, snapshot));
  const debt = accountOf([], { BTC: "20", USDT: "-500000" });

  test("a scenario grid sees it fall as the coin rises", () => {
    const grid = { scenarios: [[0.8, "none", 1]], priceRange: 0.2, otherCollateral: [1, 0, 0] };
    // 500,000 owed are 10 coins at 50,000 and 12.5 at 40,000.
    const { components } = assessed(debt, inBitcoin(scenarioGrid, grid)).requirement;
    expect(components.find(({ outcomes }) => outcomes !== undefined)?.outcomes?.[0]).toBeCloseTo(-2.5, 9);
  });

  test("the ratio charges it as a position, the brackets refuse it", () => {
    const { components } = assessed(debt, inBitcoin(fixedRatio)).requirement;
    expect(components.find(({ id }) => id === "borrowed")?.initial).toBeCloseTo(1, 9);
    expect(checkedAssessment(debt, inBitcoin(tiered))).toMatchObject({
      ok: false,
      failure: { path: "balance of USDT" },
    });
  });
});
