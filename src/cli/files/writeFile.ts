import { constants } from "node:fs";
import { access, lstat, mkdir, rename, rm, rmdir, stat, statfs, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { type Failure, FailureError, failed, type Outcome, success } from "../../numerics/outcome.ts";

/**
 * Written beside and then renamed, so that nobody finds half a file.
 *
 * @throws FailureError that names what stands in the way, or that the disk is full; nothing is left beside
 */
export async function writeWhole(path: string, content: string | Buffer): Promise<void> {
  const part = `${path}.part`;
  try {
    await writeFile(part, content);
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined);
    const code = codeOf(error);
    const message = (await isFolder(path)) ? "is a folder, and a file has to go there" : `cannot be written: ${code}`;
    throw new FailureError({ code: "invalid", path, message, hint: "move it away, or choose another --out" });
  }
}

/** Says whether a folder stands at the path or could be made there, and makes nothing. */
export async function checkFolder(path: string): Promise<Outcome<true>> {
  const missing = await missingFolders(path);
  return missing.ok ? success(true) : missing;
}

/**
 * Makes a folder and those above it that are missing; what it made is gone again when one of them fails.
 *
 * One by one, because a recursive `mkdir` does not return on every path: under `/proc` it tries for ever.
 */
export async function makeFolder(path: string): Promise<Outcome<true>> {
  const missing = await missingFolders(path);
  if (!missing.ok) return missing;
  const made: string[] = [];
  for (const folder of missing.value) {
    const refusal = await mkdir(folder).catch((error: unknown) => error);
    if (refusal === undefined) made.push(folder);
    else if (!(await isFolder(folder))) {
      for (const one of made.reverse()) await rmdir(one).catch(() => undefined);
      return failed(outFailure(`${folder} cannot be made: ${codeOf(refusal)}`));
    }
  }
  return success(true);
}

/** The folders to be made, outermost first, below the nearest one that stands; it must be a folder and writable. */
async function missingFolders(path: string): Promise<Outcome<string[]>> {
  const missing: string[] = [];
  let place = resolve(path);
  while (!(await stands(place)) && dirname(place) !== place) {
    missing.unshift(place);
    place = dirname(place);
  }
  const refusal = await stat(place).then(
    (facts) => (facts.isDirectory() ? undefined : "is not a folder"),
    (error: unknown) => (codeOf(error) === "ENOENT" ? "is a link that leads nowhere" : `is refused: ${codeOf(error)}`),
  );
  if (refusal !== undefined) return failed(outFailure(`${place} ${refusal}`));
  if (!(await isWritable(place))) return failed(outFailure(`${place} is a folder that cannot be written to`));
  return success(missing);
}

/** True for a link that leads nowhere, too, and for what may not be looked at: no folder can be made in its place. */
const stands = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    (error: unknown) => !["ENOENT", "ENOTDIR"].includes(codeOf(error)),
  );

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (facts) => facts.isDirectory(),
    () => false,
  );

async function isWritable(path: string): Promise<boolean> {
  const allowed = await access(path, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
  if (!allowed) return false;
  // The superuser may write anywhere, says the system, even to a file system that holds no files of ours, like /proc.
  const [{ mode }, { blocks }] = await Promise.all([stat(path), statfs(path)]);
  return blocks > 0 || (mode & 0o222) !== 0;
}

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : String(error);

const outFailure = (message: string): Failure => ({
  code: "invalid",
  path: "--out",
  message,
  hint: "choose a folder that can be written to, or a new one inside such a folder",
});
