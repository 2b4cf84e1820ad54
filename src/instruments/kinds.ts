import type { InstrumentKind } from "./kind.ts";
import { cash } from "./kinds/cash.ts";
import { futureOption } from "./kinds/futureOption.ts";
import { inverseFuture } from "./kinds/inverseFuture.ts";
import { inverseOption } from "./kinds/inverseOption.ts";
import { inversePerpetual } from "./kinds/inversePerpetual.ts";
import { linearFuture } from "./kinds/linearFuture.ts";
import { linearOption } from "./kinds/linearOption.ts";
import { linearPerpetual } from "./kinds/linearPerpetual.ts";
import { quantoFuture } from "./kinds/quantoFuture.ts";
import { quantoPerpetual } from "./kinds/quantoPerpetual.ts";
import { spot } from "./kinds/spot.ts";

/** Every kind of contract. Adding one is its file and a line here; its payoff says which pricing model values it. */
const kindList = [
  cash,
  spot,
  linearPerpetual,
  inversePerpetual,
  linearFuture,
  inverseFuture,
  quantoPerpetual,
  quantoFuture,
  linearOption,
  inverseOption,
  futureOption,
] as const;

type TermsOf<K> = K extends InstrumentKind<infer I> ? I : never;

/** A contract's terms, tagged by `kind`; immutable. */
export type Instrument = TermsOf<(typeof kindList)[number]>;

export const kinds: ReadonlyMap<string, InstrumentKind<Instrument>> = new Map(
  kindList.map((kind) => [kind.kind, kind as unknown as InstrumentKind<Instrument>]),
);

/** The kind of an instrument, typed so that it may be asked about that instrument. */
export const kindOf = <I extends Instrument>(instrument: I): InstrumentKind<I> =>
  kinds.get(instrument.kind) as unknown as InstrumentKind<I>;
