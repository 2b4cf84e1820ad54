import { failed, type Outcome, success } from "../../numerics/outcome.ts";

/** What Plimsoll asks of ONNX Runtime; both of its packages for Node.js have it. */
export interface OnnxRuntime {
  readonly InferenceSession: {
    create(bytes: Uint8Array, options: Readonly<Record<string, unknown>>): Promise<OnnxSession>;
  };
  readonly Tensor: new (type: "float32", data: Float32Array, dims: readonly number[]) => OnnxTensor;
}

export interface OnnxSession {
  readonly inputMetadata: readonly OnnxPort[];
  readonly outputMetadata: readonly OnnxPort[];
  run(feeds: Readonly<Record<string, OnnxTensor>>): Promise<Readonly<Record<string, OnnxTensor>>>;
}

/** An input or output of a model. */
export interface OnnxPort {
  readonly name: string;
  readonly isTensor: boolean;
  readonly type?: string;
  /** A length that the model leaves open is a name, or −1. */
  readonly shape?: readonly (number | string)[];
}

export interface OnnxTensor {
  readonly type: string;
  readonly data: ArrayLike<number | bigint | string>;
  readonly dims: readonly number[];
}

const packages = ["onnxruntime-node", "onnxruntime-web"];

/** The version that `peerDependencies` pins. */
export const onnxVersion = "1.30.0";

type Importer = (name: string) => Promise<unknown>;

/**
 * ONNX Runtime, where one of its packages is installed: native first, else WebAssembly, which runs anywhere and has no
 * install script. It is no dependency, because it is a hundred times the size of Plimsoll.
 *
 * @returns `unsupported` where neither is there, with what to install
 */
export async function onnxRuntime(load: Importer = (name) => import(name)): Promise<Outcome<OnnxRuntime>> {
  const reasons: string[] = [];
  for (const name of packages) {
    try {
      return success((await load(name)) as OnnxRuntime);
    } catch (error) {
      const isAbsent = error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND";
      reasons.push(`${name} ${isAbsent ? "is not installed" : `does not load: ${String(error).split("\n")[0]}`}`);
    }
  }
  return failed({
    code: "unsupported",
    path: "--onnx",
    message: reasons.join("; "),
    hint: `run: npm install --ignore-scripts onnxruntime-web@${onnxVersion}`,
  });
}
