import type { CalibrationMethod } from "./fit.ts";
import { linearVariance } from "./methods/linearVariance.ts";
import { sabr } from "./methods/sabr.ts";
import { ssvi } from "./methods/ssvi.ts";
import { svi } from "./methods/svi.ts";

/** Every way from quotes to smiles; one line adds one. */
export const calibrationMethods: readonly CalibrationMethod<unknown>[] = [svi, ssvi, sabr, linearVariance];
