import { type Static, type TObject, Type } from "typebox";
import type { Instrument } from "../../instruments/kinds.ts";
import { type Currency, dollarCurrencies } from "../../instruments/money.ts";

export const listedProperties = {
  coins: Type.Array(Type.String(), {
    default: [],
    unit: "coins",
    description: "coins whose contracts are margined and which are held beside dollars; none named means every coin",
  }),
};

export type ListedParameters = Static<TObject<typeof listedProperties>>;

/** Whether a contract or a currency belongs to the coins listed. @param others further currencies that may be held */
export function isListed(
  { coins }: ListedParameters,
  instrument: Instrument,
  others: readonly Currency[] = [],
): boolean {
  if (coins.length === 0) return true;
  if ("underlying" in instrument) return coins.includes(instrument.underlying);
  const held = "baseCurrency" in instrument ? instrument.baseCurrency : instrument.id;
  return dollarCurrencies.includes(held) || coins.includes(held) || others.includes(held);
}
