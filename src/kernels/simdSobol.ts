import { sobolBits } from "../numerics/sobolDirections.ts";
import type { Kernels } from "./kernels.ts";
import { checkedCount } from "./sobol.ts";
import { type CompiledModule, instantiated, tablesEnd } from "./wasmModule.ts";

interface Exports {
  sobolColumn(directions: number, shift: number, first: number, out: number, count: number): void;
  nestedSobolColumn(directions: number, keys: number, first: number, out: number, count: number): void;
}

/** Points a call. */
const chunk = 4096;
/** Points begin at a multiple of four, so up to three before the first are computed and not read. */
const lanes = 4;

/** Points of a net: one dimension after another, copied out chunk by chunk. */
export function simdSobol(module: CompiledModule): Pick<Kernels, "sobol"> {
  const wordBytes = sobolBits * Uint32Array.BYTES_PER_ELEMENT;
  const { exports, buffer } = instantiated<Exports>(module, 2 * wordBytes + (chunk + 2 * lanes) * 8);
  const [keysAt, pointsAt] = [tablesEnd + wordBytes, tablesEnd + 2 * wordBytes];
  const placedDirections = new Uint32Array(buffer, tablesEnd, sobolBits);
  const placedKeys = new Uint32Array(buffer, keysAt, sobolBits);
  const points = new Float64Array(buffer, pointsAt, chunk + 2 * lanes);
  return {
    sobol(net, first, out) {
      const count = checkedCount(net, first, out);
      const { directions, shifts, nodeKeys } = net;
      for (let dimension = 0; dimension < net.dimensions; dimension++) {
        const words = [dimension * sobolBits, (dimension + 1) * sobolBits] as const;
        placedDirections.set(directions.subarray(...words));
        if (nodeKeys !== undefined) placedKeys.set(nodeKeys.subarray(...words));
        for (let from = 0; from < count; from += chunk) {
          const before = (first + from) % lanes;
          const start = first + from - before;
          const wanted = Math.min(chunk, count - from);
          const whole = Math.ceil((before + wanted) / lanes) * lanes;
          if (nodeKeys !== undefined) exports.nestedSobolColumn(tablesEnd, keysAt, start, pointsAt, whole);
          else exports.sobolColumn(tablesEnd, shifts[dimension]!, start, pointsAt, whole);
          out.set(points.subarray(before, before + wanted), dimension * count + from);
        }
      }
    },
  };
}
