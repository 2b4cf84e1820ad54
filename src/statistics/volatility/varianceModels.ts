import { aparch } from "./models/aparch.ts";
import { componentGarch } from "./models/componentGarch.ts";
import { egarch } from "./models/egarch.ts";
import { garch } from "./models/garch.ts";
import { gjrGarch } from "./models/gjrGarch.ts";
import { integratedGarch } from "./models/integratedGarch.ts";
import type { VarianceModel } from "./varianceModel.ts";

/** Every recursion of a conditional variance; one line adds one. */
export const varianceModels: readonly VarianceModel[] = [
  garch,
  gjrGarch,
  egarch,
  aparch,
  integratedGarch,
  componentGarch,
];
