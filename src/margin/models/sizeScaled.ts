/** Ratios that rise with size: square-root premium and asset discount, or a linear premium. Source: Drift v2, Synthetix v3. */
import { Type } from "typebox";
import { toNumber } from "../../instruments/decimal.ts";
import { amountDecimal } from "../../instruments/money.ts";
import { levelOf } from "../../market/marketSnapshot.ts";
import { currencyId } from "../../market/riskFactor.ts";
import { FailureError, failed, success } from "../../numerics/outcome.ts";
import { unitValues } from "../../risk/unitValues.ts";
import { type Component, joinedByName } from "../component.ts";
import { defineMarginModel } from "../marginModel.ts";

const ratio = Type.Number({ minimum: 0 });
const share = Type.Number({ minimum: 0, maximum: 1 });

const tokenSchema = Type.Object(
  {
    initialAsset: share,
    initialLiability: Type.Number({ minimum: 1 }),
    maintenanceAsset: share,
    maintenanceLiability: Type.Number({ minimum: 1 }),
    /** Of the square root of the amount, in tokens. */
    sizeFactor: ratio,
    /** US dollars of deposits of all from which the initial asset weight falls; absent where it does not. */
    depositScaleStart: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
  },
  { additionalProperties: false },
);

const contractSchema = Type.Object(
  {
    initialRatio: ratio,
    maintenanceRatio: ratio,
    /** Per unit of the size in underlying, or of its square root. */
    initialSizeFactor: ratio,
    maintenanceSizeFactor: ratio,
    premium: Type.Enum(["square-root", "linear"]),
    /** Share of a gain not yet settled that counts. */
    initialGainWeight: share,
    maintenanceGainWeight: share,
    /** Most of a gain that counts for the initial requirement, settlement currency; absent where all of it may. */
    initialGainMax: Type.Optional(Type.Number({ minimum: 0 })),
  },
  { additionalProperties: false },
);

const token = {
  initialAsset: 0.8,
  initialLiability: 1.2,
  maintenanceAsset: 0.9,
  maintenanceLiability: 1.1,
  sizeFactor: 0.003,
};
const contract = {
  initialRatio: 0.1,
  maintenanceRatio: 0.05,
  initialSizeFactor: 0.0003,
  maintenanceSizeFactor: 0.0001,
  premium: "square-root",
  initialGainWeight: 0,
  maintenanceGainWeight: 1,
};

/** Facts that the model reads: all deposits of a currency in tokens, and its slow price in US dollars. */
export const sizeFacts = {
  deposits: (currency: string) => `deposits:${currency}`,
  slowPrice: (currency: string) => `twap:${currency}`,
} as const;

