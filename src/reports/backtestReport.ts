import { escaped, htmlTable, items, kept, page, provenanceSection, type ReportTable, tableOf } from "./html.ts";
import { breachTimeline, drawings, type MarginPlotData, marginPlot, modelColours } from "./svg.ts";

/** One row a book, one column a model; the word of a cell may go on a line of its own. */
export interface SummaryTable {
  readonly head: readonly string[];
  readonly rows: readonly {
    readonly book: string;
    readonly cells: readonly { readonly figures: string; readonly word: string }[];
  }[];
}

/** All that the report shows, already computed: this file formats and draws, nothing else. */
export interface BacktestReportData {
  readonly title: string;
  /** Shown beside the title; for generated data it says synthetic. */
  readonly dataLabel: string;
  /** The verdict in words. */
  readonly sentences: readonly string[];
  /** What was observed. */
  readonly scope: string;
  readonly currency: string;
  readonly mporHours: number;
  readonly models: readonly string[];
  readonly summary: SummaryTable;
  readonly coverage: ReportTable;
  readonly sizes: ReportTable;
  readonly weeks: readonly { readonly title: string; readonly table: ReportTable }[];
  readonly tests: ReportTable;
  /** How the verdict is reached, and what it is worth. */
  readonly rules: readonly string[];
  readonly procyclicality: ReportTable;
  readonly plots: readonly { readonly title: string; readonly data: MarginPlotData }[];
  readonly breaches: readonly { readonly model: string; readonly time: number }[];
  readonly books: { readonly table: ReportTable; readonly sentences: readonly string[] };
  readonly parameters: readonly (readonly [string, string])[];
  readonly lineage: readonly (readonly string[])[];
  readonly assumptions: readonly string[];
  readonly omissions: ReportTable;
  readonly provenance: readonly (readonly [string, string])[];
}

/** One HTML file without any external request; equal data give equal bytes. */
export function backtestReport(data: BacktestReportData): string {
  const [first, ...others] = data.plots;
  const lineage = { head: ["market", "file", "bars", "missing", "SHA-256"], rows: data.lineage };
  return page(
    data.title,
    `<header>
<h1>${escaped(data.title)} <span class="label">${escaped(data.dataLabel)}</span></h1>
<ul class="verdict">${items(data.sentences)}</ul>
<p class="scope">${escaped(data.scope)}</p>
</header>
<section class="summary"><h2>Coverage (breaches)</h2>${summaryTable(data.summary)}</section>
<section><h2>Requirement against realised loss</h2>${legend(data.models)}${first ? figure(first, data.currency) : ""}
<p>${escaped(drawingSentence(data))}</p></section>
<section><h2>Coverage in detail</h2>${htmlTable(data.coverage)}</section>
<section><h2>How the verdict is reached</h2><ul>${items(data.rules)}</ul></section>
<section><h2>Tests on non-overlapping observations</h2>${htmlTable(data.tests)}</section>
<section><h2>Size of breaches</h2>
<p>Loss less requirement, in ${escaped(data.currency)} and as a share of the requirement, over all observations; the date is the one of the observation, from which the loss ran ${data.mporHours} h.</p>${htmlTable(data.sizes)}</section>
<section><h2>Breaches over time, all books</h2><figure>${drawn((drawing) => breachTimeline(data.breaches, data.models, drawing))}</figure></section>
${data.weeks.map(({ title, table }) => `<section class="prose"><h2>${escaped(title)}</h2>${htmlTable(table)}</section>`).join("\n")}
<section><h2>Procyclicality</h2>
<p>Requirement of an unchanged book: highest over lowest, largest rise over a span (none where no two observations lie that far apart), standard deviation of its logarithm.</p>${htmlTable(data.procyclicality)}</section>
<section><h2>Books</h2>${htmlTable(data.books.table)}<ul>${items(data.books.sentences)}</ul></section>
<section><h2>Every book</h2>${others.map((one) => figure(one, data.currency)).join("")}</section>
<section class="prose"><h2>Parameters</h2>${htmlTable({ head: ["model", "parameters and hash"], rows: data.parameters })}</section>
<section><h2>Data lineage</h2>${htmlTable(lineage)}<ul>${items(data.assumptions)}</ul></section>
<section><h2>Times without an observation</h2>${htmlTable(data.omissions)}</section>
${provenanceSection(data.provenance)}`,
  );
}

const legend = (models: readonly string[]): string => {
  const colours = modelColours(models);
  const keys = models.map(
    (model, k) => `<span class="key"><i style="background:${colours[k]}"></i>${escaped(model)}</span>`,
  );
  return `<p class="legend">${keys.join("")}<span class="key"><i class="loss"></i>loss</span><span class="key">○ breach</span></p>`;
};

const drawingSentence = ({ mporHours, models }: BacktestReportData): string => {
  const [wide, narrow] = drawings.map(({ stretches }) => stretches);
  const rings =
    models.length > 1 ? " Rings grow from model to model, so that breaches of several at one time are all seen." : "";
  return `Lines: initial requirement at each time. Grey bars: loss over the ${mporHours} h that followed. Where there are more observations than the drawing has room for, the time is cut into ${wide} equal stretches (${narrow} on a narrow screen): a line then shows the lowest and the highest requirement of each stretch, a bar the largest loss of each half of it, a ring its largest breach.${rings}`;
};

const drawn = (draw: (drawing: (typeof drawings)[number]) => string): string => drawings.map(draw).join("");

const figure = ({ title, data }: BacktestReportData["plots"][number], currency: string): string =>
  `<figure><figcaption>${escaped(title)}</figcaption>${drawn((drawing) => marginPlot(data, currency, drawing))}</figure>`;

function summaryTable({ head, rows }: SummaryTable): string {
  const cell = ({ figures, word }: SummaryTable["rows"][number]["cells"][number]): string =>
    `<td class="${word === "accepted" ? "plain" : "noted"}"><span>${kept(figures)}</span> <span>${escaped(word)}</span></td>`;
  return tableOf(
    head,
    rows.map(({ book, cells: row }) => `<td>${escaped(book)}</td>${row.map(cell).join("")}`),
  );
}
