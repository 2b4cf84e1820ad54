import { accountTails } from "../../src/risk/accountTails.ts";
import { coreProbe } from "../coreProbe.ts";
import { median } from "../paired.ts";
import { revalue, syntheticContracts, syntheticMarket } from "../syntheticBook.ts";
import type { TableScene } from "../tables.ts";
import { confidenceLevel } from "../wholeBookFiles.ts";
import { accountsOver, manyPositions } from "./wholeBook.ts";

const [instruments, scenarios, accountCount, rounds] = [2000, 10_240, 10_000, 9];
/** Of the probe, from which on two cores count as free. */
const freeMin = 1.8;
const floor = 1.4;

/** Seconds by the clock, and what they say of two threads against one. */
interface Round {
  readonly one: number;
  readonly two: number;
  readonly single: number;
  readonly double: number;
  readonly cores: number;
  readonly speed: number;
}

export const wholeBookThreads: TableScene = {
  id: "whole-book-threads",
  title: "Expected shortfall of 10,000 accounts × 10,240 scenarios, cold, on two threads, beside a probe of free cores",
  async measure() {
    const unitPnl = new Float64Array(instruments * scenarios);
    revalue(syntheticMarket(scenarios), syntheticContracts(instruments), unitPnl);
    const accounts = accountsOver(instruments, { accounts: accountCount, ...manyPositions });
    const [alone, shared] = [accountTails(unitPnl, scenarios), accountTails(unitPnl, scenarios, { threads: 2 })];
    const timed = (batches: typeof alone) => {
      const from = performance.now();
      const { expectedShortfalls } = batches.tailsOf(accounts, confidenceLevel);
      return { seconds: (performance.now() - from) / 1000, expectedShortfalls };
    };
    const probe = await coreProbe();
    const [expected, found] = [timed(alone), timed(shared)].map(({ expectedShortfalls }) => expectedShortfalls);
    const different = expected!.filter((one, a) => !Object.is(one, found![a])).length;
    const measured: Round[] = [];
    for (let round = 0; round < rounds; round++) {
      const { one, two } = await probe.measure();
      const [single, double] = [timed(alone).seconds, timed(shared).seconds];
      measured.push({ one, two, single, double, cores: (2 * one) / two, speed: single / double });
    }
    await probe.close();
    shared.close();
    const free = measured.filter(({ cores }) => cores >= freeMin);
    const middle = (part: keyof Round, among = measured): number => median(among.map((one) => one[part]));
    return {
      heads: ["speed against one thread", "seconds by the clock on the wall"],
      rows: [
        { name: "probe, arithmetic alone: one thread", numbers: [1, middle("one")] },
        { name: "probe: two threads, as much work each", numbers: [middle("cores"), middle("two")] },
        { name: "shortfalls: one thread", numbers: [1, middle("single")] },
        { name: "shortfalls: two threads", numbers: [middle("speed"), middle("double")] },
      ],
      notes: [
        `medians of ${rounds} rounds; ${different} of ${expected!.length} shortfalls differ in a bit`,
        `two cores were free, by the probe at ${freeMin} or above, in ${free.length} of ${rounds} rounds`,
        free.length === 0
          ? `no round can judge the floor of ${floor}`
          : `in these two threads were ${middle("speed", free).toFixed(2)} times as fast, floor ${floor}`,
      ],
    };
  },
};
