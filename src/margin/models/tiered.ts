/** Leverage brackets, one table a contract. Source: Binance, OKX and Hyperliquid position tiers. */
import { Type } from "typebox";
import type { Instrument } from "../../instruments/kinds.ts";
import { FailureError, failed, success } from "../../numerics/outcome.ts";
import { unitValues } from "../../risk/unitValues.ts";
import { type BracketTable, bracketFault, bracketSchema, type Deductions, heldBracket, tableOf } from "../brackets.ts";
import { type Component, joinedByName } from "../component.ts";
import { defineMarginModel } from "../marginModel.ts";
import type { Leg } from "../view.ts";

const tieredSchema = Type.Object(
  {
    brackets: Type.Record(Type.String(), Type.Array(bracketSchema, { minItems: 1 }), {
      unit: "by contract",
      description: "the brackets of every contract that may be held, lowest first",
    }),
    bracketUnit: Type.Enum(["settlement", "underlying", "contracts"], {
      unit: "",
      description: "what floors and caps count: value in the settlement currency, units of the underlying, contracts",
    }),
    deductions: Type.Enum(["continuous", "none"], {
      unit: "",
      description: "whether a rate holds only above its floor, or for the whole position",
    }),
    notionalPrice: Type.Enum(["mark", "entry"], {
      unit: "",
      description: "price at which the notional of a position is taken",
    }),
    closeFeeRate: Type.Number({
      minimum: 0,
      exclusiveMaximum: 1,
      unit: "share of notional",
      description: "fee of closing the position, part of the maintenance",
    }),
    leverage: Type.Record(Type.String(), Type.Number({ exclusiveMinimum: 0 }), {
      default: {},
      unit: "by contract",
      description: "leverage chosen by the account; the bracket's highest where none is chosen or it exceeds that",
    }),
    collateralHaircuts: Type.Record(Type.String(), Type.Number({ minimum: 0, maximum: 1 }), {
      default: {},
      unit: "share of value, by currency",
      description: "collateral outside the reporting currency; a currency not named here does not count at all",
    }),
  },
  { additionalProperties: false },
);

const example = [
  { floor: 0, cap: 50_000, maintenanceRate: 0.004, leverageMax: 125 },
  { floor: 50_000, cap: 600_000, maintenanceRate: 0.005, leverageMax: 100 },
  { floor: 600_000, cap: 3_000_000, maintenanceRate: 0.01, leverageMax: 50 },
  { floor: 3_000_000, maintenanceRate: 0.025, leverageMax: 20 },
];
const inCoins = example.map(({ floor, cap, ...rest }) => ({
  floor: floor / 50_000,
  ...(cap === undefined ? {} : { cap: cap / 50_000 }),
  ...rest,
}));

export const tiered = defineMarginModel({
  id: "tiered",
  version: 1,
  title: "Leverage brackets",
  source: "Binance: leverage and margin of futures; OKX: position tiers; Hyperliquid: margin tiers",
  claims: { homogeneous: false, subadditive: false },
  parameters: tieredSchema,
  example: {
    brackets: {
      "BTC/USDT:USDT": example,
      "ETH/USDT:USDT": example,
      "BTC-PERPETUAL": inCoins,
      "ETH-27JUN25": inCoins,
    },
    bracketUnit: "settlement",
    deductions: "continuous",
    notionalPrice: "mark",
    closeFeeRate: 0,
  },
  lists: ({ brackets }, instrument) =>
    instrument.kind === "cash" || (brackets[instrument.id] !== undefined && !("strike" in instrument)),
  collateral({ collateralHaircuts }, currency) {
    const haircut = collateralHaircuts[currency] ?? 1;
    return { scenarioShare: 0, initialHaircut: haircut, maintenanceHaircut: haircut };
  },
  prepare(parameters, snapshot, reportingCurrency) {
    const { brackets, bracketUnit, deductions, notionalPrice, closeFeeRate, leverage } = parameters;
    for (const [id, table] of Object.entries(brackets)) {
      const fault = bracketFault(table);
      if (fault !== undefined) return failed({ code: "invalid", path: `brackets/${id}`, message: fault });
    }
    const option = snapshot.instruments.find(({ id, ...terms }) => "strike" in terms && brackets[id] !== undefined);
    if (option !== undefined) {
      const message = `${option.id} is an option, and brackets charge a notional`;
      return failed({ code: "unsupported", path: `brackets/${option.id}`, message, hint: "use a model of options" });
    }
    const units = unitValues(snapshot, reportingCurrency);
    const tables = new Map(
      Object.entries(brackets).map(([id, table]) => [id, tableOf(table, deductions as Deductions)]),
    );
    const chargeOf = (leg: Leg): Component => {
      const { row, instrument } = leg;
      const conversion = units.conversion[row]!;
      const atMark = Math.abs(leg.quantity * units.delta[row]!) / conversion;
      const notional = notionalPrice === "mark" ? atMark : Math.abs(leg.quantity * units.value[row]! - leg.unrealised);
      const size = bracketUnit === "settlement" ? notional : sizeOf(leg, bracketUnit, atMark);
      const { leverageMax, maintenanceRate, deduction, floor } = bracketOf(tables, instrument, size);
      // A deduction is in the unit of the floors; in money it goes by the notional of one such unit.
      const deducted = size === 0 ? 0 : deduction * (notional / size);
      const chosen = leverage[instrument.id] ?? leverageMax;
      return {
        id: `${instrument.id} ${leg.quantity < 0 ? "short" : "long"}`,
        initial: (notional / Math.min(chosen, leverageMax)) * conversion,
        maintenance: (notional * maintenanceRate - deducted + notional * closeFeeRate) * conversion,
        note: `bracket from ${floor}: ${maintenanceRate} of the notional, at most ${leverageMax} times leverage`,
      };
    };
    return success({
      needs: [],
      componentsOf(view) {
        const held = view.legs.filter(({ instrument, quantity }) => instrument.kind !== "cash" && quantity !== 0);
        return joinedByName(held.map(chargeOf));
      },
    });
  },
});

function bracketOf(tables: ReadonlyMap<string, BracketTable>, instrument: Instrument, size: number) {
  const table = tables.get(instrument.id);
  if (table === undefined) {
    const message = `there are no brackets of ${instrument.id}`;
    const hint = `brackets are known of ${[...tables.keys()].slice(0, 8).join(", ")}`;
    throw new FailureError({ code: "missing-data", path: "brackets", message, hint });
  }
  const held = heldBracket(table, size);
  if (held !== undefined) return held;
  const cap = table.at(-1)!.cap!;
  const message = `a position of ${size} in ${instrument.id} lies beyond the last bracket, which ends at ${cap}`;
  throw new FailureError({ code: "invalid", path: `brackets/${instrument.id}`, message, hint: "reduce the position" });
}

/** How large a leg is in the unit of its brackets. */
function sizeOf({ quantity, instrument }: Leg, unit: "underlying" | "contracts", notional: number): number {
  if (unit === "contracts" || !("contractSize" in instrument)) return Math.abs(quantity);
  const isInverse = instrument.settlementCurrency === instrument.underlying;
  return isInverse ? notional : Math.abs(quantity * Number(instrument.contractSize));
}
