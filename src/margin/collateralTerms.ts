import { type Static, Type } from "typebox";

const share = Type.Number({ minimum: 0, maximum: 1 });

export const collateralTermsSchema = Type.Object(
  {
    /** Share that moves with its price in scenarios. */
    scenarioShare: Type.Optional(share),
    /** Share of value that does not count. */
    initialHaircut: Type.Optional(share),
    maintenanceHaircut: Type.Optional(share),
    /** Amount at which a tier ends, and the share that counts of the amount inside it. */
    discounts: Type.Optional(Type.Array(Type.Tuple([Type.Number({ exclusiveMinimum: 0 }), share]), { minItems: 1 })),
    amountMax: Type.Optional(Type.Number({ minimum: 0 })),
    shareMax: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1 })),
    initialOnly: Type.Optional(Type.Boolean()),
    offsets: Type.Optional(Type.String({ minLength: 1 })),
    /** Shares of the value owed. */
    borrowed: Type.Optional(Type.Object({ initial: share, maintenance: share }, { additionalProperties: false })),
  },
  { additionalProperties: false },
);

export const collateralScheduleSchema = Type.Record(Type.String({ minLength: 1 }), collateralTermsSchema);

/** How named currencies count, whatever the model; what an entry leaves open stays as the model has it. */
export type CollateralSchedule = Static<typeof collateralScheduleSchema>;
export type CollateralTerms = Static<typeof collateralTermsSchema>;
