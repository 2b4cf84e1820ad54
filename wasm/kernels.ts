// Everything that the module exports.
export { filterTile, narrowAccounts, sumScenarios, tailOf } from "./accountTails";
export { black76Row } from "./black76";
export { black76FilterRow } from "./black76Filter";
export { correlatedDraws } from "./correlatedDraws";
export { normalQuantiles } from "./normalQuantiles";
export { boundOf, smallestOf, tailFromAll, tailFromWorst } from "./orderTail";
export { nestedSobolColumn, sobolColumn } from "./sobol";
export { halvedQuantiles, symmetricQuantiles } from "./tabulatedQuantiles";
export { uniforms } from "./uniforms";
