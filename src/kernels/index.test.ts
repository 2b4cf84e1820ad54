import { expect, test } from "vitest";
import * as entry from "./index.ts";

test("who imports the kernels gets them, what makes their arguments, and nothing of how they work", () => {
  expect(Object.keys(entry).sort()).toEqual([
    "accountTailColumns",
    "black76GreeksColumns",
    "garchPlaces",
    "garchStateLength",
    "kernelChoice",
    "kernels",
    "loadKernels",
    "referenceKernels",
    "sobolNet",
  ]);
});
