import { type Instrument, kindOf } from "../../instruments/kinds.ts";
import { type Currency, dollarCurrencies } from "../../instruments/money.ts";
import { levelOf, type MarketSnapshot } from "../../market/marketSnapshot.ts";
import { currencyId } from "../../market/riskFactor.ts";
import { assert } from "../../numerics/assert.ts";
import { failed, type Outcome, success } from "../../numerics/outcome.ts";
import { spotPriceOf } from "../../risk/relativeShocks.ts";
import type { Leg } from "../view.ts";

/** Index prices in the reporting currency. */
export interface IndexPrices {
  /** Reporting units for a dollar: 1 where a dollar is reported, for a venue reads its dollar index in its own dollar. */
  readonly perDollar: number;
  /** Index of a coin, reporting currency. */
  readonly of: (coin: Currency) => number;
  /** Index value of what a leg's contracts are written on, reporting currency, signed; of a quanto its delta. */
  readonly notionalOf: (leg: Leg) => number;
}

/** @returns `missing-data` that names the coin whose price is in no currency that the snapshot values */
export function indexPrices(snapshot: MarketSnapshot, reportingCurrency: Currency): Outcome<IndexPrices> {
  const perDollar = dollarCurrencies.includes(reportingCurrency)
    ? 1
    : 1 / levelOf(snapshot, currencyId(reportingCurrency));
  const prices = new Map<Currency, number>();
  for (const coin of snapshot.instruments.flatMap(coinsOf)) {
    if (prices.has(coin)) continue;
    const dollars = dollarsOf(snapshot, coin);
    if (dollars === undefined) {
      const path = new Date(snapshot.timestamp).toISOString();
      const message = `nothing gives the price of ${coin} in dollars`;
      return failed({ code: "missing-data", path, message, hint: `add a price of ${coin}` });
    }
    prices.set(coin, dollars * perDollar);
  }
  const of = (coin: Currency): number => {
    const price = prices.get(coin);
    assert(price !== undefined, `${coin} is no coin of the snapshot`);
    return price;
  };
  return success({
    perDollar,
    of,
    notionalOf({ instrument, quantity, delta }) {
      if (!("contractSize" in instrument)) return 0;
      const unit = kindOf(instrument).contractUnit(instrument);
      if (unit === "contracts") return delta;
      const size = quantity * Number(instrument.contractSize);
      return unit === instrument.quoteCurrency ? size * perDollar : size * of(instrument.underlying);
    },
  });
}

const coinsOf = (row: Instrument): Currency[] =>
  "underlying" in row ? [row.underlying] : row.kind === "cash" ? [row.id] : [];

function dollarsOf(snapshot: MarketSnapshot, coin: Currency): number | undefined {
  const spot = spotPriceOf(snapshot, coin);
  if (spot === undefined) return undefined;
  if (dollarCurrencies.includes(spot.currency)) return spot.price;
  const rate = snapshot.levels.get(currencyId(spot.currency));
  return rate === undefined ? undefined : spot.price * rate;
}
