import type { InstrumentKind } from "./kind.ts";
import { type Cash, cash } from "./kinds/cash.ts";
import { type InverseFuture, inverseFuture } from "./kinds/inverseFuture.ts";
import { type InversePerpetual, inversePerpetual } from "./kinds/inversePerpetual.ts";
import { type LinearFuture, linearFuture } from "./kinds/linearFuture.ts";
import { type LinearPerpetual, linearPerpetual } from "./kinds/linearPerpetual.ts";
import { type Spot, spot } from "./kinds/spot.ts";

/** A contract's terms, tagged by `kind`; immutable. Adding a kind is one file and one line here. */
export type Instrument = Cash | Spot | LinearPerpetual | InversePerpetual | LinearFuture | InverseFuture;

export const kinds: { readonly [K in Instrument["kind"]]: InstrumentKind<Extract<Instrument, { kind: K }>> } = {
  cash,
  spot,
  "linear-perpetual": linearPerpetual,
  "inverse-perpetual": inversePerpetual,
  "linear-future": linearFuture,
  "inverse-future": inverseFuture,
};

/** The kind of an instrument, typed so that it may be asked about that instrument. */
export const kindOf = <I extends Instrument>(instrument: I): InstrumentKind<I> =>
  kinds[instrument.kind] as unknown as InstrumentKind<I>;
