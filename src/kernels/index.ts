export * from "./black76FilterRow.ts";
export * from "./black76Row.ts";
export * from "./kernels.ts";
export * from "./load.ts";
export * from "./normals.ts";
