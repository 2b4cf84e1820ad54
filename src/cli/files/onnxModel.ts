import type { TrainedModel, TrainedOutputs } from "../../calibration/forecasts/index.ts";
import { failed, type Outcome, success } from "../../numerics/outcome.ts";
import type { OnnxPort, OnnxRuntime, OnnxSession, OnnxTensor } from "./onnxRuntime.ts";
import { readInputBytes } from "./readFile.ts";

export interface OnnxModel extends TrainedModel {
  readonly sha256: string;
}

/** One thread, so that no sum depends on the machine's cores; silent, because what is wrong comes back as an error. */
const sessionOptions = { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 4 };

/** Reads a model file and checks its input and outputs. */
export async function readOnnxModel(path: string, runtime: OnnxRuntime): Promise<Outcome<OnnxModel>> {
  const file = await readInputBytes(path);
  if (!file.ok) return file;
  let session: OnnxSession;
  try {
    session = await runtime.InferenceSession.create(file.value.bytes, sessionOptions);
  } catch (error) {
    return failed({ code: "parsing", path, message: `no model that ONNX Runtime reads: ${sentenceOf(error)}` });
  }
  const model = modelOfSession(path, session, (rows, dims) => new runtime.Tensor("float32", rows, dims));
  return model.ok ? success({ ...model.value, sha256: file.value.sha256 }) : model;
}

/**
 * A session as a model: one float32 input [n, columns]; outputs `quantile` and, if there is one, `shortfall`, or a single
 * output of any name with one or two columns in this order.
 */
export function modelOfSession(
  path: string,
  session: OnnxSession,
  tensorOf: (rows: Float32Array, dims: readonly number[]) => OnnxTensor,
): Outcome<TrainedModel> {
  const { inputMetadata, outputMetadata } = session;
  const [input] = inputMetadata;
  const refused = (message: string, hint: string): Outcome<never> => failed({ code: "invalid", path, message, hint });
  if (input === undefined || inputMetadata.length > 1 || input.type !== "float32" || input.shape?.length !== 2) {
    const message = `inputs are ${portsText(inputMetadata)}, must be one of float32 [n, columns]`;
    return refused(message, "export the model with one input tensor of two dimensions");
  }
  const [batch, columns] = input.shape;
  if (isFixed(batch)) {
    return refused(`takes ${batch} rows at once, must take any number`, "export with a dynamic first dimension");
  }
  const names = outputMetadata.map(({ name }) => name);
  if (!names.includes("quantile") && names.length !== 1) {
    const message = `outputs are ${portsText(outputMetadata)}, one must be named quantile`;
    return refused(message, "name the outputs quantile and shortfall, or leave one");
  }
  return success({
    name: path,
    inputs: isFixed(columns) ? columns : null,
    async run(rows, count) {
      try {
        const answer = await session.run({ [input.name]: tensorOf(rows, [count, rows.length / count]) });
        return outputsOf(path, answer, names, count);
      } catch (error) {
        return failed({ code: "invalid", path, message: `ONNX Runtime refused the rows: ${sentenceOf(error)}` });
      }
    },
  });
}

function outputsOf(
  path: string,
  answer: Readonly<Record<string, OnnxTensor>>,
  names: readonly string[],
  count: number,
): Outcome<TrainedOutputs> {
  const main = names.includes("quantile") ? "quantile" : names[0]!;
  const isPair = names.length === 1 && answer[main]?.dims.length === 2 && answer[main].dims[1] === 2;
  const columnsOf = (name: string): Outcome<Float64Array[]> => {
    const { type, dims, data } = answer[name]!;
    const width = name === main && isPair ? 2 : 1;
    const fits = dims[0] === count && dims.slice(1).every((length, k) => length === (k === 0 ? width : 1));
    if (fits && data.length === count * width && (type === "float32" || type === "float64")) {
      const column = (k: number) => Float64Array.from({ length: count }, (_, t) => Number(data[t * width + k]));
      return success(Array.from({ length: width }, (_, k) => column(k)));
    }
    const message = `output ${name} is ${type} [${dims.join(", ")}], must be float32 [${count}, 1]`;
    return failed({ code: "invalid", path, message, hint: "one quantile a row, and at most one shortfall" });
  };
  const quantiles = columnsOf(main);
  if (!quantiles.ok) return quantiles;
  if (isPair) return success({ quantiles: quantiles.value[0]!, shortfalls: quantiles.value[1]! });
  if (!names.includes("shortfall")) return success({ quantiles: quantiles.value[0]!, shortfalls: null });
  const shortfalls = columnsOf("shortfall");
  return shortfalls.ok ? success({ quantiles: quantiles.value[0]!, shortfalls: shortfalls.value[0]! }) : shortfalls;
}

const isFixed = (length: number | string | undefined): length is number => typeof length === "number" && length >= 0;

const portsText = (ports: readonly OnnxPort[]): string =>
  ports.length === 0
    ? "none"
    : ports.map(({ name, type, shape }) => `${name} ${type ?? "of no tensor"} [${shape?.join(", ") ?? ""}]`).join(", ");

/** The first sentence of what the runtime says. */
const sentenceOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split("\n")[0]!.replace(/^.*ERROR_MESSAGE: /, "");
