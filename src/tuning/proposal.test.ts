import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arithmeticCloses, historyOf, lastSnapshot, seriesOf, unwrapped } from "../../test/contracts/market.ts";
import { archetypes } from "../backtest/archetype.ts";
import type { MarginModel } from "../margin/marginModel.ts";
import { fixedRatio } from "../margin/models/fixedRatio.ts";
import { checkParameters } from "../margin/parameters.ts";
import { rulebookOf } from "../margin/rulebook.ts";
import { type AdjustmentPolicy, decide, effectsOf, type ParameterChange } from "./proposal.ts";

const dayMs = 86_400_000;
const value = fc.double({ min: 0.01, max: 1, noNaN: true });
const share = fc.double({ min: 0, max: 0.5, noNaN: true });
const policies: fc.Arbitrary<AdjustmentPolicy> = fc.record({
  parameter: fc.constant("priceRange"),
  lower: fc.double({ min: 0.01, max: 0.3, noNaN: true }),
  upper: fc.double({ min: 0.3, max: 1, noNaN: true }),
  stepShareMax: share,
  dailyShareMax: share,
  delayMs: fc.integer({ min: 0, max: dayMs }),
  isStopped: fc.boolean(),
});
/** Changes that lead from one value to the next, at rising times. */
const histories = fc
  .array(fc.tuple(value, fc.integer({ min: 1, max: dayMs })), { maxLength: 6 })
  .map((steps): ParameterChange[] => {
    let [from, atMs] = [0.2, 0];
    return steps.map(([to, wait]) => {
      atMs += wait;
      const change = { parameter: "priceRange", from, to, atMs };
      from = to;
      return change;
    });
  });

describe("what a machine may do with a proposal", () => {
  it("never leaves the bounds, the step, the day's cap or the delay, and never moves away from or past the proposal", () => {
    fc.assert(
      fc.property(policies, histories, value, fc.integer({ min: 0, max: dayMs }), (policy, changes, to, wait) => {
        const last = changes.at(-1);
        const [from, nowMs] = [last?.to ?? 0.2, (last?.atMs ?? 0) + wait];
        const decision = decide({ parameter: "priceRange", from, to }, policy, changes, nowMs);
        if (policy.isStopped) expect(decision.kind).toBe("stop");
        if (decision.kind !== "adjust") return;
        const moved = Math.abs(decision.to / from - 1);
        const spent = changes
          .filter(({ atMs }) => nowMs - atMs < dayMs)
          .reduce((total, one) => total + Math.abs(one.to / one.from - 1), 0);
        expect(moved).toBeLessThanOrEqual(policy.stepShareMax + 1e-12);
        expect(moved + spent).toBeLessThanOrEqual(policy.dailyShareMax + 1e-12);
        expect(decision.to).toBeGreaterThanOrEqual(policy.lower);
        expect(decision.to).toBeLessThanOrEqual(policy.upper);
        if (last !== undefined) expect(nowMs - last.atMs).toBeGreaterThanOrEqual(policy.delayMs);
        expect((decision.to - from) * (to - from)).toBeGreaterThan(0);
        expect(Math.abs(decision.to - from)).toBeLessThanOrEqual(Math.abs(to - from));
      }),
      { numRuns: 2000 },
    );
  });

  const policy: AdjustmentPolicy = {
    parameter: "priceRange",
    lower: 0.1,
    upper: 0.4,
    stepShareMax: 0.1,
    dailyShareMax: 0.15,
    delayMs: 3_600_000,
    isStopped: false,
  };
  const proposal = { parameter: "priceRange", from: 0.2, to: 0.21 };

  it("makes a small change, and cuts a large one to the step", () => {
    expect(decide(proposal, policy, [], 0)).toEqual({ kind: "adjust", to: 0.21, reasons: [] });
    const cut = decide({ ...proposal, to: 0.3 }, policy, [], 0);
    expect(cut.kind === "adjust" ? cut.to : 0).toBeCloseTo(0.22, 12);
    expect(cut.reasons[0]).toContain("0.3 was proposed");
  });

  it("asks people beyond the bounds, within the delay, after the day's cap, and about another parameter", () => {
    expect(decide({ ...proposal, to: 0.5 }, policy, [], 0).kind).toBe("signal");
    const made = { parameter: "priceRange", from: 0.18, to: 0.2, atMs: 0 };
    expect(decide(proposal, policy, [made], 1000).reasons[0]).toContain("the delay is 3600000 ms");
    const spent = { parameter: "priceRange", from: 0.1, to: 0.2, atMs: 0 };
    expect(decide(proposal, policy, [spent], 7_200_000).reasons[0]).toContain("have used 0.15");
    expect(decide(proposal, policy, [spent], dayMs).kind).toBe("adjust");
    expect(decide({ ...proposal, parameter: "basisShare" }, policy, [], 0).kind).toBe("signal");
  });

  it("stops where the world is not as it should be", () => {
    const left = { parameter: "priceRange", from: 0.1, to: 0.25, atMs: 0 };
    const later = { ...left, to: 0.2, atMs: 10 };
    for (const [one, rules, changes] of [
      [proposal, { ...policy, isStopped: true }, []],
      [{ ...proposal, to: Number.NaN }, policy, []],
      [{ ...proposal, from: 0 }, policy, []],
      [proposal, { ...policy, lower: 0.5 }, []],
      [proposal, { ...policy, dailyShareMax: Number.POSITIVE_INFINITY }, []],
      [proposal, policy, [left]],
      [proposal, policy, [later]],
    ] as const) {
      expect(decide(one, rules, changes, 0).kind).toBe("stop");
    }
  });
});

it("the effect on an account is what it owes before and after: twice the ratio, twice the requirement", () => {
  const history = historyOf([seriesOf("BTC/USDT", arithmeticCloses(100, 30, 37))], ["BTC/USDT:USDT"]);
  const snapshot = lastSnapshot(history);
  const account = archetypes.find(({ id }) => id === "long")!.accountAt(snapshot, ["BTC"]);
  const model = fixedRatio as MarginModel;
  const rulebook = (initialRatio: number) =>
    rulebookOf(model, unwrapped(checkParameters(model.parameters, { initialRatio, stablecoinHaircut: 0 }, "")), "USD");
  const [effect] = unwrapped(effectsOf([account], snapshot, { before: rulebook(0.1), after: rulebook(0.2) }));
  expect(effect!.before).toBeCloseTo(10_000, 3);
  expect(effect!.after).toBeCloseTo(20_000, 3);
});
