import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Writes columns for the peers, which find the folder in a variable of the environment, and removes them in the end.
 *
 * @returns the folder
 */
export function writeForPeers(variable: string, columns: Readonly<Record<string, Float64Array | Int32Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-bench-"));
  process.on("exit", () => rmSync(folder, { recursive: true }));
  for (const [name, column] of Object.entries(columns)) {
    writeFileSync(join(folder, name), new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  }
  process.env[variable] = folder;
  return folder;
}
