/** The model `scenario-grid` on books worked by hand, and what holds for every book. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Instrument } from "../../src/instruments/kinds.ts";
import type { GroupAssessment } from "../../src/margin/assessment.ts";
import { bind } from "../../src/margin/bind.ts";
import { checkedAssessment } from "../../src/margin/checkedAssessment.ts";
import { scenarioGrid } from "../../src/margin/models/scenarioGrid.ts";
import { checkParameters } from "../../src/margin/parameters.ts";
import { rulebookOf } from "../../src/margin/rulebook.ts";
import { deribitPortfolio } from "../../src/margin/rulebooks/deribitPortfolio.ts";
import { derivePmrm1 } from "../../src/margin/rulebooks/derivePmrm1.ts";
import { derivePmrm2 } from "../../src/margin/rulebooks/derivePmrm2.ts";
import { deriveStandard } from "../../src/margin/rulebooks/deriveStandard.ts";
import { paradexPortfolio } from "../../src/margin/rulebooks/paradexPortfolio.ts";
import { gridOf } from "../../src/margin/scenarioGrid/moves.ts";
import { type VenueRulebook, venueRulebookOf } from "../../src/margin/venueRulebook.ts";
import { viewOf } from "../../src/margin/view.ts";
import { currencyId, factorsOf, fundingId, markId } from "../../src/market/riskFactor.ts";
import type { Position } from "../../src/portfolio/account.ts";
import { withFills } from "../../src/portfolio/fill.ts";
import { accountOf, assessedBy, exactly } from "../../tools/conformance/marginCase.ts";
import { heldAt, optionOf, partOf, perpetualOf, statedMarket } from "../../tools/conformance/optionCase.ts";
import { unwrapped } from "./market.ts";

const spot = 50_000;
const tenthOfYear = 36.5 * 86_400;
const perpetual = perpetualOf("BTC");
/** Worth the forward whatever the volatility: a strike of 0 is a strike. */
const wholeCoin = optionOf({ underlying: "BTC", seconds: tenthOfYear, strike: 0, optionType: "call" });

interface Stated {
  readonly options?: readonly Instrument[];
  readonly volatility?: number;
  readonly stable?: number;
  readonly confidences?: ReadonlyMap<string, number>;
}

function marketOf({ options = [wholeCoin], volatility = 0.6, stable = 1, confidences = new Map() }: Stated = {}) {
  const levels = new Map([
    [currencyId("BTC"), spot],
    [currencyId("USDC"), stable],
    [markId(perpetual.id), spot],
  ]);
  for (const { kind, id } of options.flatMap(factorsOf)) {
    if (kind !== "rate") levels.set(id, kind === "volatility" ? volatility : spot);
  }
  const coins = { kind: "cash", id: "BTC", settlementCurrency: "BTC" } as const;
  return statedMarket({ instruments: [coins, perpetual, ...options], levels, confidences });
}

type Given = Readonly<Record<string, unknown>>;

function assess(positions: readonly Position[], stated: Stated = {}, given: Given = {}): GroupAssessment {
  const bound = unwrapped(bind(unwrapped(venueRulebookOf(derivePmrm2, given)), marketOf(stated)));
  return assessedBy(accountOf(positions, {}), bound);
}

const future = (quantity: number): Position => heldAt(perpetual, quantity, spot, 0);
const option = (contract: Instrument, quantity: number): Position => ({
  instrumentId: contract.id,
  quantity: exactly(quantity),
  cost: exactly(0),
});

