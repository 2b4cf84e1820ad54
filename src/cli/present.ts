import Table from "cli-table3";
import { dollarCurrencies } from "../instruments/money.ts";
import type { Failure } from "../numerics/outcome.ts";

/** A plain table: first column left, the others right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const made = new Table({
    head: [...head],
    colAligns: head.map((_, k) => (k === 0 ? "left" : "right")),
    style: { head: [], border: [], compact: true },
    chars: {
      top: "",
      "top-mid": "",
      "top-left": "",
      "top-right": "",
      bottom: "",
      "bottom-mid": "",
      "bottom-left": "",
      "bottom-right": "",
      left: "",
      "left-mid": "",
      mid: "",
      "mid-mid": "",
      right: "",
      "right-mid": "",
      middle: " ",
    },
  });
  made.push(...rows.map((row) => [...row]));
  return made
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}

/** A failure as a person reads it: what, where, value against limit, what to do. */
export function failureText(failure: Failure, depth = 0): string {
  const indent = "  ".repeat(depth);
  const hint = failure.hint === undefined ? "" : `\n${indent}  ${failure.hint}`;
  const own = `${indent}${failure.path}: ${failure.message}${hint}`;
  return [own, ...(failure.faults ?? []).map((fault) => failureText(fault, depth + 1))].join("\n");
}

/** From here on digits say nothing that a reader can use. */
const plainMax = 1e15;

/** Thousands separated, as many decimals as asked. */
export function money(value: number, decimals = 0): string {
  if (Math.abs(value) >= plainMax) return value.toExponential(3);
  const rounded = value.toFixed(decimals);
  const [whole = "", fraction] = rounded.replace("-", "").split(".");
  const sign = rounded.startsWith("-") && Number(rounded) !== 0 ? "-" : "";
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return `${sign}${grouped}${fraction === undefined ? "" : `.${fraction}`}`;
}

/** Decimals that a reader needs of an amount: whole dollars, or a millionth of a coin. */
export const decimalsOf = (currency: string): number => (dollarCurrencies.includes(currency) ? 0 : 6);

export const percent = (share: number, decimals = 1): string => `${(100 * share).toFixed(decimals)} %`;

export const dayText = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
export const minuteText = (ms: number): string => `${new Date(ms).toISOString().slice(0, 16).replace("T", " ")}Z`;

const columnsMax = 80;

/** Breaks the lines of prose between words so that they fit a terminal; what is broken off is indented. */
export const wrapped = (text: string, indent = 0): string =>
  text
    .split("\n")
    .map((line) => wrappedLine(line, indent))
    .join("\n");

function wrappedLine(text: string, indent: number): string {
  const [first = "", ...words] = text.trimStart().split(" ");
  let line = `${" ".repeat(text.length - text.trimStart().length)}${first}`;
  const lines: string[] = [];
  for (const word of words) {
    if (line.length + 1 + word.length <= columnsMax) line = `${line} ${word}`;
    else {
      lines.push(line);
      line = `${" ".repeat(indent)}${word}`;
    }
  }
  return [...lines, line].join("\n");
}
