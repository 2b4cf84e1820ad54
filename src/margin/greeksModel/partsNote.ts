import type { BoxMove, Expansion } from "./worstMove.ts";

/** The P&L of a move by what makes it. */
export interface PnlParts {
  readonly delta: number;
  readonly gamma: number;
  readonly vega: number;
  readonly theta: number;
  /** Vanna, volga and charm. */
  readonly cross: number;
}

export const partsOf = (expansion: Expansion, { price: x, volatility: u, time: s }: BoxMove): PnlParts => ({
  delta: expansion.delta * x,
  gamma: 0.5 * expansion.gamma * x * x,
  vega: expansion.vega * u,
  theta: expansion.theta * s,
  cross: expansion.vanna * x * u + 0.5 * expansion.volga * u * u + expansion.charm * x * s,
});

/** Which move is the worst, and what each Greek gains or loses in it. */
export function partsNote(expansion: Expansion, move: BoxMove, label: string): string {
  const shown = Object.entries(partsOf(expansion, move)).filter(([, pnl]) => pnl !== 0);
  if (shown.length === 0) return "no move within the bounds loses";
  return `${label}: ${shown.map(([name, pnl]) => `${name} ${Number(pnl.toPrecision(6))}`).join(", ")}`;
}
