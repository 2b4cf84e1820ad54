import type { SectionReportData } from "../../reports/sectionReport.ts";
import { writeWhole } from "./writeFile.ts";

/** Writes a page of sections. What draws charts is loaded here: it takes longer than most commands, which draw none. */
export async function writeSections(path: string, data: SectionReportData): Promise<void> {
  const { sectionReport } = await import("../../reports/sectionReport.ts");
  await writeWhole(path, sectionReport(data));
}
