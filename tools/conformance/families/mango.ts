/** Mango v4: initial health, which is equity less the initial requirement. */
import type { Instrument } from "../../../src/instruments/kinds.ts";
import { amountOf } from "../../../src/instruments/money.ts";
import { healthFacts } from "../../../src/margin/health/healthTerms.ts";
import type { Order } from "../../../src/portfolio/account.ts";
import type { CalculationFamily, VectorInputs } from "../family.ts";
import { accountOf, assessedBy, boundBy, exactly, linear, marketOf } from "../marginCase.ts";

const file = "mango-v4-health";
const tokens = ["T1", "T2", "T3"] as const;
const perpetual = linear("PERP/T1:T1", "PERP", "T1");
const spots = ["T2", "T3"].map((base): Instrument => {
  return { kind: "spot", id: `${base}_T1`, baseCurrency: base, quoteCurrency: "T1", settlementCurrency: "T1" };
});

type Numbers = Readonly<Record<string, number>>;
interface Defaults {
  readonly banks: Readonly<Record<string, Numbers>>;
  readonly perp: Numbers;
}

/** What orders of one market have taken out of the balances; where totals are given, what of them is not free. */
const lockedOf = (order: Numbers, side: "base" | "quote"): number =>
  order[side === "base" ? "reservedBase" : "reservedQuote"] ?? order[`${side}Total`]! - order[`${side}Free`]!;

function ordersOf(id: string, order: Numbers): Order[] {
  const [base = "", quote = ""] = id.split("_");
  return [
    { side: "sell", currency: base, locked: lockedOf(order, "base") },
    { side: "buy", currency: quote, locked: lockedOf(order, "quote") },
  ].map(({ side, currency, locked }) => {
    const reserved = amountOf(exactly(locked), currency, "half-even");
    return { instrumentId: id, side: side as "buy" | "sell", quantity: exactly(locked), reserved };
  });
}

function givenBy({ banks, perp }: Defaults, inputs: VectorInputs) {
  const starts = (key: string) => (inputs.value(key) as readonly Numbers[] | undefined) ?? [];
  const optional = (name: string, value: number | undefined) => (value === undefined ? {} : { [name]: value });
  const weights = Object.fromEntries(
    tokens.map((token, k) => {
      const bank = banks[token]!;
      return [
        token,
        {
          initialAsset: bank["initAssetWeight"]!,
          initialLiability: bank["initLiabWeight"]!,
          maintenanceAsset: bank["maintAssetWeight"]!,
          maintenanceLiability: bank["maintLiabWeight"]!,
          ...optional("depositScaleStart", starts("bankDeposits")[k]?.["weightScaleStartQuote"]),
          ...optional("borrowScaleStart", starts("bankBorrows")[k]?.["weightScaleStartQuote"]),
        },
      ];
    }),
  );
  const contract = {
    initialAsset: perp["initBaseAssetWeight"]!,
    initialLiability: perp["initBaseLiabWeight"]!,
    maintenanceAsset: perp["maintBaseAssetWeight"]!,
    maintenanceLiability: perp["maintBaseLiabWeight"]!,
    initialOverall: perp["initOverallAssetWeight"]!,
    maintenanceOverall: perp["maintOverallAssetWeight"]!,
  };
  return { tokens: weights, perpetuals: { [perpetual.id]: contract } };
}

function factsOf(inputs: VectorInputs): Record<string, number> {
  const facts: Record<string, number> = {};
  const note = (name: string, value: unknown) => {
    if (typeof value === "number") facts[name] = value;
  };
  for (const [k, token] of tokens.entries()) {
    const deposits = (inputs.value("bankDeposits") as readonly Numbers[] | undefined)?.[k];
    note(healthFacts.deposits(token), deposits?.["deposits"]);
    note(healthFacts.potentialOrders(token), deposits?.["potentialOrderTokens"]);
    note(
      healthFacts.borrows(token),
      (inputs.value("bankBorrows") as readonly Numbers[] | undefined)?.[k]?.["deposits"],
    );
    note(healthFacts.lowestAsk(`${token}_T1`), inputs.value(`lowestAsk_${token}`));
    note(healthFacts.highestBid(`${token}_T1`), inputs.value(`highestBid_${token}`));
  }
  return facts;
}

export const mangoFamily: CalculationFamily = {
  id: "mango-v4 initial health",
  file,
  ids: /^mango-/,
  rulebook: "mango-v4",
  calculate(inputs, library) {
    const { banks, perp: terms } = library.defaults(file) as unknown as Defaults;
    const market = marketOf({
      instruments: [perpetual, ...spots],
      marks: { [perpetual.id]: terms["price"]! },
      currencies: Object.fromEntries(tokens.map((token) => [token, banks[token]!["price"]!])),
      facts: factsOf(inputs),
    });
    const perp = inputs.value("perp") as Numbers;
    const spotOrders = Object.entries(inputs.value("spotOrders") as Readonly<Record<string, Numbers>>);
    const balances: Record<string, number> = { ...(inputs.value("tokens") as Numbers) };
    for (const [id, order] of spotOrders) {
      const [base = "", quote = ""] = id.split("_");
      balances[base] = (balances[base] ?? 0) + (order["baseFree"] ?? 0);
      balances[quote] = (balances[quote] ?? 0) + (order["quoteFree"] ?? 0);
    }
    const lots = (count: number) => exactly(count * terms["baseLotSize"]!);
    const orders: Order[] = [
      ...spotOrders.flatMap(([id, order]) => ordersOf(id, order)),
      { instrumentId: perpetual.id, side: "buy", quantity: lots(perp["bidLots"]!) },
      { instrumentId: perpetual.id, side: "sell", quantity: lots(perp["askLots"]!) },
    ];
    const quote = perp["quote"]! + (perp["takerQuoteLots"] ?? 0) * terms["quoteLotSize"]!;
    const quantity = lots(perp["baseLots"]! + (perp["takerBaseLots"] ?? 0));
    const account = accountOf([{ instrumentId: perpetual.id, quantity, cost: exactly(-quote) }], balances, { orders });
    const bound = boundBy("mango-v4", givenBy({ banks, perp: terms }, inputs), market, { reportingCurrency: "T1" });
    const { equity, requirement } = assessedBy(account, bound);
    return { initHealth: equity - requirement.initial };
  },
};
