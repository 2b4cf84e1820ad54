export * from "./models.ts";
export * from "./pricingModel.ts";
