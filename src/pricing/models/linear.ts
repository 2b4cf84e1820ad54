import type { LinearFuture } from "../../instruments/kinds/linearFuture.ts";
import type { LinearPerpetual } from "../../instruments/kinds/linearPerpetual.ts";
import type { QuantoFuture } from "../../instruments/kinds/quantoFuture.ts";
import type { QuantoPerpetual } from "../../instruments/kinds/quantoPerpetual.ts";
import { kernels } from "../../kernels/load.ts";
import { openPart } from "../openPart.ts";
import { definePricingModel } from "../pricingModel.ts";

/**
 * `size × mark` in the settlement currency: the quote currency, or the third one whose units a quanto's size counts. A
 * perpetual's second level is its funding per year. @source contract specifications of linear contracts, every venue alike
 */
export const linearValue = definePricingModel<LinearPerpetual | LinearFuture | QuantoPerpetual | QuantoFuture>({
  id: "linear",
  title: "Linear contract at mark",
  source: "contract specification: P&L = quantity × size × (exit − entry)",
  value: ({ contractSize }, levels) => Number(contractSize) * levels[0]!,
  variation: ({ contractSize }, now, [marks], conversions, out) =>
    kernels().linearRow({ size: Number(contractSize), mark: now[0]! }, marks!, conversions, out),
  carry: ({ contractSize }, levels) => -(levels[1] ?? 0) * Number(contractSize) * levels[0]!,
  relativeDelta: (contract, levels, years) => openPart(contract, years) * Number(contract.contractSize) * levels[0]!,
});
