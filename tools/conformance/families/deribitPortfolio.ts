import type { Instrument } from "../../../src/instruments/kinds.ts";
import { currencyId, factorsOf, markId } from "../../../src/market/riskFactor.ts";
import type { Position } from "../../../src/portfolio/account.ts";
import type { CalculationFamily, VectorInputs } from "../family.ts";
import { accountOf, assessedBy, boundBy, exactly } from "../marginCase.ts";
import { heldAt, partOf, statedMarket } from "../optionCase.ts";

const file = "deribit-pm";
const id = "deribit-portfolio";

/** The forms that the venue does not publish; no vector reaches them. */
const unpublished = { dampenerExcess: "less-dampener", deltaShockForm: "none" } as const;

const extendedMoves = [-0.66, -0.33, 0.5, 1, 2, 3, 4, 5];
const steps = 4;

/** One dollar a contract. */
const inverse = (name: string, expiresAt?: number): Instrument => {
  const terms = { id: name, underlying: "BTC", quoteCurrency: "USD", settlementCurrency: "BTC", contractSize: "1" };
  return expiresAt === undefined
    ? { kind: "inverse-perpetual", ...terms }
    : { kind: "inverse-future", ...terms, expiresAt };
};

const expiries: Readonly<Record<string, number>> = { "BTC-28JUN24": Date.UTC(2024, 5, 28, 8) };

type Numbers = Readonly<Record<string, number>>;

function givenBy(params: Numbers): Record<string, unknown> {
  const of = (name: string): number => {
    const value = params[name];
    if (value === undefined) throw new Error(`the vector states no ${name}`);
    return value;
  };
  const range = of("priceRange");
  const grid = Array.from({ length: 2 * steps + 1 }, (_, k) => 1 + (range * (k - steps)) / steps);
  return {
    ...unpublished,
    scenarios: [
      ...grid.flatMap((price) => ["none", "up", "down"].map((volatility) => [price, volatility, 1])),
      ...extendedMoves.map((move) => [1 + move, "up", of("extendedTableFactor")]),
    ],
    priceRange: range,
    volatilityUp: of("volRangeUp"),
    volatilityDown: of("volRangeDown"),
    volatilityUpFloor: of("minVolForShockUp"),
    shortVegaPower: of("shortTermVegaPower"),
    longVegaPower: of("longTermVegaPower"),
    profitOffset: of("pnlOffset"),
    profitOffsetMax: of("maxOffsetablePnlUsd"),
    tailDampener: of("extendedDampenerUsd"),
    rollPerYear: of("annualisedMoveRisk"),
    rollMin: of("minAnnualisedMove"),
    maintenanceLossFactor: of("mmFactor"),
    deltaShockThreshold: of("deltaTotalLiqShockThresholdUsd"),
    deltaShockMax: of("maxDeltaShock"),
    deltaShockPerCoin: of("mInc"),
  };
}

export const deribitPortfolioFamily: CalculationFamily = {
  id,
  file,
  ids: /^deribit-pm-btc-doc-example$/,
  calculate(inputs) {
    const held = Object.entries(inputs.value("positionsBase") as Numbers);
    const marks = inputs.value("markPrice") as Numbers;
    const market = statedMarket({
      timestamp: inputs.number("timestampMs"),
      instruments: held.map(([name]) => inverse(name, expiries[name])),
      levels: new Map([
        [currencyId("BTC"), inputs.number("indexPrice")],
        ...held.map(([name]) => [markId(name), marks[name]!] as const),
      ]),
    });
    const given = givenBy(inputs.value("params") as Numbers);
    const bound = boundBy(id, given, market);
    // One instrument's vector is shown before gains are dropped and tails dampened.
    const plain = boundBy(id, { ...given, profitOffset: 1, profitOffsetMax: 1e15, tailDampener: 0 }, market);
    const positionOf = (name: string): Position => ({
      instrumentId: name,
      quantity: exactly(held.find(([one]) => one === name)![1] * marks[name]!),
      cost: exactly(-held.find(([one]) => one === name)![1]), // entered at mark
    });
    const reported = (
      [
        ["reported open orders", "openOrdersMargin"],
        ["market-maker protection", "mmpMargin"],
        ["spot", "spotMargin"],
      ] as const
    ).map(([name, key]) => ({ id: name, initial: inputs.number(key), maintenance: 0 }));
    const positions = held.map(([name]) => positionOf(name));
    const whole = assessedBy(accountOf(positions, { BTC: 10 }, { reported }), bound);
    const tablesOf = (outcomes: Float64Array) => ({
      grid: Array.from({ length: 2 * steps + 1 }, (_, k) => outcomes[3 * k]),
      extended: [...outcomes.subarray(3 * (2 * steps + 1))],
    });
    const alone = (name: string) =>
      tablesOf(partOf(assessedBy(accountOf([positionOf(name)], {}), plain), "scan").outcomes!);
    const together = tablesOf(partOf(whole, "scan").outcomes!);
    const [scan, roll, shock] = ["scan", "roll", "delta-shock"].map((part) => partOf(whole, part).initial) as Three;
    return {
      perpRiskVector: alone("BTC-PERPETUAL").grid,
      perpExtended: alone("BTC-PERPETUAL").extended,
      futRiskVector: alone("BTC-28JUN24").grid,
      aggregated: together.grid,
      aggregatedExtended: together.extended,
      worstCase: scan,
      rollShock: roll,
      deltaShock: shock,
      correlationContingency: 0,
      riskMatrixMargin: scan + roll + shock,
      initialMargin: whole.requirement.initial,
      maintenanceMargin: whole.requirement.maintenance,
    };
  },
};

