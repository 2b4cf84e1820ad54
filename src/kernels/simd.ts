import type { Kernels } from "./kernels.ts";
import { simdAccountTails } from "./simdAccountTails.ts";
import { simdCorrelatedDraws } from "./simdCorrelatedDraws.ts";
import { simdDraws } from "./simdDraws.ts";
import { simdExponentials } from "./simdExponentials.ts";
import { simdGarchSums } from "./simdGarchSums.ts";
import { simdGreeksRow } from "./simdGreeksRow.ts";
import { simdGroupPnl } from "./simdGroupPnl.ts";
import { simdOrderTails } from "./simdOrderTails.ts";
import { simdRows } from "./simdRows.ts";
import { simdSettledRows } from "./simdSettledRows.ts";
import { simdSobol } from "./simdSobol.ts";
import { tailThreads } from "./tailThreads.ts";
import { type CompiledModule, compiledModule } from "./wasmModule.ts";

/**
 * The vector kernels of a compiled module.
 *
 * @param bytes  the module
 * @param shared the same compiled for shared memory; asked for when threads are
 * @returns      undefined where the machine has no vector instructions
 */
export function simdKernels(bytes: Uint8Array, shared?: () => Uint8Array): Kernels | undefined {
  const module = compiledModule(bytes);
  let together: CompiledModule | undefined;
  return module === undefined
    ? undefined
    : {
        id: "simd",
        ...simdRows(module),
        ...simdExponentials(module),
        ...simdGarchSums(module),
        ...simdGreeksRow(module),
        ...simdSettledRows(module),
        ...simdGroupPnl(module),
        ...simdDraws(module),
        ...simdSobol(module),
        correlatedDraws: (plan) => simdCorrelatedDraws(module, plan),
        orderTails: simdOrderTails(module),
        accountTails(book, threadCount = 1) {
          together ??= threadCount > 1 ? sharedModule(shared) : undefined;
          const threads = threadCount > 1 && together ? tailThreads(together, threadCount - 1) : undefined;
          return simdAccountTails(module, book, threads === undefined ? {} : { threads });
        },
      };
}

/** One thread is as right as many: where the module for them cannot be had, it runs alone. */
function sharedModule(shared: (() => Uint8Array) | undefined): CompiledModule | undefined {
  try {
    return shared === undefined ? undefined : compiledModule(shared());
  } catch {
    return undefined;
  }
}
