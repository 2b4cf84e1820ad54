import type { LinearFuture } from "../../instruments/kinds/linearFuture.ts";
import type { LinearPerpetual } from "../../instruments/kinds/linearPerpetual.ts";
import { definePricingModel } from "../pricingModel.ts";

/** `size × mark` in quote currency. @source contract specifications of linear contracts, every venue alike */
export const linearValue = definePricingModel<LinearPerpetual | LinearFuture>({
  id: "linear",
  title: "Linear contract at mark",
  source: "contract specification: P&L = quantity × size × (exit − entry)",
  value: ({ contractSize }, levels) => Number(contractSize) * levels[0]!,
  relativeDelta: ({ contractSize }, levels) => Number(contractSize) * levels[0]!,
});
