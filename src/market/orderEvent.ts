/** One message about one order of a book. */
export interface OrderEvent {
  readonly id: string;
  /** Milliseconds UTC. */
  readonly timeMs: number;
  /** Quote currency. */
  readonly price: number;
  /** What is left of it after the event, base currency; of a cancelled order what was left, of a filled one 0. */
  readonly volume: number;
  readonly action: "created" | "changed" | "deleted";
  readonly side: "bid" | "ask";
}
