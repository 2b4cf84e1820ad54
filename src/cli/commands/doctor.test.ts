import { readFileSync } from "node:fs";
import { afterEach, describe, expect, it, vi } from "vitest";
import { loadKernels } from "../../kernels/load.ts";
import { exitCodes } from "../exitCodes.ts";
import { doctor } from "./doctor.ts";

const bytesOf = (name: string): Uint8Array => readFileSync(new URL(`../../kernels/${name}`, import.meta.url));
const [module, shared] = [bytesOf("kernels.wasm"), bytesOf("kernelsShared.wasm")];
/** Runs as well as the original: an empty section of one's own at its end changes nothing but the hash. */
const altered = (bytes: Uint8Array): Uint8Array => Uint8Array.of(...bytes, 0, 2, 1, 97);
const cut = (bytes: Uint8Array): Uint8Array => bytes.subarray(0, bytes.length - 1000);

function asked(): { exit: number; found: string; fix: string } {
  const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  const exit = doctor({ json: true });
  const { checks } = JSON.parse(String(write.mock.calls[0]![0])) as {
    readonly checks: readonly { readonly check: string; readonly found: string; readonly fix: string }[];
  };
  const { found, fix } = checks.find(({ check }) => check === "kernels")!;
  return { exit, found, fix };
}

afterEach(() => {
  vi.restoreAllMocks();
  loadKernels(module, () => shared);
});

describe("doctor compares the modules that run with those of its version", () => {
  it("and finds nothing wrong with them", () => {
    loadKernels(module, () => shared);
    expect(asked()).toMatchObject({ exit: exitCodes.ok, found: expect.stringMatching(/^simd, [0-9a-f]{8}$/), fix: "" });
  });

  const unread = (): Uint8Array => {
    throw new Error("no such file");
  };
  const other = "is cut short or of another version";
  it.each<[string, Uint8Array, () => Uint8Array, string]>([
    ["one that was altered and runs", altered(module), () => shared, `kernels.wasm ${other}`],
    ["one that was cut short, in whose place the reference runs", cut(module), () => shared, `kernels.wasm ${other}`],
    ["an altered one for threads", module, () => altered(shared), `kernelsShared.wasm ${other}`],
    ["one for threads that was cut short", module, () => cut(shared), `kernelsShared.wasm ${other}`],
    ["none for threads", module, unread, "kernelsShared.wasm cannot be read"],
  ])("fails on %s, and says what to do", (_, own, ofThreads, says) => {
    loadKernels(own, ofThreads);
    const { exit, found, fix } = asked();
    expect(exit).toBe(exitCodes.checkFailed);
    expect(found).toContain(says);
    expect(fix).toContain("reinstall");
  });
});
