/** One way to do the same work. */
export interface Contender {
  readonly name: string;
  /** CPU seconds of one run of the whole work, by the contender's own clock where it is another process. */
  run(): number;
}

export interface Timing {
  readonly name: string;
  /** Median CPU seconds. */
  readonly seconds: number;
  /** Median over the rounds of peer time by this time: above 1 is faster than the peer. */
  readonly ratio: number;
}

/**
 * Runs contenders in turn, A B A B, so that a noisy neighbour slows all of them, and compares within each round.
 *
 * @param peer the contender that ratios are against, one of `contenders`
 */
export function paired(contenders: readonly Contender[], peer: Contender, rounds: number): Timing[] {
  for (const contender of contenders) contender.run();
  const seconds = contenders.map(() => [] as number[]);
  for (let round = 0; round < rounds; round++) {
    contenders.forEach((contender, k) => {
      seconds[k]!.push(contender.run());
    });
  }
  const peerSeconds = seconds[contenders.indexOf(peer)]!;
  return contenders.map(({ name }, k) => ({
    name,
    seconds: median(seconds[k]!),
    ratio: median(seconds[k]!.map((own, round) => peerSeconds[round]! / own)),
  }));
}

/** CPU seconds of this process that some work takes. */
export function cpuSeconds(work: () => void): number {
  const from = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1e6;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
