const reusedLength = 4096;
/** Reused between calls, which never overlap; larger requests get their own. */
const reused = new Float64Array(reusedLength);

/**
 * The `rank`-th smallest value, found without sorting the rest.
 *
 * @param values shape [n], without NaN; read, never reordered
 * @param rank   integer in 1…n
 * @cost         O(n log rank) at worst, near O(n) for a small rank; no allocation up to rank 4096
 * @source       a heap of the `rank` smallest seen so far, the largest of them on top
 */
export function smallestAt(values: Float64Array, rank: number): number {
  // A rank that comes out of a division is a double to the compiler, and heap indices made of it cost four times as much.
  const size = rank | 0;
  const heap = size <= reusedLength ? reused : new Float64Array(size);
  for (let i = 0; i < size; i += 1) siftUp(heap, i, values[i]!);
  let top = heap[0]!;
  for (let i = size; i < values.length; i += 1) {
    const value = values[i]!;
    if (value < top) {
      siftDown(heap, size, value);
      top = heap[0]!;
    }
  }
  return top;
}

function siftUp(heap: Float64Array, start: number, value: number): void {
  let hole = start;
  while (hole > 0) {
    const parent = (hole - 1) >> 1;
    if (heap[parent]! >= value) break;
    heap[hole] = heap[parent]!;
    hole = parent;
  }
  heap[hole] = value;
}

/** Replaces the top by `value`. */
function siftDown(heap: Float64Array, size: number, value: number): void {
  let hole = 0;
  for (;;) {
    let child = 2 * hole + 1;
    if (child >= size) break;
    if (child + 1 < size && heap[child + 1]! > heap[child]!) child += 1;
    if (heap[child]! <= value) break;
    heap[hole] = heap[child]!;
    hole = child;
  }
  heap[hole] = value;
}
