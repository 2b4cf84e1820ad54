import { assertGreeksColumns } from "./black76GreeksRow.ts";
import type { Kernels } from "./kernels.ts";
import { type CompiledModule, instantiated, tablesEnd } from "./wasmModule.ts";

interface Exports {
  black76GreeksRow(
    sign: number,
    strike: number,
    inverseStrike: number,
    moneyness: number,
    root: number,
    inverseRoot: number,
    ...addressesStrideAndCount: [number, number, number, number, number, number, number]
  ): void;
}

/** Scenarios a call: twelve columns of them stay in the second-level cache of one core. */
const chunk = 1024;

/** Value and Greeks of one option under many scenarios: columns are copied in and out, chunk by chunk. */
export function simdGreeksRow(module: CompiledModule): Pick<Kernels, "black76GreeksRow"> {
  const stride = chunk * Float64Array.BYTES_PER_ELEMENT;
  const { exports, buffer } = instantiated<Exports>(module, 12 * stride);
  const at = (k: number): number => tablesEnd + k * stride;
  const column = (k: number): Float64Array => new Float64Array(buffer, at(k), chunk);
  const [forwards, logRatios, volatilities, inverses] = [column(0), column(1), column(2), column(3)];
  const computed = Array.from({ length: 8 }, (_, k) => column(4 + k));
  return {
    black76GreeksRow({ optionType, strike, moneyness, root }, columns, out) {
      assertGreeksColumns(columns, out);
      const sign = optionType === "call" ? 1 : -1;
      const { values, deltas, gammas, vegas, thetas, vannas, volgas, charms } = out;
      const filled = [values, deltas, gammas, vegas, thetas, vannas, volgas, charms];
      for (let from = 0; from < values.length; from += chunk) {
        const to = Math.min(from + chunk, values.length);
        forwards.set(columns.forwards.subarray(from, to));
        logRatios.set(columns.logRatios.subarray(from, to));
        volatilities.set(columns.volatilities.subarray(from, to));
        inverses.set(columns.inverses.subarray(from, to));
        // A scenario that fills the last vector is computed and not read.
        const count = Math.ceil((to - from) / 2) * 2;
        const addresses = [at(0), at(1), at(2), at(3), at(4)] as const;
        exports.black76GreeksRow(sign, strike, 1 / strike, moneyness, root, 1 / root, ...addresses, stride, count);
        for (let k = 0; k < filled.length; k++) filled[k]!.set(computed[k]!.subarray(0, to - from), from);
      }
    },
  };
}