describe("derive-pmrm-2 by hand", () => {
  test("a future against a coin for delivery loses nothing in the grid, and owes the basis between them", () => {
    // Basis: an expiry alone loses 4.5 % of 50,000, of which 0.5 + 2 · 0.1 count: 1,575; four fifths for maintenance.
    const { requirement } = assess([future(1), option(wholeCoin, -1)]);
    const part = (id: string) => requirement.components.find((one) => one.id === id)!;
    expect(part("scan BTC").initial).toBeCloseTo(1575, 8);
    expect(part("scan BTC").maintenance).toBeCloseTo(1260, 8);
    // 2 % and 1.5 % of 50,000 on the future, 0.5 % and 0.3 % on the option sold.
    expect([part("futures").initial, part("futures").maintenance]).toEqual([1000, 750]);
    expect([part("naked-shorts").initial, part("naked-shorts").maintenance]).toEqual([250, 150]);
    expect(requirement.initial).toBeCloseTo(2825, 8);
    expect(requirement.maintenance).toBeCloseTo(2160, 8);
  });

  test("the same book owes otherwise under the first version, and under standard margin, which nets nothing", () => {
    const owedBy = (venue: VenueRulebook) => {
      const bound = unwrapped(bind(unwrapped(venueRulebookOf(venue)), marketOf()));
      return assessedBy(accountOf([future(1), option(wholeCoin, -1)], {}), bound).requirement.initial;
    };
    expect(owedBy(derivePmrm1)).toBeCloseTo(2765.75, 8);
    expect(owedBy(deriveStandard)).toBeCloseTo(3250 + 7500, 8);
  });

  test("a future alone loses the range; a tail of two thirds counts a fifth of the range", () => {
    const { outcomes, initial } = partOf(assess([future(1)]), "scan BTC");
    expect(initial).toBeCloseTo(9000, 8);
    expect(outcomes!.slice(23, 29).map((one) => Math.round(one))).toEqual(
      Float64Array.from([-1800, -1800, 1800, 1800, 1800, 1800]),
    );
  });

  test("options bought count at their static discount in every scenario, also where nothing moves", () => {
    // 0.95 · exp(−0.1 · 0.08) = 0.942430 of 41,000 and of 50,000.
    const scan = partOf(assess([option(wholeCoin, 1)]), "scan BTC");
    expect(scan.initial).toBeCloseTo(50_000 - 41_000 * 0.95 * Math.exp(-0.008), 8);
    expect(scan.outcomes![11]).toBeCloseTo(50_000 * (0.95 * Math.exp(-0.008) - 1), 8);
  });

  test("a dollar that trades at 0.95 adds 0.06 of the worst loss, initially only", () => {
    const { initial, maintenance } = partOf(assess([future(1)], { stable: 0.95 }), "scan BTC");
    expect(initial).toBeCloseTo(9000 * 1.06, 8);
    expect(maintenance).toBeCloseTo(7200, 8);
  });

  test("a feed half trusted costs half the notional; the mark's doubt reaches options while a future is held", () => {
    const confidences = new Map([[markId(perpetual.id), 0.5]]);
    const doubted = (positions: readonly Position[]) =>
      partOf(assess(positions, { confidences }), "confidence").initial;
    expect(doubted([future(1)])).toBe(25_000);
    expect(doubted([option(wholeCoin, 1)])).toBe(0);
    expect(doubted([future(1), option(wholeCoin, 1)])).toBe(50_000);
  });

  test("ten minutes before expiry a third of a move is left", () => {
    const late = optionOf({ underlying: "BTC", seconds: 600, strike: 0, optionType: "call" });
    const { outcomes } = partOf(assess([option(late, -1)], { options: [late] }), "scan BTC");
    expect(outcomes![0]).toBeCloseTo(-3000, 6);
  });

  test("under skew, a gain at one expiry does not pay for a loss at another", () => {
    const options = [20, 60].map((days) =>
      optionOf({ underlying: "BTC", seconds: days * 86_400, strike: 60_000, optionType: "call" }),
    );
    const tilt = (positions: readonly Position[]) =>
      partOf(assess(positions, { options }), "scan BTC").outcomes!.slice(29, 31);
    const [near, far] = options.map((one, k) => tilt([option(one, k === 0 ? 1 : -1)]));
    const both = tilt([option(options[0]!, 1), option(options[1]!, -1)]);
    for (const s of [0, 1]) {
      expect(near![s]).toBeLessThan(0);
      expect(far![s]).toBeLessThan(0);
      expect(both[s]).toBeCloseTo(near![s]! + far![s]!, 8);
    }
  });

  test("says in words where the worst of it lies", () => {
    expect(assess([future(1)]).worstScenario!.label).toBe("price -18 %, volatility up");
    const basis = assess([future(1), option(wholeCoin, -1)]).worstScenario!;
    expect(basis.label).toBe("basis: price +4.5 % at each expiry alone");
  });
});

