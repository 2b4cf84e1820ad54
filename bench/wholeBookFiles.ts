import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AccountHoldings } from "../src/kernels/index.ts";
import { tailCount } from "../src/statistics/tailCount.ts";
import { type SyntheticMarket, syntheticContracts, valueNow } from "./syntheticBook.ts";

/** What a whole run is given before the clock starts. */
export interface WholeBook {
  readonly instruments: number;
  readonly market: SyntheticMarket;
  readonly accounts: AccountHoldings;
}

export const confidenceLevel = 0.99;

/** Writes a book for processes of their own, ours and the peer's; returns the folder, and what removes it. */
export function writeWholeBook({ instruments, market, accounts }: WholeBook): { folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-bench-"));
  const { scenarios } = market;
  const contracts = syntheticContracts(instruments).flatMap(({ underlying, basis, column, option }) => {
    if (option === undefined) return [underlying, basis, column, 0, 0, 0, 0, 0];
    const sign = option.optionType === "call" ? 1 : -1;
    return [underlying, basis, column, sign, option.strike, option.moneyness, option.root, valueNow(option)];
  });
  const columns = {
    "sizes.i32": Int32Array.of(instruments, scenarios, accounts.pointers.length - 1),
    "forwards.f64": market.forwards,
    "logRatios.f64": market.logRatios,
    "volatilities.f64": market.volatilities,
    "inverses.f64": market.inverses,
    "contracts.f64": Float64Array.from(contracts),
    "pointers.i32": accounts.pointers,
    "rows.i32": accounts.rows,
    "quantities.f64": accounts.quantities,
    "tail.f64": Float64Array.of(tailCount(scenarios, confidenceLevel)),
  };
  for (const [name, column] of Object.entries(columns)) writeColumn(folder, name, column);
  return { folder, remove: () => rmSync(folder, { recursive: true }) };
}

export function readWholeBook(folder: string): WholeBook {
  const [instruments = 0, scenarios = 0] = integers(folder, "sizes.i32");
  return {
    instruments,
    market: {
      scenarios,
      forwards: doubles(folder, "forwards.f64"),
      logRatios: doubles(folder, "logRatios.f64"),
      volatilities: doubles(folder, "volatilities.f64"),
      inverses: doubles(folder, "inverses.f64"),
    },
    accounts: {
      pointers: integers(folder, "pointers.i32"),
      rows: integers(folder, "rows.i32"),
      quantities: doubles(folder, "quantities.f64"),
    },
  };
}

export function writeColumn(folder: string, name: string, column: Float64Array | Int32Array): void {
  writeFileSync(join(folder, name), new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
}

// A small file shares a buffer with others and begins anywhere in it: slices begin at 0.
const bytesOf = (folder: string, name: string): ArrayBuffer => Uint8Array.from(readFileSync(join(folder, name))).buffer;
export const doubles = (folder: string, name: string): Float64Array => new Float64Array(bytesOf(folder, name));
const integers = (folder: string, name: string): Int32Array => new Int32Array(bytesOf(folder, name));
