/** How many upstream vectors each rulebook answers, and where the pages of the models say so. */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { venueRulebooks } from "../../src/margin/rulebooks.ts";
import { isVerified } from "../../src/margin/venueRulebook.ts";
import type { ConformanceReport, FamilyReport } from "./run.ts";

/** Of the rows that come from upstream; those that whoever collected them derived from a formula do not count. */
export interface UpstreamCount {
  readonly passed: number;
  readonly total: number;
}

export interface RulebookCounts {
  /** Requirements, P&L and weights, through `assessAccount`. */
  readonly margins: UpstreamCount;
  readonly liquidationPrices: UpstreamCount;
  readonly formulas: UpstreamCount;
}

export function countsOf({ files }: ConformanceReport, rulebook: string): RulebookCounts {
  const own = files.flatMap(({ families }) => families).filter((family) => family.rulebook === rulebook);
  const count = (families: readonly FamilyReport[]): UpstreamCount => ({
    passed: families.reduce((total, { upstreamPassed }) => total + upstreamPassed, 0),
    total: families.reduce((total, { upstreamTotal }) => total + upstreamTotal, 0),
  });
  return {
    margins: count(own.filter(({ isFormula, isLiquidationPrice }) => !isFormula && !isLiquidationPrice)),
    liquidationPrices: count(own.filter(({ isLiquidationPrice }) => isLiquidationPrice)),
    formulas: count(own.filter(({ isFormula }) => isFormula)),
  };
}

const begin = "<!-- conformance:begin -->\n";
const end = "<!-- conformance:end -->";

/** A page with its conformance as the run found it; the page itself where it has no place for it. */
function pageWithCounts(page: string, modelId: string, report: ConformanceReport): string {
  const [before, rest] = page.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) return page;
  const lines = venueRulebooks
    .filter(({ model }) => model.id === modelId)
    .map((rulebook) => {
      const { margins, liquidationPrices, formulas } = countsOf(report, rulebook.id);
      const told = [
        { count: margins, what: "requirements" },
        { count: liquidationPrices, what: "liquidation prices" },
        { count: formulas, what: "formulas" },
      ]
        .filter(({ count }) => count.total > 0)
        .map(({ count, what }) => `${count.passed} of ${count.total} ${what}`);
      const verified = isVerified(rulebook) ? "" : "; unverified";
      return `- \`${rulebook.id}\`: ${told.length === 0 ? "no upstream vector" : told.join(", ")}${verified}\n`;
    });
  return `${before}${begin}${lines.join("")}${end}${after}`;
}

const pages = fileURLToPath(new URL("../../docs/models/", import.meta.url));

/** The pages of models that rulebooks run, each as it stands and as the run says it should. */
export const pagesWithCounts = (report: ConformanceReport) =>
  [...new Set(venueRulebooks.map(({ model }) => model.id))]
    .map((id) => ({ id, file: `${pages}${id}.md` }))
    .filter(({ file }) => existsSync(file))
    .map(({ id, file }) => {
      const page = readFileSync(file, "utf8");
      return { file, page, counted: pageWithCounts(page, id, report) };
    });
