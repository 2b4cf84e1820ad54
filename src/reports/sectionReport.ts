import {
  type HeatMap,
  heatColours,
  heatExtremes,
  heatMap,
  type LineChart,
  lineChart,
  roundNumber,
  type Waterfall,
  waterfall,
} from "./chart.ts";
import { type Comparison, comparisonHtml } from "./comparison.ts";
import { escaped, htmlTable, items, page, provenanceSection, type ReportTable } from "./html.ts";
import { drawings, palette } from "./svg.ts";

/** One part of a page: any of a sentence, a drawing, a table and a list. */
export interface ReportSection {
  readonly title: string;
  readonly text?: string;
  readonly lines?: LineChart;
  readonly heat?: HeatMap;
  readonly waterfall?: Waterfall;
  readonly comparison?: Comparison;
  readonly table?: ReportTable;
  /** The table's cells hold words that may break, the last column prose; otherwise it scrolls where it is too wide. */
  readonly isProse?: boolean;
  readonly list?: readonly string[];
}

export interface SectionReportData {
  readonly title: string;
  readonly dataLabel: string;
  /** What the page says, before any table. */
  readonly sentences: readonly string[];
  readonly sections: readonly ReportSection[];
  readonly provenance: readonly (readonly [string, string])[];
}

/** One HTML file without any external request; equal data give equal bytes. */
export function sectionReport({ title, dataLabel, sentences, sections, provenance }: SectionReportData): string {
  return page(
    title,
    `<header>
<h1>${escaped(title)} <span class="label">${escaped(dataLabel)}</span></h1>
<ul class="verdict">${items(sentences)}</ul>
</header>
${sections.map(sectionHtml).join("\n")}
${provenanceSection(provenance)}`,
  );
}

function sectionHtml(section: ReportSection): string {
  const { title, text, lines, heat, waterfall: steps, comparison, table, isProse = false, list } = section;
  const parts = [
    ...(text === undefined ? [] : [`<p>${escaped(text)}</p>`]),
    ...(lines === undefined ? [] : [legend(lines), figure(drawings.map((drawing) => lineChart(lines, drawing)))]),
    ...(heat === undefined ? [] : [scale(heat), figure(drawings.map((drawing) => heatMap(heat, drawing)))]),
    ...(steps === undefined ? [] : [figure(drawings.map((drawing) => waterfall(steps, drawing)))]),
    ...(comparison === undefined ? [] : [comparisonHtml(comparison)]),
    ...(table === undefined ? [] : [htmlTable(table)]),
    ...(list === undefined ? [] : [`<ul>${items(list)}</ul>`]),
  ];
  const name = comparison === undefined ? (isProse ? "prose" : "") : "comparison";
  return `<section${name === "" ? "" : ` class="${name}"`}><h2>${escaped(title)}</h2>${parts.join("")}</section>`;
}

const figure = (svgs: readonly string[]): string => `<figure>${svgs.join("")}</figure>`;

const legend = ({ curves, guide }: LineChart): string => {
  const keys = curves.map(
    ({ id }, k) => `<span class="key"><i style="background:${palette[k % palette.length]}"></i>${escaped(id)}</span>`,
  );
  const dashed = guide === undefined ? "" : `<span class="key">┆ ${escaped(guide.id)}</span>`;
  return `<p class="legend">${keys.join("")}${dashed}</p>`;
};

/** What the colours of a heat map mean. */
function scale(heat: HeatMap): string {
  const { most } = heatExtremes(heat);
  const swatch = `width:96px;height:10px;margin:0 6px;background:linear-gradient(90deg,${heatColours.join(",")})`;
  const ends = [-most, most].map((end) => escaped(`${roundNumber(end)} ${heat.unit}`));
  return `<p class="legend"><span class="key">${ends[0]}<i style="${swatch}"></i>+${ends[1]}</span><span class="key">▢ worst cell</span></p>`;
}
