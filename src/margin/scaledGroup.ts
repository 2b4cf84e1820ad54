import type { GroupAssessment } from "./assessment.ts";

/** An assessment in another currency, at one rate for every number of it. @param factor units of the other a unit of its own */
export function scaledGroup(group: GroupAssessment, factor: number): GroupAssessment {
  const { requirement, worstScenario } = group;
  const components = requirement.components.map((one) => ({
    ...one,
    initial: one.initial * factor,
    maintenance: one.maintenance * factor,
    ...(one.outcomes === undefined ? {} : { outcomes: one.outcomes.map((outcome) => outcome * factor) }),
  }));
  const { initial, maintenance } = requirement;
  const worst = worstScenario && {
    label: worstScenario.label,
    index: worstScenario.index,
    moves: worstScenario.moves,
    pnl: worstScenario.pnl * factor,
  };
  return {
    ...group,
    equity: group.equity * factor,
    grossNotional: group.grossNotional * factor,
    excess: group.excess * factor,
    marginDeficit: group.marginDeficit * factor,
    requirement: { initial: initial * factor, maintenance: maintenance * factor, components },
    ...(worst === undefined ? {} : { worstScenario: worst }),
  };
}
