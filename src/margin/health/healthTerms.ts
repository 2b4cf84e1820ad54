import { type Static, Type } from "typebox";

const asset = Type.Number({ minimum: 0, maximum: 1 });
const liability = Type.Number({ minimum: 1 });

const tokenSchema = Type.Object(
  {
    initialAsset: asset,
    initialLiability: liability,
    maintenanceAsset: asset,
    maintenanceLiability: liability,
    /** US dollars of deposits in the bank from which the initial asset weight falls; absent where it does not. */
    depositScaleStart: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
    /** US dollars of borrows from which the initial liability weight rises. */
    borrowScaleStart: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
  },
  { additionalProperties: false },
);

const perpetualSchema = Type.Object(
  {
    initialAsset: asset,
    initialLiability: liability,
    maintenanceAsset: asset,
    maintenanceLiability: liability,
    /** Weight of a contract's whole result where it is a gain. */
    initialOverall: asset,
    maintenanceOverall: asset,
  },
  { additionalProperties: false },
);

export const healthSchema = Type.Object(
  {
    tokens: Type.Record(Type.String(), tokenSchema, {
      unit: "by currency",
      description: "weights of every currency held or owed, and where they begin to scale with the bank",
    }),
    perpetuals: Type.Record(Type.String(), perpetualSchema, {
      unit: "by contract",
      description: "weights of every contract: of what is long, of what is short, and of its result when a gain",
    }),
  },
  { additionalProperties: false },
);

export type HealthParameters = Static<typeof healthSchema>;

/** What a venue publishes of its banks and books; amounts in tokens, prices in quote currency or US dollars. */
export const healthFacts = {
  deposits: (currency: string) => `deposits:${currency}`,
  borrows: (currency: string) => `borrows:${currency}`,
  /** Tokens that open orders of all could bring into the bank. */
  potentialOrders: (currency: string) => `potential-order-tokens:${currency}`,
  /** Slow price of a currency, US dollars, or of a contract, quote currency. */
  stablePrice: (id: string) => `stable-price:${id}`,
  highestBid: (spotId: string) => `highest-bid:${spotId}`,
  lowestAsk: (spotId: string) => `lowest-ask:${spotId}`,
} as const;
