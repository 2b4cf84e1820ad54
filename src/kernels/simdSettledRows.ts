import { assertColumn } from "./assertColumn.ts";
import type { Kernels } from "./kernels.ts";
import { type CompiledModule, instantiated, tablesEnd } from "./wasmModule.ts";

/** Addresses are bytes of the module's memory: levels, conversions, P&L; then how many scenarios. */
type AddressesAndCount = [number, number, number, number];

interface Exports {
  linearRow(size: number, mark: number, ...columns: AddressesAndCount): void;
  inverseRow(size: number, mark: number, ...columns: AddressesAndCount): void;
  valuedRow(value: number, base: number, paid: number, ...columns: AddressesAndCount): void;
}

/** Scenarios a call: three columns of them stay in the first-level cache of one core. */
const chunk = 1024;

/** P&L of one contract under many scenarios: columns are copied in and out, chunk by chunk. */
export function simdSettledRows(module: CompiledModule): Pick<Kernels, "linearRow" | "inverseRow" | "valuedRow"> {
  const bytes = chunk * Float64Array.BYTES_PER_ELEMENT;
  const { exports, buffer } = instantiated<Exports>(module, 3 * bytes);
  const addresses = [tablesEnd, tablesEnd + bytes, tablesEnd + 2 * bytes] as const;
  const column = (address: number): Float64Array => new Float64Array(buffer, address, chunk);
  const [levelsIn, conversionsIn, pnl] = [column(addresses[0]), column(addresses[1]), column(addresses[2])];
  const run = (
    name: "marks" | "values",
    levels: Float64Array,
    conversions: Float64Array,
    out: Float64Array,
    kernel: (...columns: AddressesAndCount) => void,
  ): void => {
    assertColumn(levels, out.length, name);
    assertColumn(conversions, out.length, "conversions");
    for (let from = 0; from < out.length; from += chunk) {
      const to = Math.min(from + chunk, out.length);
      levelsIn.set(levels.subarray(from, to));
      conversionsIn.set(conversions.subarray(from, to));
      // A scenario that fills the last vector is computed and not read.
      kernel(...addresses, Math.ceil((to - from) / 2) * 2);
      out.set(pnl.subarray(0, to - from), from);
    }
  };
  return {
    linearRow: ({ size, mark }, marks, conversions, out) =>
      run("marks", marks, conversions, out, (...columns) => exports.linearRow(size, mark, ...columns)),
    inverseRow: ({ size, mark }, marks, conversions, out) =>
      run("marks", marks, conversions, out, (...columns) => exports.inverseRow(size, mark, ...columns)),
    valuedRow: ({ value, base, conversion }, values, conversions, out) =>
      run("values", values, conversions, out, (...columns) =>
        exports.valuedRow(value, base, base * conversion, ...columns),
      ),
  };
}
