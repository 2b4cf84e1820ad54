import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readFrom } from "./load.ts";

const failing = (code: string) => ({
  readFileSync: (): Uint8Array => {
    throw Object.assign(new Error(code), { code });
  },
});

describe("the kernels of a machine say why they are what they are", () => {
  test("vectors come with the module that runs", () => {
    const { kernels, module, reason } = readFrom({ readFileSync });
    expect(kernels.id).toBe("simd");
    expect(module?.length).toBeGreaterThan(1000);
    expect(reason).toBeUndefined();
  });

  test("without a module, with one that cannot be read or run, the reference runs", () => {
    expect(readFrom(failing("ENOENT"))).toMatchObject({ kernels: { id: "reference" }, reason: "missing" });
    expect(readFrom(failing("EACCES"))).toMatchObject({ kernels: { id: "reference" }, reason: "unreadable" });
    const damaged = readFrom({ readFileSync: () => Uint8Array.of(0, 97, 115, 109) });
    expect(damaged).toMatchObject({ kernels: { id: "reference" }, reason: "unsupported" });
  });
});
