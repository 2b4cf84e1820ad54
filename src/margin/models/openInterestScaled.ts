/** Initial fractions that rise with a market's open interest, in whole quantums. Source: dYdX v4, perpetuals module. */
import { Type } from "typebox";
import { type Decimal, decimalOf, divide, multiply, negate, unitsAt } from "../../instruments/decimal.ts";
import { levelOf } from "../../market/marketSnapshot.ts";
import { currencyId, markId } from "../../market/riskFactor.ts";
import { FailureError, failed, success } from "../../numerics/outcome.ts";
import { type Component, joinedByName } from "../component.ts";
import { defineMarginModel } from "../marginModel.ts";

const ppm = (description: string) => Type.Integer({ minimum: 0, maximum: 1_000_000, description });

const marketSchema = Type.Object(
  {
    initialPpm: ppm("initial fraction while open interest is low"),
    maintenancePpm: ppm("maintenance per unit of that initial fraction"),
    /** Open interest at which the fraction begins to rise, quote currency. */
    openInterestFloor: Type.Number({ minimum: 0 }),
    /** Open interest at which the whole notional is asked, quote currency; 0 where it never rises. */
    openInterestCap: Type.Number({ minimum: 0 }),
  },
  { additionalProperties: false },
);

const schema = Type.Object(
  {
    markets: Type.Record(Type.String(), marketSchema, {
      unit: "by contract",
      description: "fractions in millionths and the bounds of open interest between which the initial one rises",
    }),
    quantumScale: Type.Integer({
      minimum: 0,
      maximum: 18,
      unit: "decimals",
      description: "a requirement is a whole number of 10^-this of the settlement currency, rounded up a position",
    }),
  },
  { additionalProperties: false },
);

const example = { initialPpm: 50_000, maintenancePpm: 600_000, openInterestFloor: 0, openInterestCap: 0 };
const million = 1_000_000n;

/** The fact that a market's fraction is scaled by: its open interest, quote currency. */
export const openInterestFact = (instrumentId: string): string => `open-interest-notional:${instrumentId}`;

export const openInterestScaled = defineMarginModel({
  id: "open-interest-scaled",
  version: 1,
  title: "Initial fraction scaled by open interest",
  source: "dydxprotocol/v4-chain@84d4664, protocol/x/perpetuals",
  claims: { homogeneous: false, subadditive: false },
  parameters: schema,
  example: {
    markets: {
      "BTC/USDT:USDT": example,
      "ETH/USDT:USDT": example,
      "BTC-PERPETUAL": example,
      "ETH-27JUN25": example,
    },
    quantumScale: 6,
  },
  lists: ({ markets }, instrument) =>
    instrument.kind === "cash" || (markets[instrument.id] !== undefined && !("strike" in instrument)),
  // Nothing but the settlement currency is collateral.
  collateral: () => ({ scenarioShare: 0, initialHaircut: 1, maintenanceHaircut: 1 }),
  prepare({ markets, quantumScale }, snapshot, reportingCurrency) {
    const terms = new Map<number, { initialPpm: bigint; maintenancePpm: bigint; value: Decimal }>();
    for (const [row, instrument] of snapshot.instruments.entries()) {
      const { id } = instrument;
      const market = markets[id];
      if (market === undefined || !("contractSize" in instrument) || "strike" in instrument) continue;
      const openInterest = snapshot.facts?.get(openInterestFact(id));
      if (market.openInterestCap > 0 && openInterest === undefined) {
        const message = `the open interest of ${id} is not known, and its initial fraction rises with it`;
        const hint = `state the fact ${openInterestFact(id)}, quote currency`;
        return failed({ code: "missing-data", path: openInterestFact(id), message, hint });
      }
      if (market.openInterestCap > 0 && market.openInterestCap <= market.openInterestFloor) {
        const message = `open interest of ${id} rises from ${market.openInterestFloor} to ${market.openInterestCap}`;
        return failed({
          code: "invalid",
          path: `markets/${id}`,
          message,
          hint: "the cap lies above the floor, or is 0",
        });
      }
      terms.set(row, {
        ...fractionsOf(market, openInterest ?? 0, quantumScale),
        value: notionalOf(instrument, exactOf(levelOf(snapshot, markId(id)))),
      });
    }
    const reporting = levelOf(snapshot, currencyId(reportingCurrency));
    return success({
      needs: [],
      componentsOf(view) {
        const charges: Component[] = [];
        for (const { row, instrument, exact } of view.legs) {
          if (instrument.kind === "cash" || exact.units === 0n) continue;
          const market = terms.get(row);
          if (market === undefined) throw new FailureError(unknownMarket(instrument.id));
          const notional = quantumsOf(multiply(exact, market.value), quantumScale);
          const { settlementCurrency } = instrument;
          const own = settlementCurrency === reportingCurrency;
          const conversion = own ? 1 : levelOf(snapshot, currencyId(settlementCurrency)) / reporting;
          const money = (quantums: bigint) => Number(`${quantums}e-${quantumScale}`) * conversion;
          charges.push({
            id: instrument.id,
            initial: money(raised(notional * market.initialPpm)),
            maintenance: money(raised(notional * market.maintenancePpm)),
            note: `${Number(market.initialPpm) / 10_000} % initial, ${Number(market.maintenancePpm) / 10_000} % maintenance`,
          });
        }
        return joinedByName(charges);
      },
    });
  },
});

interface MarketTerms {
  readonly initialPpm: number;
  readonly maintenancePpm: number;
  readonly openInterestFloor: number;
  readonly openInterestCap: number;
}

/** `base + (1 − base) · (interest − floor) / (cap − floor)`, in millionths, rounded down; the maintenance does not rise. */
function fractionsOf(terms: MarketTerms, openInterest: number, scale: number) {
  const base = BigInt(terms.initialPpm);
  const maintenancePpm = (base * BigInt(terms.maintenancePpm)) / million;
  const [interest, floor, cap] = [openInterest, terms.openInterestFloor, terms.openInterestCap].map((value) =>
    quantumsOf(exactOf(value), scale),
  ) as [bigint, bigint, bigint];
  if (cap === 0n || interest <= floor) return { initialPpm: base, maintenancePpm };
  if (interest >= cap) return { initialPpm: million, maintenancePpm };
  return { initialPpm: base + ((million - base) * (interest - floor)) / (cap - floor), maintenancePpm };
}

/** Decimals kept of a price or an open interest: more than any feed states. */
const exactScale = 18;
const exactOf = (value: number): Decimal => decimalOf(value, exactScale);

/** Notional of one contract in its settlement currency; an inverse one's is in its coin. */
function notionalOf(
  instrument: { contractSize: string; settlementCurrency: string; underlying: string },
  mark: Decimal,
) {
  const size = decimalOf(Number(instrument.contractSize), exactScale);
  const isInverse = instrument.settlementCurrency === instrument.underlying;
  return isInverse ? divide(size, mark, exactScale, "half-even") : multiply(size, mark);
}

/** The magnitude in whole quantums, towards zero. */
function quantumsOf(value: Decimal, scale: number): bigint {
  const { units, scale: own } = value.units < 0n ? negate(value) : value;
  return own <= scale ? unitsAt({ units, scale: own }, scale) : units / 10n ** BigInt(own - scale);
}

/** Millionths of quantums as quantums, rounded up. */
const raised = (millionths: bigint): bigint => (millionths + million - 1n) / million;

const unknownMarket = (id: string) =>
  ({ code: "missing-data", path: "markets", message: `there are no fractions of ${id}` }) as const;
