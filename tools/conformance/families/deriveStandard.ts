import { currencyId, factorsOf, forwardId, markId } from "../../../src/market/riskFactor.ts";
import type { Position } from "../../../src/portfolio/account.ts";
import type { CalculationFamily, VectorInputs } from "../family.ts";
import { accountOf, assessedBy, boundBy, exactly } from "../marginCase.ts";
import { heldAt, optionOf, partOf, perpetualOf, statedMarket } from "../optionCase.ts";

interface MarketInputs {
  readonly name: string;
  readonly spot: number;
  readonly spotConf: number;
  readonly perpConf: number;
  readonly perp: number;
  readonly perpPrice: number;
  readonly base: number;
  /** Funding not yet settled is in it. */
  readonly upnl?: number;
  readonly expiries: readonly {
    readonly sec: number;
    readonly forward: number;
    readonly fconf: number;
    readonly vconf: number;
    readonly options: readonly {
      readonly strike: number;
      readonly call: boolean;
      readonly amt: number;
      readonly vol: number;
    }[];
  }[];
}

/** The account of a vector, its market, and its positions by what they are. */
function caseOf(inputs: VectorInputs) {
  const levels = new Map([[currencyId("USDC"), inputs.number("stable")]]);
  const confidences = new Map<string, number>();
  const options: { underlying: string; position: Position }[] = [];
  const futures: Position[] = [];
  const coins: Record<string, number> = {};
  const instruments = (inputs.value("markets") as readonly MarketInputs[]).flatMap((market) => {
    const perpetual = perpetualOf(market.name);
    levels.set(currencyId(market.name), market.spot).set(markId(perpetual.id), market.perpPrice);
    confidences.set(currencyId(market.name), market.spotConf).set(markId(perpetual.id), market.perpConf);
    futures.push(heldAt(perpetual, market.perp, market.perpPrice, market.upnl ?? 0));
    coins[market.name] = market.base;
    const listed = market.expiries.flatMap(({ sec, forward, fconf, vconf, options: own }) => {
      const id = forwardId(market.name, "USD", 1000 * sec);
      levels.set(id, forward);
      confidences.set(id, fconf);
      return own.map(({ strike, call, amt, vol }) => {
        const optionType = call ? "call" : "put";
        const contract = optionOf({ underlying: market.name, seconds: sec, strike, optionType });
        const volatility = factorsOf(contract)[1]!.id;
        levels.set(volatility, vol);
        confidences.set(volatility, vconf);
        const position = { instrumentId: contract.id, quantity: exactly(amt), cost: exactly(0) };
        options.push({ underlying: market.name, position });
        return contract;
      });
    });
    const cash = { kind: "cash", id: market.name, settlementCurrency: market.name } as const;
    return [cash, perpetual, ...listed];
  });
  return { market: statedMarket({ instruments, levels, confidences }), options, futures, coins };
}

const parameterNames: Readonly<Record<string, string>> = { baseFactor: "coinFactor" };

function givenBy(params: unknown): Record<string, unknown> {
  if (typeof params !== "object" || params === null) return {};
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => {
      const own = parameterNames[name];
      if (own === undefined) throw new Error(`no parameter of ours is the venue's ${name}`);
      return [own, value];
    }),
  );
}

const of = (field: string): string => `components.${field}`;

export const deriveStandardFamily: CalculationFamily = {
  id: "derive-standard",
  file: "derive-srm",
  ids: /^derive-srm-/,
  // The guide calls these not reproducible from the inputs, or they are parts of what is compared.
  notCompared: [
    ...["UnrealizedPNL", "UnsettledFunding"].map(of),
    ...["ETH", "BTC"].flatMap((coin) =>
      ["OptionIsolatedMM", "OptionIsolatedIM", "OptionBoundedMM", "OptionBoundedIM"].map((field) => of(coin + field)),
    ),
  ],
  calculate(inputs) {
    const { market, options, futures, coins } = caseOf(inputs);
    const bound = boundBy("derive-standard", givenBy(inputs.value("params")), market);
    const assess = (positions: readonly Position[], balances: Readonly<Record<string, number>>) =>
      assessedBy(accountOf(positions, balances), bound);
    const cash = inputs.number("cash");
    const whole = assess([...futures, ...options.map(({ position }) => position)], { USDC: cash, ...coins });
    const { equity, requirement } = whole;
    // Options of one underlying alone: their value less what they owe beyond doubt of prices.
    const optionMargin = (underlying: string) => {
      const own = options.filter((one) => one.underlying === underlying).map(({ position }) => position);
      const alone = assess(own, {});
      const owed = partOf(alone, "options");
      return { maintenance: alone.equity - owed.maintenance, initial: alone.equity - owed.initial };
    };
    const [eth, btc] = [optionMargin("ETH"), optionMargin("BTC")];
    return {
      initialMargin: equity - requirement.initial,
      maintenanceMargin: equity - requirement.maintenance,
      components: {
        ETHOptionMM: eth.maintenance,
        ETHOptionIM: eth.initial,
        BTCOptionMM: btc.maintenance,
        BTCOptionIM: btc.initial,
        PortfolioMtM: equity - cash,
        PerpMargin: -partOf(whole, "futures").maintenance,
        OracleConts: -partOf(whole, "confidence").initial,
        DepegIMs: -partOf(whole, "depeg").initial,
        BaseMargin: assess([], coins).equity - partOf(whole, "haircut").maintenance,
        Cash: cash,
      },
    };
  },
};
