import { jumpDiffusion } from "./valuations/jumpDiffusion.ts";
import { lognormal } from "./valuations/lognormal.ts";
import { lognormalSpot } from "./valuations/lognormalSpot.ts";
import { normal } from "./valuations/normal.ts";
import { stochasticVariance } from "./valuations/stochasticVariance.ts";
import type { Valuation } from "./valuations/valuation.ts";

/** The laws under which an option can be valued; one line each. The venues' margins use the first. */
export const valuations: readonly Valuation[] = [lognormal, lognormalSpot, normal, jumpDiffusion, stochasticVariance];
