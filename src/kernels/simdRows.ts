import { assertBlack76Columns, type Black76RowTerms } from "./black76Row.ts";
import type { Kernels } from "./kernels.ts";
import { type CompiledModule, instantiated, tablesEnd } from "./wasmModule.ts";

type Five<T> = [T, T, T, T, T];

/** Addresses are bytes of the module's memory: forwards, log ratios, volatilities, inverses, values. */
interface Exports {
  black76Row(
    sign: number,
    strike: number,
    inverseStrike: number,
    moneyness: number,
    root: number,
    inverseRoot: number,
    ...addressesAndCount: [...Five<number>, number]
  ): void;
  black76FilterRow: Exports["black76Row"];
}

interface Columns<T> {
  readonly forwards: T;
  readonly logRatios: T;
  readonly volatilities: T;
  readonly inverses: T;
}

/** Scenarios a call: five columns of them stay in the second-level cache of one core. */
const chunk = 4096;

/** Kernels of one option under many scenarios: columns are copied in and values out, chunk by chunk. */
export function simdRows(module: CompiledModule): Pick<Kernels, "black76Row" | "black76FilterRow"> {
  const { exports, buffer } = instantiated<Exports>(module, 5 * chunk * Float64Array.BYTES_PER_ELEMENT);
  const placed = <T>(bytes: number, viewAt: (address: number) => T) => {
    const addresses = [0, 1, 2, 3, 4].map((k) => tablesEnd + k * chunk * bytes) as Five<number>;
    return { addresses, views: addresses.map(viewAt) as Five<T> };
  };
  const doubles = placed(8, (address) => new Float64Array(buffer, address, chunk));
  const singles = placed(4, (address) => new Float32Array(buffer, address, chunk));
  return {
    black76Row: (terms, columns, out) => run(exports.black76Row, terms, columns, out, { ...doubles, lanes: 2 }),
    black76FilterRow: (terms, columns, out) =>
      run(exports.black76FilterRow, terms, columns, out, { ...singles, lanes: 4 }),
  };
}

interface Placed<T> {
  readonly addresses: Five<number>;
  readonly views: Five<T>;
  readonly lanes: number;
}

function run<T extends Float64Array | Float32Array>(
  kernel: Exports["black76Row"],
  { optionType, strike, moneyness, root }: Black76RowTerms,
  columns: Columns<T>,
  out: T,
  { addresses, views: [forwards, logRatios, volatilities, inverses, values], lanes }: Placed<T>,
): void {
  assertBlack76Columns(columns, out.length);
  const sign = optionType === "call" ? 1 : -1;
  for (let from = 0; from < out.length; from += chunk) {
    const to = Math.min(from + chunk, out.length);
    forwards.set(columns.forwards.subarray(from, to));
    logRatios.set(columns.logRatios.subarray(from, to));
    volatilities.set(columns.volatilities.subarray(from, to));
    inverses.set(columns.inverses.subarray(from, to));
    // Scenarios that fill the last vector are computed and not read.
    const count = Math.ceil((to - from) / lanes) * lanes;
    kernel(sign, strike, 1 / strike, moneyness, root, 1 / root, ...addresses, count);
    out.set(values.subarray(0, to - from), from);
  }
}