describe("deribit-portfolio by hand", () => {
  const inverse = {
    kind: "inverse-perpetual",
    id: "BTC-PERPETUAL",
    underlying: "BTC",
    quoteCurrency: "USD",
    settlementCurrency: "BTC",
    contractSize: "10",
  } as const;
  const levels = new Map([
    [currencyId("BTC"), spot],
    [markId(inverse.id), spot],
  ]);
  const market = statedMarket({ instruments: [inverse], levels });
  const owed = (coins: number, given: Given = {}) => {
    const stated = { dampenerExcess: "less-dampener", deltaShockForm: "none", ...given };
    const bound = unwrapped(bind(unwrapped(venueRulebookOf(deribitPortfolio, stated)), market));
    const cost = exactly(-coins); // entered at mark
    const quantity = exactly((coins * spot) / Number(inverse.contractSize));
    return assessedBy(accountOf([{ instrumentId: inverse.id, quantity, cost }], {}), bound);
  };

  test("an inverse future of one coin loses 0.16/0.84 coins at −16 %, and no more in the tails", () => {
    const scan = partOf(owed(1), "scan");
    expect(scan.initial).toBeCloseTo(0.19047619, 12);
    expect(scan.maintenance).toBeCloseTo(0.8 * 0.19047619, 12);
    expect(partOf(owed(1), "roll").initial).toBeCloseTo(0.01, 12);
  });

  test("a tail's loss counts above the dampener of 2 coins: less it, or whole, as stated", () => {
    const tails = { futuresInTails: "move-on" };
    const outcomeOf = (given: Given) => partOf(owed(10, given), "scan").outcomes![27];
    // −66 %: 10 · 0.66/0.34 = 19.4118 coins.
    expect(outcomeOf(tails)).toBeCloseTo(-19.411764706 + 2, 8);
    expect(outcomeOf({ ...tails, dampenerExcess: "whole" })).toBeCloseTo(-19.411764706, 8);
    expect(partOf(owed(1, tails), "scan").outcomes![27]).toBe(0);
  });

  test("a delta above the threshold owes by its excess, at most the stated share", () => {
    // 1,000 coins are 50 million dollars, 600 coins above 20 million: 600 · 0.00005 = 3 %.
    expect(partOf(owed(1000, { deltaShockForm: "on-excess" }), "delta-shock").initial).toBeCloseTo(18, 8);
    expect(partOf(owed(1000, { deltaShockForm: "on-whole" }), "delta-shock").initial).toBeCloseTo(30, 8);
    expect(partOf(owed(10_000, { deltaShockForm: "on-whole" }), "delta-shock").initial).toBeCloseTo(1000, 8);
    expect(partOf(owed(100, { deltaShockForm: "on-whole" }), "delta-shock").initial).toBe(0);
  });

  test("is refused until the two forms are stated that the venue does not publish, both named", () => {
    const answer = venueRulebookOf(deribitPortfolio);
    expect(answer.ok ? [] : answer.failure.faults!.map(({ path }) => path)).toEqual([
      "deribit-portfolio/dampenerExcess",
      "deribit-portfolio/deltaShockForm",
    ]);
  });
});

describe("paradex-portfolio", () => {
  test("asks a hundredth of what is hedged, though no scenario hurts it", () => {
    const rulebook = unwrapped(
      venueRulebookOf(paradexPortfolio, {
        scenarios: [
          [1.08, "up", 1],
          [0.92, "up", 1],
        ],
        settlementWindow: 0,
        volatilityUpFloor: 0,
        shortVegaPower: 0.3,
        longVegaPower: 0.3,
        vegaDaysMin: 1,
        closeFeeRate: 0,
        collateral: [],
        otherCollateral: [0, 0, 0],
      }),
    );
    const bound = unwrapped(bind(rulebook, marketOf()));
    const { requirement } = assessedBy(accountOf([future(1), option(wholeCoin, -1)], {}), bound);
    // The option is worth the forward whatever moves: 0.02 · 0 + 0.01 · 50,000, and half of it for maintenance.
    expect(requirement.initial).toBeCloseTo(500, 8);
    expect(requirement.maintenance).toBeCloseTo(250, 8);
  });
});

