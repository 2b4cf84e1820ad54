/** Expected shortfall of a lognormal price, one factor a side. Source: Vega protocol, lognormal risk model. */
import { type Static, Type } from "typebox";
import { assert } from "../../numerics/assert.ts";
import { exp } from "../../numerics/exponential.ts";
import { FailureError, failed, type Outcome, success } from "../../numerics/outcome.ts";
import { normalCdf, normalQuantile } from "../../statistics/normal.ts";
import { type Component, joinedByName } from "../component.ts";
import { grossNotionalOf } from "../grossNotional.ts";
import { defineMarginModel } from "../marginModel.ts";
import { floorProperties } from "../tailFloors.ts";

const marketSchema = Type.Object(
  {
    /** Probability of the tail whose mean is covered. */
    riskAversion: Type.Optional(Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 1 })),
    years: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
    /** Per square root of a year. */
    volatility: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
    /** That of a period of stress, per square root of a year; read where stress has a weight or a floor. */
    stressedVolatility: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
    /** Stated by markets that use no distribution; share of notional. */
    longFactor: Type.Optional(Type.Number({ minimum: 0 })),
    shortFactor: Type.Optional(Type.Number({ minimum: 0 })),
    /** Cost of closing, share of notional. */
    slippage: Type.Number({ minimum: 0 }),
  },
  { additionalProperties: false },
);

const example = { riskAversion: 1e-4, years: 1 / 365, volatility: 0.8, slippage: 0.001 };

export interface MarginLevels {
  readonly maintenance: number;
  /** Below it collateral is searched for. */
  readonly search: number;
  /** Asked to open, and what a search restores. */
  readonly initial: number;
  /** Above it collateral is given back. */
  readonly release: number;
}

interface LevelScales {
  readonly searchScale: number;
  readonly initialScale: number;
  readonly releaseScale: number;
}

/** The four levels of a maintenance requirement; the requirement itself holds only two of them. */
export const levelsOf = (
  maintenance: number,
  { searchScale, initialScale, releaseScale }: LevelScales,
): MarginLevels => ({
  maintenance,
  search: maintenance * searchScale,
  initial: maintenance * initialScale,
  release: maintenance * releaseScale,
});

const scale = (value: number, description: string) =>
  Type.Number({ minimum: 1, default: value, unit: "of maintenance", description });

export const lognormalTail = defineMarginModel({
  id: "lognormal-tail",
  version: 1,
  title: "Expected shortfall of a lognormal price",
  source: "vegaprotocol/vega@a50750c, core/integration/features, 0019-MCAL and close-out tests",
  claims: { homogeneous: true, subadditive: true },
  parameters: Type.Object(
    {
      markets: Type.Record(Type.String(), marketSchema, {
        unit: "by contract",
        description: "tail probability, horizon and volatility, or stated factors; and slippage",
      }),
      longTail: Type.Enum(["as-quoted", "exact"], {
        default: "as-quoted",
        unit: "",
        description: "the factor of longs as the venue's tests quote it, or the expected shortfall itself",
      }),
      searchScale: scale(1.1, "level below which the venue searches for collateral"),
      initialScale: scale(1.2, "initial requirement"),
      releaseScale: scale(1.4, "level above which the venue gives collateral back"),
      stressWeight: {
        ...floorProperties.stressWeight,
        description: "share of the factor under stressedVolatility in the factor charged",
      },
      stressFloor: {
        ...floorProperties.stressFloor,
        unit: "of the stressed factor",
        description: "the factor is never below this multiple of that under stressedVolatility; 0 for none",
      },
      floorRatio: floorProperties.floorRatio,
    },
    { additionalProperties: false },
  ),
  example: {
    markets: {
      "BTC/USDT:USDT": example,
      "ETH/USDT:USDT": example,
      "BTC-PERPETUAL": example,
      "ETH-27JUN25": example,
    },
  },
  lists: ({ markets }, instrument) =>
    instrument.kind === "cash" || (markets[instrument.id] !== undefined && !("strike" in instrument)),
  // A market margins in its settlement currency alone.
  collateral: () => ({ scenarioShare: 0, initialHaircut: 1, maintenanceHaircut: 1 }),
  prepare({ markets, longTail, stressWeight, stressFloor, floorRatio, ...scales }) {
    const factors = new Map<string, RiskFactors>();
    for (const [id, terms] of Object.entries(markets)) {
      const found = factorsOf(id, terms, { longTail, stressWeight, stressFloor });
      if (!found.ok) return found;
      factors.set(id, found.value);
    }
    return success({
      needs: [],
      componentsOf(view) {
        const charges: Component[] = [];
        for (const { instrument, quantity, delta } of view.legs) {
          if (instrument.kind === "cash" || quantity === 0) continue;
          const terms = factors.get(instrument.id);
          if (terms === undefined) {
            const message = `there are no risk factors of ${instrument.id}`;
            throw new FailureError({ code: "missing-data", path: "markets", message });
          }
          const side = quantity < 0 ? "short" : "long";
          const { maintenance, initial } = levelsOf(Math.abs(delta) * (terms[side] + terms.slippage), scales);
          const id = `${instrument.id} ${side}`;
          const note = `${terms[side]} of the notional for the tail, ${terms.slippage} for slippage${terms.stressNote}`;
          charges.push({ id, initial, maintenance, note });
        }
        const joined = joinedByName(charges);
        const covered = joined.reduce((sum, { initial }) => sum + initial, 0);
        const missing = floorRatio * grossNotionalOf(view) - covered;
        if (missing <= 0) return joined;
        const floor = { id: "absolute floor", initial: missing, maintenance: missing / scales.initialScale };
        return [...joined, { ...floor, note: `what ${floorRatio} of gross notional asks beyond the charges above` }];
      },
    });
  },
});

