import { bipower } from "./estimators/bipower.ts";
import { closeToClose } from "./estimators/closeToClose.ts";
import { garmanKlass } from "./estimators/garmanKlass.ts";
import { medianRealised } from "./estimators/medianRealised.ts";
import { parkinson } from "./estimators/parkinson.ts";
import { rogersSatchell } from "./estimators/rogersSatchell.ts";
import { yangZhang } from "./estimators/yangZhang.ts";
import type { RealisedEstimator } from "./realisedEstimator.ts";

/** Every estimator of realised variance; one line adds one. */
export const realisedEstimators: readonly RealisedEstimator[] = [
  closeToClose,
  parkinson,
  garmanKlass,
  rogersSatchell,
  yangZhang,
  bipower,
  medianRealised,
];
