/** A user's own model enters `plimsoll volatility`: what is refused, and, where the runtime is installed, what it says. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { modelOfSession, readOnnxModel } from "../../src/cli/files/onnxModel.ts";
import { type OnnxPort, type OnnxTensor, onnxRuntime, onnxVersion } from "../../src/cli/files/onnxRuntime.ts";
import { linearOnnx } from "./linearOnnx.ts";
import { plimsoll } from "./plimsoll.ts";
import { hourlyBars, hourlyReturns } from "./simulatedHours.ts";

const folder = mkdtempSync(join(tmpdir(), "plimsoll-onnx-"));
afterAll(() => rmSync(folder, { recursive: true }));
const runtime = await onnxRuntime();

const port = (name: string, shape: readonly (number | string)[], type = "float32"): OnnxPort => ({
  name,
  isTensor: true,
  type,
  shape,
});
const tensor = (dims: readonly number[], data: readonly number[], type = "float32"): OnnxTensor => ({
  type,
  dims,
  data,
});

/** A session of two columns that answers what it is told, whatever it is asked. */
function session(outputs: readonly OnnxPort[], answer: Record<string, OnnxTensor>, inputs = [port("x", ["n", 2])]) {
  const asked: unknown[] = [];
  const run = async (feeds: unknown) => {
    asked.push(feeds);
    return answer;
  };
  const model = modelOfSession("own.onnx", { inputMetadata: inputs, outputMetadata: outputs, run }, (data, dims) =>
    tensor(dims, [...data]),
  );
  return { model, asked };
}

async function answered(outputs: readonly OnnxPort[], answer: Record<string, OnnxTensor>) {
  const { model, asked } = session(outputs, answer);
  if (!model.ok) throw new Error(model.failure.message);
  const outcome = await model.value.run(Float32Array.of(1, 2, 3, 4), 2);
  expect(asked).toEqual([{ x: tensor([2, 2], [1, 2, 3, 4]) }]);
  return outcome;
}

describe("outputs of a model are", () => {
  it.each([
    ["one column of any name", [port("variable", ["n", 1])], { variable: tensor([2, 1], [-2, -3]) }, null],
    ["a vector", [port("y", ["n"])], { y: tensor([2], [-2, -3]) }, null],
    ["two columns", [port("y", ["n", 2])], { y: tensor([2, 2], [-2, -2.5, -3, -4]) }, [-2.5, -4]],
    [
      "two outputs by name, in either order",
      [port("shortfall", ["n", 1]), port("quantile", ["n", 1])],
      { shortfall: tensor([2, 1], [-2.5, -4]), quantile: tensor([2], [-2, -3]) },
      [-2.5, -4],
    ],
  ])("%s", async (_what, outputs, answer, shortfalls) => {
    expect(await answered(outputs, answer as unknown as Record<string, OnnxTensor>)).toEqual({
      ok: true,
      value: {
        quantiles: Float64Array.of(-2, -3),
        shortfalls: shortfalls === null ? null : Float64Array.from(shortfalls),
      },
    });
  });

  it("refused in another shape or of another kind of number", async () => {
    for (const [answer, message] of [
      [tensor([2, 3], [1, 2, 3, 4, 5, 6]), "output y is float32 [2, 3], must be float32 [2, 1]"],
      [tensor([1], [1]), "output y is float32 [1]"],
      [tensor([2], [1, 2], "int64"), "output y is int64 [2]"],
    ] as const) {
      const outcome = await answered([port("y", ["n", "m"])], { y: answer });
      expect(outcome.ok ? "" : outcome.failure.message).toContain(message);
    }
  });
});

describe("a model is refused", () => {
  it.each([
    ["with two inputs", [port("a", ["n", 2]), port("b", ["n", 2])], "inputs are a float32 [n, 2], b float32 [n, 2]"],
    ["of doubles", [port("x", ["n", 2], "float64")], "inputs are x float64 [n, 2], must be one of float32"],
    ["of sequences", [port("x", ["n", 5, 2])], "inputs are x float32 [n, 5, 2]"],
    ["that takes one row at once", [port("x", [1, 2])], "takes 1 rows at once, must take any number"],
  ])("%s", (_what, inputs, message) => {
    const { model } = session([port("quantile", ["n", 1])], {}, inputs);
    expect(model.ok ? "" : model.failure.message).toContain(message);
  });

  it("when no output is said to be the quantile", () => {
    const { model } = session([port("label", ["n"]), port("probabilities", ["n", 2])], {});
    expect(model.ok ? "" : model.failure.message).toContain("one must be named quantile");
  });

  it("when the runtime refuses its rows, in the runtime's words", async () => {
    const run = () => Promise.reject(new Error("failed. ERROR_MESSAGE: Got invalid dimensions\n index 1"));
    const ports = { inputMetadata: [port("x", ["n", "m"])], outputMetadata: [port("y", ["n"])] };
    const model = modelOfSession("own.onnx", { ...ports, run }, (data, dims) => tensor(dims, [...data]));
    if (!model.ok) throw new Error(model.failure.message);
    expect(model.value.inputs).toBe(null);
    expect(await model.value.run(new Float32Array(2), 1)).toMatchObject({
      ok: false,
      failure: { path: "own.onnx", message: "ONNX Runtime refused the rows: Got invalid dimensions" },
    });
  });
});

