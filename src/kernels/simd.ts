import type { Kernels } from "./kernels.ts";
import { simdAccountTails } from "./simdAccountTails.ts";
import { simdCorrelatedDraws } from "./simdCorrelatedDraws.ts";
import { simdDraws } from "./simdDraws.ts";
import { simdOrderTails } from "./simdOrderTails.ts";
import { simdRows } from "./simdRows.ts";
import { simdSobol } from "./simdSobol.ts";
import { compiledModule } from "./wasmModule.ts";

/**
 * The vector kernels of a compiled module.
 *
 * @param bytes the module
 * @returns     undefined where the machine has no vector instructions
 */
export function simdKernels(bytes: Uint8Array): Kernels | undefined {
  const module = compiledModule(bytes);
  return module === undefined
    ? undefined
    : {
        id: "simd",
        ...simdRows(module),
        ...simdDraws(module),
        ...simdSobol(module),
        correlatedDraws: (plan) => simdCorrelatedDraws(module, plan),
        orderTails: simdOrderTails(module),
        accountTails: (book) => simdAccountTails(module, book),
      };
}
