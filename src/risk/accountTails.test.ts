import { expect, test } from "vitest";
import { RandomStream } from "../statistics/randomStream.ts";
import { accountTails } from "./accountTails.ts";
import { heldPnl } from "./heldPnl.ts";
import { measures } from "./measures.ts";

test.each(["equal", "of age", "a few"])(
  "many accounts at once have the bits of each account alone, with weights: %s",
  (kind) => {
    const random = new RandomStream({ seed: 3, stream: 9 });
    const [instruments, scenarios, count] = [25, 1500, 40];
    const unitPnl = Float64Array.from({ length: instruments * scenarios }, () => random.nextNormal());
    const pointers = Int32Array.from({ length: count + 1 }, (_, a) => (a * (a - 1)) / 2);
    const rows = Int32Array.from({ length: pointers[count]! }, () => Math.floor(instruments * random.nextUniform()));
    const quantities = Float64Array.from(rows, () => random.nextNormal());
    const weights = Float64Array.from({ length: scenarios }, (_, s) =>
      kind === "equal"
        ? 1 / scenarios
        : kind === "of age"
          ? 0.995 ** (scenarios - s)
          : s % 7 === 0
            ? random.nextUniform()
            : 0,
    );
    const { tailsOf } = accountTails(unitPnl, scenarios, { weights });
    const tails = tailsOf({ pointers, rows, quantities }, 0.975);
    for (let a = 0; a < count; a++) {
      const [from, to] = [pointers[a]!, pointers[a + 1]!];
      const held = Array.from(rows.subarray(from, to), (row, k) => ({ row, quantity: quantities[from + k]! }));
      const outcomes = heldPnl([held], unitPnl, scenarios);
      const lossOf = (measure: keyof typeof measures): number => measures[measure].lossOf(outcomes, 0.975, weights);
      expect(tails.expectedShortfalls[a]).toBe(lossOf("expected-shortfall"));
      expect(tails.valuesAtRisk[a]).toBe(lossOf("value-at-risk"));
      expect(tails.worstLosses[a]).toBe(lossOf("worst-case"));
    }
  },
);

test("refuses a level outside (0, 1) and rows that are not whole", () => {
  const accounts = { pointers: Int32Array.of(0, 1), rows: Int32Array.of(0), quantities: Float64Array.of(1) };
  const tails = accountTails(Float64Array.of(1, 2, 3, 4), 2);
  expect(() => tails.tailsOf(accounts, 1)).toThrow("(0, 1)");
  expect(() => accountTails(Float64Array.of(1, 2, 3), 2)).toThrow("whole rows of 2");
});

test("refuses weights that are none, also where all are alike", () => {
  const unitPnl = Float64Array.of(1, 2, 3, 4);
  const refused = (weights: readonly number[]) => () =>
    accountTails(unitPnl, 2, { weights: Float64Array.from(weights) });
  expect(refused([1, 1, 1])).toThrow("as many as scenarios (2); have 3");
  expect(refused([-1, -1])).toThrow("must not be negative");
  for (const weights of [
    [0, 0],
    [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
  ]) {
    expect(refused(weights)).toThrow("positive, finite sum");
  }
});

test("threads that are asked for are let go, and what they answered stays", () => {
  const random = new RandomStream({ seed: 4, stream: 1 });
  const unitPnl = Float64Array.from({ length: 10 * 500 }, () => random.nextNormal());
  const accounts = {
    pointers: Int32Array.from({ length: 201 }, (_, a) => 3 * a),
    rows: Int32Array.from({ length: 600 }, (_, h) => h % 10),
    quantities: Float64Array.from({ length: 600 }, () => random.nextNormal()),
  };
  const [alone, together] = [accountTails(unitPnl, 500), accountTails(unitPnl, 500, { threads: 3 })];
  expect(together.tailsOf(accounts, 0.975)).toEqual(alone.tailsOf(accounts, 0.975));
  together.close();
  expect(() => together.tailsOf(accounts, 0.975)).toThrow("closed");
  expect(() => accountTails(unitPnl, 500, { threads: 0 })).toThrow("threads must be a whole number from 1");
});
