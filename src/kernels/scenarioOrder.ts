/** Rows that tell scenarios apart, and how finely each is divided. */
const coordinatesMax = 4;
const bitsPerCoordinate = 5;
/** Scenarios from which the rows are chosen. */
const sampleSize = 1024;

/**
 * An order of scenarios in which those that hurt the same books lie together, so that the worst of any account fill few
 * cache lines. Speed alone depends on it.
 *
 * The rows that explain most of the others, one after another, are the coordinates; every scenario has a rank in each; and
 * the scenarios are walked along a curve that keeps neighbours together.
 *
 * @param unitPnl shape [I×S], row-major, finite
 * @returns       shape [S]: the scenario at each place
 * @cost          S·log S, and I times a sample of the scenarios
 * @source        pivoted Gram-Schmidt; G. M. Morton, A computer oriented geodetic data base (1966)
 */
export function scenarioOrder(unitPnl: Float64Array, scenarios: number): Uint32Array {
  const codes = new Float64Array(scenarios);
  leadingRows(unitPnl, scenarios).forEach((coordinate, k) => {
    const cells = 2 ** bitsPerCoordinate;
    orderOf(coordinate).forEach((s, rank) => {
      codes[s]! += spreadBits(Math.floor((rank * cells) / scenarios), k);
    });
  });
  return orderOf(codes);
}

/** Indices by ascending value, equal values by index. */
function orderOf(values: Float64Array): Uint32Array {
  return Uint32Array.from(values, (_, s) => s).sort((a, b) => values[a]! - values[b]! || a - b);
}

/** The bits of a cell, each at its place in the code of the `k`-th coordinate. */
function spreadBits(cell: number, k: number): number {
  let code = 0;
  for (let bit = 0; bit < bitsPerCoordinate; bit++) {
    if ((cell >> bit) & 1) code += 2 ** (bit * coordinatesMax + k);
  }
  return code;
}

/** Rows with the most left over after those before them are taken out, that of the later ones taken out likewise. */
function leadingRows(unitPnl: Float64Array, scenarios: number): Float64Array[] {
  const instruments = unitPnl.length / scenarios;
  const step = Math.max(1, Math.floor(scenarios / sampleSize));
  const sampled = Array.from({ length: instruments }, (_, i) => {
    const row = unitPnl.subarray(i * scenarios, (i + 1) * scenarios);
    return Float64Array.from({ length: Math.ceil(scenarios / step) }, (__, k) => row[k * step]!);
  });
  const leading: Float64Array[] = [];
  while (leading.length < coordinatesMax) {
    const sizes = sampled.map((row) => dot(row, row));
    const chosen = sizes.reduce((best, size, i) => (size > sizes[best]! ? i : best), 0);
    const size = sizes[chosen] ?? 0;
    if (!(size > 0)) break;
    leading.push(unitPnl.slice(chosen * scenarios, (chosen + 1) * scenarios));
    const taken = sampled[chosen]!.slice();
    for (const row of sampled) takeOut(row, taken, dot(row, taken) / size);
  }
  return leading.map((row, k) => {
    for (const before of leading.slice(0, k)) takeOut(row, before, dot(row, before) / dot(before, before));
    return row;
  });
}

function takeOut(row: Float64Array, other: Float64Array, share: number): void {
  for (let s = 0; s < row.length; s++) row[s]! -= share * other[s]!;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let s = 0; s < a.length; s++) sum += a[s]! * b[s]!;
  return sum;
}
