export * from "./accountTails.ts";
export * from "./black76FilterRow.ts";
export * from "./black76Row.ts";
export * from "./expectedShortfallAfter.ts";
export * from "./kernels.ts";
export * from "./load.ts";
export * from "./normals.ts";
export * from "./orderTails.ts";
