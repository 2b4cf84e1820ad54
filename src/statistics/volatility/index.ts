export * from "./errorLaw.ts";
export * from "./errorLaws.ts";
export * from "./fitVolatility.ts";
export * from "./lawMoments.ts";
export * from "./likelihood.ts";
export * from "./specification.ts";
export * from "./varianceModel.ts";
export * from "./varianceModels.ts";
