import { type Kernels, referenceKernels } from "./kernels.ts";
import { simdKernels } from "./simd.ts";

interface NodeFiles {
  readFileSync(path: URL): Uint8Array;
}
interface NodeProcess {
  readonly env: Readonly<Record<string, string | undefined>>;
  getBuiltinModule?(id: "node:fs"): NodeFiles | undefined;
}

/** Which kernels run here. */
export interface KernelChoice {
  readonly kernels: Kernels;
  /** The module that was read; it runs unless there is a reason why not. */
  readonly module?: Uint8Array;
  /** The one that threads would run. */
  readonly shared?: () => Uint8Array;
  /** Why it is the reference. */
  readonly reason?: "asked" | "missing" | "unreadable" | "unsupported";
}

let chosen: KernelChoice | undefined;

/**
 * The kernels of this machine: vectors where it has them, else the reference, with the same answer. Node reads the module
 * from disk; a browser hands it in by `loadKernels`. `PLIMSOLL_KERNELS=reference` asks for the reference.
 */
export const kernels = (): Kernels => kernelChoice().kernels;

/** The same, with what speaks for it. */
export function kernelChoice(): KernelChoice {
  chosen ??= fromDisk();
  return chosen;
}

/**
 * Takes modules that the caller has fetched.
 *
 * @param shared `kernelsShared.wasm`, where threads are wanted
 * @returns the reference kernels where the machine cannot run it
 */
export function loadKernels(bytes: Uint8Array, shared?: () => Uint8Array): Kernels {
  chosen = fromModule(bytes, shared);
  return chosen.kernels;
}

function fromModule(module: Uint8Array, shared?: () => Uint8Array): KernelChoice {
  const vectors = simdKernels(module, shared);
  const read = shared === undefined ? { module } : { module, shared };
  return vectors === undefined ? { ...referenceFor("unsupported"), ...read } : { kernels: vectors, ...read };
}

const referenceFor = (reason: NonNullable<KernelChoice["reason"]>): KernelChoice => ({
  kernels: referenceKernels,
  reason,
});

function fromDisk(): KernelChoice {
  const { process } = globalThis as unknown as { readonly process?: NodeProcess };
  if (process?.env["PLIMSOLL_KERNELS"] === "reference") return referenceFor("asked");
  const files = process?.getBuiltinModule?.("node:fs");
  return files === undefined ? referenceFor("missing") : readFrom(files);
}

/** @param files where the module lies beside this file once it is compiled */
export function readFrom(files: NodeFiles): KernelChoice {
  try {
    const read = (name: string): Uint8Array => files.readFileSync(new URL(`./${name}`, import.meta.url));
    return fromModule(read("kernels.wasm"), () => read("kernelsShared.wasm"));
  } catch (error) {
    // A checkout that nobody has compiled has none; any other fault is the disk's, and costs speed but no answer.
    return referenceFor((error as { readonly code?: string }).code === "ENOENT" ? "missing" : "unreadable");
  }
}
