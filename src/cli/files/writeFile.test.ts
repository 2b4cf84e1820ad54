import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkFolder, makeFolder, writeWhole } from "./writeFile.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "plimsoll-write-"));
});
afterAll(() => rm(folder, { recursive: true }));

const made = { ok: true, value: true };
const isSuperuser = process.getuid?.() === 0;

test("nested missing folders are made, and making them again changes nothing", async () => {
  const path = join(folder, "a", "b", "c");
  expect(await makeFolder(path)).toEqual(made);
  await writeFile(join(path, "kept.txt"), "kept");
  expect(await makeFolder(path)).toEqual(made);
  expect(await readdir(path)).toEqual(["kept.txt"]);
});

test("a check of a folder that could be made makes nothing", async () => {
  expect(await checkFolder(join(folder, "later", "deeper"))).toEqual(made);
  expect(existsSync(join(folder, "later"))).toBe(false);
  expect(await checkFolder(folder)).toEqual(made);
});

describe.each([
  ["checkFolder", checkFolder],
  ["makeFolder", makeFolder],
] as const)("%s refuses", (_, ask) => {
  async function refusalOf(path: string): Promise<string> {
    const outcome = await ask(path);
    if (outcome.ok) throw new Error("was not refused");
    expect(outcome.failure).toMatchObject({ code: "invalid", path: "--out" });
    expect(outcome.failure.hint).toBeTruthy();
    return outcome.failure.message;
  }

  test("a file in the way, at the end and on the way", async () => {
    const file = join(folder, "file.txt");
    await writeFile(file, "in the way");
    expect(await refusalOf(file)).toBe(`${file} is not a folder`);
    expect(await refusalOf(join(file, "x", "y"))).toBe(`${file} is not a folder`);
  });

  test("a name longer than a name may be", async () => {
    expect(await refusalOf(join(folder, "n".repeat(300)))).toContain("ENAMETOOLONG");
  });

  test("a link that leads nowhere", async () => {
    const link = join(await mkdtemp(join(folder, "link-")), "out");
    await symlink(join(folder, "nowhere"), link);
    expect(await refusalOf(link)).toBe(`${link} is a link that leads nowhere`);
  });

  test.skipIf(isSuperuser)("a folder without permission to write", async () => {
    const locked = await mkdtemp(join(folder, "locked-"));
    await chmod(locked, 0o555);
    expect(await refusalOf(join(locked, "out"))).toBe(`${locked} is a folder that cannot be written to`);
  });

  test.skipIf(!existsSync("/proc/self"))(
    "a place that holds no files of ours, at once",
    async () => {
      expect(await refusalOf("/proc/plimsoll/out")).toBe("/proc is a folder that cannot be written to");
    },
    5_000,
  );
});

test("a folder in a file's place is named, and nothing is left beside it", async () => {
  const own = await mkdtemp(join(folder, "place-"));
  await mkdir(join(own, "result.json"));
  await expect(writeWhole(join(own, "result.json"), "{}")).rejects.toThrow(
    `${join(own, "result.json")}: is a folder, and a file has to go there`,
  );
  expect(await readdir(own)).toEqual(["result.json"]);
});

test("a folder that appears meanwhile is taken as it is", async () => {
  const path = join(folder, "race", "out");
  const raced = Promise.all([makeFolder(path), makeFolder(path)]);
  await mkdir(join(folder, "race")).catch(() => undefined);
  expect(await raced).toEqual([made, made]);
});
