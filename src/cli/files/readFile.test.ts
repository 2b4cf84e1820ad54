import { createHash } from "node:crypto";
import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readInputFile } from "./readFile.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "plimsoll-read-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function written(name: string, content: string | Buffer): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

async function messageOf(path: string): Promise<string> {
  const read = await readInputFile(path);
  expect(read.ok).toBe(false);
  return read.ok ? "" : read.failure.message;
}

test("text and gzipped text read alike, each with the hash of its own bytes", async () => {
  const text = "a,b\n1,é\n";
  for (const [name, bytes] of [["a.csv", Buffer.from(text)] as const, ["a.csv.gz", gzipSync(text)] as const]) {
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const read = await readInputFile(await written(name, bytes));
    expect(read).toEqual({ ok: true, value: { name, text, sha256, bytes: bytes.length } });
  }
});

test("characters that straddle chunks survive", async () => {
  const text = `x${"é".repeat(200_000)}`;
  const read = await readInputFile(await written("long.csv", text));
  expect(read.ok && read.value.text === text).toBe(true);
});

test("a truncated gzip, at any depth, is one failure that says so", async () => {
  const whole = gzipSync("a,b\n".repeat(10_000));
  for (const length of [5, 12, whole.length >> 1, whole.length - 1]) {
    expect(await messageOf(await written("cut.csv.gz", whole.subarray(0, length)))).toContain("truncated gzip");
  }
});

test("a gzip of many chunks that ends early is truncated too", async () => {
  const lines = Array.from({ length: 300_000 }, (_, k) => `${k},${Math.sin(k)}\n`);
  const whole = gzipSync(lines.join(""));
  expect(whole.length).toBeGreaterThan(1_000_000);
  expect(await messageOf(await written("long.csv.gz", whole.subarray(0, -1000)))).toContain("truncated gzip");
});

test("damaged gzip, empty file, empty gzip, folder and missing file are failures", async () => {
  const damaged = gzipSync("a,b\n".repeat(10_000));
  damaged.fill(0xff, 12, 40);
  expect(await messageOf(await written("bad.csv.gz", damaged))).toContain("damaged gzip");
  expect(await messageOf(await written("empty.csv", ""))).toContain("empty");
  expect(await messageOf(await written("empty.csv.gz", gzipSync("")))).toContain("empty");
  expect(await messageOf(folder)).toContain("folder");
  expect(await messageOf(join(folder, "none.csv"))).toContain("no such file");
});

test("bytes that are no UTF-8 are not text", async () => {
  expect(await messageOf(await written("latin.csv", Buffer.from([0x61, 0xe9, 0x0a])))).toContain("not UTF-8");
  expect(await messageOf(await written("cut.csv", Buffer.from([0x61, 0xc3])))).toContain("not UTF-8");
  expect(await messageOf(await written("much.csv", Buffer.alloc(8_000_000, 0xe9)))).toContain("not UTF-8");
});

test("1 GiB of zeros is refused at its first chunk, sparse or gzipped", async () => {
  const sparse = await written("zeros.csv", "");
  await truncate(sparse, 1024 ** 3);
  const before = process.resourceUsage().maxRSS;
  expect(await messageOf(sparse)).toBe("not a text file: a NUL byte at 0");
  expect(await messageOf(await written("zeros.csv.gz", gzipSync(Buffer.alloc(64 * 1024 ** 2))))).toContain("NUL byte");
  expect(process.resourceUsage().maxRSS - before).toBeLessThan(200 * 1024);
});

test("more text than the limit is refused with the number and the limit", async () => {
  const member = gzipSync(Buffer.alloc(16 * 1024 ** 2, "1,2\n"));
  const path = await written("bomb.csv.gz", Buffer.concat(Array.from({ length: 17 }, () => member)));
  expect(await messageOf(path)).toMatch(/more than 268435456 bytes of text \(read \d+\), at most 268435456/);
}, 60_000);
