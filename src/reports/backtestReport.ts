import { breachTimeline, type MarginPlotData, marginPlot, modelColours } from "./svg.ts";

/** All that the report shows, already computed: this file formats and draws, nothing else. */
export interface BacktestReportData {
  readonly title: string;
  /** Shown beside the title; for generated data it says synthetic. */
  readonly dataLabel: string;
  readonly sentences: readonly string[];
  readonly currency: string;
  readonly models: readonly string[];
  /** One row a book, one column a model. */
  readonly summary: { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] };
  readonly coverage: { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] };
  readonly tests: { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] };
  readonly procyclicality: { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] };
  readonly plots: readonly { readonly title: string; readonly data: MarginPlotData }[];
  readonly breaches: readonly { readonly model: string; readonly time: number }[];
  readonly parameters: readonly (readonly [string, string])[];
  readonly lineage: readonly (readonly string[])[];
  readonly assumptions: readonly string[];
  readonly reproduce: string;
}

/** One HTML file without any external request; equal data give equal bytes. */
export function backtestReport(data: BacktestReportData): string {
  const [first, ...others] = data.plots;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${escaped(data.title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<header>
<h1>${escaped(data.title)} <span class="label">${escaped(data.dataLabel)}</span></h1>
<ul class="verdict">${data.sentences.map((text) => `<li>${escaped(text)}</li>`).join("")}</ul>
</header>
<section class="summary"><h2>Coverage</h2>${htmlTable(data.summary)}</section>
<section><h2>Requirement against realised loss</h2>${legend(data.models)}${first ? figure(first, data.currency) : ""}</section>
<section><h2>Coverage in detail</h2>${htmlTable(data.coverage)}</section>
<section><h2>Breaches over time, all books</h2><figure>${breachTimeline(data.breaches, data.models)}</figure></section>
<section><h2>Tests on non-overlapping observations</h2>
<p>Every start offset is tested; the range of p-values is shown, because no offset is better than another.</p>${htmlTable(data.tests)}</section>
<section><h2>Procyclicality</h2>${htmlTable(data.procyclicality)}</section>
<section><h2>Every book</h2>${others.map((one) => figure(one, data.currency)).join("")}</section>
<section><h2>Parameters</h2>${htmlTable({ head: ["model", "parameters and hash"], rows: data.parameters })}</section>
<section><h2>Data lineage</h2>${htmlTable({ head: ["market", "file", "bars", "missing", "SHA-256"], rows: data.lineage })}
<ul>${data.assumptions.map((text) => `<li>${escaped(text)}</li>`).join("")}</ul></section>
<section><h2>Reproduce</h2><pre>${escaped(data.reproduce)}</pre></section>
</main>
</body>
</html>
`;
}

const legend = (models: readonly string[]): string => {
  const colours = modelColours(models);
  const items = models.map(
    (model, k) => `<span class="key"><i style="background:${colours[k]}"></i>${escaped(model)}</span>`,
  );
  return `<p class="legend">${items.join("")}<span class="key"><i class="loss"></i>largest loss of each stretch</span><span class="key">○ breach</span></p>`;
};

const figure = ({ title, data }: BacktestReportData["plots"][number], currency: string): string =>
  `<figure><figcaption>${escaped(title)}</figcaption>${marginPlot(data, currency)}</figure>`;

function htmlTable({
  head,
  rows,
}: {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}): string {
  const cells = (row: readonly string[], tag: string) =>
    row.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join("");
  const body = rows.map((row) => `<tr>${cells(row, "td")}</tr>`).join("");
  return `<div class="scroll"><table><thead><tr>${cells(head, "th")}</tr></thead><tbody>${body}</tbody></table></div>`;
}

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

const style = `
:root{color-scheme:light dark;--ink:#1a1d21;--paper:#fff;--line:#d5dae0;--soft:#f3f5f7;--mark:#8a5a00}
@media (prefers-color-scheme:dark){:root{--ink:#e6e9ec;--paper:#15181c;--line:#3a414a;--soft:#1e2329;--mark:#f0b54a}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.45 system-ui,sans-serif}
main{max-width:1040px;margin:0 auto;padding:14px 16px}
h1{font-size:22px;margin:0 0 6px}h2{font-size:16px;margin:12px 0 4px}
.label{font-size:13px;font-weight:600;color:var(--mark);border:1px solid currentColor;border-radius:4px;padding:1px 6px;white-space:nowrap}
.verdict{margin:0;padding-left:18px}
.scroll{overflow-x:auto}
table{border-collapse:collapse;font-size:13px;font-variant-numeric:tabular-nums;width:100%}
th,td{padding:2px 8px;text-align:right;border-bottom:1px solid var(--line);white-space:nowrap}
th:first-child,td:first-child,th:nth-child(2),td:nth-child(2){text-align:left}
.summary th,.summary td{text-align:left}
figure{margin:4px 0 12px}figcaption{font-weight:600;font-size:14px}
svg{display:block;max-width:100%;height:auto;color:var(--ink)}
.legend{margin:0 0 4px;font-size:13px}.key{display:inline-block;margin-right:14px}
.key i{display:inline-block;width:14px;height:3px;margin-right:5px;vertical-align:middle}.key i.loss{background:currentColor;opacity:.35}
pre{background:var(--soft);padding:8px;white-space:pre-wrap;overflow-wrap:anywhere;font-size:13px}
td{max-width:520px;overflow:hidden;text-overflow:ellipsis}
@media (max-width:600px){figure{overflow-x:auto}svg{min-width:760px;max-width:none}body{font-size:13px}h1{font-size:18px}table{font-size:11px}th,td{padding:2px 5px}}
@media print{main{max-width:none}section{break-inside:avoid}}
`;
