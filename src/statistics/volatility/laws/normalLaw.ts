import { log } from "../../../numerics/logarithm.ts";
import { halfLnTwoPi } from "../../../numerics/saddlePoint.ts";
import { normalCdf } from "../../normal.ts";
import type { ErrorLaw } from "../errorLaw.ts";
import { isFull } from "../logProduct.ts";

export const normalLaw: ErrorLaw = {
  id: "normal",
  title: "Normal",
  source: "R. Engle, Econometrica 50 (1982)",
  shapes: [],
  logDensity: () => (z) => -halfLnTwoPi - 0.5 * z * z,
  powerTail: () => ({ tail: 0, weight: 0.5, constant: -halfLnTwoPi }),
  cdf: (z) => normalCdf(z),
  mode: () => 0,
  logLikelihood(residuals, variances, _shape, slopes) {
    const { byVariance } = slopes;
    const count = residuals.length;
    let [logs, squares, byResiduals, product] = [0, 0, 0, 1];
    for (let t = 0; t < count; t++) {
      const e = residuals[t]!;
      const h = variances[t]!;
      const inverse = 1 / h;
      const z2 = e * e * inverse;
      squares += z2;
      byVariance[t] = 0.5 * (z2 - 1) * inverse;
      byResiduals -= e * inverse;
      product *= h;
      if (isFull(product)) {
        logs += log(product);
        product = 1;
      }
    }
    slopes.byResiduals = byResiduals;
    return -count * halfLnTwoPi - 0.5 * (logs + log(product)) - 0.5 * squares;
  },
};
