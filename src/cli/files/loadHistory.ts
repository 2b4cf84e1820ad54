import type { Dirent } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { FaultList, failed, type Outcome, success } from "../../numerics/outcome.ts";
import type { HistoryImport } from "../../venues/importers/history/historyImporter.ts";
import { importHistory } from "../../venues/importers/history/importHistory.ts";
import { readInputFile } from "./readFile.ts";

const historyName = /\.csv(?:\.gz)?$/i;

/** Which files of a folder to read at all. */
export interface WantedFiles {
  readonly matches: (fileName: string) => boolean;
  /** In words, for the failure when no file matches: `1h bars of BTC from binance`. */
  readonly description: string;
}

/**
 * Reads one history file, or every `.csv` and `.csv.gz` of a folder in order of name, not those of its subfolders.
 *
 * @param wanted which files of a folder to read at all, by name; a path to one file is read whatever it says
 * @returns all imports, or one failure that lists what is wrong with each file
 */
export async function loadHistory(
  dirOrFiles: string,
  wanted: WantedFiles | WantedFiles["matches"] = () => true,
): Promise<Outcome<HistoryImport[]>> {
  const facts = await stat(dirOrFiles).catch(() => undefined);
  if (facts === undefined) {
    const message = "no such file or folder, must be a folder of history files or one such file";
    return failed({ code: "missing-data", path: dirOrFiles, message });
  }
  if (!facts.isDirectory()) return loadOne(dirOrFiles);
  const names = await namesIn(dirOrFiles, wanted);
  if (!names.ok) return names;
  const faults = new FaultList();
  const imports: HistoryImport[] = [];
  for (const name of names.value) {
    const imported = await importFile(join(dirOrFiles, name));
    if (imported.ok) imports.push(imported.value);
    else faults.add(imported.failure);
  }
  if (faults.count > 0) return failed(faults.toFailure(dirOrFiles, `${names.value.length} history files`));
  return success(imports);
}

async function loadOne(path: string): Promise<Outcome<HistoryImport[]>> {
  if (!historyName.test(path)) {
    const message = `${basename(path)} is no history file (.csv, .csv.gz) and no folder of them`;
    return failed({ code: "invalid", path, message });
  }
  const imported = await importFile(path);
  return imported.ok ? success([imported.value]) : imported;
}

async function importFile(path: string): Promise<Outcome<HistoryImport>> {
  const file = await readInputFile(path);
  return file.ok ? importHistory(file.value) : file;
}

/** The history files of a folder that are wanted, sorted, at least one. */
async function namesIn(
  folder: string,
  wanted: WantedFiles | WantedFiles["matches"],
): Promise<Outcome<readonly string[]>> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => undefined);
  if (entries === undefined) {
    return failed({ code: "invalid", path: folder, message: "not readable: no permission" });
  }
  const names = entries.flatMap(({ name }) => (historyName.test(name) ? [name] : [])).sort();
  const matches = typeof wanted === "function" ? wanted : wanted.matches;
  const chosen = names.filter(matches);
  if (chosen.length > 0) return success(chosen);
  const path = folder;
  if (names.length === 0) {
    const hint = "history files end in .csv or .csv.gz; those of subfolders are not read";
    return failed({ code: "missing-data", path, message: contentsOf(entries), hint });
  }
  const asked = typeof wanted === "function" ? "what is asked for" : wanted.description;
  return failed({
    code: "missing-data",
    path,
    message: `none of the folder's ${counted(names.length, "history file")} is ${asked}`,
    hint: `it holds ${listed(names)}`,
  });
}

function contentsOf(entries: readonly Dirent[]): string {
  if (entries.length === 0) return "the folder is empty, must hold at least 1 history file";
  const folders = entries.filter((entry) => entry.isDirectory()).length;
  const files = entries.length - folders;
  const held = [
    ...(files > 0 ? [counted(files, "other file")] : []),
    ...(folders > 0 ? [counted(folders, "subfolder")] : []),
  ];
  return `the folder holds ${held.join(" and ")} but no history file, must hold at least 1`;
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;

const namesListedMax = 10;

function listed(names: readonly string[]): string {
  const more = names.length - namesListedMax;
  return `${names.slice(0, namesListedMax).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
