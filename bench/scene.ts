import type { Contender } from "./paired.ts";
import type { Peer } from "./peers.ts";

/** One kind of work, ours beside the peers'. */
export interface Scene {
  readonly id: string;
  readonly title: string;
  /** What one run's seconds, divided by `work`, are counted in. */
  readonly unit: string;
  readonly work: number;
  /** Before the first run; returns why the scene cannot be run here. */
  prepare?(): Promise<string | undefined>;
  /** The first is what the package runs. */
  readonly own: readonly Contender[];
  /** The first that is present is what ratios are against. */
  readonly peers: readonly Peer[];
  /** How well the numbers are met, measured in the same run. */
  accuracy(): string;
}

/** Wall-clock microseconds of single answers; ratios of medians against the last row. */
export interface LatencyRow {
  readonly name: string;
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  readonly ratio: number;
}

export type Latencies = { readonly rows: readonly LatencyRow[]; readonly note: string } | { readonly absent: string };

/** Single answers, one after another. */
export interface LatencyScene {
  readonly id: string;
  readonly title: string;
  measure(): Latencies;
}
