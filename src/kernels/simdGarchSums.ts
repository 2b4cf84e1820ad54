import { assertSeries, garchStateLength } from "./garchSums.ts";
import type { Kernels } from "./kernels.ts";
import { type CompiledModule, instantiated, tablesEnd } from "./wasmModule.ts";

/** Addresses are bytes of the module's memory. */
interface Exports {
  garchSums(state: number, first: number, second: number, count: number): void;
}

/** Returns at a time; a multiple of 4, after which products are looked at. */
const chunk = 4096;

/** Returns are copied in, so many at a time, and the state is carried from one chunk to the next. */
export function simdGarchSums(module: CompiledModule): Pick<Kernels, "garchSums"> {
  const { exports, buffer } = instantiated<Exports>(module, 512 + 16 * chunk);
  const [firstAt, secondAt] = [tablesEnd + 512, tablesEnd + 512 + 8 * chunk];
  const carried = new Float64Array(buffer, tablesEnd, garchStateLength);
  const lanes = [new Float64Array(buffer, firstAt, chunk), new Float64Array(buffer, secondAt, chunk)] as const;
  return {
    garchSums(state, first, second) {
      assertSeries(state, first, second);
      const count = first.length;
      carried.set(state.length === garchStateLength ? state : state.subarray(0, garchStateLength));
      for (let from = 0; from < count; from += chunk) {
        const to = Math.min(from + chunk, count);
        const isWhole = from === 0 && to === count;
        lanes[0].set(isWhole ? first : first.subarray(from, to));
        if (first !== second) lanes[1].set(isWhole ? second : second.subarray(from, to));
        exports.garchSums(tablesEnd, firstAt, first === second ? firstAt : secondAt, to - from);
      }
      state.set(carried);
    },
  };
}
