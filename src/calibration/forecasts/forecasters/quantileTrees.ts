import { failed } from "../../../numerics/outcome.ts";
import { quantile } from "../../../statistics/quantile.ts";
import { designOf, designStart } from "../designRow.ts";
import type { Forecaster } from "../forecaster.ts";
import { writeQuantiles } from "../writeQuantiles.ts";

/** Fixed and not tuned on anything: trees, their depth, the share of each that counts, steps in a leaf, cuts tried. */
const [trees, depth, shrinkage, leafMin, cuts] = [80, 2, 0.1, 60, 12];

interface Leaf {
  readonly value: number;
}
interface Split {
  readonly column: number;
  readonly cut: number;
  readonly below: Node;
  readonly above: Node;
}
type Node = Leaf | Split;

/** A low quantile of standardised returns by gradient boosting of small trees under the tick loss. */
export function quantileTrees(id: string, withFeatures: boolean): Forecaster {
  return {
    id,
    title: `Quantile gradient boosting${withFeatures ? " with the features given" : " on the own past"}`,
    source: "J. Friedman, Annals of Statistics 29 (2001); leaves by the quantile of what is left",
    forecastsVariance: false,
    readsFeatures: withFeatures,
    forecast(history, window, out) {
      const { to, until, tailProbability } = window;
      const from = Math.max(window.from, designStart);
      if (withFeatures && history.features.length === 0) {
        return failed({
          code: "missing-data",
          path: id,
          message: "no feature is given",
          hint: "give one with --feature",
        });
      }
      const { names, deviations, rows } = designOf(history, until, withFeatures);
      const left = deviations.map((deviation, t) => history.returns[t]! / deviation);
      const base = quantile(left.slice(from, to), tailProbability, 7);
      const quantiles = new Float64Array(until).fill(base);
      for (let t = from; t < until; t++) left[t]! -= base;
      const grid = names.map((_, column) => cutsOf(rows, column, from, to));
      const bins = grid.map((places, column) =>
        Uint8Array.from(rows, (row) => {
          const place = places.findIndex((cut) => row[column]! <= cut);
          return place < 0 ? places.length : place;
        }),
      );
      const gains = new Float64Array(names.length);
      const all = Array.from({ length: to - from }, (_, k) => from + k);
      for (let tree = 0; tree < trees; tree++) {
        const root = grown({ bins, left, grid, gains, tailProbability }, all, depth);
        for (let t = from; t < until; t++) {
          const move = shrinkage * valueAt(root, rows[t]!);
          quantiles[t]! += move;
          left[t]! -= move;
        }
      }
      const importance = new Map(names.map((name, p) => [name, gains[p]!]));
      return writeQuantiles({ returns: history.returns, deviations, quantiles }, { ...window, from }, out, {
        importance,
      });
    },
  };
}

/** Quantiles of a column, between which trees may cut. */
function cutsOf(rows: readonly Float64Array[], column: number, from: number, to: number): number[] {
  const values = Float64Array.from({ length: to - from }, (_, k) => rows[from + k]![column]!).sort();
  const places = Array.from({ length: cuts }, (_, k) => values[Math.floor(((k + 1) * values.length) / (cuts + 1))]!);
  return [...new Set(places)];
}

interface Growing {
  /** [columns][n] between which of its column's cuts a step lies: k for at most cut k and above cut k − 1. */
  readonly bins: readonly Uint8Array[];
  /** [n] targets less what earlier trees say. */
  readonly left: Float64Array;
  readonly grid: readonly (readonly number[])[];
  readonly gains: Float64Array;
  readonly tailProbability: number;
}

function grown(growing: Growing, members: readonly number[], levels: number): Node {
  const { bins, left, grid, gains, tailProbability } = growing;
  const own = (): Leaf => ({
    value: quantile(
      Float64Array.from(members, (t) => left[t]!),
      tailProbability,
      7,
    ),
  });
  if (levels === 0 || members.length < 2 * leafMin) return own();
  // The tick loss has slopes p above and p − 1 below: splits part the slopes.
  const slopes = members.map((t) => (left[t]! < 0 ? tailProbability - 1 : tailProbability));
  const total = slopes.reduce((sum, value) => sum + value, 0);
  let best: { column: number; place: number; gain: number } | undefined;
  for (const [column, places] of grid.entries()) {
    const [sums, counts] = [new Float64Array(cuts + 1), new Int32Array(cuts + 1)];
    members.forEach((t, k) => {
      const bin = bins[column]![t]!;
      sums[bin]! += slopes[k]!;
      counts[bin]! += 1;
    });
    let [sum, count] = [0, 0];
    for (let place = 0; place < places.length; place++) {
      sum += sums[place]!;
      count += counts[place]!;
      const others = members.length - count;
      if (count < leafMin || others < leafMin) continue;
      const gain = (sum * sum) / count + (total - sum) ** 2 / others - (total * total) / members.length;
      if (gain > (best?.gain ?? 1e-9)) best = { column, place, gain };
    }
  }
  if (best === undefined) return own();
  const { column, place, gain } = best;
  gains[column]! += gain;
  const isBelow = (t: number): boolean => bins[column]![t]! <= place;
  return {
    column,
    cut: grid[column]![place]!,
    below: grown(growing, members.filter(isBelow), levels - 1),
    above: grown(
      growing,
      members.filter((t) => !isBelow(t)),
      levels - 1,
    ),
  };
}

function valueAt(node: Node, row: Float64Array): number {
  let at = node;
  while ("column" in at) at = row[at.column]! <= at.cut ? at.below : at.above;
  return at.value;
}
