import type { QuantileTable } from "../numerics/quantileTable.ts";
import { tableHalf } from "../numerics/quantileTable.ts";
import { assertColumn } from "./assertColumn.ts";
import type { Kernels } from "./kernels.ts";
import type { DrawPlace } from "./uniforms.ts";
import { type CompiledModule, instantiated, tablesEnd } from "./wasmModule.ts";

interface Exports {
  uniforms(
    key0: number,
    key1: number,
    block: number,
    block1: number,
    stream0: number,
    stream1: number,
    ...outAndCount: [number, number]
  ): void;
  normalQuantiles(...numbersOutProbabilitiesPlacesAndCount: [number, number, number, number, number]): void;
  symmetricQuantiles(coefficients: number, numbers: number, out: number, count: number): void;
  halvedQuantiles(coefficients: number, numbers: number, out: number, count: number): void;
}

type Draws = Pick<Kernels, "uniforms" | "normals" | "studentTs" | "normalQuantiles" | "tabulatedQuantiles">;

/** Numbers a call: what they are made of stays in the first-level cache. */
const chunk = 2048;

/** Numbers by position and by inversion: computed in the module's memory and copied out, chunk by chunk. */
export function simdDraws(module: CompiledModule): Draws {
  const bytes = chunk * Float64Array.BYTES_PER_ELEMENT;
  const tableBytes = 2 * tableHalf * Float64Array.BYTES_PER_ELEMENT;
  const { exports, buffer } = instantiated<Exports>(module, 3 * (bytes + 16) + tableBytes);
  const [probabilities, places] = [tablesEnd + bytes + 16, tablesEnd + 2 * (bytes + 16)];
  const coefficients = places + bytes + 16;
  const numbers = new Float64Array(buffer, tablesEnd, chunk);
  const tableValues = new Float64Array(buffer, coefficients, 2 * tableHalf);
  let placedTable: Float64Array | undefined;

  const drawFrom = ({ seed, stream, block }: DrawPlace, from: number, count: number): void => {
    // Blocks that fill the last four are computed and not read.
    const blocks = Math.ceil(count / 8) * 4;
    exports.uniforms(seed[0], seed[1], block + from / 2, 0, stream[0], stream[1], tablesEnd, blocks);
  };
  const invertNormal = (count: number): void => {
    exports.normalQuantiles(tablesEnd, tablesEnd, probabilities, places, Math.ceil(count / 4) * 4);
  };
  const inversionOf = ({ isSymmetric, coefficients: values }: QuantileTable) => {
    // Looked up by identity: a law is tabulated once and drawn from many times.
    if (placedTable !== values) tableValues.set(values);
    placedTable = values;
    const invert = isSymmetric ? exports.symmetricQuantiles : exports.halvedQuantiles;
    return (count: number): void => invert(coefficients, tablesEnd, tablesEnd, Math.ceil(count / 2) * 2);
  };
  const chunks = (out: Float64Array, fill: (from: number, count: number) => void): void => {
    for (let from = 0; from < out.length; from += chunk) {
      const count = Math.min(chunk, out.length - from);
      fill(from, count);
      out.set(count === chunk ? numbers : numbers.subarray(0, count), from);
    }
  };
  return {
    uniforms: (place, out) => chunks(out, (from, count) => drawFrom(place, from, count)),
    normals(place, out) {
      chunks(out, (from, count) => {
        drawFrom(place, from, count);
        invertNormal(count);
      });
    },
    studentTs(table, place, out) {
      const invert = inversionOf(table);
      chunks(out, (from, count) => {
        drawFrom(place, from, count);
        invert(count);
      });
    },
    normalQuantiles(given, out) {
      assertColumn(given, out.length, "numbers");
      chunks(out, (from, count) => {
        numbers.set(given.subarray(from, from + count));
        invertNormal(count);
      });
    },
    tabulatedQuantiles(table, given, out) {
      assertColumn(given, out.length, "numbers");
      const invert = inversionOf(table);
      chunks(out, (from, count) => {
        numbers.set(given.subarray(from, from + count));
        invert(count);
      });
    },
  };
}
