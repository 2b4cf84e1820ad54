import type { Cash } from "../../instruments/kinds/cash.ts";
import type { Spot } from "../../instruments/kinds/spot.ts";
import { definePricingModel } from "../pricingModel.ts";

/** A unit of cash is worth 1 in its own currency. */
export const cashValue = definePricingModel<Cash>({
  id: "cash",
  title: "One unit of a currency",
  source: "definition",
  value: () => 1,
  values: (_cash, _now, _columns, _years, out) => void out.fill(1),
  relativeDelta: () => 0,
});

/** A spot market is not held: what it buys is a balance. */
export const spotValue = definePricingModel<Spot>({
  id: "spot",
  title: "Spot market, never held",
  source: "definition",
  value: () => 0,
  values: (_market, _now, _columns, _years, out) => void out.fill(0),
  relativeDelta: () => 0,
});
