import { failed, type Outcome } from "../../../numerics/outcome.ts";
import { historyImporters } from "../../historyImporters.ts";
import { firstLine } from "./csvReader.ts";
import type { HistoryImport } from "./historyImporter.ts";

/** Reads a history file with the importer that knows its layout. */
export function importHistory(file: {
  readonly name: string;
  readonly text: string;
  readonly sha256: string;
}): Outcome<HistoryImport> {
  const header = firstLine(file.text);
  const importer = historyImporters.find((one) => one.recognises(header, file.name));
  if (importer !== undefined) {
    return importer.read(file.text, { file: file.name, sha256: file.sha256, format: importer.id });
  }
  const known = historyImporters.map((one) => `${one.id} (${one.title})`).join(", ");
  return failed({
    code: "unsupported",
    path: `${file.name}:1`,
    message: `wrong vendor or unknown layout: the first line is "${header.slice(0, 80)}"`,
    hint: `known layouts: ${known}`,
  });
}
