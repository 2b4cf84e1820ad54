import type { AccountHoldings } from "./accountTails.ts";
import type { ProportionalRows } from "./proportionalRows.ts";

/** Below it no float32 sum, product or operand overflows. */
const float32Safe = 2 ** 126;

/** B of an account; +∞ where there is none. */
export function roundingBound(
  { pointers, rows, quantities }: AccountHoldings,
  a: number,
  { sizes, multiples, deviations }: ProportionalRows,
): number {
  const held = pointers[a + 1]! - pointers[a]!;
  let gross = 0;
  let operands = held;
  let apart = 0;
  for (let h = pointers[a]!; h < pointers[a + 1]!; h++) {
    const row = rows[h]!;
    const size = sizes[row]!;
    const quantity = Math.abs(quantities[h]!);
    const multiple = Math.abs(multiples[row]!);
    gross += quantity * size;
    apart += quantity * deviations[row]!;
    // A row that is another's multiple comes as that one: its quantity and its size are then others.
    operands += quantity * Math.max(1, multiple) + size * Math.max(1, 1 / multiple);
  }
  const units = (held + 4) * 2 ** -24;
  const isSafe = gross < float32Safe && operands < float32Safe && units < 0.5;
  return isSafe ? (units / (1 - units)) * (gross + apart) + apart + 2 ** -149 * operands : Number.POSITIVE_INFINITY;
}
