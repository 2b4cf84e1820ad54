import type { InverseFuture } from "../../instruments/kinds/inverseFuture.ts";
import type { InversePerpetual } from "../../instruments/kinds/inversePerpetual.ts";
import { kernels } from "../../kernels/load.ts";
import { openPart } from "../openPart.ts";
import { definePricingModel } from "../pricingModel.ts";

/**
 * `−size / mark` in the coin: differences give quantity × size × (1/entry − 1/exit). A perpetual's second level is its
 * funding per year.
 */
export const inverseValue = definePricingModel<InversePerpetual | InverseFuture>({
  id: "inverse",
  title: "Inverse contract at mark",
  source: "contract specification: P&L = quantity × size × (1/entry − 1/exit)",
  value: ({ contractSize }, levels) => -Number(contractSize) / levels[0]!,
  change: ({ contractSize }, from, to) => (Number(contractSize) * (to[0]! - from[0]!)) / (from[0]! * to[0]!),
  variation: ({ contractSize }, now, [marks], conversions, out) =>
    kernels().inverseRow({ size: Number(contractSize), mark: now[0]! }, marks!, conversions, out),
  carry: ({ contractSize }, levels) => (-(levels[1] ?? 0) * Number(contractSize)) / levels[0]!,
  relativeDelta: (contract, levels, years) => (openPart(contract, years) * Number(contract.contractSize)) / levels[0]!,
});
