import { escaped, kept } from "./html.ts";

/** One answer: a bar of two lengths with a mark, and what is said of it. */
export interface ComparisonRow {
  readonly name: string;
  /** Stands below the name, set apart: what keeps this answer from being compared with the others. */
  readonly remark?: string;
  /** In one unit for all rows, none below 0. */
  readonly bar: { readonly inner: number; readonly outer: number; readonly mark: number };
  /** Drawn as an alarm. */
  readonly isAlarm: boolean;
  readonly cells: readonly string[];
}

/** Answers to one question side by side, and who gave none. */
export interface Comparison {
  /** Names of the columns: of the name, of the bar, of the cells. */
  readonly head: readonly string[];
  /** How many of the cells are numbers; the rest are words. */
  readonly numbers: number;
  readonly legend: { readonly inner: string; readonly outer: string; readonly mark: string };
  readonly rows: readonly ComparisonRow[];
  readonly refused: readonly { readonly name: string; readonly reason: string }[];
}

/** A mark further out than this multiple of the longest bar is not drawn, so that the bars can be told apart. */
const markMost = 1.5;

/** A table, one row an answer in the order given, then one row for each that gave none, with its reason. */
export function comparisonHtml({ head, numbers, legend, rows, refused }: Comparison): string {
  const longest = Math.max(...rows.map(({ bar }) => bar.outer), 0) || 1;
  const marks = rows.map(({ bar }) => bar.mark).filter((mark) => mark <= markMost * longest);
  const scale = Math.max(longest, ...marks);
  const labelled = (text: string, k: number): string =>
    `<td data-label="${escaped(head[2 + k]!)}" class="${k < numbers ? "number" : "words"}">${kept(text)}</td>`;
  const answers = rows.map(
    (row) =>
      `<tr${row.isAlarm ? ' class="alarm"' : ""}><td>${nameHtml(row)}</td><td class="bars">${barHtml(row.bar, scale)}</td>${row.cells.map(labelled).join("")}</tr>`,
  );
  const silent = refused.map(
    ({ name, reason }) =>
      `<tr class="refused"><td>${escaped(name)}</td><td colspan="${head.length - 1}">${kept(reason)}</td></tr>`,
  );
  const titles = head.map((name, k) => `<th${k > 1 + numbers ? ' class="words"' : ""}>${escaped(name)}</th>`).join("");
  const drawsMark = rows.some(({ bar }) => bar.mark <= scale);
  const keys = [
    `<span class="key"><i class="inner"></i>${escaped(legend.inner)}</span>`,
    `<span class="key"><i class="outer"></i>${escaped(legend.outer)}</span>`,
    ...(drawsMark ? [`<span class="key"><b></b>${escaped(legend.mark)}</span>`] : []),
  ].join("");
  return `<p class="legend">${keys}</p><table><thead><tr>${titles}</tr></thead><tbody>${[...answers, ...silent].join("")}</tbody></table>`;
}

const nameHtml = ({ name, remark }: ComparisonRow): string =>
  `<strong>${escaped(name)}</strong>${remark === undefined ? "" : `<small>${kept(remark)}</small>`}`;

function barHtml({ inner, outer, mark }: ComparisonRow["bar"], scale: number): string {
  const share = (value: number): string => `${Number(((100 * value) / scale).toFixed(1))}%`;
  const line = mark > scale ? "" : `<b style="left:${share(mark)}"></b>`;
  return `<div><i class="outer" style="width:${share(outer)}"></i><i class="inner" style="width:${share(inner)}"></i>${line}</div>`;
}
