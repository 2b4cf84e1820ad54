import type { Contender } from "./paired.ts";
import type { Peer } from "./peers.ts";

/** One kind of work, ours beside the peers'. */
export interface Scene {
  readonly id: string;
  readonly title: string;
  /** What one run's seconds, divided by `work`, are counted in. */
  readonly unit: string;
  readonly work: number;
  /** The first is what the package runs. */
  readonly own: readonly Contender[];
  /** The first that is present is what ratios are against. */
  readonly peers: readonly Peer[];
  /** How well the numbers are met, measured in the same run. */
  accuracy(): string;
}
