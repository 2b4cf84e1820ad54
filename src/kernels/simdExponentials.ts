import { exp } from "../numerics/exponential.ts";
import { assertColumn } from "./assertColumn.ts";
import type { Kernels } from "./kernels.ts";
import { type CompiledModule, instantiated, tablesEnd } from "./wasmModule.ts";

interface Exports {
  exponentials(values: number, count: number): number;
}

/** Values at a time. */
const chunk = 4096;

/** Computed in the module's memory and copied out, chunk by chunk; what lies beyond its range, one by one. */
export function simdExponentials(module: CompiledModule): Pick<Kernels, "exponentials"> {
  const { exports, buffer } = instantiated<Exports>(module, 8 * chunk);
  const column = new Float64Array(buffer, tablesEnd, chunk);
  return {
    exponentials(values, out) {
      assertColumn(out, values.length, "out");
      for (let from = 0; from < values.length; from += chunk) {
        const to = Math.min(from + chunk, values.length);
        const count = to - from;
        column.set(from === 0 && to === values.length ? values : values.subarray(from, to));
        // What fills the last four is computed and not read.
        column.fill(0, count, count + 3);
        const left = exports.exponentials(tablesEnd, (count + 3) & ~3);
        if (left > 0)
          for (let s = 0; s < count; s++) if (!(Math.abs(values[from + s]!) <= 620)) column[s] = exp(values[from + s]!);
        out.set(column.subarray(0, count), from);
      }
    },
  };
}
