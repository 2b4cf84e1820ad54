import { assertGroups, groupPnl } from "./groupPnl.ts";
import type { Kernels } from "./kernels.ts";
import { type CompiledModule, instantiated, tablesEnd } from "./wasmModule.ts";

/** Addresses are bytes of the module's memory. */
interface Exports {
  addHoldings(quantities: number, rows: number, stride: number, held: number, out: number, count: number): void;
}

/** Scenarios and holdings a call: their unit P&L stays in the second-level cache of one core. */
const chunk = 1024;
const heldMax = 16;
/** Where unit P&L is shorter, copying it costs more than summing it. */
const scenariosMin = 192;

/** Unit P&L is copied in, so many holdings of one group and so many scenarios at a time, and sums are copied out. */
export function simdGroupPnl(module: CompiledModule): Pick<Kernels, "groupPnl"> {
  const stride = chunk * Float64Array.BYTES_PER_ELEMENT;
  const { exports, buffer } = instantiated<Exports>(module, 128 + (heldMax + 1) * stride);
  const [sumsAt, rowsAt] = [tablesEnd + 128, tablesEnd + 128 + stride];
  const contracts = new Float64Array(buffer, tablesEnd, heldMax);
  const sums = new Float64Array(buffer, sumsAt, chunk);
  const unitPnl = new Float64Array(buffer, rowsAt, heldMax * chunk);
  return {
    groupPnl(book, held, out) {
      const { values, scenarios } = book;
      if (scenarios < scenariosMin) return groupPnl(book, held, out);
      assertGroups(book, held, out);
      const { pointers, rows, quantities } = held;
      for (let g = 0; g + 1 < pointers.length; g++) {
        for (let from = 0; from < scenarios; from += chunk) {
          const to = Math.min(from + chunk, scenarios);
          // Scenarios that fill the last eight are computed and not read.
          const count = Math.ceil((to - from) / 8) * 8;
          sums.fill(0);
          for (let h = pointers[g]!; h < pointers[g + 1]!; h += heldMax) {
            const taken = Math.min(heldMax, pointers[g + 1]! - h);
            for (let k = 0; k < taken; k++) {
              const row = rows[h + k]! * scenarios;
              contracts[k] = quantities[h + k]!;
              unitPnl.set(values.subarray(row + from, row + to), k * chunk);
            }
            exports.addHoldings(tablesEnd, rowsAt, stride, taken, sumsAt, count);
          }
          out.set(sums.subarray(0, to - from), g * scenarios + from);
        }
      }
    },
  };
}
