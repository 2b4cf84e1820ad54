// Everything that the module exports.
export { filterTile, narrowAccounts, sumScenarios, tailOf } from "./accountTails";
export { black76Row } from "./black76";
export { black76FilterRow } from "./black76Filter";
export { black76GreeksRow } from "./black76Greeks";
export { addHoldings } from "./groupPnl";
export { normals } from "./normals";
export { inverseRow, linearRow, valuedRow } from "./settledRows";
export { boundOf, smallestOf, tailFromAll, tailFromWorst } from "./orderTail";
