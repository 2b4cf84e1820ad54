import { style } from "./style.ts";

export interface ReportTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** One self-contained page: no script, no request beyond the file. */
export const page = (title: string, main: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
${main}
</main>
</body>
</html>
`;

export const provenanceSection = (facts: readonly (readonly [string, string])[]): string =>
  `<section><h2>Provenance</h2><dl>${facts.map(([name, value]) => `<dt>${escaped(name)}</dt><dd>${escaped(value)}</dd>`).join("")}</dl></section>`;

export const items = (texts: readonly string[]): string => texts.map((text) => `<li>${escaped(text)}</li>`).join("");

const cells = (row: readonly string[], tag: string): string =>
  row.map((cell) => `<${tag}>${kept(cell)}</${tag}>`).join("");

/** A number and its per cent sign stay on one line, and so does a date. */
export const kept = (text: string): string =>
  escaped(text)
    .replaceAll(" %", "\u00a0%")
    .replace(/\d{4}-\d{2}-\d{2}/g, '<span class="day">$&</span>');

export const tableOf = (head: readonly string[], body: readonly string[]): string =>
  `<div class="scroll"><table><thead><tr>${cells(head, "th")}</tr></thead><tbody>${body.map((row) => `<tr>${row}</tr>`).join("")}</tbody></table></div>`;

export const htmlTable = ({ head, rows }: ReportTable): string =>
  tableOf(
    head,
    rows.map((row) => cells(row, "td")),
  );

export const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
