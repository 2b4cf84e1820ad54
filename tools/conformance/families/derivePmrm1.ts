import { discountRateFact, fixedPartFact } from "../../../src/margin/scenarioGrid/facts.ts";
import { currencyId, factorsOf, forwardId, markId, rateId } from "../../../src/market/riskFactor.ts";
import type { CalculationFamily } from "../family.ts";
import { accountOf, assessedBy, boundBy, exactly } from "../marginCase.ts";
import { heldAt, optionOf, partOf, perpetualOf, statedMarket } from "../optionCase.ts";

const coin = "COIN";

interface ExpiryInputs {
  readonly secToExpiry: number;
  readonly forwardFixed: number;
  readonly forwardVariable: number;
  readonly forwardConfidence: number;
  readonly rate: number;
  readonly rateConfidence: number;
  readonly options: readonly {
    readonly strike: number;
    readonly type: "call" | "put";
    readonly size: number;
    readonly vol: number;
    readonly volConfidence: number;
  }[];
}

interface PerpetualInputs {
  readonly size: number;
  readonly price: number;
  readonly confidence: number;
  readonly unrealisedPnl: number;
  readonly unrealisedFunding: number;
}

export const derivePmrm1Family: CalculationFamily = {
  id: "derive-pmrm-1",
  file: "derive-pmrm1",
  ids: /^derive-pmrm1-/,
  // A box and a basis that lose nothing: what is left of them is rounding.
  floors: { basisContingency: 1e-9, minSpan: 1e-9, optionContingency: 1e-9 },
  calculate(inputs) {
    const perp = inputs.value("perp") as PerpetualInputs;
    const expiries = inputs.value("expiries") as readonly ExpiryInputs[];
    const perpetual = perpetualOf(coin);
    const levels = new Map([
      [currencyId("USDC"), inputs.number("stable")],
      [currencyId(coin), inputs.number("spot")],
      [markId(perpetual.id), perp.price],
    ]);
    const confidences = new Map([
      [currencyId(coin), inputs.number("spotConfidence")],
      [markId(perpetual.id), perp.confidence],
    ]);
    const facts = new Map<string, number>();
    const options = expiries.flatMap(({ secToExpiry, options: own, ...expiry }) => {
      const forward = forwardId(coin, "USD", 1000 * secToExpiry);
      const rate = rateId("USDC", 1000 * secToExpiry);
      // Options are not discounted; the rate counts in the static discount alone.
      levels.set(forward, expiry.forwardFixed + expiry.forwardVariable).set(rate, 0);
      facts.set(discountRateFact(rate), expiry.rate).set(fixedPartFact(forward), expiry.forwardFixed);
      confidences.set(forward, expiry.forwardConfidence).set(rate, expiry.rateConfidence);
      return own.map(({ strike, type, size, vol, volConfidence }) => {
        const contract = optionOf({ underlying: coin, seconds: secToExpiry, strike, optionType: type });
        const volatility = factorsOf(contract)[1]!.id;
        levels.set(volatility, vol);
        confidences.set(volatility, volConfidence);
        return { contract, position: { instrumentId: contract.id, quantity: exactly(size), cost: exactly(0) } };
      });
    });
    const cash = { kind: "cash", id: coin, settlementCurrency: coin } as const;
    const market = statedMarket({
      instruments: [perpetual, cash, ...options.map(({ contract }) => contract)],
      levels,
      confidences,
      facts,
    });
    const bound = boundBy("derive-pmrm-1", { collateral: [[coin, coin, 1, 0, 0]], coins: [coin] }, market);
    const future =
      perp.size === 0 ? [] : [heldAt(perpetual, perp.size, perp.price, perp.unrealisedPnl + perp.unrealisedFunding)];
    const positions = [...future, ...options.map(({ position }) => position)];
    const balances = { USDC: inputs.number("cash"), [coin]: inputs.number("base") };
    const whole = assessedBy(accountOf(positions, balances), bound);
    const probe = partOf(assessedBy(accountOf([heldAt(perpetual, 1, 0, 0)], {}), bound), `scan ${coin}`);
    const { equity, requirement } = whole;
    const charged = (id: string): number => -partOf(whole, id).maintenance;
    return {
      initialMargin: equity - requirement.initial,
      maintenanceMargin: equity - requirement.maintenance,
      minSpan: charged(`scan ${coin}`),
      markToMarket: equity,
      optionContingency: charged("naked-shorts"),
      basisContingency: partOf(whole, `scan ${coin}`).outcomes?.at(-1) ?? 0,
      oracleContingency: -partOf(whole, "confidence").initial,
      perpContingency: charged("futures"),
      baseContingency: charged("coins"),
      lossFactor: probe.initial / -Math.min(...probe.outcomes!),
    };
  },
};
