/**
 * Ranks from 1, ties sharing the mean of theirs.
 *
 * @param values shape [n], without NaN; read, never reordered
 * @returns      shape [n]
 * @cost         n·log n
 */
export function averageRanks(values: Float64Array): Float64Array {
  const order = Uint32Array.from(values, (_, t) => t).sort((i, j) => values[i]! - values[j]! || i - j);
  const ranks = new Float64Array(values.length);
  let from = 0;
  while (from < order.length) {
    let to = from;
    while (to + 1 < order.length && values[order[to + 1]!] === values[order[from]!]) to += 1;
    for (let at = from; at <= to; at++) ranks[order[at]!] = 0.5 * (from + to) + 1;
    from = to + 1;
  }
  return ranks;
}

/**
 * Ranks over n + 1: what stands for the unknown distribution functions in the fit of a copula.
 *
 * @param series shape [D][n], without NaN
 * @returns      shape [D][n], in (0, 1)
 * @source       C. Genest, K. Ghoudi, L.-P. Rivest, Biometrika 82 (1995)
 */
export function pseudoObservations(series: readonly Float64Array[]): Float64Array[] {
  return series.map((values) => averageRanks(values).map((rank) => rank / (values.length + 1)));
}
