import { assert } from "../numerics/assert.ts";

/**
 * Stops when a column would end before what it fills; one that is longer is read in part.
 *
 * @param count numbers that the kernel reads of it
 * @throws InvariantError with the name of the column
 */
export function assertColumn(column: { readonly length: number }, count: number, name: string): void {
  if (column.length < count) assert(false, `${name} must have ${count} numbers; have ${column.length}`);
}
