import { type Kernels, referenceKernels } from "./kernels.ts";
import { simdKernels } from "./simd.ts";

interface NodeProcess {
  readonly env: Readonly<Record<string, string | undefined>>;
  getBuiltinModule?(id: "node:fs"): { readFileSync(path: URL): Uint8Array } | undefined;
}

let loaded: Kernels | undefined;

/**
 * The kernels of this machine: vectors where it has them, else the reference, with the same answer. Node reads the module
 * from disk; a browser hands it in by `loadKernels`. `PLIMSOLL_KERNELS=reference` asks for the reference.
 */
export function kernels(): Kernels {
  loaded ??= fromDisk() ?? referenceKernels;
  return loaded;
}

/**
 * Takes modules that the caller has fetched.
 *
 * @param shared `kernelsShared.wasm`, where threads are wanted
 * @returns the reference kernels where the machine cannot run it
 */
export function loadKernels(bytes: Uint8Array, shared?: () => Uint8Array): Kernels {
  loaded = simdKernels(bytes, shared) ?? referenceKernels;
  return loaded;
}

function fromDisk(): Kernels | undefined {
  const { process } = globalThis as unknown as { readonly process?: NodeProcess };
  if (process === undefined || process.env["PLIMSOLL_KERNELS"] === "reference") return undefined;
  const files = process.getBuiltinModule?.("node:fs");
  if (files === undefined) return undefined;
  try {
    const read = (name: string): Uint8Array => files.readFileSync(new URL(`./${name}`, import.meta.url));
    return simdKernels(read("kernels.wasm"), () => read("kernelsShared.wasm"));
  } catch {
    // Not built: a checkout that nobody has compiled runs the reference.
    return undefined;
  }
}
