import { expect, test } from "vitest";
import { volatilityFamilies } from "../../tools/conformance/families/volatility.ts";
import { VectorInputs } from "../../tools/conformance/family.ts";
import { hasVectors, readVectorFiles, vectorsFolder } from "../../tools/conformance/vectors.ts";

const folder = vectorsFolder();

test.skipIf(!hasVectors(folder))("no fit of a peer has a likelihood above ours by more than 1e-4", () => {
  const files = readVectorFiles(folder);
  const datasets = files.find(({ name }) => name === "stats-datasets")!.vectors;
  const dataset = (name: string) =>
    Float64Array.from(datasets.find(({ id }) => id === `dataset-${name}`)!.inputs["values"] as number[]);
  const vectors = files.find(({ name }) => name === "stats-garch")!.vectors;
  let compared = 0;
  for (const vector of vectors) {
    const family = volatilityFamilies.find(({ id, ids }) => id !== "garch-eval" && ids.test(vector.id));
    const expected = (vector.expected as Record<string, unknown>)["loglik"];
    if (family === undefined || typeof expected !== "number") continue;
    const got = family.calculate(new VectorInputs(vector), {
      dataset,
      defaults: () => ({}),
      forecastSet: () => ({}) as never,
    }) as { loglik: number };
    expect(got.loglik, vector.id).toBeGreaterThanOrEqual(expected - 1e-4);
    compared += 1;
  }
  expect(compared).toBeGreaterThan(15);
});
