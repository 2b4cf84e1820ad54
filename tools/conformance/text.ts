/** The report in words: for a terminal, and as the page of the documentation. */
import type { ConformanceReport, FileReport, Miss } from "./run.ts";

/** A line per file, what is not covered, then every miss. */
export function reportLines(report: ConformanceReport): readonly string[] {
  const lines: string[] = [];
  for (const file of report.files) lines.push(...fileLines(file));
  const misses = report.files.flatMap(({ families }) => families.flatMap((family) => family.misses));
  if (misses.length > 0) lines.push("", "Misses:", ...misses.flatMap(missLines));
  lines.push("", totals(report));
  return lines;
}

/** The page `docs/conformance.md`. */
export function reportPage(report: ConformanceReport): string {
  const lines = [
    "# Conformance",
    "",
    "Written by `npm run conformance -- --write docs/conformance.md`; do not edit.",
    "",
    "Every id listed here was computed by the code of this repository and agrees with its reference vector within the",
    "vector's own tolerance. What no calculation covers is named, and never counts as passed.",
    "",
    "A formula is a part of a margin method, checked apart from an account; it never counts among the passed.",
    "",
    "| file | passed | formulas | missed | not covered | informational | input data |",
    "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
  ];
  for (const file of report.files) {
    lines.push(
      `| ${file.file} | ${file.passed} | ${file.formulas} | ${missed(file)} | ${uncovered(file)} | ${file.informational} | ${file.inputData} |`,
    );
  }
  lines.push("", `Total: ${totals(report)}.`);
  for (const file of report.files.filter(({ families }) => families.length > 0)) {
    lines.push("", `## ${file.file}`);
    for (const family of file.families) {
      lines.push(
        "",
        `### ${family.family}: ${family.passedIds.length} of ${family.total}${family.isFormula ? ", formula" : ""}`,
        "",
      );
      if (family.fieldsNotCompared.length > 0) {
        lines.push(`Fields not covered: ${family.fieldsNotCompared.map((field) => `\`${field}\``).join(", ")}.`, "");
      }
      lines.push(family.passedIds.map((id) => `\`${id}\``).join(", "));
      const missedIds = [...new Set(family.misses.map(({ id }) => id))];
      if (missedIds.length > 0) lines.push("", `Missed: ${missedIds.map((id) => `\`${id}\``).join(", ")}`);
    }
  }
  lines.push("", "## Not covered", "", "| file | family | vectors |", "| --- | --- | ---: |");
  for (const file of report.files) {
    for (const { family, count } of file.notCovered) lines.push(`| ${file.file} | ${family} | ${count} |`);
  }
  return `${lines.join("\n")}\n`;
}

function fileLines(file: FileReport): readonly string[] {
  if (file.inputData > 0) return [`${file.file}: ${file.inputData} series, input data of other vectors`];
  const targets = file.total - file.informational;
  const informational = file.informational > 0 ? `, ${file.informational} informational` : "";
  const open = file.notCovered.map(({ family, count }) => `${family} ${count}`).join(", ");
  const notCovered = open === "" ? "" : `, not covered ${uncovered(file)} (${open})`;
  if (file.families.length === 0) return [`${file.file} not covered ${targets}${informational} (${open})`];
  const formulas = file.formulas > 0 ? `, formulas ${file.formulas}` : "";
  const lines = [`${file.file} ${file.passed}/${targets}${formulas}${notCovered}${informational}`];
  for (const { family, fieldsNotCompared } of file.families) {
    if (fieldsNotCompared.length > 0) lines.push(`  ${family}: fields not covered: ${fieldsNotCompared.join(", ")}`);
  }
  return lines;
}

function missLines({ id, inputs, field, expected, got, allowed }: Miss): readonly string[] {
  const given = JSON.stringify(inputs);
  return [
    `  ${id} ${field}`,
    `    input    ${given.length > 400 ? `${given.slice(0, 400)}…` : given}`,
    `    expected ${JSON.stringify(expected)}`,
    `    got      ${typeof got === "number" ? String(got) : (JSON.stringify(got) ?? "nothing")}`,
    `    allowed  ${allowed.absolute} absolute, ${allowed.relative} relative`,
  ];
}

function totals({ passed, formulas, missed, notCovered }: ConformanceReport): string {
  return `${passed} passed, ${formulas} formulas, ${missed} missed, ${notCovered} not covered`;
}

function missed(file: FileReport): number {
  return file.families.reduce((sum, { total, passedIds }) => sum + total - passedIds.length, 0);
}

function uncovered(file: FileReport): number {
  return file.notCovered.reduce((sum, { count }) => sum + count, 0);
}
