/** The tail of the account's outcomes under past joint moves. Source: CCP practice, historical simulation. */
import { Type } from "typebox";
import { historicalScenarios } from "../../scenarios/generators/historical.ts";
import { inScenarios } from "../collateral.ts";
import { defineMarginModel } from "../marginModel.ts";
import { tailProperties } from "../tailCharge.ts";
import { flooredTail, floorProperties } from "../tailFloors.ts";

export const historicalTail = defineMarginModel({
  id: "historical-tail",
  version: 1,
  title: "Tail of historical outcomes",
  source:
    "C. Acerbi, D. Tasche, J. Banking & Finance 26 (2002); historical simulation as central counterparties run it",
  claims: { homogeneous: true, subadditive: false },
  parameters: Type.Object({ ...tailProperties, ...floorProperties }, { additionalProperties: false }),
  collateral: () => inScenarios,
  prepare(parameters, snapshot) {
    const scenarios = historicalScenarios(snapshot, parameters);
    return scenarios.ok ? flooredTail(snapshot, scenarios.value, parameters, parameters.scenariosMin) : scenarios;
  },
});
