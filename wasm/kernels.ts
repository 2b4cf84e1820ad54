// Everything that the module exports.
export { filterTile, measureChosen, runUnits, tailOf } from "./accountTails";
export { black76Row } from "./black76";
export { black76FilterRow } from "./black76Filter";
export { exponentials } from "./exponentials";
export { smallestDouble, tailFromAll, tailFromWorst } from "./orderTail";
export { black76GreeksRow } from "./black76Greeks";
export { garchSums } from "./garchSums";
export { addHoldings } from "./groupPnl";
export { inverseRow, linearRow, valuedRow } from "./settledRows";
export { correlatedDraws } from "./correlatedDraws";
export { normalQuantiles } from "./normalQuantiles";
export { nestedSobolColumn, sobolColumn } from "./sobol";
export { halvedQuantiles, symmetricQuantiles } from "./tabulatedQuantiles";
export { uniforms } from "./uniforms";
