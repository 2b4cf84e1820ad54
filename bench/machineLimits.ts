import { mkdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";
import { type CompiledModule, compiledModule, instantiated, tablesEnd } from "../src/kernels/wasmModule.ts";
import { cpuSeconds } from "./paired.ts";

/** What one thread can do at best with strict vectors of 128 bits; billions a second. */
export interface MachineLimits {
  /** Multiplications and additions, none of them fused. */
  readonly float32GigaFlops: number;
  readonly float64GigaFlops: number;
  /** Bytes read from a buffer that a cache of the second level holds, one of the third, and none. */
  readonly l2GigaBytes: number;
  readonly l3GigaBytes: number;
  readonly dramGigaBytes: number;
}

interface Exports {
  multiplyAdd32(rounds: number): number;
  multiplyAdd64(rounds: number): number;
  readAll(from: number, bytes: number, rounds: number): number;
}

const mebibyte = 2 ** 20;
const bufferBytes = { l2: mebibyte / 4, l3: 8 * mebibyte, dram: 512 * mebibyte };

/** The best of some attempts, because neighbours can only slow what is measured. */
export async function machineLimits(): Promise<MachineLimits> {
  const { exports, buffer } = instantiated<Exports>(await compiled(), bufferBytes.dram);
  // Memory that nobody has written to is one page of zeros, which every cache holds.
  new Uint8Array(buffer, tablesEnd).fill(1);
  const best = (billions: number, work: () => void): number => {
    work();
    return billions / Math.min(...Array.from({ length: 7 }, () => cpuSeconds(work)));
  };
  const flops = 4_000_000;
  const read = (bytes: number): number => {
    const rounds = Math.ceil((2 * bufferBytes.dram) / bytes);
    return best((bytes * rounds) / 1e9, () => exports.readAll(tablesEnd, bytes, rounds));
  };
  return {
    float32GigaFlops: best((96 * flops) / 1e9, () => exports.multiplyAdd32(flops)),
    float64GigaFlops: best((48 * flops) / 1e9, () => exports.multiplyAdd64(flops)),
    l2GigaBytes: read(bufferBytes.l2),
    l3GigaBytes: read(bufferBytes.l3),
    dramGigaBytes: read(bufferBytes.dram),
  };
}

/** The limits in a sentence. */
export function limitsText(limits: MachineLimits): string {
  const { float32GigaFlops, float64GigaFlops, l2GigaBytes, l3GigaBytes, dramGigaBytes } = limits;
  const [l2, l3, dram] = [l2GigaBytes, l3GigaBytes, dramGigaBytes].map((one) => one.toFixed(1));
  return [
    "Limits of one thread, measured in the same run: strict 128-bit multiply and add",
    `${float32GigaFlops.toFixed(1)} GFLOP/s in float32 and ${float64GigaFlops.toFixed(1)} in float64;`,
    `reading ${l2} GB/s from 256 KiB (L2), ${l3} from 8 MiB (L3), ${dram} from 512 MiB (DRAM).`,
  ].join(" ");
}

async function compiled(): Promise<CompiledModule> {
  const root = fileURLToPath(new URL("..", import.meta.url));
  const outFile = "dist/bench/machineLimits.wasm";
  mkdirSync(`${root}/dist/bench`, { recursive: true });
  const options = ["-O3", "--noAssert", "--runtime", "stub", "--enable", "simd", "--importMemory"];
  const { error } = await asc.main(["wasm/machineLimits.ts", "--baseDir", root, "--outFile", outFile, ...options]);
  if (error !== null) throw error;
  const module = compiledModule(readFileSync(`${root}/${outFile}`));
  if (module === undefined) throw new Error("this machine has no vector instructions");
  return module;
}