describe("parts that no rulebook here has", () => {
  test("a minimum on net and hedged delta and on options sold tops the scenarios up", () => {
    const given = { netDeltaMinimum: 0.02, hedgedDeltaMinimum: 0.01 };
    // Long 1 against short 1: nothing net, 50,000 hedged; the basis charge of 1,575 is more than 500.
    const hedged = [future(1), option(wholeCoin, -1)];
    expect(partOf(assess(hedged, {}, given), "minimum BTC").initial).toBe(0);
    expect(partOf(assess(hedged, {}, { ...given, hedgedDeltaMinimum: 0.1 }), "minimum BTC").initial).toBeCloseTo(
      5000 - 1575,
      8,
    );
    expect(partOf(assess(hedged, {}, { shortOptionMinimum: 0.04 }), "minimum BTC").initial).toBeCloseTo(2000 - 1575, 8);
  });

  test("funding that the account pays over a time, and the fee of closing it", () => {
    const market = marketOf();
    const levels = new Map([...market.levels, [fundingId(perpetual.id), 0.1]]);
    const given = { fundingHours: 8, closeFeeRate: 0.0005 };
    const bound = unwrapped(bind(unwrapped(venueRulebookOf(derivePmrm2, given)), { ...market, levels }));
    const owed = (coins: number, id: string) => partOf(assessedBy(accountOf([future(coins)], {}), bound), id).initial;
    // 10 % a year on 50,000 for 8 of 8,760 hours; whoever is short receives it.
    expect(owed(1, "funding")).toBeCloseTo((5000 * 8) / 8760, 9);
    expect(owed(-1, "funding")).toBe(0);
    expect(owed(-1, "close-fees")).toBe(25);
  });

  test("coins may move apart or together; a gain then counts its share", () => {
    const eth = { ...perpetualOf("ETH"), contractSize: "1" };
    const levels = new Map([
      [currencyId("BTC"), 50_000],
      [currencyId("ETH"), 50_000],
      [currencyId("USDC"), 1],
      [markId(perpetual.id), 50_000],
      [markId(eth.id), 50_000],
    ]);
    const market = statedMarket({ instruments: [perpetual, eth], levels });
    const owed = (given: Given) => {
      const bound = unwrapped(bind(unwrapped(venueRulebookOf(derivePmrm2, given)), market));
      const account = accountOf([future(1), heldAt(eth, -1, 50_000, 0)], {});
      const { requirement } = assessedBy(account, bound);
      return requirement.components.filter(({ id }) => id.startsWith("scan")).map(({ initial }) => Math.round(initial));
    };
    expect(owed({})).toEqual([9000, 9000]);
    expect(owed({ underlyings: "together" })).toEqual([]);
    expect(owed({ underlyings: "together", profitOffset: 0.6 })).toEqual([3600]);
    expect(owed({ underlyings: "together", profitOffset: 0.6, profitOffsetMax: 1000 })).toEqual([8000]);
  });
});

describe("of every book", () => {
  const strikes = [30_000, 45_000, 50_000, 60_000, 90_000];
  const contracts = [3, 30, 200].flatMap((days) =>
    strikes.flatMap((strike) =>
      (["call", "put"] as const).map((optionType) =>
        optionOf({ underlying: "BTC", seconds: days * 86_400, strike, optionType }),
      ),
    ),
  );
  const market = marketOf({ options: contracts });
  const boundTo = (given: Given) => unwrapped(bind(unwrapped(venueRulebookOf(derivePmrm2, given)), market));
  const anyHolding = (smallest: number) =>
    fc.tuple(fc.constantFrom(...contracts), fc.integer({ min: smallest, max: 50 })).map(([one, k]) => option(one, k));

  test("an option bought adds at most its premium to the loss of a book of options bought, skew and basis aside", () => {
    const plain = boundTo({
      scenarios: [...gridOf(0.18, 4), [0.34, "up", 0.05], [3, "up", 0.02]],
      basisShare: 0,
      basisSharePerYear: 0,
    });
    fc.assert(
      fc.property(fc.array(anyHolding(0), { maxLength: 6 }), anyHolding(1), (book, bought) => {
        const [before, after] = [book, [...book, bought]].map((positions) =>
          assessedBy(accountOf(positions, {}), plain),
        );
        const premium = after!.equity - before!.equity;
        const added = after!.requirement.initial - before!.requirement.initial;
        expect(added).toBeLessThanOrEqual(premium + 1e-9 * (1 + after!.equity));
      }),
    );
  });

  test("that skew is set aside for a reason: an option far out owes more than its premium under it", () => {
    const far = optionOf({ underlying: "BTC", seconds: 30 * 86_400, strike: 90_000, optionType: "call" });
    const bound = unwrapped(
      bind(unwrapped(venueRulebookOf(derivePmrm2)), marketOf({ options: [far], volatility: 0.3 })),
    );
    const { equity, requirement } = assessedBy(accountOf([option(far, 1)], {}), bound);
    expect(requirement.initial).toBeGreaterThan(equity);
  });

  test("twice the book owes twice, without amounts in dollars among the parameters", () => {
    const bound = boundTo({});
    fc.assert(
      fc.property(fc.array(anyHolding(-50), { maxLength: 6 }), fc.integer({ min: -20, max: 20 }), (book, coins) => {
        const once = [...book, future(coins)];
        const owed = (positions: readonly Position[]) =>
          assessedBy(accountOf(positions, {}), bound).requirement.initial;
        expect(owed([...once, ...once])).toBeCloseTo(2 * owed(once), 4);
      }),
    );
  });

  test("after a trade the groups that it leaves alone keep their P&L, and every group has the bits of the account made anew", () => {
    const bound = boundTo({});
    fc.assert(
      fc.property(fc.array(anyHolding(-50), { maxLength: 6 }), anyHolding(-50), (book, traded) => {
        const group = accountOf(book, {}).groups[0]!;
        const fills = [{ positions: [traded], balances: [] }];
        const before = viewOf(group, bound);
        const [after, anew] = [before.withFills(fills), viewOf(withFills(group, fills), bound)];
        for (const need of bound.model.needs) {
          const known = new Map(before.of(need).map((one) => [one.index, one]));
          after.of(need).forEach(({ index, legs, pnl }, g) => {
            expect(pnl).toEqual(anew.of(need)[g]!.pnl);
            const was = known.get(index);
            if (was === undefined || need.scenarios === undefined) return;
            // A trade that closes a position touches the group that no longer holds it.
            const isTouched = [...legs, ...was.legs].some(({ instrument }) => instrument.id === traded.instrumentId);
            if (!isTouched) expect(pnl).toBe(was.pnl);
          });
        }
      }),
    );
  });

  test("and with them not: a dampener spares the first loss once", () => {
    const bound = boundTo({ tailDampener: 5000, scenarios: [[0.5, "none", 1]] });
    const owed = (coins: number) => partOf(assessedBy(accountOf([future(coins)], {}), bound), "scan BTC").initial;
    expect([owed(1), owed(2)]).toEqual([20_000, 45_000]);
  });

  test("merging may cost: a doubtful mark of a future reaches options of the same coin", () => {
    const confidences = new Map([[markId(perpetual.id), 0.5]]);
    const owed = (positions: readonly Position[]) => assess(positions, { confidences }).requirement.initial;
    const [one, other] = [[future(0.01)], [option(wholeCoin, 1)]];
    expect(owed([...one, ...other])).toBeGreaterThan(owed(one) + owed(other));
  });
});

