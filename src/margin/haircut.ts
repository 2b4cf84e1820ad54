import type { CollateralTreatment } from "./collateral.ts";
import type { Component } from "./component.ts";
import type { View } from "./view.ts";

/** The charge for collateral that may fall while it is sold. */
export function haircutOf(view: View, treatments: readonly CollateralTreatment[]): Component {
  let [initial, maintenance] = [0, 0];
  for (const leg of view.legs) {
    const value = Math.max(0, leg.base);
    initial += value * treatments[leg.row]!.initialHaircut;
    maintenance += value * treatments[leg.row]!.maintenanceHaircut;
  }
  return { id: "haircut", initial, maintenance };
}
