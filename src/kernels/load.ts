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
 * Takes a module that the caller has fetched.
 *
 * @returns the reference kernels where the machine cannot run it
 */
export function loadKernels(bytes: Uint8Array): Kernels {
  loaded = simdKernels(bytes) ?? referenceKernels;
  return loaded;
}

function fromDisk(): Kernels | undefined {
  const { process } = globalThis as unknown as { readonly process?: NodeProcess };
  if (process === undefined || process.env["PLIMSOLL_KERNELS"] === "reference") return undefined;
  const files = process.getBuiltinModule?.("node:fs");
  if (files === undefined) return undefined;
  try {
    return simdKernels(files.readFileSync(new URL("./kernels.wasm", import.meta.url)));
  } catch {
    // Not built: a checkout that nobody has compiled runs the reference.
    return undefined;
  }
}