interface RiskFactors {
  readonly long: number;
  readonly short: number;
  readonly slippage: number;
  /** What stress has to do with them, for the note; empty where nothing. */
  readonly stressNote: string;
}

interface LawTerms {
  readonly longTail: "as-quoted" | "exact";
  readonly stressWeight: number;
  readonly stressFloor: number;
}

/** The factors of a market: stated, or of its law and that of stress, blended, with stress as their floor. */
function factorsOf(
  id: string,
  { slippage, longFactor, shortFactor, ...law }: Static<typeof marketSchema>,
  { longTail, stressWeight, stressFloor }: LawTerms,
): Outcome<RiskFactors> {
  const { riskAversion, years, volatility, stressedVolatility } = law;
  const isStressed = stressWeight > 0 || stressFloor > 0;
  if (longFactor !== undefined && shortFactor !== undefined && !isStressed) {
    return success({ long: longFactor, short: shortFactor, slippage, stressNote: "" });
  }
  if (riskAversion === undefined || years === undefined || volatility === undefined) {
    const message = `${id} states neither both factors nor a tail probability, a horizon and a volatility`;
    const lawMessage = `${id} states no tail probability, horizon and volatility, which stress needs`;
    const hint = isStressed ? "state the law, or set stressWeight and stressFloor to 0" : "give one or the other";
    return failed({ code: "invalid", path: `markets/${id}`, message: isStressed ? lawMessage : message, hint });
  }
  const under = (annual: number): { long: number; short: number } => {
    const deviation = annual * Math.sqrt(years);
    const { long, short } = lognormalRiskFactors(riskAversion, deviation);
    return { long: longTail === "as-quoted" ? 1 - quotedFactor(deviation) * (1 - long) : long, short };
  };
  const now = under(volatility);
  if (!isStressed) return success({ ...now, slippage, stressNote: "" });
  if (stressedVolatility === undefined) {
    const message = `${id} states no volatility of stress`;
    const hint = "state stressedVolatility, or set stressWeight and stressFloor to 0";
    return failed({ code: "invalid", path: `markets/${id}/stressedVolatility`, message, hint });
  }
  const stressed = under(stressedVolatility);
  const charged = (side: "long" | "short"): number =>
    Math.max((1 - stressWeight) * now[side] + stressWeight * stressed[side], stressFloor * stressed[side]);
  const stressNote = `; ${stressWeight} of the weight on a volatility of ${stressedVolatility}, floor ${stressFloor} of its factor`;
  return success({ long: charged("long"), short: charged("short"), slippage, stressNote });
}

/**
 * Mean loss in the tail of a lognormal price without drift, as shares of the price, for one unit long and one short.
 *
 * @param tail      probability of the tail, (0, 1)
 * @param deviation standard deviation of the log price over the horizon, > 0
 * @source expected shortfall of a lognormal variable: `1 − N(z − s)/l` and `N(s + z)/l − 1` with `z` the quantile of `l`
 */
export function lognormalRiskFactors(tail: number, deviation: number): { long: number; short: number } {
  assert(tail > 0 && tail < 1, `a tail probability lies in (0, 1); have ${tail}`);
  const z = normalQuantile(tail);
  return { long: 1 - normalCdf(z - deviation) / tail, short: normalCdf(deviation + z) / tail - 1 };
}

/**
 * What the venue's quoted long factors hold beyond the expected shortfall.
 *
 * @source found by fitting the six values quoted in the venue's tests, to 1e-9 on all; not read in its code
 */
const quotedFactor = (deviation: number): number => exp(-(deviation * deviation * (deviation * deviation)) / 4);
