import type { Kernels } from "./kernels.ts";
import { type CompiledModule, instantiated, tablesEnd } from "./wasmModule.ts";

interface Exports {
  normals(
    key0: number,
    key1: number,
    block: number,
    block1: number,
    stream0: number,
    stream1: number,
    ...outProbabilitiesPlacesAndCount: [number, number, number, number]
  ): void;
}

/** Blocks a call, two numbers each. */
const chunk = 2048;

/** Random numbers by position: computed in the module's memory and copied out, chunk by chunk. */
export function simdNormals(module: CompiledModule): Pick<Kernels, "normals"> {
  const bytes = 2 * chunk * Float64Array.BYTES_PER_ELEMENT;
  const { exports, buffer } = instantiated<Exports>(module, 3 * (bytes + 16));
  const [probabilities, places] = [tablesEnd + bytes, tablesEnd + 2 * bytes + 16];
  const drawn = new Float64Array(buffer, tablesEnd, 2 * chunk);
  return {
    normals({ seed, stream, block }, out) {
      for (let from = 0; from < out.length; from += 2 * chunk) {
        const to = Math.min(from + 2 * chunk, out.length);
        // Blocks that fill the last four are computed and not read.
        const count = Math.ceil((to - from) / 8) * 4;
        exports.normals(
          seed[0],
          seed[1],
          block + from / 2,
          0,
          stream[0],
          stream[1],
          tablesEnd,
          probabilities,
          places,
          count,
        );
        out.set(drawn.subarray(0, to - from), from);
      }
    },
  };
}
