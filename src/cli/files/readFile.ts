import { createHash, type Hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { type Failure, FailureError, failed, type Outcome, success } from "../../numerics/outcome.ts";

export interface InputFile {
  /** Without folders. */
  readonly name: string;
  readonly text: string;
  /** Of the file's bytes, before any decompression; hexadecimal. */
  readonly sha256: string;
  /** Length of the file, before any decompression. */
  readonly bytes: number;
}

/** The most text, after decompression, that one file may hold. */
const textBytesMax = 256 * 1024 * 1024;

/** Reads a text file, gzipped or not, in bounded memory; refuses what is not text before reading all of it. */
export async function readInputFile(path: string): Promise<Outcome<InputFile>> {
  let refusal: Failure | undefined;
  try {
    await checkIsFile(path);
    const hash = createHash("sha256");
    const counter = { bytes: 0 };
    const source = Readable.from(hashed(createReadStream(path), hash, counter));
    const collected: string[] = [];
    const sink = async (chunks: AsyncIterable<Buffer>): Promise<void> => {
      try {
        for await (const text of textOf(chunks, path)) collected.push(text);
      } catch (error) {
        // The pipeline may report its own abort in place of the reason.
        if (error instanceof FailureError || error instanceof TypeError) refusal = failureOf(error, path);
        throw error;
      }
    };
    if (await isGzip(path)) await pipeline(source, createGunzip(), sink);
    else await pipeline(source, sink);
    const text = collected.join("");
    if (text === "") return failed({ code: "missing-data", path, message: "the file is empty" });
    return success({ name: basename(path), text, sha256: hash.digest("hex"), bytes: counter.bytes });
  } catch (error) {
    return failed(refusal ?? failureOf(error, path));
  }
}

/** Reads a file that is no text, as it is. */
export async function readInputBytes(path: string): Promise<Outcome<{ bytes: Uint8Array; sha256: string }>> {
  try {
    await checkIsFile(path);
    const bytes = await readFile(path);
    return success({ bytes, sha256: createHash("sha256").update(bytes).digest("hex") });
  } catch (error) {
    return failed(failureOf(error, path));
  }
}

async function checkIsFile(path: string): Promise<void> {
  const facts = await stat(path);
  if (facts.isDirectory()) {
    throw new FailureError({ code: "invalid", path, message: "a folder, must be a file" });
  }
  if (!facts.isFile()) throw new FailureError({ code: "invalid", path, message: "not a regular file" });
  if (facts.size === 0) throw new FailureError({ code: "missing-data", path, message: "the file is empty" });
}

async function isGzip(path: string): Promise<boolean> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await handle.close();
  }
}

async function* hashed(
  chunks: AsyncIterable<Buffer>,
  hash: Hash,
  counter: { bytes: number },
): AsyncGenerator<Buffer, void, undefined> {
  for await (const chunk of chunks) {
    hash.update(chunk);
    counter.bytes += chunk.length;
    yield chunk;
  }
}

/** The text of decompressed chunks; stops at the first that is not text. */
async function* textOf(chunks: AsyncIterable<Buffer>, path: string): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let bytes = 0;
  for await (const chunk of chunks) {
    if (chunk.includes(0)) {
      const message = `not a text file: a NUL byte at ${bytes + chunk.indexOf(0)}`;
      throw new FailureError({ code: "parsing", path, message });
    }
    bytes += chunk.length;
    if (bytes > textBytesMax) {
      const message = `more than ${textBytesMax} bytes of text (read ${bytes}), at most ${textBytesMax}`;
      throw new FailureError({ code: "invalid", path, message, hint: "split the file" });
    }
    yield decoder.decode(chunk, { stream: true });
  }
  yield decoder.decode();
}

function failureOf(error: unknown, path: string): Failure {
  if (error instanceof FailureError) return error.failure;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  switch (code) {
    case "ENOENT":
    case "ENOTDIR":
      return { code: "missing-data", path, message: "no such file" };
    case "EACCES":
    case "EPERM":
      return { code: "invalid", path, message: "not readable: no permission" };
    case "Z_BUF_ERROR":
      return { code: "parsing", path, message: "truncated gzip: the file ends early", hint: "get the file again" };
    case "Z_DATA_ERROR":
      return { code: "parsing", path, message: "damaged gzip", hint: "get the file again" };
    case "ERR_ENCODING_INVALID_ENCODED_DATA":
      return { code: "parsing", path, message: "not a text file: not UTF-8" };
    default:
      throw error;
  }
}
