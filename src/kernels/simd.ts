import type { Kernels } from "./kernels.ts";
import { simdAccountTails } from "./simdAccountTails.ts";
import { simdGreeksRow } from "./simdGreeksRow.ts";
import { simdGroupPnl } from "./simdGroupPnl.ts";
import { simdNormals } from "./simdNormals.ts";
import { simdOrderTails } from "./simdOrderTails.ts";
import { simdRows } from "./simdRows.ts";
import { simdSettledRows } from "./simdSettledRows.ts";
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
        ...simdGreeksRow(module),
        ...simdSettledRows(module),
        ...simdNormals(module),
        ...simdGroupPnl(module),
        orderTails: simdOrderTails(module),
        accountTails: (book) => simdAccountTails(module, book),
      };
}
