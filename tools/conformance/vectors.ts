/** The reference vectors as they lie on disk. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export interface Vector {
  readonly id: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly expected: unknown;
  readonly tolerance: Readonly<Record<string, unknown>>;
  /** Computed by whoever collected the vectors, from a published formula: it checks nothing but ourselves. */
  readonly isDerived?: boolean;
}

export interface VectorFile {
  /** Name without extension, for example `stats-distributions`. */
  readonly name: string;
  /** What the vectors leave unsaid; empty where the file states nothing. */
  readonly defaults: Readonly<Record<string, unknown>>;
  readonly vectors: readonly Vector[];
}

const folders = ["statistics", "margin"];

/** Where the vectors lie: `PLIMSOLL_VECTORS`, or `shared/vectors` beside the repository. */
export function vectorsFolder(): string {
  const chosen = process.env["PLIMSOLL_VECTORS"];
  if (chosen !== undefined && chosen !== "") return resolve(chosen);
  return resolve(fileURLToPath(new URL("../../../shared/vectors", import.meta.url)));
}

/** Whether there is anything to check against. */
export function hasVectors(folder: string): boolean {
  return folders.some((name) => existsSync(join(folder, name)));
}

/** Every file of vectors, statistics first, each folder in order of name. */
export function readVectorFiles(folder: string): readonly VectorFile[] {
  return folders.flatMap((name) => {
    const path = join(folder, name);
    if (!existsSync(path)) return [];
    return readdirSync(path)
      .filter((file) => file.endsWith(".json"))
      .sort()
      .map((file) => ({ name: file.replace(/\.json$/, ""), ...readFile(join(path, file)) }));
  });
}

function readFile(path: string): Pick<VectorFile, "defaults" | "vectors"> {
  const content: unknown = JSON.parse(readFileSync(path, "utf8"));
  const defaults = isRecord(content) ? content["defaults"] : undefined;
  return { defaults: isRecord(defaults) ? defaults : {}, vectors: readVectors(path, content) };
}

function readVectors(path: string, content: unknown): readonly Vector[] {
  const list = Array.isArray(content) ? content : isRecord(content) ? content["vectors"] : undefined;
  if (!Array.isArray(list)) throw new Error(`${path}: neither an array nor an object with "vectors"`);
  return list.map((entry: unknown) => {
    if (!isRecord(entry) || typeof entry["id"] !== "string") throw new Error(`${path}: a vector without an id`);
    const { id, inputs, expected, tolerance } = entry;
    return {
      id,
      inputs: isRecord(inputs) ? inputs : {},
      expected,
      tolerance: isRecord(tolerance) ? tolerance : {},
      isDerived: entry["derivedHere"] === true,
    };
  });
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