export const sizeScaled = defineMarginModel({
  id: "size-scaled",
  version: 1,
  title: "Ratios scaled by size",
  source: "drift-labs/protocol-v2@0ae3e3b, math/margin; Synthetixio/synthetix-v3@23585f7, perps-market",
  claims: { homogeneous: false, subadditive: false },
  parameters: Type.Object(
    {
      tokens: Type.Record(Type.String(), tokenSchema, {
        unit: "by currency",
        description: "weights of what is held and owed, and how they worsen with the amount",
      }),
      contracts: Type.Record(Type.String(), contractSchema, {
        unit: "by contract",
        description: "ratios of notional, how they rise with size, and how far gains count",
      }),
    },
    { additionalProperties: false },
  ),
  example: {
    tokens: {
      USDT: { ...token, initialAsset: 1, maintenanceAsset: 1, sizeFactor: 0 },
      BTC: token,
      ETH: token,
    },
    contracts: {
      "BTC/USDT:USDT": contract,
      "ETH/USDT:USDT": contract,
      "BTC-PERPETUAL": contract,
      "ETH-27JUN25": contract,
    },
  },
  lists({ tokens, contracts }, instrument) {
    if (instrument.kind === "cash") return tokens[instrument.id] !== undefined;
    if (instrument.kind === "spot") {
      return tokens[instrument.baseCurrency] !== undefined && tokens[instrument.quoteCurrency] !== undefined;
    }
    const { id, settlementCurrency } = instrument;
    return contracts[id] !== undefined && tokens[settlementCurrency] !== undefined && !("strike" in instrument);
  },
  collateral: () => ({ scenarioShare: 1, initialHaircut: 0, maintenanceHaircut: 0 }),
  prepare({ tokens, contracts }, snapshot, reportingCurrency) {
    const facts = snapshot.facts ?? new Map<string, number>();
    const unknown = Object.entries(tokens).find(([currency, { depositScaleStart }]) => {
      return depositScaleStart !== undefined && !facts.has(sizeFacts.deposits(currency));
    });
    if (unknown !== undefined) {
      const name = sizeFacts.deposits(unknown[0]);
      const message = `${name} is not known, and the asset weight of ${unknown[0]} scales with it`;
      return failed({ code: "missing-data", path: name, message, hint: "state the fact, in tokens" });
    }
    const units = unitValues(snapshot, reportingCurrency);
    const reporting = levelOf(snapshot, currencyId(reportingCurrency));

    const tokenCharge = (currency: string, balance: number): Component => {
      const terms = tokens[currency] ?? refuse("tokens", currency);
      const dollars = levelOf(snapshot, currencyId(currency));
      const price = currency === reportingCurrency ? 1 : dollars / reporting;
      const slow = (facts.get(sizeFacts.slowPrice(currency)) ?? dollars) / dollars;
      const root = terms.sizeFactor * Math.sqrt(Math.abs(balance));
      const value = balance * price;
      if (balance >= 0) {
        const deposits = (facts.get(sizeFacts.deposits(currency)) ?? 0) * dollars;
        const scale = deposits === 0 ? 1 : Math.min(1, (terms.depositScaleStart ?? deposits) / deposits);
        const initial = discounted(terms.initialAsset * scale, root) * Math.min(1, slow);
        const maintenance = discounted(terms.maintenanceAsset, root);
        return { id: currency, initial: value * (1 - initial), maintenance: value * (1 - maintenance) };
      }
      const initial = risen(terms.initialLiability, root) * Math.max(1, slow);
      const maintenance = risen(terms.maintenanceLiability, root);
      return { id: currency, initial: -value * (initial - 1), maintenance: -value * (maintenance - 1) };
    };

    return success({
      needs: [],
      componentsOf(view) {
        const charges: Component[] = [];
        for (const { row, instrument, quantity, exact, unrealised } of view.legs) {
          if (instrument.kind === "cash") {
            const reserved = view.orders.reduce((total, one) => {
              return total + (one.reserved?.currency === instrument.id ? toNumber(amountDecimal(one.reserved)) : 0);
            }, 0);
            const balance = toNumber(exact) + reserved;
            if (balance !== 0) charges.push(tokenCharge(instrument.id, balance));
            continue;
          }
          if (quantity === 0 && unrealised === 0) continue;
          const terms = contracts[instrument.id] ?? refuse("contracts", instrument.id);
          const conversion = units.conversion[row]!;
          const notional = Math.abs(quantity * units.delta[row]!);
          const size = sizeOf(instrument, quantity, notional / conversion);
          const side = quantity < 0 ? "short" : "long";
          const [initial, maintenance] =
            terms.premium === "linear"
              ? [
                  terms.initialRatio + terms.initialSizeFactor * size,
                  terms.maintenanceRatio + terms.maintenanceSizeFactor * size,
                ]
              : [
                  risen(terms.initialRatio, terms.initialSizeFactor * Math.sqrt(size)),
                  risen(terms.maintenanceRatio, terms.maintenanceSizeFactor * Math.sqrt(size)),
                ];
          const note = `${initial} of the notional initial, ${maintenance} maintenance at a size of ${size}`;
          charges.push({
            id: `${instrument.id} ${side}`,
            initial: notional * initial,
            maintenance: notional * maintenance,
            note,
          });
          if (unrealised <= 0) continue;
          const counted = Math.min(
            unrealised * terms.initialGainWeight,
            terms.initialGainMax ?? Number.POSITIVE_INFINITY,
          );
          charges.push({
            id: `gain ${instrument.id} ${side}`,
            initial: (unrealised - counted) * conversion,
            maintenance: unrealised * (1 - terms.maintenanceGainWeight) * conversion,
          });
        }
        return joinedByName(charges);
      },
    });
  },
});

/** Share of a ratio that size alone replaces. @source Drift v2, size premium of liabilities and of perpetual ratios */
const sizeBase = 0.8;
/** What an asset weight tends to from above as size grows. @source Drift v2, size discount of assets */
const discountNumerator = 1.1;

const risen = (ratioAtSmall: number, root: number): number => Math.max(ratioAtSmall, sizeBase * ratioAtSmall + root);
const discounted = (weight: number, root: number): number => Math.min(weight, discountNumerator / (1 + root));

/** Units of the underlying; an inverse contract's are its notional in coins. */
function sizeOf(instrument: object, quantity: number, notional: number): number {
  const terms = instrument as { contractSize: string; settlementCurrency: string; underlying: string };
  if (terms.settlementCurrency === terms.underlying) return notional;
  return Math.abs(quantity * Number(terms.contractSize));
}

function refuse(where: "tokens" | "contracts", id: string): never {
  throw new FailureError({ code: "missing-data", path: where, message: `there are no terms for ${id}` });
}