describe("refused are", () => {
  const faultOf = (given: Given) => {
    const answer = checkParameters(scenarioGrid.parameters, given, "scenario-grid");
    return answer.ok ? "" : answer.failure.faults![0]!.message;
  };

  test("moves that are none, and numbers out of bounds, by name", () => {
    expect(faultOf({ scenarios: [] })).toMatch(/^scenarios/);
    expect(faultOf({ scenarios: [[0, "up", 1]] })).toMatch(/^scenarios\/0\/0/);
    expect(faultOf({ scenarios: [[1, "sideways", 1]] })).toMatch(/^scenarios\/0\/1/);
    expect(faultOf({ scenarios: [[1, "up", -1]] })).toMatch(/^scenarios\/0\/2/);
    expect(faultOf({ profitOffset: 1.2 })).toMatch(/^profitOffset is 1\.2/);
    expect(faultOf({ collateral: [["BTC", "BTC", 2, 0, 0]] })).toMatch(/^collateral\/0\/2/);
    expect(faultOf({ priceRnge: 0.2 })).toContain("unknown parameter");
  });

  test("a day before the first version", () => {
    const answer = venueRulebookOf(deribitPortfolio, {}, "2020-01-01");
    expect(answer.ok ? "" : answer.failure.message).toContain("no version of deribit-portfolio");
  });

  test("a coin that the venue does not list, by name", () => {
    const sol = perpetualOf("SOL");
    const levels = new Map([currencyId("SOL"), currencyId("USDC"), markId(sol.id)].map((id) => [id, 1]));
    const bound = unwrapped(
      bind(unwrapped(venueRulebookOf(derivePmrm2)), statedMarket({ instruments: [sol], levels })),
    );
    const answer = checkedAssessment(accountOf([heldAt(sol, 1, 1, 0)], { USDC: 5 }), bound);
    expect(answer.ok ? "" : answer.failure.message).toBe("derive-pmrm-2 has no terms for SOL-PERP");
  });

  test("a coin whose price is in a currency without one", () => {
    const cross = { ...perpetualOf("SOL"), quoteCurrency: "GBP" };
    const levels = new Map([currencyId("USDC"), markId(cross.id)].map((id) => [id, 1]));
    const market = statedMarket({ instruments: [cross], levels });
    const answer = bind(unwrapped(venueRulebookOf(derivePmrm2)), market);
    expect(answer.ok ? "" : answer.failure.message).toBe("nothing gives the price of SOL in dollars");
  });

  test("a reporting currency without a price", () => {
    const parameters = unwrapped(checkParameters(scenarioGrid.parameters, {}, "scenario-grid"));
    const answer = bind(rulebookOf(scenarioGrid, parameters, "EUR"), marketOf());
    expect(answer.ok ? "" : answer.failure.message).toContain("no price of the reporting currency EUR");
  });
});