describe("the runtime", () => {
  it("is taken native first, then as WebAssembly", async () => {
    const absent = Object.assign(new Error("Cannot find package"), { code: "ERR_MODULE_NOT_FOUND" });
    const only = (there: string) => async (name: string) => (name === there ? { name } : Promise.reject(absent));
    expect(await onnxRuntime(only("onnxruntime-node"))).toEqual({ ok: true, value: { name: "onnxruntime-node" } });
    expect(await onnxRuntime(only("onnxruntime-web"))).toEqual({ ok: true, value: { name: "onnxruntime-web" } });
    const none = await onnxRuntime(only("neither"));
    expect(none).toMatchObject({ ok: false, failure: { code: "unsupported", path: "--onnx" } });
    expect(none.ok ? "" : none.failure.hint).toBe(`run: npm install --ignore-scripts onnxruntime-web@${onnxVersion}`);
  });

  it("that is installed and broken says why", async () => {
    const broken = await onnxRuntime(() => Promise.reject(new Error("no binary for this platform")));
    expect(broken.ok ? "" : broken.failure.message).toContain("does not load: Error: no binary for this platform");
  });

  it("is pinned where package.json and the message say so, and is no dependency", async () => {
    const { dependencies, devDependencies, peerDependencies, peerDependenciesMeta } = JSON.parse(
      await readFile(new URL("../../package.json", import.meta.url), "utf8"),
    );
    expect(peerDependencies).toEqual({ "onnxruntime-node": onnxVersion, "onnxruntime-web": onnxVersion });
    for (const name of Object.keys(peerDependencies)) {
      expect(peerDependenciesMeta[name]).toEqual({ optional: true });
      expect({ ...dependencies, ...devDependencies }).not.toHaveProperty(name);
    }
  });
});

const prices = join(folder, "prices");
mkdirSync(prices);
writeFileSync(join(prices, "binance_AAAUSDT_1h.csv"), hourlyBars(hourlyReturns(24 * 400, 5)));
/** Twice the deviation and a tenth of the last move's size; the shortfall a quarter further. */
const weights = [0, 0, 0, 0, 0, -0.1].map((weight) => [weight, 1.25 * weight]);
const model = join(folder, "own.onnx");
writeFileSync(model, linearOnnx({ weights, bias: [-2, -2.5] }));
const volatility = (...words: string[]) =>
  plimsoll(
    ...["volatility", "--history", prices, "--coin", "AAA", "--level", "0.95"],
    ...["--fit-steps", "300", "--refit-steps", "99", ...words],
  );

describe.skipIf(runtime.ok)("without the runtime (skipped where it is installed)", () => {
  it("--onnx exits with 2 and says what to install", async () => {
    const { code, stderr } = await volatility("--onnx", model);
    expect(code).toBe(2);
    expect(stderr).toContain("onnxruntime-web is not installed");
    expect(stderr).toContain("npm install --ignore-scripts onnxruntime-web@");
  });
});

it("a time that training ended is refused without a model", async () => {
  const { code, stderr } = await volatility("--onnx-trained-to", "2022-10-01");
  expect(code).toBe(2);
  expect(stderr).toContain("--onnx-trained-to");
});

describe.skipIf(!runtime.ok)("with the runtime (skipped where onnxruntime-web is not installed)", () => {
  it("a linear model says what its weights say", async () => {
    if (!runtime.ok) return;
    const read = await readOnnxModel(model, runtime.value);
    if (!read.ok) throw new Error(read.failure.message);
    expect(read.value.inputs).toBe(6);
    const outcome = await read.value.run(Float32Array.of(9, 9, 9, 9, 9, 0, 0, 0, 0, 0, 0, 5), 2);
    expect(outcome).toEqual({
      ok: true,
      value: { quantiles: Float64Array.of(-2, -2.5), shortfalls: Float64Array.of(-2.5, -3.125) },
    });
  });

  it("a file that is no model is refused, and so is a batch of one", async () => {
    if (!runtime.ok) return;
    const [text, fixed] = [join(folder, "text.onnx"), join(folder, "fixed.onnx")];
    writeFileSync(text, "no model");
    writeFileSync(fixed, linearOnnx({ weights, bias: [-2, -2.5], batch: 1 }));
    const reads = [await readOnnxModel(text, runtime.value), await readOnnxModel(fixed, runtime.value)];
    expect(reads.map((read) => (read.ok ? "" : read.failure.code))).toEqual(["parsing", "invalid"]);
  });

  it("stands in the comparison, and the answer says what is known of its training", async () => {
    const blind = await volatility("--onnx", model, "--json");
    expect(blind.stderr).toBe("");
    expect(blind.code).toBe(0);
    const { models, onnx, steps } = JSON.parse(blind.stdout);
    expect(models.at(-1)).toMatchObject({ id: "onnx", qlike: null, fisslerZiegel: { mean: expect.any(Number) } });
    expect(onnx).toMatchObject({ trainedTo: null, lowered: 0, crossed: 0, sha256: expect.any(String) });
    const last = Date.parse(JSON.parse(blind.stdout).to);
    const trainedTo = new Date(last - 40 * 86_400_000).toISOString().slice(0, 10);
    const told = await volatility("--onnx", model, "--onnx-trained-to", trainedTo);
    expect(told.stdout.replace(/\s+/g, " ")).toContain(`trained to ${trainedTo.slice(0, 8)}`);
    expect(told.stdout).toMatch(/^AAA\/USDT.*[34]\d steps/s);
    expect(steps).toBeGreaterThan(90);
  }, 60_000);
});
