import { haltonPoint } from "../../../src/statistics/halton.ts";
import type { CalculationFamily } from "../family.ts";

export const haltonFamily: CalculationFamily = {
  id: "halton",
  file: "stats-sobol",
  ids: /^halton-/,
  calculate: (inputs) => ({ point: haltonPoint(inputs.number("index"), inputs.number("dim")) }),
};
