/** Single worked examples of option and portfolio margin from venues' documentation. */
import type { Instrument } from "../../../src/instruments/kinds.ts";
import { currencyId, factorsOf, markId } from "../../../src/market/riskFactor.ts";
import { impliedVolatility } from "../../../src/pricing/impliedVolatility.ts";
import type { CalculationFamily } from "../family.ts";
import { accountOf, assessedBy, boundBy, exactly } from "../marginCase.ts";
import { heldAt, optionOf, partOf, perpetualOf, statedMarket } from "../optionCase.ts";

const file = "misc-docs";
const seconds = 30 * 86_400;

/** One put sold; its mark is given, so the volatility is the one that makes it. */
export const bybitOptionFamily: CalculationFamily = {
  id: "bybit-option-cross",
  file,
  ids: /^bybit-option-short-put-cross$/,
  calculate(inputs) {
    const [spot, strike, mark] = [inputs.number("index"), inputs.number("strike"), inputs.number("mark")];
    const put = { ...optionOf({ underlying: "BTC", seconds, strike, optionType: "put" }), settlementCurrency: "USD" };
    const terms = { optionType: "put", forward: spot, strike, years: seconds / (365 * 86_400), rate: 0 } as const;
    const implied = impliedVolatility({ ...terms, price: mark });
    if (!implied.found) throw new Error("no volatility gives the mark");
    const [forward, volatility] = factorsOf(put);
    const levels = new Map([
      [currencyId("BTC"), spot],
      [forward!.id, spot],
      [volatility!.id, implied.volatility],
    ]);
    // The example holds a put alone: what is said of calls, futures and collateral does not enter.
    const absent = {
      callMaintenance: 0,
      callMaintenanceOfValue: 0,
      callInitialOfMaintenance: 0,
      futuresInitial: 0,
      futuresMaintenance: 0,
      futuresInitialPerCoin: 0,
      futuresMaintenancePerCoin: 0,
      coinFactor: 0,
      coinInitialFactor: 0,
      dollarFactor: 0,
    };
    const stated = {
      shortInitial: inputs.number("imMax"),
      shortInitialMin: inputs.number("imMin"),
      putMaintenance: inputs.number("mmFactor"),
      putMaintenanceOfValue: inputs.number("mmFactor"),
      closeFee: inputs.number("liqFeeRate"),
    };
    const bound = boundBy("bybit-option-cross", { ...absent, ...stated }, statedMarket({ instruments: [put], levels }));
    const position = { instrumentId: put.id, quantity: exactly(inputs.number("size")), cost: exactly(0) };
    const whole = assessedBy(accountOf([position], {}), bound);
    const { initial, maintenance } = whole.requirement;
    // The requirement stands beside an equity that counts the option sold; the venue's holds its value besides.
    return { maintenanceMargin: maintenance - whole.equity, initialMargin: initial - whole.equity };
  },
};

/** Deltas stand as contracts of that size, so that no option has to be found which has them. */
export const paradexMinimumFamily: CalculationFamily = {
  id: "paradex-minimum",
  rulebook: "paradex-portfolio",
  file,
  ids: /^paradex-min-delta-/,
  notCompared: ["netDelta", "grossDelta", "hedgedDelta"],
  calculate(inputs) {
    const spot = inputs.number("spot");
    const held = inputs.value("positions") as readonly { readonly size: number; readonly delta: number }[];
    const contracts = held.map(
      ({ delta }, k): Instrument => ({ ...perpetualOf("BTC"), id: `BTC-${k}`, contractSize: String(delta) }),
    );
    const levels = new Map([
      [currencyId("BTC"), spot],
      [currencyId("USDC"), 1],
      ...contracts.map(({ id }) => [markId(id), spot] as const),
    ]);
    const given = {
      scenarios: [[1, "none", 1]],
      settlementWindow: 0,
      volatilityUpFloor: 0,
      shortVegaPower: 0,
      longVegaPower: 0,
      vegaDaysMin: 0,
      closeFeeRate: 0,
      collateral: [],
      otherCollateral: [0, 1, 1],
      netDeltaMinimum: inputs.number("netRate"),
      hedgedDeltaMinimum: inputs.number("hedgedRate"),
    };
    const bound = boundBy("paradex-portfolio", given, statedMarket({ instruments: contracts, levels }));
    const positions = contracts.map((one, k) => heldAt(one, held[k]!.size, spot * held[k]!.delta, 0));
    return { minDeltaRisk: partOf(assessedBy(accountOf(positions, {}), bound), "minimum BTC").initial };
  },
};
