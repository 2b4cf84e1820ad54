import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { FaultList, failed, type Outcome, success } from "../../numerics/outcome.ts";
import type { HistoryImport } from "../../venues/importers/history/historyImporter.ts";
import { importHistory } from "../../venues/importers/history/importHistory.ts";
import { readInputFile } from "./readFile.ts";

const historyName = /\.csv(?:\.gz)?$/i;

/**
 * Reads one history file, or every `.csv` and `.csv.gz` of a folder in order of name, not those of its subfolders.
 *
 * @param filter which files of a folder to read at all, by name
 * @returns all imports, or one failure that lists what is wrong with each file
 */
export async function loadHistory(
  dirOrFiles: string,
  filter: (fileName: string) => boolean = () => true,
): Promise<Outcome<HistoryImport[]>> {
  const names = await historyNames(dirOrFiles);
  if (names === null) {
    const imported = await importFile(dirOrFiles);
    return imported.ok ? success([imported.value]) : imported;
  }
  const paths = names.filter(filter).map((name) => join(dirOrFiles, name));
  if (paths.length === 0) {
    const message = "0 history files to read (.csv, .csv.gz), must be at least 1";
    return failed({ code: "missing-data", path: dirOrFiles, message });
  }
  const faults = new FaultList();
  const imports: HistoryImport[] = [];
  for (const path of paths) {
    const imported = await importFile(path);
    if (imported.ok) imports.push(imported.value);
    else faults.add(imported.failure);
  }
  if (faults.count > 0) return failed(faults.toFailure(dirOrFiles, `${paths.length} history files`));
  return success(imports);
}

async function importFile(path: string): Promise<Outcome<HistoryImport>> {
  const file = await readInputFile(path);
  return file.ok ? importHistory(file.value) : file;
}

/** The history files of a folder, sorted; null when the path is no folder, for then reading it says what is wrong. */
async function historyNames(path: string): Promise<string[] | null> {
  const facts = await stat(path).catch(() => undefined);
  if (facts?.isDirectory() !== true) return null;
  return (await readdir(path)).filter((name) => historyName.test(name)).sort();
}
