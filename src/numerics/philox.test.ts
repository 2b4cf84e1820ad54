import { describe, expect, test } from "vitest";
import { philoxBlock, unitInterval } from "./philox.ts";

function blockOf(counter: readonly number[], key: readonly number[]): string {
  const block = new Uint32Array(4);
  philoxBlock(Uint32Array.from(counter), Uint32Array.from(key), block);
  return [...block].map((word) => word.toString(16).padStart(8, "0")).join(" ");
}

describe("philoxBlock", () => {
  test("gives the known answers published with the algorithm", () => {
    const ones = 0xffffffff;
    expect(blockOf([0, 0, 0, 0], [0, 0])).toBe("6627e8d5 e169c58d bc57ac4c 9b00dbd8");
    expect(blockOf([ones, ones, ones, ones], [ones, ones])).toBe("408f276d 41c83b0e a20bc7c6 6d5451fd");
    expect(blockOf([0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0])).toBe(
      "d16cfe09 94fdcceb 5001e420 24126ea1",
    );
  });

  test("may write over its own counter", () => {
    const words = new Uint32Array(4);
    philoxBlock(words, new Uint32Array(2), words);
    expect(words[0]).toBe(0x6627e8d5);
  });
});

describe("unitInterval", () => {
  test("never reaches 0 or 1", () => {
    expect(unitInterval(0, 0)).toBe(2 ** -53);
    expect(unitInterval(0xffffffff, 0xffffffff)).toBe(1 - 2 ** -53);
  });
});
