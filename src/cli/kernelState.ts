import { createHash } from "node:crypto";
import type { KernelChoice } from "../kernels/load.ts";
import { manifest } from "../kernels/manifest.ts";

/** What `doctor` says of the kernels. */
interface KernelState {
  readonly ok: boolean;
  readonly found: string;
  /** What to do; empty where nothing is to be done. */
  readonly fix: string;
}

const fix = "reinstall plimsoll; in a checkout run npm run build";

/**
 * Whether the kernels that run are those of this version. Both kinds give the same bits; the reference is the slower one,
 * which is a fault only where it can be mended. A module that is not the manifest's may give other numbers.
 */
export function kernelState({ kernels, module, shared, reason }: KernelChoice): KernelState {
  const hash = module === undefined ? undefined : hashOf(module);
  const found = reason === undefined ? `${kernels.id}, ${hash?.slice(0, 8)}` : kernels.id;
  if (hash !== undefined && hash !== manifest.sha256) {
    return { ok: false, found: `${found}: kernels.wasm is cut short or of another version`, fix };
  }
  if (reason !== undefined) {
    const { ok, why } = referenceReasons[reason];
    return { ok, found: `${found}: ${why}`, fix: ok ? "" : fix };
  }
  const sharedFault = shared === undefined ? undefined : faultOfShared(shared);
  return sharedFault === undefined
    ? { ok: true, found, fix: "" }
    : { ok: false, found: `${found}: ${sharedFault}`, fix };
}

const hashOf = (module: Uint8Array): string => createHash("sha256").update(module).digest("hex");

function faultOfShared(shared: () => Uint8Array): string | undefined {
  try {
    return hashOf(shared()) === manifest.sharedSha256
      ? undefined
      : "kernelsShared.wasm is cut short or of another version";
  } catch {
    return "kernelsShared.wasm cannot be read";
  }
}

const referenceReasons: Record<NonNullable<KernelChoice["reason"]>, { readonly ok: boolean; readonly why: string }> = {
  asked: { ok: true, why: "PLIMSOLL_KERNELS asks for it" },
  missing: { ok: false, why: "kernels.wasm is missing" },
  unreadable: { ok: false, why: "kernels.wasm cannot be read" },
  unsupported: { ok: true, why: "kernels.wasm does not run here" },
};
