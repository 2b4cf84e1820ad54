import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RandomStream } from "./randomStream.ts";

describe("RandomStream", () => {
  test("gives draw i of stream k whatever was drawn before, by whom, and in which order", () => {
    const draws = fc.array(fc.record({ stream: fc.nat(5), index: fc.nat(1000) }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(fc.nat(), draws, (seed, wanted) => {
        const shared = new Map<number, RandomStream>();
        for (const { stream, index } of wanted) {
          const worker = shared.get(stream) ?? new RandomStream({ seed, stream });
          shared.set(stream, worker);
          const alone = new RandomStream({ seed, stream });
          expect(worker.uniformAt(index)).toBe(alone.uniformAt(index));
          expect(worker.normalAt(index)).toBe(alone.normalAt(index));
        }
      }),
    );
  });

  test("walks through the same draws that it can be asked for", () => {
    const walking = new RandomStream({ seed: 7, stream: 3 });
    const asked = new RandomStream({ seed: 7, stream: 3 });
    for (let i = 0; i < 9; i += 1) expect(walking.nextUniform()).toBe(asked.uniformAt(i));
    asked.uniformAt(500);
    expect(asked.nextNormal()).toBe(walking.normalAt(0));
  });

  test("starts from the published first block", () => {
    // Words 6627e8d5 e169c58d: (0x6627e8d5 · 2^20 + 0xe169c + ½) · 2^-52.
    const expected = (0x6627e8d5 * 2 ** 20 + 0xe169c + 0.5) / 2 ** 52;
    expect(new RandomStream({ seed: 0, stream: 0 }).uniformAt(0)).toBe(expected);
  });

  test("differs between seeds and streams, and has the moments of its laws", () => {
    const stream = new RandomStream({ seed: 2 ** 40 + 1, stream: 2 ** 33 });
    expect(stream.uniformAt(0)).not.toBe(new RandomStream({ seed: 1, stream: 2 ** 33 }).uniformAt(0));
    expect(stream.uniformAt(0)).not.toBe(new RandomStream({ seed: 2 ** 40 + 1, stream: 0 }).uniformAt(0));
    const count = 20_000;
    let uniforms = 0;
    let squares = 0;
    for (let i = 0; i < count; i += 1) {
      uniforms += stream.uniformAt(i);
      squares += stream.normalAt(i) ** 2;
    }
    // Four standard errors: 4/√(12 n) and 4 √(2/n).
    expect(Math.abs(uniforms / count - 0.5)).toBeLessThan(0.0082);
    expect(Math.abs(squares / count - 1)).toBeLessThan(0.04);
  });

  test("refuses a seed that is not a whole number", () => {
    expect(() => new RandomStream({ seed: 0.5, stream: 0 })).toThrow("seed");
  });
});
