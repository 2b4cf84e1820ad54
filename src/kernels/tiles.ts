import type { UnitPnlRows } from "./accountTails.ts";

/** Scenarios of a tile: [row][64] in float32. */
export const tileWidth = 64;

/** Tiles in an order of which every beginning is spread over all scenarios, which history may have ordered. */
export function spreadOrder(count: number): Int32Array {
  let step = Math.max(1, Math.round(count * 0.618));
  while (greatestDivisor(step, count) > 1) step++;
  return Int32Array.from({ length: count }, (_, k) => (k * step) % count);
}

const greatestDivisor = (a: number, b: number): number => (b === 0 ? a : greatestDivisor(b, a % b));

/** Some tiles of the rows that stand for themselves. */
export function fillTiles(
  { values, scenarios }: UnitPnlRows,
  bases: Int32Array,
  from: number,
  count: number,
  out: Float32Array,
): void {
  const first = from * tileWidth;
  const end = Math.min(count * tileWidth, scenarios - first);
  bases.forEach((row, base) => {
    const begin = row * scenarios + first;
    for (let tile = 0; tile < count; tile++) {
      const to = (tile * bases.length + base) * tileWidth;
      const width = Math.min(tileWidth, end - tile * tileWidth);
      for (let s = 0; s < width; s++) out[to + s] = values[begin + tile * tileWidth + s]!;
      for (let s = width; s < tileWidth; s++) out[to + s] = 0;
    }
  });
}

/** [I×S] into [S×I], by squares whose lines stay in the cache. */
export function transpose({ values, instruments, scenarios }: UnitPnlRows, out: Float64Array): void {
  for (let first = 0; first < scenarios; first += 64) {
    const end = Math.min(first + 64, scenarios);
    for (let row = 0; row < instruments; row += 8) {
      const last = Math.min(row + 8, instruments);
      for (let s = first; s < end; s++) {
        for (let i = row; i < last; i++) out[s * instruments + i] = values[i * scenarios + s]!;
      }
    }
  }
}
