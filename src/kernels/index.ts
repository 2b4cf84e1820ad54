export {
  type AccountHoldings,
  type AccountTailCertificates,
  type AccountTailKernel,
  type AccountTails,
  accountTailColumns,
  type UnitPnlRows,
} from "./accountTails.ts";
export type { Black76FilterColumns } from "./black76FilterRow.ts";
export { type Black76GreeksColumns, black76GreeksColumns } from "./black76GreeksRow.ts";
export type { Black76Columns, Black76RowTerms } from "./black76Row.ts";
export type { CorrelatedDraws, DependencePlan } from "./correlatedDraws.ts";
export { garchPlaces, garchStateLength } from "./garchSums.ts";
export { type Kernels, referenceKernels } from "./kernels.ts";
export { type KernelChoice, kernelChoice, kernels, loadKernels } from "./load.ts";
export type { OrderBookPlan, OrderTails } from "./orderTails.ts";
export type { VariationTerms, WorthTerms } from "./settledRows.ts";
export { type Scrambling, type SobolNet, type SobolPlan, sobolNet } from "./sobol.ts";
export type { DrawPlace } from "./uniforms.ts";