type Three = [number, number, number];

const dayMs = 86_400_000;

/** Contingencies of the method before 2024, as parameters of the same rulebook. */
export const deribitContingencyFamily: CalculationFamily = {
  id: "deribit-contingency",
  rulebook: id,
  file,
  ids: /^deribit-pm-legacy-/,
  calculate(inputs) {
    const price = 60_000;
    return inputs.value("rate") === undefined ? optionContingency(inputs, price) : futureContingency(inputs, price);
  },
};

function optionContingency(inputs: VectorInputs, price: number) {
  const options = (["call", "put"] as const).map((optionType): Instrument & { readonly id: string } => ({
    kind: "inverse-option",
    id: `BTC-${optionType}`,
    underlying: "BTC",
    quoteCurrency: "USD",
    settlementCurrency: "BTC",
    contractSize: "1",
    strike: String(price),
    optionType,
    expiresAt: 30 * dayMs,
  }));
  const levels = new Map([[currencyId("BTC"), price]]);
  for (const factor of options.flatMap(factorsOf)) {
    if (factor.kind !== "rate") levels.set(factor.id, factor.kind === "volatility" ? 0.6 : price);
  }
  const given = { ...unpublished, nakedShortMaintenance: inputs.number("perOptionBTC") };
  const bound = boundBy(id, given, statedMarket({ instruments: options, levels }));
  const [calls, puts] = [inputs.number("strikeCalls"), inputs.number("strikePuts")];
  const positions = options.map((one, k) => heldAt(one, k === 0 ? calls : puts, 0, 0));
  return { contingencyBTC: partOf(assessedBy(accountOf(positions, {}), bound), "naked-shorts").initial };
}

function futureContingency(inputs: VectorInputs, price: number) {
  const futures = [30, 60].map((days) => inverse(`BTC-${days}D`, days * dayMs));
  const levels = new Map([currencyId("BTC"), ...futures.map((one) => markId(one.id))].map((factor) => [factor, price]));
  const given = { ...unpublished, expirySpread: inputs.number("rate") };
  const bound = boundBy(id, given, statedMarket({ instruments: futures, levels }));
  const coins = [inputs.number("longFutA"), inputs.number("shortFutB")];
  const positions = futures.map((one, k) => ({
    instrumentId: one.id,
    quantity: exactly(coins[k]! * price),
    cost: exactly(-coins[k]!),
  }));
  return { contingencyBTC: partOf(assessedBy(accountOf(positions, {}), bound), "expiry-spread").initial };
}

/** Rates grow with the position; the vector states the whole of them. */
export const deribitStandardFamily: CalculationFamily = {
  id: "deribit-standard",
  file,
  ids: /^deribit-futures-im-/,
  calculate(inputs) {
    const price = 60_000;
    const coins = inputs.number("positionBTC");
    const future = inverse("BTC-PERPETUAL");
    const levels = new Map([currencyId("BTC"), markId(future.id)].map((factor) => [factor, price]));
    const given = {
      futuresInitial: inputs.number("imBase"),
      futuresInitialPerCoin: inputs.number("imSlope"),
      futuresMaintenance: inputs.number("mmBase"),
      futuresMaintenancePerCoin: inputs.number("mmSlope"),
    };
    const bound = boundBy("deribit-standard", given, statedMarket({ instruments: [future], levels }));
    const position = { instrumentId: future.id, quantity: exactly(coins * price), cost: exactly(-coins) };
    const { initial, maintenance } = assessedBy(accountOf([position], {}), bound).requirement;
    return {
      imRate: initial / coins,
      mmRate: maintenance / coins,
      initialMarginBTC: initial,
      maintenanceMarginBTC: maintenance,
    };
  },
};

/** A venue with Deribit's method in dollars: the same rulebook with its grid, its charge and its currency. */
export const dederiFamily: CalculationFamily = {
  id: "dederi-portfolio",
  file,
  ids: /^dederi-pm-/,
  calculate(inputs) {
    const [size, index, days] = [inputs.number("size"), inputs.number("index"), inputs.number("days")];
    const shocks = inputs.numbers("shocks");
    const forward = index * (1 + (inputs.number("basisRate") * days) / 365);
    const future: Instrument = {
      kind: "linear-future",
      id: "ETH-20D",
      underlying: "ETH",
      quoteCurrency: "USD",
      settlementCurrency: "USD",
      contractSize: "1",
      expiresAt: days * dayMs,
    };
    const levels = new Map([
      [currencyId("ETH"), index],
      [markId(future.id), forward],
    ]);
    const given = {
      ...unpublished,
      scenarios: shocks.map((shock) => [1 + shock, "none", 1]),
      priceRange: Math.max(...shocks),
      futuresMaintenance: inputs.number("contingencyFactor"),
      coins: ["ETH"],
      profitOffset: 1,
      profitOffsetMax: 1e15,
    };
    const bound = boundBy(id, given, statedMarket({ instruments: [future], levels }), { reportingCurrency: "USD" });
    const whole = assessedBy(accountOf([heldAt(future, size, forward, 0)], {}), bound);
    return {
      forward,
      contingency: partOf(whole, "futures").initial,
      simPnl: partOf(whole, "scan").outcomes,
    };
  },
};
