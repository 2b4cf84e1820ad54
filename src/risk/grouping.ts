import type { MarketSnapshot } from "../market/marketSnapshot.ts";

export type GroupField = "kind" | "underlying" | "expiresAt" | "strike" | "settlementCurrency" | "id";
export type GroupKey = { readonly [F in GroupField]?: string | number };

/** Which rows add up together. Made once a snapshot, so a group has one index for every account. */
export interface Grouping {
  /** [G] */
  readonly keys: readonly GroupKey[];
  /** [I] group of each row. */
  readonly groupOf: Int32Array;
}

/** Groups rows that agree on all `fields`; no fields make one group of everything. */
export function groupingOf(snapshot: MarketSnapshot, fields: readonly GroupField[]): Grouping {
  const keys: GroupKey[] = [];
  const indexOf = new Map<string, number>();
  const groupOf = Int32Array.from(snapshot.instruments, (row) => {
    const terms: GroupKey = row;
    const key: GroupKey = Object.fromEntries(fields.map((field) => [field, terms[field]]));
    const text = JSON.stringify(key);
    const known = indexOf.get(text);
    if (known !== undefined) return known;
    indexOf.set(text, keys.length);
    return keys.push(key) - 1;
  });
  return { keys, groupOf };
}
