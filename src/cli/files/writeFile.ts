import { rename, writeFile } from "node:fs/promises";

/** Written beside and then renamed, so that nobody finds half a file. */
export async function writeWhole(path: string, content: string | Buffer): Promise<void> {
  await writeFile(`${path}.part`, content);
  await rename(`${path}.part`, path);
}
